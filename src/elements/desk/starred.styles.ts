import { css } from 'lit';

export const starredStyles = css`
  ul {
    max-block-size: 55dvh;
    margin: 0 -8px 12px;
    padding: 0;
    overflow-y: auto;
    list-style: none;
  }
  button.hit {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 0 10px;
    inline-size: 100%;
    padding: 8px;
    border-radius: 10px;
    background: none;
    color: inherit;
    font-weight: 400;
    text-align: start;
  }
  button.hit:hover {
    background: color-mix(in srgb, var(--_accent) 12%, transparent);
    filter: none;
  }
  .from,
  time {
    color: var(--_text-muted);
    font-size: 0.88em;
  }
  .text {
    grid-column: 1 / -1;
    overflow-wrap: anywhere;
  }
`;
