import { css } from 'lit';
import { toolStyles } from './tools.styles.js';

export const composerToolsStyles = [
  ...toolStyles,
  css`
    .context {
      display: flex;
      align-items: center;
      gap: 8px;
      margin-block-end: 6px;
      padding-inline-start: 10px;
      border-inline-start: 3px solid var(--_accent);
      border-radius: 6px;
      background: var(--_surface);
    }
    .context.unsent {
      border-color: var(--_danger);
    }
    .context > div,
    .context > p {
      flex: 1;
      min-inline-size: 0;
      padding-block: 4px;
    }
    .context div p {
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .what {
      color: var(--_accent);
      font-size: 0.9em;
      font-weight: 600;
    }
    .blocked {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: center;
      color: var(--_text-muted);
      text-align: center;
    }
    .consent {
      display: grid;
      gap: 8px;
      justify-items: center;
      padding: 4px 8px 8px;
      color: var(--_text-muted);
      text-align: center;
    }
    .consent p {
      margin: 0;
      overflow-wrap: anywhere;
      white-space: pre-line;
    }
    .consent a {
      color: var(--_accent);
    }
    .agree {
      min-height: 44px;
      padding: 0 20px;
      border: 0;
      border-radius: 22px;
      background: var(--_accent);
      color: var(--_on-accent);
      font: inherit;
      font-weight: 600;
      cursor: pointer;
    }
    .drop {
      position: absolute;
      inset: 0;
      z-index: 3;
      display: grid;
      place-content: center;
      justify-items: center;
      gap: 12px;
      margin: 8px;
      border: 2px dashed var(--_accent);
      border-radius: var(--_radius);
      background: color-mix(in srgb, var(--_surface) 92%, transparent);
      font-weight: 600;
      text-align: center;
    }
    .drop * {
      pointer-events: none;
    }
    .drop svg {
      inline-size: 40px;
      block-size: 40px;
      color: var(--_accent);
    }
  `,
];
