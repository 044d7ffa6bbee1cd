import { css } from 'lit';
import { base, buttons } from '../styles/shared.js';
import { tokens } from '../styles/tokens.js';

export const contactButtonStyles = [
  tokens,
  base,
  buttons,
  css`
    :host {
      display: inline-block;
      vertical-align: middle;
    }
    .root {
      display: inline-flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 8px;
    }
    button {
      position: relative;
    }
    button.call {
      background: color-mix(in srgb, var(--_accent) 12%, var(--_surface));
      border-color: color-mix(in srgb, var(--_accent) 35%, transparent);
      color: color-mix(in srgb, var(--_accent) 80%, var(--_text));
    }
    .who {
      position: relative;
      display: flex;
    }
    img {
      inline-size: 44px;
      block-size: 44px;
      border-radius: 50%;
      object-fit: cover;
    }
    .presence {
      position: absolute;
      inset-block-end: 0;
      inset-inline-end: 0;
      inline-size: 12px;
      block-size: 12px;
      border: 2px solid var(--_surface);
      border-radius: 50%;
      background: var(--_online);
      forced-color-adjust: none;
    }
    .glyph {
      position: relative;
    }
    .glyph .presence {
      inset-block-end: -3px;
      inset-inline-end: -4px;
      border-color: var(--_accent);
      background: #4ade80;
    }
    .unread {
      position: absolute;
      inset-block-start: -6px;
      inset-inline-end: -4px;
      min-inline-size: 22px;
      padding: 0 6px;
      border: 2px solid var(--_surface);
      border-radius: 11px;
      background: var(--_danger);
      color: var(--_on-danger);
      font-size: 12px;
      line-height: 18px;
      text-align: center;
    }
    .status {
      flex-basis: 100%;
      color: var(--_danger);
      font-size: 13px;
    }
    .status:empty {
      display: none;
    }
    .floating {
      position: fixed;
      inset-block-end: max(20px, env(safe-area-inset-bottom));
      inset-inline-end: 20px;
      z-index: var(--_layer);
    }
    .floating button {
      min-inline-size: 56px;
      min-block-size: 56px;
      box-shadow: var(--_shadow);
    }
    .floating .call {
      gap: 0;
      padding: 0;
    }
    .floating .call .label {
      font-size: 0;
    }
  `,
];
