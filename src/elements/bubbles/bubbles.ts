/**
 * Messages beyond plain text: loaded with the first that is drawn. Each kind has a file; this one
 * puts around it what all share: whence it came, what it answers, who reacted.
 */
import { html, nothing, type TemplateResult } from 'lit';
import { adoptStyles } from '../adopt-styles.js';
import type { MessageContext } from '../message-view.js';
import type { EntryRow } from '../message-rows.js';
import './bid-bubble.js';
import { bubbleStyles } from './bubbles.styles.js';
import { callLine } from './call-line.js';
import { fileBubble } from './file-bubble.js';
import { forwardIcon, starIcon } from './icons.js';
import { locationBubble } from './location-bubble.js';
import './picture-bubble.js';
import { previewOf } from './preview.js';
import { progressStyles } from './progress.styles.js';
import { quote } from './quote.js';
import { reactions } from './reactions.js';
import { richText } from './rich-text.js';
import './video-bubble.js';
import './voice-bubble.js';

export { act } from './act.js';
export { callLine, previewOf };

/** The pieces of one message that the list puts into its frame. */
export interface Bubble {
  /** Class of the article. */
  readonly kind: string;
  readonly content: TemplateResult;
  /** Before the time. */
  readonly marks: unknown;
  /** Under the bubble. */
  readonly below: unknown;
}

/** Draws a message that is more than plain text. */
export function bubble(row: EntryRow, context: MessageContext): Bubble {
  adoptStyles(context.log, progressStyles);
  adoptStyles(context.log, bubbleStyles);
  const { entry } = row;
  const { locale } = context;
  const { message } = entry;
  if (message?.deletedAt) {
    const content = html`<p class="text deleted" part="text">${locale.t('deletedMessage')}</p>`;
    return { kind: 'gone', content, marks: nothing, below: nothing };
  }
  const content = html`${
    entry.forwarded
      ? html`<p class="origin">${forwardIcon}<span>${locale.t('forwarded')}</span></p>`
      : nothing
  }${entry.replyTo ? quote(entry.replyTo, context) : nothing}${body(row, context)}`;
  return {
    kind: `kind-${entry.type.toLowerCase()}`,
    content,
    marks: marks(row, context),
    below: message?.reactions.length ? reactions(entry.id, message.reactions, context) : nothing,
  };
}

function body(row: EntryRow, context: MessageContext): unknown {
  const { entry } = row;
  const { chat } = context.log;
  const caption = entry.text ? richText(entry.text) : nothing;
  switch (entry.type) {
    case 'TEXT':
      return caption;
    case 'IMAGE':
      return html`<deskbell-picture
          part="media"
          .chat=${chat}
          .entry=${entry}
          .isOwn=${row.isOwn}
        ></deskbell-picture>
        ${caption}`;
    case 'VIDEO':
      return html`<deskbell-video part="media" .chat=${chat} .entry=${entry} .isOwn=${row.isOwn}>
        </deskbell-video>
        ${caption}`;
    case 'VOICE':
      return html`<deskbell-voice part="media" .chat=${chat} .entry=${entry} .isOwn=${row.isOwn}>
      </deskbell-voice>`;
    case 'FILE':
      return html`${fileBubble(row, context)} ${caption}`;
    case 'LOCATION':
      return locationBubble(row, context);
    case 'BID':
      return html`<deskbell-bid part="media" .entry=${entry} .isOwn=${row.isOwn}></deskbell-bid>`;
    default:
      return html`<p class="text deleted" part="text">${previewOf(entry, context.locale)}</p>`;
  }
}

/** Starred, edited, listened to. */
function marks({ entry, isOwn }: EntryRow, { locale, isStarred }: MessageContext): TemplateResult {
  const isPlayed = isOwn && entry.message?.playedBy?.length;
  return html`${
    isStarred(entry)
      ? html`${starIcon}<span class="visually-hidden">${locale.t('starred')}</span>`
      : nothing
  }${entry.message?.editedAt ? html`<span>${locale.t('edited')}</span>` : nothing}${
    isPlayed ? html`<span>${locale.t('played')}</span>` : nothing
  }`;
}
