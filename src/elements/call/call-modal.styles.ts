import { css } from 'lit';
import { avatarStyles } from '../../styles/avatar.js';
import { callTokens } from '../../styles/call-tokens.js';
import { base, buttons } from '../../styles/shared.js';
import { tokens } from '../../styles/tokens.js';
import { incomingStyles } from './incoming-view.styles.js';

const window = css`
  :host {
    display: contents;
  }
  .root {
    position: fixed;
    z-index: var(--_layer);
    inline-size: fit-content;
    margin-inline: auto;
    overflow: hidden;
  }
  /* It takes the focus only for its words to be read out; the buttons show theirs. */
  .root:focus {
    outline: none;
  }
  .window {
    inset-block-start: 24px;
    inset-inline: 0;
    border-radius: 24px;
    background: linear-gradient(160deg, var(--_call-start), var(--_call-end));
    color: var(--_on-call);
    box-shadow: 0 16px 60px rgb(5 15 40 / 45%);
    animation: appear 0.25s ease-out;
  }
  @keyframes appear {
    from {
      opacity: 0;
      transform: scale(0.96);
    }
  }
  .stage {
    position: relative;
    display: flex;
    flex-direction: column;
    inline-size: min(400px, calc(100vw - 32px));
    min-block-size: 420px;
    max-block-size: calc(100dvh - 48px);
  }
  .stage.video {
    inline-size: min(760px, calc(100vw - 32px));
    block-size: min(560px, calc(100dvh - 48px));
  }
  .top {
    flex: 1;
    display: flex;
    flex-direction: column;
    align-items: center;
    justify-content: center;
    gap: 4px;
    padding: 28px 24px 8px;
    text-align: center;
  }
  .top .avatar {
    inline-size: 104px;
    block-size: 104px;
    margin-block-end: 14px;
    border: 3px solid rgb(255 255 255 / 25%);
    font-size: 42px;
  }
  .title {
    max-inline-size: 100%;
    margin: 0;
    overflow-wrap: anywhere;
    font-size: 1.45em;
    font-weight: 650;
  }
  .top p,
  .sentences {
    margin: 0;
  }
  .sign svg {
    display: inline-block;
    inline-size: 0.9em;
    block-size: 0.9em;
    margin-inline-start: 8px;
    vertical-align: -0.1em;
  }
  .countdown {
    font-variant-numeric: tabular-nums;
  }
  .timer {
    font-variant-numeric: tabular-nums;
    font-size: 1.1em;
  }
  .sentences {
    max-inline-size: 46ch;
    font-size: 0.95em;
  }
  .problem {
    margin-block-start: 10px;
    padding: 8px 14px;
    border-radius: 12px;
    background: rgb(0 0 0 / 35%);
  }
  @media (prefers-reduced-motion: reduce) {
    .window {
      animation: none;
    }
  }
  @media (max-width: 639px) {
    .window {
      inset: 0;
      inline-size: auto;
      border-radius: 0;
    }
    .window .stage,
    .window .stage.video {
      inline-size: 100%;
      block-size: 100dvh;
      max-block-size: none;
      padding-block: env(safe-area-inset-top) env(safe-area-inset-bottom);
    }
  }
  /* Beside a floating chat, not over it. */
  @media (min-width: 900px) {
    .window {
      inset-inline: 24px 424px;
    }
    .stage.video {
      inline-size: min(760px, calc(100vw - 448px));
    }
  }
`;

const media = css`
  .tile {
    position: absolute;
    object-fit: cover;
    background: #000;
  }
  .tile.main {
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
  }
  /* Small pictures stand in a column over the buttons. */
  .side {
    --_side: clamp(104px, 23vw, 168px);
    inset-block-end: 104px;
    inset-inline-end: 16px;
    z-index: 1;
    inline-size: var(--_side);
    block-size: calc(var(--_side) * 0.75);
    border-radius: 14px;
  }
  .side.second {
    inset-block-end: calc(116px + var(--_side) * 0.75);
  }
  .tile.side {
    border: 2px solid rgb(255 255 255 / 70%);
    box-shadow: 0 4px 18px rgb(0 0 0 / 40%);
  }
  .mirrored {
    transform: scaleX(-1);
  }
  .has-video .top {
    position: relative;
    flex: none;
    gap: 0;
    padding: 12px 64px 36px;
    background: linear-gradient(rgb(0 0 0 / 68%), transparent);
  }
  .has-video .title {
    font-size: 1.1em;
  }
  .has-video .controls {
    position: relative;
    margin-block-start: auto;
    background: linear-gradient(transparent, rgb(0 0 0 / 68%));
  }
`;

const controls = css`
  .controls {
    display: flex;
    justify-content: center;
    gap: clamp(5px, 1.6vw, 14px);
    padding: 20px 8px;
  }
  /* Seven places, of which the end has the middle. */
  .live {
    display: grid;
    grid-template-columns: repeat(7, minmax(0, 56px));
    gap: clamp(1px, (100vw - 312px) / 7, 10px);
    padding-inline: 2px;
  }
  .live > * {
    grid-row: 1;
  }
  .switch {
    grid-column: 1;
  }
  .camera {
    grid-column: 2;
  }
  .mute {
    grid-column: 3;
  }
  .round {
    flex: 0 1 56px;
    aspect-ratio: 1;
    padding: 0;
    border-radius: 50%;
    background: rgb(255 255 255 / 20%);
    color: #fff;
    font-size: 17px;
  }
  .has-video .round:not(.end) {
    background: rgb(30 30 30 / 60%);
  }
  .round.off,
  .has-video .round.off:not(.end) {
    background: #fff;
    color: #1c2440;
  }
  .round.end {
    grid-column: 4;
    background: #c8281d;
  }
  .hang-up {
    transform: rotate(135deg);
  }
  .soft {
    background: rgb(255 255 255 / 18%);
    color: inherit;
  }
  .root button:focus-visible {
    outline-color: #fff;
  }
`;

export const callModalStyles = [
  tokens,
  callTokens,
  base,
  buttons,
  avatarStyles,
  window,
  media,
  controls,
  incomingStyles,
];
