import { css } from 'lit';
import { avatarStyles } from '../styles/avatar.js';
import { chatBase } from '../styles/chat-tokens.js';

export const chatPanelStyles = [
  ...chatBase,
  avatarStyles,
  css`
    :host([variant='floating']) {
      display: contents;
    }
    .root {
      /* Tools lie over it; an on-screen keyboard takes from its height. */
      --_visible-height: 100dvh;
      position: relative;
      display: flex;
      flex-direction: column;
      block-size: var(--_panel-height);
      max-block-size: var(--_visible-height);
      min-block-size: min(320px, var(--_visible-height));
      overflow: hidden;
      border: 1px solid var(--_line);
      border-radius: var(--_radius);
      background: var(--_surface);
    }
    .floating {
      position: fixed;
      inset-block-end: 20px;
      inset-inline-end: 20px;
      z-index: var(--_layer);
      inline-size: min(var(--_panel-width), calc(100vw - 40px));
      block-size: min(var(--_panel-height), calc(var(--_visible-height) - 40px));
      box-shadow: var(--_shadow);
    }
    @keyframes rise {
      from {
        opacity: 0;
        transform: translateY(16px) scale(0.97);
      }
    }
    header {
      display: flex;
      align-items: center;
      min-block-size: 64px;
      padding-block: 8px;
      padding-inline: 14px 4px;
      border-block-end: 1px solid var(--_line);
      background: var(--_surface-raised);
    }
    .who {
      flex: 1;
      min-inline-size: 0;
      margin-inline-start: 10px;
    }
    h2,
    header p {
      margin: 0;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    h2 {
      font-size: 1em;
      font-weight: 650;
      line-height: 1.3;
    }
    header p {
      color: var(--_text-muted);
      font-size: 0.86em;
    }
    header p:empty {
      display: none;
    }
    .typing,
    .online {
      color: var(--_accent);
      font-weight: 500;
    }
    header .icon {
      color: var(--_text-muted);
    }
    .notice {
      padding: 6px 14px;
      background: color-mix(in srgb, var(--_accent) 12%, var(--_surface));
      font-size: 0.88em;
      text-align: center;
    }
    .notice.problem {
      background: color-mix(in srgb, var(--_danger) 12%, var(--_surface));
    }
    .notice:empty {
      padding: 0;
    }
    @media (max-width: 479px) {
      .floating {
        inset: 0;
        inline-size: 100%;
        block-size: var(--_visible-height);
        padding-block: env(safe-area-inset-top) env(safe-area-inset-bottom);
        border: 0;
        border-radius: 0;
      }
    }
    @media (prefers-reduced-motion: no-preference) {
      .floating {
        animation: rise 0.22s cubic-bezier(0.2, 0.9, 0.3, 1.2);
      }
    }
  `,
];
