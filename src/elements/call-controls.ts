import { html, nothing, type TemplateResult } from 'lit';
import type { PlainKey } from '../locales/types.js';
import { cameraOffIcon, hangUpIcon, micIcon, micOffIcon, switchCameraIcon } from './call-icons.js';
import type { CallActions, CallView } from './call-view.js';
import { cameraIcon } from './contact-icons.js';

/** The round buttons under a call. */
export function callControls(view: CallView, actions: CallActions): TemplateResult {
  const { call, media, locale } = view;
  const button = (
    part: string,
    key: PlainKey,
    icon: TemplateResult,
    action: () => void,
    isOff = false,
  ): TemplateResult =>
    html`<button
      class="round ${part} ${isOff ? 'off' : ''}"
      part="control ${part}-button"
      type="button"
      aria-label=${locale.t(key)}
      title=${locale.t(key)}
      @click=${action}
    >
      ${icon}
    </button>`;

  const mic = media.muted
    ? button('mute', 'unmute', micOffIcon, actions.toggleMute, true)
    : button('mute', 'mute', micIcon, actions.toggleMute);
  const camera = media.cameraOff
    ? button('camera', 'turnCameraOn', cameraOffIcon, actions.toggleCamera, true)
    : button('camera', 'turnCameraOff', cameraIcon, actions.toggleCamera);
  const isVideo = call.type === 'VIDEO';
  return html`<div class="controls" part="controls">
    ${mic} ${isVideo ? camera : nothing}
    ${
      isVideo && media.canSwitchCamera
        ? button('switch', 'switchCamera', switchCameraIcon, actions.switchCamera)
        : nothing
    }
    ${button('end', 'endCall', hangUpIcon, actions.end)}
  </div>`;
}
