import { css } from 'lit';

/**
 * A wall against the page: inherited text styles end at `.root`, which the page's rules cannot
 * reach. Set `dir` and `lang` on it.
 */
export const base = css`
  :host {
    display: block;
  }
  :host([hidden]) {
    display: none !important;
  }
  .root {
    all: initial;
    display: block;
    color-scheme: inherit;
    color: var(--_text);
    font: 400 var(--_font-size) / 1.4 var(--_font);
    -webkit-text-size-adjust: 100%;
  }
  .root[dir='auto'] {
    visibility: hidden;
  }
  .root,
  .root *,
  .root *::before,
  .root *::after {
    box-sizing: border-box;
  }
  .root[hidden],
  .root [hidden] {
    display: none !important;
  }
  .visually-hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  svg {
    display: block;
    flex: none;
    inline-size: 1.4em;
    block-size: 1.4em;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.9;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
`;

/** One look for all buttons; 44 px high, so that a thumb hits them. */
export const buttons = css`
  button {
    appearance: none;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    min-inline-size: 44px;
    min-block-size: 44px;
    margin: 0;
    padding: 0 16px;
    border: 1px solid transparent;
    border-radius: var(--_button-radius);
    background: var(--_accent);
    color: var(--_on-accent);
    font: inherit;
    font-weight: 600;
    cursor: pointer;
    touch-action: manipulation;
  }
  button:hover:not(:disabled) {
    filter: brightness(1.08);
  }
  button:disabled {
    opacity: 0.55;
    cursor: default;
  }
  button:focus-visible {
    outline: 3px solid var(--_focus);
    outline-offset: 2px;
  }
`;
