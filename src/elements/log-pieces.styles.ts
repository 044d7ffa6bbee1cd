import { css } from 'lit';

/** What the list shows now and then. */
export const pieceStyles = css`
  .failure {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: flex-end;
    max-inline-size: 90%;
    color: var(--_danger);
    font-size: 13px;
    text-align: end;
  }
  .unread {
    align-items: center;
    gap: 10px;
    color: var(--_accent);
    font-weight: 600;
  }
  .unread > span {
    background: none;
    padding: 0;
  }
  .unread::before,
  .unread::after {
    content: '';
    flex: 1;
    block-size: 1px;
    background: color-mix(in srgb, var(--_accent) 40%, transparent);
  }
  .jump {
    position: absolute;
    inset-block-end: 14px;
    inset-inline-end: 14px;
    padding: 0;
    border-color: var(--_line);
    background: var(--_surface);
    color: var(--_text-muted);
    box-shadow: 0 2px 10px rgb(0 0 0 / 18%);
  }
  .count {
    position: absolute;
    inset-block-start: -8px;
    inset-inline-start: -4px;
    min-inline-size: 22px;
    padding: 0 6px;
    border-radius: 11px;
    background: var(--_accent);
    color: var(--_on-accent);
    font-size: 12px;
    line-height: 22px;
    text-align: center;
  }
  .dots {
    gap: 4px;
    min-inline-size: 0;
    padding: 13px 14px;
  }
  .dots i {
    inline-size: 7px;
    block-size: 7px;
    border-radius: 50%;
    background: var(--_text-muted);
    animation: dot 1.2s infinite ease-in-out;
  }
  .dots i:nth-child(2) {
    animation-delay: 0.15s;
  }
  .dots i:nth-child(3) {
    animation-delay: 0.3s;
  }
  @keyframes dot {
    0%,
    60%,
    100% {
      opacity: 0.4;
      transform: none;
    }
    30% {
      opacity: 1;
      transform: translateY(-3px);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .dots i {
      animation: none;
    }
  }
`;
