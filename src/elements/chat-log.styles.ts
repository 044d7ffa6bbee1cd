import { css } from 'lit';
import { chatBase } from '../styles/chat-tokens.js';
import { messageStyles } from './message-view.styles.js';

export const chatLogStyles = [
  ...chatBase,
  messageStyles,
  css`
    :host {
      display: block;
      flex: 1 1 0;
      min-block-size: 0;
    }
    .root {
      position: relative;
      block-size: 100%;
    }
    .scroller {
      block-size: 100%;
      overflow-y: auto;
      overflow-anchor: none;
      overscroll-behavior: contain;
      background: var(--_canvas);
      scrollbar-width: thin;
    }
    .scroller:focus-visible {
      outline: 3px solid var(--_focus);
      outline-offset: -3px;
    }
    .lines {
      display: flex;
      flex-direction: column;
      justify-content: flex-end;
      min-block-size: 100%;
      padding: 12px 14px 10px;
    }
    .rows,
    .rows > div {
      display: contents;
    }
    .end {
      block-size: 1px;
      margin-block-start: -1px;
    }
  `,
];
