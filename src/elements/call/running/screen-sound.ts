import { html, nothing, type TemplateResult } from 'lit';
import { mediaStream } from '../../../controllers/media-stream.js';
import type { CallView } from '../call-view.js';

/** The sound of the other side's screen. Its picture may be anywhere, or out of sight. */
export function screenSound({ media, onSilenced }: CallView): TemplateResult | typeof nothing {
  const { remoteScreen, devices } = media;
  if (!remoteScreen?.getAudioTracks().length) return nothing;
  return html`<audio
    autoplay
    ${mediaStream(remoteScreen, onSilenced, devices?.speaker.chosenId)}
  ></audio>`;
}
