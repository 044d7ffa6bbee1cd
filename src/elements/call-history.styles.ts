import { css } from 'lit';
import { avatarStyles } from '../styles/avatar.js';
import { chatBase } from '../styles/chat-tokens.js';

export const callHistoryStyles = [
  ...chatBase,
  avatarStyles,
  css`
    :host {
      container-type: inline-size;
    }
    .root {
      display: flex;
      flex-direction: column;
      max-block-size: var(--_panel-height);
      overflow: hidden;
      border: 1px solid var(--_line);
      border-radius: var(--_radius);
      background: var(--_surface);
    }
    h2 {
      margin: 0;
      padding: 14px 18px 10px;
      border-block-end: 1px solid var(--_line);
      font-size: 1.15em;
    }
    .scroll {
      min-block-size: 0;
      padding: 0 8px 8px;
      overflow-y: auto;
      overscroll-behavior: contain;
    }
    h3 {
      position: sticky;
      inset-block-start: 0;
      z-index: 1;
      margin: 0;
      padding: 12px 10px 4px;
      background: var(--_surface);
      color: var(--_text-muted);
      font-size: 0.88em;
      font-weight: 600;
    }
    ul {
      margin: 0;
      padding: 0;
      list-style: none;
    }
    li {
      display: flex;
      align-items: center;
      gap: 6px;
      padding: 8px 10px;
      border-radius: 12px;
    }
    li:hover {
      background: color-mix(in srgb, var(--_accent) 5%, transparent);
    }
    .face {
      position: relative;
      margin-inline-end: 6px;
    }
    .dot {
      position: absolute;
      inset-block-start: 0;
      inset-inline-end: 0;
      inline-size: 12px;
      block-size: 12px;
      border: 2px solid var(--_surface);
      border-radius: 50%;
      background: var(--_online);
      forced-color-adjust: none;
    }
    .what {
      flex: 1;
      display: grid;
      min-inline-size: 0;
    }
    .name {
      overflow: hidden;
      font-weight: 600;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .kind {
      display: flex;
      gap: 6px;
      color: var(--_text-muted);
      font-size: 0.93em;
    }
    .kind svg {
      inline-size: 1.2em;
      block-size: 1.2em;
      margin-block-start: 0.1em;
    }
    .missed .kind {
      color: var(--_danger);
      font-weight: 600;
    }
    .when {
      color: var(--_text-muted);
      font-size: 0.88em;
    }
    .when > * + *::before {
      content: '·';
      margin-inline: 5px;
    }
    button.icon {
      flex: none;
      color: var(--_text-muted);
    }
    button.back {
      flex: none;
      border-color: var(--_line);
      background: var(--_surface);
      color: var(--_accent);
    }
    .missed button.back:not(:disabled) {
      border-color: transparent;
      background: var(--_accent);
      color: var(--_on-accent);
    }
    button.older {
      display: block;
      margin: 4px auto 0;
      color: var(--_accent);
    }
    .note:not(:empty) {
      margin: 0;
      padding: 16px 12px;
      color: var(--_text-muted);
      font-size: 0.93em;
      text-align: center;
    }
    .note.problem {
      color: var(--_danger);
    }
    .spinner {
      display: inline-block;
      inline-size: 1em;
      block-size: 1em;
      margin-inline-end: 8px;
      border: 2px solid var(--_line);
      border-block-start-color: var(--_accent);
      border-radius: 50%;
      vertical-align: -0.15em;
      animation: turn 0.9s linear infinite;
    }
    @keyframes turn {
      to {
        rotate: 1turn;
      }
    }
    @media (prefers-reduced-motion: reduce) {
      .spinner {
        animation: none;
      }
    }
    @container (max-width: 480px) {
      li {
        gap: 2px;
        padding-inline: 6px;
      }
      .back .label {
        display: none;
      }
      button.back {
        padding: 0;
      }
    }
  `,
];
