import { html, nothing, type TemplateResult } from 'lit';
import type { CallMedia } from '../../client/types.js';
import type { LocaleController } from '../../controllers/locale-controller.js';
import type { PlainKey } from '../../locales/types.js';
import { avatar } from '../avatar.js';
import { phoneIcon } from '../contact-icons.js';
import { closeIcon } from '../icons.js';
import type { CallActions } from './call-actions.js';
import { callControls } from './call-controls.js';
import { micOffIcon, soundIcon } from './call-icons.js';
import {
  callLength,
  callReason,
  callSeconds,
  callStatus,
  darknessKey,
  isoDuration,
  problemKey,
  redialKey,
  secondsLeft,
  type ShownCall,
} from './call-text.js';
import { placesOf, tiles, type TileName } from './call-tiles.js';

/** All that a call view shows. */
export interface CallView {
  readonly call: ShownCall;
  /** A second call: it rings, or is on hold. */
  readonly other: ShownCall | undefined;
  readonly media: CallMedia;
  readonly name: string;
  readonly picture: string | undefined;
  readonly nowMs: number;
  /** The browser wants a click before it plays the other side's sound. */
  readonly isSilenced: boolean;
  /** Why what was asked for last could not be done. */
  readonly problem: PlainKey | undefined;
  readonly locale: LocaleController;
  /** What a call has beside once it is under way; absent until it is loaded. */
  readonly running: RunningParts | undefined;
  onSilenced(): void;
  onUnsilence(): void;
}

/** Drawn by what is loaded with a running call (`running/`). */
export interface RunningParts {
  /** The picture that the person wants large. */
  readonly pinned: TileName | undefined;
  readonly shape: 'window' | 'bubble';
  head(view: CallView): TemplateResult;
  notices(view: CallView): TemplateResult;
  tiles(view: CallView): TemplateResult;
  hold(view: CallView): TemplateResult | typeof nothing;
  more(view: CallView): TemplateResult;
  share(view: CallView): TemplateResult | typeof nothing;
  bubble(view: CallView): TemplateResult;
}

/** A call from “Calling…” to “Call ended”. */
export function callView(view: CallView, actions: CallActions): TemplateResult {
  const { call, name, picture, locale, running } = view;
  const hasPicture = [...placesOf(view).values()].includes('main');
  return html`<div
    class="stage ${hasPicture ? 'has-video' : ''} ${call.type === 'VIDEO' ? 'video' : 'voice'}"
    part="stage"
  >
    ${tiles(view)} ${running?.tiles(view)}
    <div class="top" part="info">
      ${hasPicture ? nothing : avatar(name, picture)}
      <h2 class="title" part="title"><bdi id="title">${name}</bdi>${mutedSign(view)}</h2>
      <p class="status" part="status" role="status">${callStatus(call, locale)}</p>
      ${timer(view)} ${sentences(view)}
      ${
        view.isSilenced
          ? html`<button class="soft" part="sound-button" type="button" @click=${view.onUnsilence}>
              ${soundIcon}${locale.t('tapToHear')}
            </button>`
          : nothing
      }
    </div>
    ${running?.head(view)} ${running?.notices(view)}
    ${call.phase === 'ended' ? afterCall(view, actions) : callControls(view, actions)}
  </div>`;
}

/** Beside the name of whoever turned their microphone off. */
function mutedSign({ call, media, name, locale }: CallView): TemplateResult | typeof nothing {
  if (!media.remoteMuted || call.phase !== 'active') return nothing;
  return html`<span
    class="sign"
    part="remote-muted"
    role="img"
    aria-label=${locale.t('microphoneIsOff', { name })}
    title=${locale.t('microphoneIsOff', { name })}
    >${micOffIcon}</span
  >`;
}

export function timer({ call, nowMs, locale }: CallView): TemplateResult | typeof nothing {
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

function sentences(view: CallView): TemplateResult {
  const { call, media, name, locale, nowMs } = view;
  const problem = view.problem ?? (media.notice && problemKey(media.notice));
  const reason = callReason(call, locale);
  const darkness = darknessKey(call, media);
  const left = secondsLeft(call, nowMs);
  return html`${
      left === undefined
        ? nothing
        : html`<p class="countdown" part="countdown">
            ${locale.t('secondsLeft', { count: left })}
          </p>`
    }
    <div class="sentences" role="status">
      ${reason ? html`<p part="reason">${reason}</p>` : nothing}
      ${darkness ? html`<p part="darkness">${locale.t(darkness, { name })}</p>` : nothing}
      ${
        problem && call.phase !== 'ended'
          ? html`<p class="problem" part="notice">${locale.t(problem)}</p>`
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
