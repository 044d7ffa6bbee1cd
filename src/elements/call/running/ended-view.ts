import { html, nothing, type TemplateResult } from 'lit';
import type { LocaleController } from '../../../controllers/locale-controller.js';
import { errorKey } from '../../../controllers/sentences.js';
import type { PlainKey } from '../../../locales/types.js';
import { phoneIcon } from '../../contact-icons.js';
import { closeIcon } from '../../icons.js';
import type { CallActions } from '../call-actions.js';
import type { ShownCall } from '../call-text.js';
import type { CallView } from '../call-view.js';

type EndedCall = Extract<ShownCall, { phase: 'ended' }>;

/** Why it ended, when the status alone does not say it. */
export function callReason(call: ShownCall, locale: LocaleController): string {
  if (call.phase !== 'ended' || call.reason === 'hangup') return '';
  return locale.t(endReasonKey(call));
}

/** What trying once more is called; undefined when there is nothing to try. */
export function redialKey(call: EndedCall): PlainKey | undefined {
  switch (call.reason) {
    case 'no_answer':
    case 'busy':
    case 'failed':
    case 'lost':
      return call.direction === 'incoming' ? 'callBack' : 'redial';
    case 'cancelled':
      return call.direction === 'incoming' ? 'callBack' : undefined;
    default:
      return undefined;
  }
}

/** What can be done once it is over. */
export function endedControls(
  { call, locale }: CallView,
  { redial, dismiss }: CallActions,
): TemplateResult | typeof nothing {
  if (call.phase !== 'ended') return nothing;
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

/** Why a call is over, told to the side that reads it. */
function endReasonKey(call: EndedCall): PlainKey {
  switch (call.reason) {
    case 'declined':
    case 'busy':
    case 'no_answer':
    case 'cancelled':
      return `end_${call.reason}_${call.direction}`;
    case 'failed':
      return call.error ? errorKey(call.error) : 'end_failed';
    case 'hangup':
    case 'answered_elsewhere':
    case 'lost':
      return `end_${call.reason}`;
  }
}
