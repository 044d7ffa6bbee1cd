import { css } from 'lit';
import { toolStyles } from './tools.styles.js';

export const emojiPickerStyles = [
  ...toolStyles,
  css`
    .picker {
      display: flex;
      flex-direction: column;
      gap: 6px;
      block-size: min(300px, calc(var(--_visible-height, 100dvh) * 0.45));
      min-block-size: 190px;
      margin-block-end: 8px;
    }
    .head {
      display: flex;
      align-items: center;
      gap: 4px;
    }
    .groups {
      flex: none;
      display: flex;
      overflow-x: auto;
      scrollbar-width: none;
      border-block-end: 1px solid var(--_line);
    }
    .groups button {
      flex: 1 0 44px;
      border-radius: 8px 8px 0 0;
      border-block-end: 3px solid transparent;
    }
    .groups [aria-selected='true'] {
      border-block-end-color: var(--_accent);
    }
    .grid {
      flex: 1;
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(44px, 1fr));
      align-content: start;
      overflow-y: auto;
      overscroll-behavior: contain;
    }
    .grid button,
    .groups button {
      padding: 0;
      background: none;
      font:
        400 24px / 1 'Apple Color Emoji',
        'Segoe UI Emoji',
        'Noto Color Emoji',
        sans-serif;
      color: inherit;
    }
    .grid button {
      border-radius: 10px;
    }
    .grid button:focus-visible,
    .groups button:focus-visible {
      outline-offset: -3px;
    }
    .grid button:hover,
    .groups button:hover {
      background: color-mix(in srgb, currentColor 10%, transparent);
      filter: none;
    }
    .none {
      margin: auto;
    }
  `,
];
