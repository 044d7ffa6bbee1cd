import { html, svg, type TemplateResult } from 'lit';
import { icon } from './contact-icons.js';

export const CLIP = 'M8 12l5.5-5.5q3-2 5 0t0 5L11 19q-4 2.5-6 0t0-6l7-7';
export const PIN = 'M12 21q-13-16 0-18 13 2 0 18zM12 7a2 2 0 1 0 .1 0z';
export const MICROPHONE =
  'M9 6a3 3 0 0 1 6 0v5a3 3 0 0 1-6 0zM5.5 11q0 6.5 6.5 6.5t6.5-6.5M12 18v3';

/** The buttons beside the field: name, what it is called, picture. */
export const TOOLS = [
  ['emoji', 'emoji', 'M12 3.4a8.6 8.6 0 1 0 .1 0zM8.5 14.5q3.5 3 7 0M9 9.5v.1m6-.1v.1'],
  ['attach', 'attachFile', CLIP],
  ['photo', 'takePhoto', 'M3.5 8h4L9 5h6l1.5 3h4v11h-17zM12 10a3 3 0 1 0 .1 0z'],
  ['place', 'shareLocation', PIN],
  ['offer', 'makeOffer', 'M4 4h8l8.5 8.5-8 8L4 12zM8 8v.1'],
] as const;

/** What a composer does beside writing; each is code of its own, loaded when it is wanted. */
export type ToolName = (typeof TOOLS)[number][0] | 'record' | 'edit' | 'files' | 'drop';

export function toolButton(
  label: string,
  path: string,
  name: ToolName,
  act: (event: Event) => unknown,
): TemplateResult {
  return html`<button
    class="icon ${name}"
    part="tool-button"
    type="button"
    aria-label=${label}
    title=${label}
    @click=${act}
    @pointerdown=${name === 'record' ? act : null}
    @pointerup=${name === 'record' ? act : null}
  >
    ${pathIcon(path)}
  </button>`;
}

export function pathIcon(path: string): TemplateResult {
  return icon(svg`<path d=${path} />`);
}

/** A finger, most likely on a screen with a keyboard on it. */
export function isTouch(): boolean {
  return matchMedia('(pointer: coarse)').matches;
}
