import { html, type TemplateResult } from 'lit';

/** A button that is only a picture; its name is also its tooltip. */
export function iconButton(
  label: string,
  icon: unknown,
  act: (event: Event) => void,
  className = '',
): TemplateResult {
  return html`<button
    class="icon ${className}"
    type="button"
    aria-label=${label}
    title=${label}
    @click=${act}
  >
    ${icon}
  </button>`;
}
