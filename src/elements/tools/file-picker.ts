import { html, type LitElement, type TemplateResult } from 'lit';

/** The browser's own way to choose files, out of sight. */
export function filePicker(onFiles: (files: readonly File[]) => void): TemplateResult {
  const onChange = ({ currentTarget }: Event): void => {
    const input = currentTarget as HTMLInputElement;
    onFiles([...(input.files ?? [])]);
    input.value = '';
  };
  return html`<input type="file" multiple hidden @change=${onChange} />`;
}

/** Lets files be chosen, or a photo be taken, while the browser still counts the press as one. */
export async function openPicker(element: LitElement, isPhoto: boolean): Promise<void> {
  await element.updateComplete;
  const input = element.renderRoot.querySelector<HTMLInputElement>('[type=file]');
  if (!input) return;
  input.accept = isPhoto ? 'image/*' : '';
  input.toggleAttribute('capture', isPhoto);
  input.click();
}
