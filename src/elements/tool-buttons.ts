import { html, type TemplateResult } from 'lit';
import { clipIcon, photoIcon, pinIcon, smileIcon, tagIcon } from './icons.js';

/** The buttons beside the field: name, what it is called, picture. */
export const TOOLS = [
  ['emoji', 'emoji', smileIcon],
  ['attach', 'attachFile', clipIcon],
  ['photo', 'takePhoto', photoIcon],
  ['place', 'shareLocation', pinIcon],
  ['offer', 'makeOffer', tagIcon],
] as const;

/** What a composer does beside writing; each is code of its own, loaded when it is wanted. */
export type ToolName = (typeof TOOLS)[number][0] | 'record' | 'edit' | 'files' | 'drop';

export function toolButton(
  label: string,
  icon: TemplateResult,
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
  >
    ${icon}
  </button>`;
}

/** Lets files be chosen, or a photo be taken. */
export function openPicker(input: HTMLInputElement, isPhoto: boolean): void {
  input.accept = isPhoto ? 'image/*' : '';
  input.toggleAttribute('capture', isPhoto);
  input.click();
}

/** A finger, most likely on a screen with a keyboard on it. */
export function isTouch(): boolean {
  return matchMedia('(pointer: coarse)').matches;
}
