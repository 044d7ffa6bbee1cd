import { css } from 'lit';

/** One line of the list; every row has the same height, so that the list can be drawn in part. */
export const rowStyles = css`
  li[data-row] {
    position: relative;
    block-size: 5em;
    padding-block: 2px;
  }
  .open {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    column-gap: 12px;
    inline-size: 100%;
    block-size: 100%;
    padding: 0 10px;
    border-radius: 12px;
    background: none;
    color: inherit;
    font-weight: 400;
    text-align: start;
  }
  .open:hover:not(:disabled),
  .hit:hover:not(:disabled) {
    background: color-mix(in srgb, var(--_accent) 7%, transparent);
    filter: none;
  }
  .open[aria-current='true'] {
    background: color-mix(in srgb, var(--_accent) 12%, transparent);
  }
  .open:focus-visible,
  .more:focus-visible {
    outline-offset: -3px;
  }
  .face {
    position: relative;
  }
  .thing {
    position: absolute;
    inset-block-end: -5px;
    inset-inline-end: -7px;
    inline-size: 24px;
    block-size: 24px;
    border: 2px solid var(--_surface);
    border-radius: 7px;
    background: var(--_canvas);
    object-fit: cover;
  }
  .dot {
    position: absolute;
    inset-block-start: 0;
    inset-inline-end: 0;
    inline-size: 12px;
    block-size: 12px;
    border: 2px solid var(--_surface);
    border-radius: 50%;
    background: var(--_online);
    forced-color-adjust: none;
  }
  .who {
    min-inline-size: 0;
  }
  .title {
    display: flex;
    gap: 7px;
    align-items: baseline;
  }
  .name,
  .listing,
  .last bdi,
  .last span:not(.visually-hidden, .state) {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .name {
    flex: 0 1 auto;
    font-weight: 600;
  }
  .name:not(:only-child) {
    max-inline-size: 65%;
  }
  .listing {
    flex: 1 1 0;
    min-inline-size: 0;
    text-align: start;
  }
  .last {
    display: flex;
    gap: 4px;
    align-items: center;
  }
  .last,
  .listing,
  time {
    color: var(--_text-muted);
    font-size: 0.88em;
  }
  .typing {
    color: var(--_accent);
  }
  .draft {
    color: var(--_danger);
    font-style: italic;
  }
  .state {
    flex: none;
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
  }
  .aside {
    display: flex;
    flex-direction: column;
    align-items: flex-end;
    gap: 4px;
    min-block-size: 2.9em;
    padding-block-start: 3px;
    padding-inline-end: 2px;
  }
  .marks {
    display: flex;
    gap: 5px;
    align-items: center;
    color: var(--_text-muted);
  }
  .mark svg {
    inline-size: 1.1em;
    block-size: 1.1em;
  }
  .unread {
    min-inline-size: 22px;
    padding: 0 6px;
    border-radius: 11px;
    background: var(--_accent);
    color: var(--_on-accent);
    font-size: 12px;
    font-weight: 600;
    line-height: 22px;
    text-align: center;
  }
  li[data-row]:has(.more) .open {
    padding-inline-end: 44px;
  }
  button.more {
    position: absolute;
    inset-block: 2px;
    inset-inline-end: 0;
    min-inline-size: 44px;
    border-radius: 12px;
    color: var(--_text-muted);
  }
`;
