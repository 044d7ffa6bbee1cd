import { css } from 'lit';
import { chatTokens } from '../../styles/chat-tokens.js';
import { plainButtons } from '../../styles/plain-buttons.js';
import { base, buttons } from '../../styles/shared.js';
import { tokens } from '../../styles/tokens.js';

export const dialogStyles = [
  tokens,
  chatTokens,
  base,
  buttons,
  plainButtons,
  css`
    dialog {
      margin: auto;
      padding: 8px;
      border: 0;
      background: none;
      color-scheme: inherit;
      inline-size: min(420px, 100vw);
      max-block-size: 100dvh;
      overflow: auto;
    }
    dialog::backdrop {
      background: rgb(0 12 9 / 45%);
    }
    .root {
      padding: 20px;
      border: 1px solid var(--_line);
      border-radius: var(--_radius);
      background: var(--_surface);
    }
    h2 {
      margin: 0 0 8px;
      font-size: 1.2em;
      overflow-wrap: anywhere;
    }
    p {
      margin: 0 0 14px;
    }
    .problem {
      color: var(--_danger);
    }
    .actions {
      display: flex;
      flex-wrap: wrap;
      gap: 10px;
      justify-content: flex-end;
    }
    .actions .quiet {
      border-color: var(--_line);
      background: none;
      color: var(--_text);
    }
    .actions .danger {
      background: var(--_danger);
      color: var(--_on-danger);
    }
    fieldset {
      margin: 0 0 12px;
      padding: 0;
      border: 0;
    }
    legend,
    .words {
      padding: 0;
      color: var(--_text-muted);
      font-size: 0.93em;
    }
    .choice {
      display: flex;
      gap: 10px;
      align-items: center;
      min-block-size: 44px;
    }
    .choice input {
      inline-size: 18px;
      block-size: 18px;
      margin: 0;
      accent-color: var(--_accent);
    }
    .words {
      display: block;
      margin-block-end: 8px;
    }
    textarea {
      display: block;
      inline-size: 100%;
      min-block-size: 88px;
      margin-block-start: 4px;
      padding: 10px 12px;
      resize: vertical;
      border: 1px solid var(--_text-muted);
      border-radius: 12px;
      background: var(--_surface-raised);
      color: var(--_text);
      font: inherit;
    }
    :is(textarea, input):focus-visible {
      outline: 3px solid var(--_focus);
      outline-offset: 1px;
    }
  `,
];
