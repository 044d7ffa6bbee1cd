import { css } from 'lit';
import { chatTokens } from '../../styles/chat-tokens.js';
import { plainButtons } from '../../styles/plain-buttons.js';
import { base, buttons } from '../../styles/shared.js';
import { tokens } from '../../styles/tokens.js';

/** What all tools share: the wall, colours, buttons, fields. */
export const toolStyles = [
  tokens,
  chatTokens,
  base,
  buttons,
  plainButtons,
  css`
    p {
      margin: 0;
    }
    .problem {
      color: var(--_danger);
    }
    .muted {
      color: var(--_text-muted);
    }
    button.plain {
      border-color: var(--_line);
      background: transparent;
      color: inherit;
    }
    input,
    select {
      appearance: none;
      inline-size: 100%;
      min-inline-size: 0;
      min-block-size: 44px;
      margin: 0;
      padding: 8px 12px;
      border: 1px solid var(--_text-muted);
      border-radius: 10px;
      background: var(--_surface);
      color: inherit;
      font: 400 max(16px, 1em) / 1.4 var(--_font);
    }
    select {
      appearance: auto;
    }
    input::placeholder {
      color: var(--_text-muted);
      opacity: 1;
    }
    input:focus-visible,
    select:focus-visible {
      border-color: var(--_accent);
      outline: 1px solid var(--_accent);
    }
    input[aria-invalid='true'] {
      border-color: var(--_danger);
    }
    bdi {
      overflow-wrap: anywhere;
    }
  `,
];

/** A question in front of the page, on a phone at its lower edge. */
export const sheetStyles = css`
  dialog {
    inline-size: min(440px, calc(100vw - 24px));
    max-block-size: min(640px, calc(var(--_visible-height, 100dvh) - 24px));
    margin: auto;
    padding: 0;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: inherit;
    box-shadow: var(--_shadow);
  }
  dialog[open] {
    display: flex;
    flex-direction: column;
  }
  dialog::backdrop {
    background: rgb(0 10 8 / 50%);
  }
  form {
    display: flex;
    flex-direction: column;
    min-block-size: 0;
  }
  h2 {
    margin: 0;
    padding: 18px 20px 8px;
    font-size: 1.15em;
    font-weight: 650;
    line-height: 1.3;
  }
  .body {
    display: flex;
    flex-direction: column;
    gap: 12px;
    min-block-size: 0;
    padding: 4px 20px 16px;
    overflow: auto;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 8px;
    padding: 12px 20px;
    border-block-start: 1px solid var(--_line);
  }
  .actions .first {
    margin-inline-end: auto;
  }
  label {
    display: flex;
    flex-direction: column;
    gap: 4px;
    font-size: 0.92em;
    font-weight: 600;
  }
  @media (max-width: 479px) {
    dialog {
      margin-block-end: 12px;
    }
  }
`;
