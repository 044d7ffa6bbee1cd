import { html, type TemplateResult } from 'lit';
import type { Reaction } from '../../protocol/index.js';
import type { MessageContext } from '../message-view.js';

/** Who reacted how; a press adds one's own or takes it back. */
export function reactions(
  messageId: string,
  given: readonly Reaction[],
  { log, locale, nameOf }: MessageContext,
): TemplateResult {
  return html`<div class="reactions" part="reactions">
    ${given.map(({ emoji, userIds }) => {
      const isMine = log.myId !== undefined && userIds.includes(log.myId);
      const people = userIds.map((id) => (id === log.myId ? locale.t('you') : nameOf(id)));
      const names = new Intl.ListFormat(locale.lang).format(people);
      const label = locale.t('reactionBy', { emoji, names });
      return html`<button
        type="button"
        class="reaction"
        aria-pressed=${isMine}
        aria-label=${label}
        title=${label}
        data-action="react"
        data-id=${messageId}
        data-emoji=${emoji}
      >
        ${emoji}<span class="count-of"
          >${userIds.length > 1 ? locale.number(userIds.length) : ''}</span
        >
      </button>`;
    })}
  </div>`;
}
