import { css } from 'lit';

/** Buttons that are only an icon or only a word. */
export const plainButtons = css`
  button.icon {
    padding: 0;
    background: transparent;
    color: inherit;
  }
  button.icon:hover:not(:disabled) {
    background: color-mix(in srgb, currentColor 10%, transparent);
    filter: none;
  }
  button.link {
    padding: 0 8px;
    background: none;
    color: inherit;
    text-decoration: underline;
    text-underline-offset: 3px;
  }
`;
