import { html, nothing, type TemplateResult } from 'lit';
import type { CallMedia } from '../client/types.js';
import type { LocaleController } from '../controllers/locale-controller.js';
import { mediaStream } from '../controllers/media-stream.js';
import { errorKey } from '../controllers/sentences.js';
import { avatar } from './avatar.js';
import { callControls } from './call-controls.js';
import { soundIcon } from './call-icons.js';
import {
  callLength,
  callReason,
  callSeconds,
  callStatus,
  isoDuration,
  redialKey,
  type ShownCall,
} from './call-text.js';
import { phoneIcon } from './contact-icons.js';
import { closeIcon } from './icons.js';

/** All that a call view shows. */
export interface CallView {
  readonly call: ShownCall;
  readonly media: CallMedia;
  readonly name: string;
  readonly picture: string | undefined;
  readonly nowMs: number;
  /** The browser wants a click before it plays the other side's sound. */
  readonly isSilenced: boolean;
  readonly locale: LocaleController;
}

/** What a person can do in it. */
export interface CallActions {
  accept(): void;
  reject(): void;
  end(): void;
  dismiss(): void;
  redial(): void;
  toggleMute(): void;
  toggleCamera(): void;
  switchCamera(): void;
  unsilence(): void;
  onSilenced(): void;
}

/** A call from “Calling…” to “Call ended”. */
export function callView(view: CallView, actions: CallActions): TemplateResult {
  const { call, media, name, picture, locale } = view;
  const showsVideo = call.type === 'VIDEO' && media.remoteVideo && call.phase === 'active';
  return html`<div
    class="stage ${showsVideo ? 'has-video' : ''} ${call.type === 'VIDEO' ? 'video' : 'voice'}"
    part="stage"
  >
    ${remoteMedia(view, actions, showsVideo)}
    <div class="top" part="info">
      ${showsVideo ? nothing : avatar(name, picture)}
      <h2 class="title" id="title" part="title"><bdi>${name}</bdi></h2>
      <p class="status" part="status" role="status">${callStatus(call, locale)}</p>
      ${timer(view)} ${sentences(view, showsVideo)}
      ${
        view.isSilenced
          ? html`<button class="soft" part="sound-button" type="button" @click=${actions.unsilence}>
              ${soundIcon}${locale.t('tapToHear')}
            </button>`
          : nothing
      }
    </div>
    ${localVideo(view)}
    ${call.phase === 'ended' ? afterCall(view, actions) : callControls(view, actions)}
  </div>`;
}

function remoteMedia(
  { call, media, name }: CallView,
  { onSilenced }: CallActions,
  isShown: boolean,
): TemplateResult {
  if (call.type === 'VOICE') {
    return html`<audio ${mediaStream(media.remoteStream, onSilenced)} autoplay></audio>`;
  }
  return html`<video
    class="remote"
    part="remote-video"
    aria-label=${name}
    ?hidden=${!isShown}
    playsinline
    autoplay
    ${mediaStream(media.remoteStream, onSilenced)}
  ></video>`;
}

function localVideo({ call, media, locale }: CallView): TemplateResult | typeof nothing {
  if (call.type === 'VOICE' || call.phase === 'ended') return nothing;
  const facing = media.localStream?.getVideoTracks()[0]?.getSettings().facingMode;
  return html`<video
    class="local ${facing === 'environment' ? '' : 'mirrored'}"
    part="local-video"
    aria-label=${locale.t('you')}
    ?hidden=${media.cameraOff || !media.localStream?.getVideoTracks().length}
    .muted=${true}
    playsinline
    autoplay
    ${mediaStream(media.localStream)}
  ></video>`;
}

function timer({ call, nowMs, locale }: CallView): TemplateResult | typeof nothing {
  const seconds = callSeconds(call, nowMs);
  if (seconds === undefined) return nothing;
  return html`<time
    class="timer"
    part="timer"
    role="timer"
    aria-label=${locale.t('callDuration')}
    datetime=${isoDuration(seconds)}
    >${callLength(seconds, locale)}</time
  >`;
}

function sentences({ call, media, name, locale }: CallView, showsVideo: boolean): TemplateResult {
  const reason = callReason(call, locale);
  const isDark = call.type === 'VIDEO' && call.phase === 'active' && !showsVideo;
  return html`<div class="sentences" role="status">
    ${reason ? html`<p part="reason">${reason}</p>` : nothing}
    ${isDark ? html`<p>${locale.t('cameraIsOff', { name })}</p>` : nothing}
    ${
      media.notice && call.phase !== 'ended'
        ? html`<p class="problem" part="notice">${locale.t(errorKey(media.notice.code))}</p>`
        : nothing
    }
  </div>`;
}

function afterCall({ call, locale }: CallView, { redial, dismiss }: CallActions): TemplateResult {
  const again = redialKey(call);
  return html`<div class="controls" part="controls">
    ${
      again
        ? html`<button class="accept" part="redial-button" type="button" @click=${redial}>
            ${phoneIcon}${locale.t(again)}
          </button>`
        : nothing
    }
    <button class="soft" part="close-button" type="button" @click=${dismiss}>
      ${closeIcon}${locale.t('close')}
    </button>
  </div>`;
}
