import { css } from 'lit';
import { base } from '../styles/shared.js';
import { tokens } from '../styles/tokens.js';

export const presenceBadgeStyles = [
  tokens,
  base,
  css`
    :host {
      display: inline-block;
    }
    .root {
      display: inline-flex;
      align-items: center;
      gap: 6px;
      color: inherit;
      font-size: 13px;
    }
    .dot {
      flex: none;
      inline-size: 9px;
      block-size: 9px;
      border: 1.5px solid var(--_text-muted);
      border-radius: 50%;
    }
    .is-online .dot {
      border-color: var(--_online);
      background: var(--_online);
      forced-color-adjust: none;
    }
  `,
];
