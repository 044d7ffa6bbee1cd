import { css } from 'lit';
import { avatarStyles } from '../styles/avatar.js';
import { chatTokens } from '../styles/chat-tokens.js';
import { plainButtons } from '../styles/plain-buttons.js';
import { base, buttons } from '../styles/shared.js';
import { tokens } from '../styles/tokens.js';
import { headStyles } from './inbox/head.styles.js';
import { rowStyles } from './inbox/row.styles.js';

export const chatInboxStyles = [
  tokens,
  chatTokens,
  base,
  buttons,
  plainButtons,
  avatarStyles,
  headStyles,
  rowStyles,
  css`
    :host {
      container-type: inline-size;
    }
    .root {
      --_visible-height: 100dvh;
      display: grid;
      grid-template: minmax(0, 1fr) / minmax(280px, 360px) minmax(0, 1fr);
      block-size: var(--_panel-height);
      max-block-size: var(--_visible-height);
      overflow: hidden;
      border: 1px solid var(--_line);
      border-radius: var(--_radius);
      background: var(--_surface);
    }
    .list {
      display: flex;
      flex-direction: column;
      min-block-size: 0;
      min-inline-size: 0;
      border-inline-end: 1px solid var(--_line);
    }
    .scroll {
      flex: 1;
      min-block-size: 0;
      padding: 0 8px 8px;
      overflow-y: auto;
      overscroll-behavior: contain;
    }
    ul {
      margin: 0;
      padding: 0;
      list-style: none;
    }
    #rows:focus-visible {
      outline: 3px solid var(--_focus);
      outline-offset: -3px;
    }
    .note:not(:empty) {
      padding: 16px 12px;
      color: var(--_text-muted);
      font-size: 0.93em;
      text-align: center;
    }
    .note.problem {
      color: var(--_danger);
    }
    .empty {
      display: grid;
      place-content: center;
      margin: 0;
      padding: 24px;
      color: var(--_text-muted);
      text-align: center;
    }
    .found h3 {
      margin: 12px 10px 4px;
      font-size: 1em;
    }
    .found h4 {
      margin: 10px 10px 0;
      overflow: hidden;
      color: var(--_text-muted);
      font-size: 0.88em;
      font-weight: 600;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .hit {
      display: grid;
      grid-template-columns: minmax(0, 1fr) auto;
      gap: 10px;
      inline-size: 100%;
      padding: 8px 10px;
      border-radius: 12px;
      background: none;
      color: inherit;
      font-weight: 400;
      text-align: start;
    }
    .snippet {
      display: -webkit-box;
      overflow: hidden;
      overflow-wrap: anywhere;
      -webkit-box-orient: vertical;
      -webkit-line-clamp: 2;
    }
    mark {
      border-radius: 3px;
      background: color-mix(in srgb, var(--_accent) 26%, transparent);
      color: inherit;
    }
    .detail {
      display: grid;
      grid-template: minmax(0, 1fr) / minmax(0, 1fr);
      min-inline-size: 0;
      min-block-size: 0;
      background: var(--_canvas);
    }
    .detail chat-panel {
      min-block-size: 0;
    }
    .detail chat-panel::part(panel) {
      block-size: 100%;
      min-block-size: 0;
      border: 0;
      border-radius: 0;
    }
    button.back {
      display: none;
    }
    @container (max-width: 640px) {
      .root {
        grid-template-columns: minmax(0, 1fr);
        block-size: var(--deskbell-panel-height, 100dvh);
      }
      .list {
        border-inline-end: 0;
      }
      .has-choice .list,
      .root:not(.has-choice) .detail {
        display: none;
      }
      .has-choice .detail {
        grid-template-rows: auto minmax(0, 1fr);
      }
      button.back {
        display: flex;
        justify-content: flex-start;
        padding-inline: 10px;
        border-radius: 0;
        background: var(--_surface-raised);
        color: var(--_accent);
      }
      .detail chat-panel::part(close-button) {
        display: none;
      }
    }
  `,
];
