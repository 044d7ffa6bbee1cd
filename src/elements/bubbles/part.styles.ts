import { css } from 'lit';
import { plainButtons } from '../../styles/plain-buttons.js';
import { base, buttons } from '../../styles/shared.js';

/** What elements inside of a message share; colours and sizes come from the list around them. */
export const partStyles = [
  base,
  buttons,
  plainButtons,
  css`
    .problem {
      margin: 4px 0 0;
      color: var(--_danger);
      font-size: 13px;
    }
    progress {
      appearance: none;
      display: block;
      inline-size: 100%;
      block-size: 6px;
      border: 0;
      border-radius: 3px;
      overflow: hidden;
      background: color-mix(in srgb, var(--_text) 18%, transparent);
    }
    progress::-webkit-progress-bar {
      background: transparent;
    }
    progress::-webkit-progress-value {
      background: var(--_accent);
    }
    progress::-moz-progress-bar {
      background: var(--_accent);
    }
    @media (forced-colors: active) {
      progress {
        border: 1px solid;
      }
      progress::-webkit-progress-value {
        background: Highlight;
      }
      progress::-moz-progress-bar {
        background: Highlight;
      }
    }
    svg.solid {
      fill: currentColor;
    }
  `,
];
