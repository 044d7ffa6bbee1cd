import { css } from 'lit';

export const messageStyles = css`
  .message {
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    margin-block-start: 3px;
  }
  .message.first {
    margin-block-start: 10px;
  }
  .message.own {
    align-items: flex-end;
  }
  .bubble {
    position: relative;
    display: flex;
    flex-wrap: wrap;
    align-items: flex-end;
    justify-content: flex-end;
    column-gap: 10px;
    min-inline-size: 76px;
    max-inline-size: min(82%, 560px);
    padding: 7px 11px 6px;
    /* Seen where colours are forced: there the background is not. */
    border: 1px solid transparent;
    border-radius: var(--_bubble-radius);
    background: var(--_bubble-other);
    box-shadow: 0 1px 1px rgb(0 20 15 / 10%);
  }
  .own .bubble {
    background: var(--_bubble-own);
  }
  .other.first .bubble {
    border-start-start-radius: 0;
  }
  .own.first .bubble {
    border-start-end-radius: 0;
  }
  .first .bubble::before {
    content: '';
    position: absolute;
    inset-block-start: -1px;
    inset-inline-start: -7px;
    inline-size: 9px;
    block-size: 11px;
    background: inherit;
    clip-path: polygon(0 0, 100% 0, 100% 100%);
  }
  .own.first .bubble::before {
    inset-inline: auto -7px;
    scale: -1 1;
  }
  .root[dir='rtl'] .first .bubble::before {
    scale: -1 1;
  }
  .root[dir='rtl'] .own .bubble::before {
    scale: 1 1;
  }
  .text {
    flex: 1 1 auto;
    max-inline-size: 100%;
    margin: 0;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    unicode-bidi: plaintext;
    text-align: start;
  }
  .meta {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    margin-block-end: -1px;
    color: var(--_text-muted);
    font-size: 11.5px;
    line-height: 1.5;
    white-space: nowrap;
    user-select: none;
  }
  .state .tick {
    inline-size: 18px;
    block-size: 12px;
    stroke-width: 1.6;
  }
  .state.read {
    color: var(--_tick-read);
  }
  .state.failed {
    color: var(--_danger);
    font-size: 11px;
  }
  .line {
    display: flex;
    justify-content: center;
    margin-block: 12px 4px;
    color: var(--_text-muted);
    font-size: 12.5px;
    text-align: center;
  }
  .line > span {
    display: inline-flex;
    align-items: center;
    gap: 7px;
    padding: 4px 12px;
    border-radius: 10px;
    background: color-mix(in srgb, var(--_surface) 78%, transparent);
  }
  .empty {
    flex: 1;
    align-items: center;
  }
`;
