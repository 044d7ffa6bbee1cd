import { css } from 'lit';

/** What the list needs beside its own styles to show more than plain text. */
export const bubbleStyles = css`
  .root[dir='rtl'] .flip {
    scale: -1 1;
  }
  svg.solid {
    fill: currentColor;
  }
  .bubble a {
    color: inherit;
    text-underline-offset: 2px;
  }
  .bubble a:focus-visible {
    outline: 3px solid var(--_focus);
  }
  .text code {
    padding: 1px 4px;
    border-radius: 4px;
    background: color-mix(in srgb, var(--_text) 10%, transparent);
    font-family: ui-monospace, monospace;
    font-size: 0.93em;
  }
  .jumbo {
    font-size: 2.4em;
    line-height: 1.25;
  }
  .meta svg.star {
    inline-size: 12px;
    block-size: 12px;
  }
  .deleted {
    color: var(--_text-muted);
    font-style: italic;
  }
  .origin {
    display: flex;
    align-items: center;
    gap: 4px;
    flex: 1 1 100%;
    margin: 0;
    color: var(--_text-muted);
    font-size: 12.5px;
    font-style: italic;
  }
  .line svg {
    inline-size: 16px;
    block-size: 16px;
  }
  .origin svg {
    inline-size: 15px;
    block-size: 15px;
  }
  .bubble .quote {
    flex: 1 1 100%;
    display: block;
    min-inline-size: 0;
    max-inline-size: 100%;
    margin-block-end: 4px;
    padding: 4px 10px;
    border: 0;
    border-inline-start: 4px solid var(--_accent);
    border-radius: 7px;
    background: color-mix(in srgb, var(--_text) 7%, transparent);
    color: var(--_text);
    font-size: 13px;
    font-weight: 400;
    text-align: start;
  }
  .quote-who {
    display: block;
    color: var(--_accent);
    font-weight: 600;
  }
  .quote-text {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .kind-image .bubble,
  .kind-video .bubble {
    inline-size: 300px;
    padding-inline: 5px;
    padding-block-start: 5px;
  }
  .kind-image .text,
  .kind-video .text,
  .kind-image .meta,
  .kind-video .meta {
    margin-inline: 5px;
  }
  deskbell-picture,
  deskbell-video,
  deskbell-voice,
  deskbell-bid,
  .file,
  .place {
    flex: 1 1 100%;
    min-inline-size: 0;
  }
  deskbell-video {
    margin-block-end: 4px;
  }
  .kind-voice .bubble,
  .kind-file .bubble {
    inline-size: 280px;
  }
  .file {
    display: flex;
    align-items: center;
    gap: 10px;
  }
  .file-icon svg {
    inline-size: 30px;
    block-size: 30px;
    color: var(--_accent);
  }
  .file-about {
    flex: 1;
    min-inline-size: 0;
  }
  .file-name,
  .place-name {
    display: block;
    overflow-wrap: anywhere;
    font-weight: 600;
    /* At the side where the page begins, whichever way it is written itself. */
    inline-size: fit-content;
    max-inline-size: 100%;
  }
  .faint {
    color: var(--_text-muted);
    font-size: 12.5px;
  }
  .get {
    display: grid;
    place-items: center;
    inline-size: 44px;
    block-size: 44px;
    border-radius: 50%;
  }
  .transfer {
    display: flex;
    align-items: center;
    gap: 4px;
  }
  .place {
    min-inline-size: 210px;
  }
  .place-about {
    display: flex;
    align-items: center;
    gap: 8px;
    padding-block-start: 2px;
  }
  .place-about svg {
    flex: none;
    color: var(--_danger);
  }
  .tile {
    position: relative;
    overflow: hidden;
    max-inline-size: 256px;
    border-radius: 9px;
  }
  .tile img {
    display: block;
    inline-size: 100%;
    block-size: auto;
  }
  .tile svg {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    fill: var(--_danger);
    stroke: #fff;
    stroke-width: 0.012;
  }
  a.wide {
    display: block;
    padding-block: 12px;
    margin-block: -9px -13px;
    font-weight: 600;
  }
  .reactions {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    margin-block-start: -4px;
    padding-inline: 8px;
    z-index: 1;
  }
  .reactions .reaction {
    position: relative;
    gap: 4px;
    min-block-size: 28px;
    padding: 0 8px;
    border-color: var(--_line);
    background: var(--_surface);
    color: var(--_text);
    font-size: 13px;
  }
  .reactions .reaction::after {
    content: '';
    position: absolute;
    inset: -8px 0;
  }
  .reactions .reaction[aria-pressed='true'] {
    border-color: var(--_accent);
    background: color-mix(in srgb, var(--_accent) 16%, var(--_surface));
  }
  .call time {
    font-size: 11.5px;
  }
  .call-icon.missed {
    color: var(--_danger);
  }
  .call button.link {
    min-block-size: 44px;
    margin-block: -10px;
    color: var(--_accent);
    font-size: inherit;
  }
`;
