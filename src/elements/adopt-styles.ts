import type { CSSResult, LitElement } from 'lit';

/** Gives an element that is on show more styles, once, as constructed sheets: a strict page takes these. */
export function adoptStyles({ renderRoot }: LitElement, { styleSheet }: CSSResult): void {
  if (!styleSheet || !(renderRoot instanceof ShadowRoot)) return;
  const sheets = renderRoot.adoptedStyleSheets;
  if (!sheets.includes(styleSheet)) renderRoot.adoptedStyleSheets = [...sheets, styleSheet];
}
