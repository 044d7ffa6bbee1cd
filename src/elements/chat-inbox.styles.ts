import { css } from 'lit';
import { avatarStyles } from '../styles/avatar.js';
import { chatTokens } from '../styles/chat-tokens.js';
import { base, buttons } from '../styles/shared.js';
import { tokens } from '../styles/tokens.js';

export const chatInboxStyles = [
  tokens,
  chatTokens,
  base,
  buttons,
  avatarStyles,
  css`
    :host {
      container-type: inline-size;
    }
    .root {
      display: grid;
      grid-template-columns: minmax(240px, 340px) 1fr;
      block-size: var(--_panel-height);
      overflow: hidden;
      border: 1px solid var(--_line);
      border-radius: var(--_radius);
      background: var(--_surface);
    }
    .list {
      display: flex;
      flex-direction: column;
      min-block-size: 0;
      border-inline-end: 1px solid var(--_line);
    }
    h2 {
      margin: 0;
      padding: 18px 16px 12px;
      font-size: 1.25em;
      font-weight: 700;
    }
    ul {
      flex: 1;
      min-block-size: 0;
      margin: 0;
      padding: 0 8px 8px;
      overflow-y: auto;
      list-style: none;
    }
    li button {
      display: grid;
      grid-template-columns: auto 1fr auto;
      column-gap: 12px;
      inline-size: 100%;
      padding: 10px;
      border-radius: 12px;
      background: none;
      color: inherit;
      font-weight: 400;
      text-align: start;
    }
    li button:hover:not(:disabled),
    li [aria-current='true'] {
      background: color-mix(in srgb, var(--_accent) 12%, transparent);
      filter: none;
    }
    .who {
      min-inline-size: 0;
    }
    .name,
    .last {
      display: block;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .name {
      font-weight: 600;
    }
    .last,
    time,
    .empty {
      color: var(--_text-muted);
      font-size: 0.88em;
    }
    .aside {
      display: flex;
      flex-direction: column;
      align-items: flex-end;
      gap: 4px;
    }
    .unread {
      min-inline-size: 22px;
      padding: 0 6px;
      border-radius: 11px;
      background: var(--_accent);
      color: var(--_on-accent);
      font-size: 12px;
      line-height: 22px;
      text-align: center;
    }
    .empty {
      display: grid;
      place-content: center;
      padding: 24px;
      text-align: center;
    }
    .detail {
      display: grid;
      grid-template: minmax(0, 1fr) / minmax(0, 1fr);
      min-inline-size: 0;
      min-block-size: 0;
      background: var(--_canvas);
    }
    .detail chat-panel::part(panel) {
      block-size: 100%;
      min-block-size: 0;
      border: 0;
      border-radius: 0;
    }
    @container (max-width: 640px) {
      .root {
        grid-template-columns: 1fr;
      }
      .has-choice .list,
      .root:not(.has-choice) .detail {
        display: none;
      }
    }
  `,
];
