import { css } from 'lit';
import { toolStyles } from '../tools/tools.styles.js';

export const devicePanelStyles = [
  ...toolStyles,
  css`
    dialog {
      margin: auto;
      padding: 8px;
      border: 0;
      background: none;
      color-scheme: inherit;
      inline-size: min(440px, 100vw);
      max-block-size: 100dvh;
      overflow: auto;
    }
    dialog:focus {
      outline: none;
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
      margin: 0 0 12px;
      font-size: 1.2em;
    }
    .picture {
      display: grid;
      place-items: center;
      aspect-ratio: 16 / 9;
      max-block-size: 34dvh;
      inline-size: 100%;
      margin-block-end: 12px;
      overflow: hidden;
      border-radius: 12px;
      background: #0b1514;
      color: #fff;
    }
    video {
      inline-size: 100%;
      block-size: 100%;
      object-fit: cover;
    }
    video.mirrored {
      transform: scaleX(-1);
    }
    .picture p {
      padding: 0 16px;
      text-align: center;
    }
    .problem {
      margin-block-end: 12px;
    }
    .device {
      margin-block-end: 14px;
    }
    label {
      display: flex;
      flex-direction: column;
      gap: 4px;
      font-size: 0.92em;
      font-weight: 600;
    }
    select {
      text-overflow: ellipsis;
    }
    .meter {
      --_level: 0%;
      block-size: 8px;
      margin-block-start: 8px;
      border-radius: 4px;
      overflow: hidden;
      background: color-mix(in srgb, var(--_text) 16%, transparent);
    }
    .meter::before {
      content: '';
      display: block;
      block-size: 100%;
      inline-size: var(--_level);
      border-radius: 4px;
      background: var(--_accent);
    }
    .test {
      margin-block-start: 8px;
    }
    .actions {
      display: flex;
      flex-wrap: wrap;
      gap: 10px;
      justify-content: flex-end;
    }
    @media (forced-colors: active) {
      .meter {
        border: 1px solid;
      }
      .meter::before {
        background: Highlight;
      }
    }
  `,
];
