import { css } from 'lit';

/** The call as a small window. */
export const bubbleStyles = css`
  .bubble {
    inset-block-start: 84px;
    inset-inline-end: 16px;
    inset-inline-start: auto;
    inline-size: 184px;
    max-inline-size: calc(100vw - 16px);
    margin: 0;
    border: 1px solid rgb(255 255 255 / 22%);
    border-radius: 20px;
    background: linear-gradient(160deg, var(--_call-start), var(--_call-end));
    color: var(--_on-call);
    box-shadow: 0 10px 40px rgb(5 15 40 / 50%);
  }
  .bubble .notices {
    padding: 0;
  }
  .bubble .notices:has(> *:not(:empty)) {
    padding: 8px;
  }
  .bubble .ask {
    padding: 8px;
    background: rgb(10 20 35 / 60%);
    animation: none;
  }
  .bubble .ask .answers {
    gap: 6px;
  }
  .mini {
    position: relative;
    display: grid;
    justify-items: center;
    cursor: grab;
    touch-action: none;
    user-select: none;
  }
  .mini:active {
    cursor: grabbing;
  }
  .mini:focus-visible {
    outline: 3px solid #fff;
    outline-offset: -4px;
    border-radius: 19px;
  }
  .face {
    display: grid;
    place-items: center;
    inline-size: 100%;
    padding-block-start: 14px;
  }
  .face .avatar {
    inline-size: 56px;
    block-size: 56px;
    border: 2px solid rgb(255 255 255 / 30%);
    font-size: 24px;
  }
  .face.pictured {
    aspect-ratio: 4 / 3;
    padding: 0;
    background: #000;
  }
  .face .tile {
    position: static;
    inline-size: 100%;
    block-size: 100%;
  }
  .mini > .recording {
    margin-block-start: 8px;
  }
  .face.pictured + .recording {
    position: absolute;
    inset-block-start: 8px;
    inset-inline-start: 8px;
    margin: 0;
  }
  .mini .words {
    max-inline-size: 100%;
    padding: 8px 12px 0;
    text-align: center;
  }
  .mini .title {
    overflow: hidden;
    font-size: 1em;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .mini .status {
    margin: 0;
    font-size: 0.86em;
  }
  .mini .timer {
    font-size: 0.92em;
  }
  .mini .controls {
    flex-wrap: nowrap;
    gap: 8px;
    padding: 8px 12px 12px;
  }
  .mini .round {
    inline-size: 44px;
    block-size: 44px;
    font-size: 14px;
  }
`;
