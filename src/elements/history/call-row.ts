import { html, nothing, type TemplateResult } from 'lit';
import { outcomeKey } from '../../controllers/call-words.js';
import { formatDuration } from '../../controllers/durations.js';
import { formatTime } from '../../controllers/formats.js';
import type { LocaleController } from '../../controllers/locale-controller.js';
import { callOutcome, isMissed, type CallDirection } from '../../core/call-outcome.js';
import type { PlainKey } from '../../locales/types.js';
import type { Call, User } from '../../protocol/index.js';
import { parseImageUrl } from '../attributes.js';
import { avatar } from '../avatar.js';
import { cameraIcon, chatIcon, phoneIcon } from '../contact-icons.js';
import { qualityKey, reasonOf } from './call-metadata.js';
import { callInIcon, callMissedIcon, callOutIcon } from './history-icons.js';

/** One call that was. */
export interface CallRow {
  readonly call: Call;
  readonly direction: CallDirection;
  readonly peer: Pick<User, 'id' | 'picture'>;
  readonly name: string;
  readonly isOnline: boolean;
  /** No other call is under way. */
  readonly canCall: boolean;
  readonly locale: LocaleController;
  callBack(): void;
  openChat(): void;
}

const KINDS: Readonly<Record<'missed' | CallDirection, Record<Call['type'], PlainKey>>> = {
  missed: { VOICE: 'missedVoiceCall', VIDEO: 'missedVideoCall' },
  incoming: { VOICE: 'incomingVoiceCall', VIDEO: 'incomingVideoCall' },
  outgoing: { VOICE: 'outgoingVoiceCall', VIDEO: 'outgoingVideoCall' },
};

export function callRow(row: CallRow): TemplateResult {
  const { call, direction, peer, name, locale } = row;
  const { id, type, status, createdAt } = call;
  const outcome = callOutcome({ status, reason: reasonOf(call) }, direction);
  const missed = isMissed(outcome);
  const key = outcomeKey(outcome);
  const kind = locale.t(KINDS[missed ? 'missed' : direction][type]);
  const told = key ? locale.t('kindAndOutcome', { kind, outcome: locale.t(key) }) : kind;
  const icon = missed ? callMissedIcon : direction === 'outgoing' ? callOutIcon : callInIcon;
  return html`<li class=${missed ? 'missed' : ''} part="call" data-call=${id}>
    <span class="face"
      >${avatar(name, parseImageUrl(peer.picture))}${row.isOnline ? online(locale) : nothing}</span
    >
    <div class="what">
      <span class="name" part="name" id="who-${id}"><bdi>${name}</bdi></span>
      <span class="kind" part="kind" id="kind-${id}">${icon}<span>${told}</span></span>
      <span class="when"
        ><time part="time" datetime=${createdAt}
          >${formatTime(locale.lang, new Date(createdAt))}</time
        >${details(call, direction, locale)}</span
      >
    </div>
    ${buttons(row)}
  </li>`;
}

function online(locale: LocaleController): TemplateResult {
  return html`<span class="dot" part="presence"></span
    ><span class="visually-hidden">${locale.t('online')}</span>`;
}

/** How long they talked, and how well. */
function details(call: Call, direction: CallDirection, locale: LocaleController): unknown {
  const { duration } = call;
  if (duration === null) return nothing;
  const quality = qualityKey(call, direction);
  return html`<time part="duration" datetime="PT${duration}S"
      >${formatDuration(locale.lang, duration)}</time
    >${quality ? html`<span part="quality">${locale.t(quality)}</span>` : nothing}`;
}

function buttons({ call, canCall, locale, callBack, openChat }: CallRow): TemplateResult {
  const about = `who-${call.id} kind-${call.id}`;
  return html`<button
      class="icon"
      part="chat-button"
      type="button"
      aria-label=${locale.t('chat')}
      title=${locale.t('chat')}
      aria-describedby="who-${call.id}"
      @click=${openChat}
    >
      ${chatIcon}
    </button>
    <button
      class="back"
      part="call-back-button"
      type="button"
      aria-label=${locale.t('callBack')}
      title=${locale.t('callBack')}
      aria-describedby=${about}
      ?disabled=${!canCall}
      @click=${callBack}
    >
      ${call.type === 'VIDEO' ? cameraIcon : phoneIcon}<span class="label"
        >${locale.t('callBack')}</span
      >
    </button>`;
}
