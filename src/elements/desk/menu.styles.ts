import { css } from 'lit';
import { chatTokens } from '../../styles/chat-tokens.js';
import { base, buttons } from '../../styles/shared.js';
import { tokens } from '../../styles/tokens.js';

export const menuStyles = [
  tokens,
  chatTokens,
  base,
  buttons,
  css`
    .root {
      position: fixed;
      z-index: var(--_layer);
      min-inline-size: 200px;
      max-inline-size: min(324px, 100vw - 16px);
      max-block-size: calc(100dvh - 16px);
      padding: 6px;
      overflow-y: auto;
      border: 1px solid var(--_line);
      border-radius: 14px;
      background: var(--_surface);
      box-shadow: var(--_shadow);
    }
    button {
      display: grid;
      grid-template-columns: auto minmax(0, 1fr) auto;
      gap: 0;
      inline-size: 100%;
      padding: 8px 12px;
      border-radius: 9px;
      background: none;
      color: var(--_text);
      font-weight: 400;
      text-align: start;
    }
    button:hover:not(:disabled),
    button:focus-visible {
      background: color-mix(in srgb, var(--_accent) 12%, transparent);
      filter: none;
    }
    button:focus-visible {
      outline-offset: -3px;
    }
    button[aria-disabled='true'] {
      color: var(--_text-muted);
      cursor: default;
    }
    .line {
      display: flex;
      flex-wrap: wrap;
    }
    button.emoji {
      display: inline-grid;
      grid-template-columns: none;
      place-items: center;
      inline-size: 44px;
      min-inline-size: 44px;
      padding: 0;
      font-size: 1.35em;
    }
    button.emoji[aria-checked='true'] {
      background: color-mix(in srgb, var(--_accent) 26%, transparent);
    }
    button.danger {
      color: var(--_danger);
    }
    button svg {
      margin-inline-end: 10px;
    }
    .label {
      grid-column: 2;
    }
    .hint {
      grid-column: 2 / -1;
      color: var(--_text-muted);
      font-size: 0.86em;
    }
    .switch {
      position: relative;
      margin-inline-start: 14px;
      inline-size: 34px;
      block-size: 20px;
      border-radius: 10px;
      background: var(--_text-muted);
    }
    .switch::after {
      content: '';
      position: absolute;
      inset-block-start: 3px;
      inset-inline-start: 3px;
      inline-size: 14px;
      block-size: 14px;
      border-radius: 50%;
      background: var(--_surface);
    }
    [aria-checked='true'] .switch {
      background: var(--_accent);
    }
    [aria-checked='true'] .switch::after {
      inset-inline-start: 17px;
    }
    hr {
      margin: 6px 8px;
      border: 0;
      border-block-start: 1px solid var(--_line);
    }
    @media (forced-colors: active) {
      .switch {
        border: 1px solid;
      }
    }
  `,
];
