import { html, nothing, type TemplateResult } from 'lit';
import type { PlainKey } from '../../locales/types.js';
import { cameraIcon } from '../contact-icons.js';
import type { CallActions } from './call-actions.js';
import { cameraOffIcon, hangUpIcon, micIcon, micOffIcon, switchCameraIcon } from './call-icons.js';
import type { CallView } from './call-view.js';

export interface RoundButton {
  readonly part: string;
  readonly key: PlainKey;
  readonly icon: TemplateResult;
  readonly run: (event: Event) => void;
  /** It turns something back on. */
  readonly isOff?: boolean;
  /** The key that does the same. */
  readonly shortcut?: string;
}

/** A round button; its name is what happens next. */
export function roundButton({ locale }: CallView, button: RoundButton): TemplateResult {
  const { part, key, icon, run, isOff, shortcut } = button;
  const name = locale.t(key);
  return html`<button
    class="round ${part} ${isOff ? 'off' : ''}"
    part="control ${part}-button"
    type="button"
    aria-label=${name}
    aria-keyshortcuts=${shortcut ?? nothing}
    title=${shortcut ? `${name} (${shortcut})` : name}
    @click=${run}
  >
    ${icon}
  </button>`;
}

export function muteButton(view: CallView, { toggleMute }: CallActions): TemplateResult {
  const { muted } = view.media;
  return roundButton(view, {
    part: 'mute',
    key: muted ? 'unmute' : 'mute',
    icon: muted ? micOffIcon : micIcon,
    run: toggleMute,
    isOff: muted,
    shortcut: 'M',
  });
}

function cameraButton(view: CallView, { toggleCamera }: CallActions): TemplateResult {
  const { cameraOff } = view.media;
  return roundButton(view, {
    part: 'camera',
    key: cameraOff ? 'turnCameraOn' : 'turnCameraOff',
    icon: cameraOff ? cameraOffIcon : cameraIcon,
    run: toggleCamera,
    isOff: cameraOff,
    shortcut: 'V',
  });
}

export function endButton(view: CallView, { end }: CallActions): TemplateResult {
  return roundButton(view, { part: 'end', key: 'endCall', icon: hangUpIcon, run: end });
}

/**
 * The round buttons under a call, each in a place of its own: what comes later moves no button from
 * under a finger, least of all the one that ends the call.
 */
export function callControls(view: CallView, actions: CallActions): TemplateResult {
  const { call, media, running } = view;
  const isVideo = call.type === 'VIDEO';
  return html`<div class="controls live" part="controls">
    ${
      isVideo && media.canSwitchCamera
        ? roundButton(view, {
            part: 'switch',
            key: 'switchCamera',
            icon: switchCameraIcon,
            run: actions.switchCamera,
          })
        : nothing
    }
    ${isVideo ? cameraButton(view, actions) : running?.hold(view)} ${muteButton(view, actions)}
    ${endButton(view, actions)} ${running?.more(view)} ${isVideo ? running?.hold(view) : nothing}
    ${running?.share(view)}
  </div>`;
}
