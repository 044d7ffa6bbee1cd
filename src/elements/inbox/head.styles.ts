import { css } from 'lit';

/** Title, search and filters above the list. */
export const headStyles = css`
  .bar {
    display: flex;
    gap: 2px;
    align-items: center;
    padding-block: 10px 6px;
    padding-inline: 16px 8px;
  }
  h2 {
    flex: 1;
    min-inline-size: 0;
    margin: 0;
    font-size: 1.25em;
    font-weight: 700;
  }
  .bar [aria-pressed='true'] {
    background: color-mix(in srgb, var(--_accent) 16%, transparent);
    color: var(--_accent);
  }
  .search {
    display: flex;
    gap: 8px;
    align-items: center;
    margin: 0 12px;
    padding-inline: 14px;
    border: 1px solid var(--_line);
    border-radius: var(--_button-radius);
    background: var(--_surface-raised);
    color: var(--_text-muted);
  }
  .search:focus-within {
    outline: 3px solid var(--_focus);
    outline-offset: 1px;
  }
  .search svg {
    inline-size: 1.2em;
    block-size: 1.2em;
  }
  .search input {
    flex: 1;
    min-inline-size: 0;
    min-block-size: 44px;
    padding: 0;
    border: 0;
    outline: 0;
    background: none;
    color: var(--_text);
    font: inherit;
    text-overflow: ellipsis;
  }
  .search input::placeholder {
    color: var(--_text-muted);
    opacity: 1;
  }
  .filters {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    padding: 10px 12px 8px;
  }
  .filters button {
    min-block-size: 44px;
    padding: 0 14px;
    border-color: var(--_line);
    background: none;
    color: var(--_text-muted);
    font-size: 0.93em;
    font-weight: 500;
  }
  .filters button[aria-pressed='true'] {
    border-color: transparent;
    background: color-mix(in srgb, var(--_accent) 16%, transparent);
    color: var(--_text);
  }
`;
