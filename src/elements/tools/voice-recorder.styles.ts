import { css } from 'lit';
import { toolStyles } from './tools.styles.js';

export const voiceRecorderStyles = [
  ...toolStyles,
  css`
    .bar {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 6px 10px;
      min-block-size: 44px;
    }
    /* While a finger is on the button below, nothing may move: it lies over the panel's edge. */
    .held {
      position: absolute;
      inset-inline: 0;
      inset-block-end: 0;
      z-index: 2;
      min-block-size: 58px;
      padding-inline: 10px;
      background: var(--_surface-raised);
      pointer-events: none;
    }
    .said {
      flex: 1 0 100%;
      font-size: 0.9em;
    }
    .dot {
      flex: none;
      inline-size: 10px;
      block-size: 10px;
      margin-inline: 8px 0;
      border-radius: 50%;
      background: var(--_danger);
      forced-color-adjust: none;
      animation: blink 1.2s ease-in-out infinite;
    }
    @keyframes blink {
      50% {
        opacity: 0.25;
      }
    }
    .time {
      flex: none;
      font-variant-numeric: tabular-nums;
    }
    .wave {
      flex: 1 1 60px;
      inline-size: auto;
      min-inline-size: 40px;
      max-inline-size: 320px;
      margin-inline-end: auto;
      block-size: 34px;
      stroke-width: 2.4;
      color: var(--_text-muted);
    }
    .wave .heard {
      stroke: var(--_accent);
    }
    .root[dir='rtl'] .wave,
    .root[dir='rtl'] .flip {
      transform: scaleX(-1);
    }
    .hint {
      display: flex;
      align-items: center;
      gap: 4px;
      color: var(--_text-muted);
      font-size: 0.9em;
    }
    .hint svg {
      inline-size: 1.1em;
      block-size: 1.1em;
    }
    .send {
      flex: none;
      padding: 0;
    }
    button.cancel {
      color: var(--_danger);
    }
    @media (prefers-reduced-motion: reduce) {
      .dot {
        animation: none;
      }
    }
  `,
];
