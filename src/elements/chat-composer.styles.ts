import { css } from 'lit';
import { chatBase } from '../styles/chat-tokens.js';

export const chatComposerStyles = [
  ...chatBase,
  css`
    .root {
      padding: 8px 10px;
      border-block-start: 1px solid var(--_line);
      background: var(--_surface-raised);
    }
    /* The tools stand below the field where both do not fit beside each other. */
    .row,
    .entry {
      display: flex;
      flex-wrap: wrap-reverse;
      align-items: flex-start;
      gap: 4px;
    }
    .entry {
      flex: 1 1 300px;
      flex-wrap: nowrap;
    }
    .tools {
      display: flex;
      margin-inline-end: auto;
    }
    .record {
      touch-action: none;
      user-select: none;
      -webkit-touch-callout: none;
    }
    @media not (pointer: coarse) {
      .photo {
        display: none;
      }
    }
    /* The copy of the text behind the field gives it its height, without a script. */
    .field {
      display: grid;
      flex: 1;
      min-inline-size: 0;
      max-block-size: 9.5em;
      overflow: hidden;
      border: 1px solid var(--_line);
      border-radius: 22px;
      background: var(--_surface);
    }
    .field:focus-within {
      border-color: var(--_accent);
      outline: 1px solid var(--_accent);
    }
    .field::after {
      content: attr(data-text) ' ';
      min-block-size: 42px;
      visibility: hidden;
    }
    .field::after,
    textarea {
      grid-area: 1 / 1;
      min-inline-size: 0;
      max-block-size: 9.5em;
      margin: 0;
      padding: 10px 16px;
      font: 400 max(16px, 1em) / 1.4 var(--_font);
      white-space: pre-wrap;
      overflow-wrap: anywhere;
      unicode-bidi: plaintext;
    }
    textarea {
      appearance: none;
      overflow: hidden auto;
      block-size: 0;
      min-block-size: 100%;
      resize: none;
      border: 0;
      outline: 0;
      background: none;
      color: inherit;
      scrollbar-width: thin;
    }
    textarea::placeholder {
      color: var(--_text-muted);
      opacity: 1;
    }
    .send {
      flex: none;
      padding: 0;
      border-radius: 50%;
    }
    .root[dir='rtl'] .flip {
      transform: scaleX(-1);
    }
    .problem {
      margin: 2px 8px 8px;
      color: var(--_danger);
      font-size: 13px;
    }
  `,
];
