import { html, nothing, type TemplateResult } from 'lit';
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
  const isMissed = entry.type === 'CALL_MISSED';
  const icon = isMissed ? callMissedIcon : isOwn ? callOutIcon : callInIcon;
  const canCall = entry.type !== 'CALL_STARTED' && log.chat?.isAddressed;
  return html`<span class="call-icon ${isMissed && !isOwn ? 'missed' : ''}">${icon}</span
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
