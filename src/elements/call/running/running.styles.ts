import { css } from 'lit';

/** Beside what a call has from its first ring. */
export const runningStyles = css`
  .head {
    position: absolute;
    z-index: 2;
    inset-block-start: 10px;
    inset-inline: 10px;
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 10px;
    pointer-events: none;
  }
  .head > *,
  .badges > * {
    pointer-events: auto;
  }
  .badges {
    display: flex;
    align-items: center;
    gap: 8px;
  }
  @media (max-width: 639px) {
    .head {
      align-items: flex-start;
    }
    .badges {
      flex-direction: column-reverse;
      align-items: flex-end;
    }
  }
  .voice .hold {
    grid-column: 2;
  }
  .more,
  .expand {
    grid-column: 5;
  }
  .video .hold,
  .voice .share {
    grid-column: 6;
  }
  .video .share {
    grid-column: 7;
  }
  .plain {
    padding: 0;
    background: rgb(0 0 0 / 22%);
    color: inherit;
    font-size: 16px;
  }
  .details {
    position: absolute;
    z-index: 3;
    inset-block-start: 62px;
    inset-inline-end: 10px;
    inline-size: min(320px, calc(100% - 20px));
    max-block-size: calc(100% - 150px);
    overflow-y: auto;
    border-radius: 16px;
    box-shadow: 0 8px 30px rgb(0 0 0 / 45%);
  }
  .recording {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    padding: 4px 10px;
    border-radius: 999px;
    background: #b42318;
    color: #fff;
    font-size: 0.86em;
    font-weight: 600;
  }
  .recording::before {
    content: '';
    inline-size: 9px;
    block-size: 9px;
    border-radius: 50%;
    background: currentColor;
    animation: blink 1.4s infinite;
  }
  @keyframes blink {
    50% {
      opacity: 0.25;
    }
  }
  .notices {
    position: relative;
    z-index: 2;
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: 8px;
    padding-inline: 14px;
  }
  .video:not(.has-video) .notices {
    position: absolute;
    inset-block-start: 62px;
    inset-inline: 0;
  }
  .notices p {
    margin: 0;
  }
  .chip,
  .ask {
    inline-size: fit-content;
    max-inline-size: 100%;
    border-radius: 18px;
    background: rgb(10 20 35 / 78%);
    color: #fff;
    overflow-wrap: anywhere;
  }
  .chip {
    display: flex;
    align-items: center;
    gap: 10px;
    padding: 4px 6px;
    padding-inline-start: 14px;
    font-size: 0.94em;
  }
  .ask {
    inline-size: min(340px, 100%);
    padding: 14px;
    box-shadow: 0 8px 30px rgb(0 0 0 / 40%);
    animation: pop-in 0.25s ease-out;
  }
  .ask:focus {
    outline: none;
  }
  .ask p {
    margin-block-end: 12px;
    font-weight: 600;
    text-align: center;
  }
  .ask .answers {
    display: flex;
    flex-wrap: wrap;
  }
  .ask .answers button {
    flex: 1 1 auto;
    white-space: nowrap;
  }
  .hint {
    padding: 5px 14px;
    border-radius: 999px;
    background: rgb(10 20 35 / 78%);
    color: #fff;
    font-size: 0.92em;
  }
  .hint:empty {
    display: none;
  }
  .pin {
    position: absolute;
    z-index: 1;
    padding: 0;
    border: 0;
    border-radius: 14px;
    background: none;
  }
  .pin:hover {
    box-shadow: 0 0 0 3px rgb(255 255 255 / 55%);
  }
  video.screen.main,
  video.main[data-whole]:not(.local) {
    object-fit: contain;
  }
  .pip {
    position: fixed;
    inset: 0;
    inline-size: auto;
  }
  .pip .stage,
  .stage:fullscreen {
    inline-size: 100%;
    block-size: 100%;
    min-block-size: 0;
    max-block-size: none;
    background: linear-gradient(160deg, var(--_call-start), var(--_call-end));
  }
  .pip .top {
    padding-block: 10px;
  }
  .pip .side {
    --_side: 96px;
    inset-block-end: 84px;
  }
  .pip .controls {
    padding-block: 12px;
  }
  @media (prefers-reduced-motion: reduce) {
    .recording::before,
    .ask {
      animation: none;
    }
  }
`;
