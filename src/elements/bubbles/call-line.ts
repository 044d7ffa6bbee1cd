import { html, nothing, type TemplateResult } from 'lit';
import { entryOutcome } from '../../controllers/call-words.js';
import { isMissed } from '../../core/call-outcome.js';
import { adoptStyles } from '../adopt-styles.js';
import type { MessageContext } from '../message-view.js';
import type { EntryRow } from '../message-rows.js';
import { bubbleStyles } from './bubbles.styles.js';
import { callInIcon, callMissedIcon, callOutIcon } from './icons.js';
import { previewOf } from './preview.js';

/** A call that was, in one line, with the way to call again. */
export function callLine(
  { entry, isOwn }: EntryRow,
  { locale, log }: MessageContext,
): TemplateResult {
  adoptStyles(log, bubbleStyles);
  const outcome = entryOutcome(entry, isOwn);
  const icon = entry.type === 'CALL_MISSED' ? callMissedIcon : isOwn ? callOutIcon : callInIcon;
  const canCall = outcome !== 'open' && log.chat?.isAddressed;
  return html`<span class="call-icon ${isMissed(outcome) ? 'missed' : ''}">${icon}</span
    ><span>${previewOf(entry, locale, isOwn)}</span>${
      canCall
        ? html`<button
            type="button"
            class="link"
            data-action="call"
            data-id=${entry.id}
            data-call=${entry.call?.type ?? 'VOICE'}
          >
            ${locale.t('callAgain')}
          </button>`
        : nothing
    }`;
}
