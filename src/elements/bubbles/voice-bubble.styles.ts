import { css } from 'lit';
import { partStyles } from './part.styles.js';

export const voiceBubbleStyles = [
  ...partStyles,
  css`
    .player {
      display: flex;
      align-items: center;
      gap: 2px;
      margin-inline: -10px -6px;
    }
    .track {
      position: relative;
      flex: 1;
      min-inline-size: 0;
      block-size: 44px;
    }
    .track svg {
      position: absolute;
      inset: 9px 0;
      inline-size: 100%;
      block-size: 26px;
      color: var(--_text-muted);
      stroke-width: 2;
    }
    .root[dir='rtl'] .track svg {
      scale: -1 1;
    }
    .heard {
      color: var(--_accent);
      stroke: currentColor;
    }
    input {
      appearance: none;
      position: absolute;
      inset: 0;
      inline-size: 100%;
      block-size: 44px;
      margin: 0;
      background: none;
      cursor: pointer;
    }
    input::-webkit-slider-thumb {
      appearance: none;
      inline-size: 12px;
      block-size: 12px;
      border-radius: 50%;
      background: var(--_accent);
    }
    input::-moz-range-thumb {
      inline-size: 12px;
      block-size: 12px;
      border: 0;
      border-radius: 50%;
      background: var(--_accent);
    }
    @media (forced-colors: active) {
      input::-webkit-slider-thumb {
        background: Highlight;
      }
      input::-moz-range-thumb {
        background: Highlight;
      }
    }
    input:focus-visible {
      outline: 3px solid var(--_focus);
      border-radius: 6px;
    }
    .rate {
      padding: 0 6px;
      background: none;
      color: var(--_text-muted);
      font-size: 13px;
      font-weight: 600;
    }
    .time {
      margin-block-start: -8px;
      padding-inline-start: 36px;
      color: var(--_text-muted);
      font-size: 11.5px;
      font-variant-numeric: tabular-nums;
    }
    .transfer {
      display: flex;
      align-items: center;
      gap: 4px;
    }
  `,
];
