import { html, type TemplateResult } from 'lit';
import type { LogEntry } from '../../core/message-log.js';
import type { MessageContext } from '../message-view.js';
import { previewOf } from './preview.js';

const indexes = new WeakMap<readonly LogEntry[], ReadonlyMap<string, number>>();

/** Where an entry stands; the list is indexed once, when somebody first asks. */
export function indexOfEntry(entries: readonly LogEntry[], id: string): number {
  let index = indexes.get(entries);
  if (!index) indexes.set(entries, (index = new Map(entries.map((each, at) => [each.id, at]))));
  return index.get(id) ?? -1;
}

/** The message that this one answers, in a line; a press goes there. */
export function quote(id: string, { log, locale, nameOf }: MessageContext): TemplateResult {
  const original = log.entries[indexOfEntry(log.entries, id)];
  const isOwn = original?.senderId === log.myId;
  return html`<button
    type="button"
    class="quote"
    part="quote"
    data-action="jump"
    data-id=${id}
    title=${locale.t('jumpToOriginal')}
  >
    ${
      original
        ? html`<bdi class="quote-who">${isOwn ? locale.t('you') : nameOf(original.senderId)}</bdi>
            <span class="quote-text" dir="auto">${previewOf(original, locale, isOwn)}</span>`
        : html`<span class="quote-text">${locale.t('originalMissing')}</span>`
    }
  </button>`;
}
