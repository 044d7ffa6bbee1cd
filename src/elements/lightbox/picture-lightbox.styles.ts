import { css } from 'lit';
import { plainButtons } from '../../styles/plain-buttons.js';
import { base, buttons } from '../../styles/shared.js';

export const lightboxStyles = [
  base,
  buttons,
  plainButtons,
  css`
    dialog.root {
      position: fixed;
      inset: 0;
      display: flex;
      flex-direction: column;
      inline-size: 100vw;
      max-inline-size: none;
      block-size: 100dvh;
      max-block-size: none;
      margin: 0;
      padding: 0;
      border: 0;
      overflow: hidden;
      background: #0b0f0e;
      color: #fff;
    }
    dialog.root:not([open]) {
      display: none;
    }
    .bar {
      display: flex;
      align-items: center;
      gap: 4px;
      padding: 6px 8px;
    }
    .title {
      flex: 1;
      padding-inline: 8px;
    }
    .get {
      display: grid;
      place-items: center;
      inline-size: 44px;
      block-size: 44px;
      color: inherit;
    }
    button:focus-visible,
    .get:focus-visible {
      outline-color: #fff;
    }
    .get:focus-visible {
      outline: 3px solid #fff;
    }
    .stage {
      flex: 1;
      min-block-size: 0;
      display: grid;
      place-items: center;
      overflow: hidden;
      touch-action: none;
    }
    .picture {
      max-inline-size: 100%;
      max-block-size: 100%;
      min-block-size: 0;
      object-fit: contain;
      user-select: none;
    }
    .caption {
      margin: 0;
      padding: 8px 16px;
      max-block-size: 20dvh;
      overflow: auto;
      text-align: center;
      white-space: pre-wrap;
      overflow-wrap: anywhere;
    }
    .steps {
      display: flex;
      justify-content: center;
      gap: 24px;
      padding-block-end: 10px;
    }
    .root[dir='rtl'] .flip {
      scale: -1 1;
    }
  `,
];
