import { css } from 'lit';

/** The button of a message: over its upper corner, so that it moves nothing. */
export const actionStyles = css`
  .bubble button.more {
    position: absolute;
    inset-block-start: -4px;
    inset-inline-end: -4px;
    background: radial-gradient(closest-side, var(--_surface) 60%, transparent 62%);
    color: var(--_text-muted);
    opacity: 0;
  }
  /* These have a button of their own in that corner. */
  :is(.kind-file, .kind-voice) .bubble button.more {
    inset-inline-end: -46px;
  }
  :is(.kind-file, .kind-voice).own .bubble button.more {
    inset-inline: -46px auto;
  }
  .message:hover button.more,
  .bubble button.more:focus-visible {
    opacity: 1;
  }
  .bubble button.more:hover:not(:disabled) {
    background: radial-gradient(closest-side, var(--_surface) 60%, transparent 62%);
    color: var(--_text);
  }
`;
