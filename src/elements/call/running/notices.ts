import { html, nothing, type TemplateResult } from 'lit';
import { personName } from '../../../controllers/person-name.js';
import type { CallView } from '../call-view.js';
import { qualitySentence } from '../quality-bars.js';
import type { RunningActions } from './running-actions.js';

/** A better connection is not worth a sentence. */
const MOST_WEAK = 3;

interface Choice {
  readonly words: string;
  readonly look: string;
  readonly run: () => void;
}

/** What is to be known or decided now: a second call, what one side asks for, a shared screen. */
export function notices(view: CallView, actions: RunningActions): TemplateResult {
  return html`<div class="notices" part="notices">
    ${secondCall(view, actions)} ${wish(view, actions)} ${presenting(view, actions)} ${hints(view)}
  </div>`;
}

function secondCall(
  { call, other, locale }: CallView,
  { acceptOther, rejectOther, swap }: RunningActions,
): TemplateResult | typeof nothing {
  if (!other || other.callId === call.callId || call.phase === 'ended') return nothing;
  const name = personName(other.peer, locale);
  if (other.phase === 'incoming') {
    return question('ask', locale.t('isCallingYou', { name }), [
      { words: locale.t('reject'), look: 'reject', run: rejectOther },
      { words: locale.t('holdAndAccept'), look: 'accept', run: acceptOther },
    ]);
  }
  if (other.phase !== 'active' && other.phase !== 'reconnecting') return nothing;
  return html`<div class="chip" part="held-call">
    <span>${locale.t('isOnHold', { name })}</span>
    <button class="soft" type="button" @click=${swap}>${locale.t('swapCalls')}</button>
  </div>`;
}

function wish(
  { media, name, locale, call }: CallView,
  { grant, refuse }: RunningActions,
): TemplateResult | typeof nothing {
  if (!media.wish || call.phase === 'ended') return nothing;
  if (media.wish.by === 'own') {
    return html`<div class="chip" part="ask" role="status">
      <span>${locale.t('waitingForAnswer', { name })}</span>
      <button class="soft" type="button" @click=${refuse}>${locale.t('takeBack')}</button>
    </div>`;
  }
  const key = media.wish.wish === 'video' ? 'wishesVideo' : 'wishesRecording';
  return question('wish', locale.t(key, { name }), [
    { words: locale.t('decline'), look: 'soft', run: refuse },
    { words: locale.t('accept'), look: 'accept', run: grant },
  ]);
}

function question(id: string, words: string, choices: readonly Choice[]): TemplateResult {
  return html`<div
    class="ask ${id}"
    part="ask"
    role="alertdialog"
    tabindex="-1"
    aria-labelledby="${id}-title"
  >
    <p id="${id}-title">${words}</p>
    <div class="answers">
      ${choices.map(
        (each) =>
          html`<button class=${each.look} type="button" @click=${each.run}>${each.words}</button>`,
      )}
    </div>
  </div>`;
}

function presenting(
  { media, locale, call }: CallView,
  { toggleShare }: RunningActions,
): TemplateResult | typeof nothing {
  if (!media.localScreen || call.phase === 'ended') return nothing;
  return html`<div class="chip" part="presenting" role="status">
    <span>${locale.t('youAreSharing')}</span>
    <button class="soft" type="button" @click=${toggleShare}>${locale.t('stopPresenting')}</button>
  </div>`;
}

/** How it is just now. */
function hints({ call, media, name, locale }: CallView): TemplateResult | typeof nothing {
  if (call.phase !== 'active') return nothing;
  const isLeft = call.hold === 'theirs' || call.hold === 'both';
  const words = isLeft ? locale.t('heldByThem', { name }) : weakness(media, locale);
  return html`<p class="hint" part=${isLeft ? 'held' : 'unstable'} role="status">${words}</p>`;
}

function weakness({ unstable, quality }: CallView['media'], locale: CallView['locale']): string {
  if (unstable) return locale.t('unstableConnection');
  return quality && quality.score <= MOST_WEAK ? qualitySentence(quality, locale) : '';
}
