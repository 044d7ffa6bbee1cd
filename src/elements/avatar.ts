import { html, type TemplateResult } from 'lit';

const HUES = 4;

/** A round picture, or the first letter of the name on a colour that stays the same. */
export function avatar(name: string, picture: string | undefined): TemplateResult {
  if (picture) {
    return html`<span class="avatar" part="avatar"
      ><img src=${picture} alt="" referrerpolicy="no-referrer"
    /></span>`;
  }
  return html`<span class="avatar hue-${hueOf(name)}" part="avatar" aria-hidden="true"
    >${initialOf(name)}</span
  >`;
}

function initialOf(name: string): string {
  const [first = ''] = name;
  return first.toLocaleUpperCase();
}

function hueOf(name: string): number {
  let sum = 0;
  for (let i = 0; i < name.length; i++) sum = (sum * 31 + name.charCodeAt(i)) >>> 0;
  return sum % HUES;
}
