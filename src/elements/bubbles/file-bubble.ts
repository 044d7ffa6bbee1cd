import { html, nothing, type TemplateResult } from 'lit';
import { mediaUrl } from '../../controllers/media-links.js';
import type { MessageContext } from '../message-view.js';
import type { EntryRow } from '../message-rows.js';
import { downloadIcon, fileIcon } from './icons.js';
import { formatBytes } from './quantities.js';
import { transfer } from './transfer.js';

/** A file: what it is called, how big it is, and how to get it. */
export function fileBubble({ entry, isOwn }: EntryRow, context: MessageContext): TemplateResult {
  const { locale, log } = context;
  const { media } = entry;
  const name = media?.name ?? locale.t('file');
  const extension = /\.([\p{L}\p{N}]{1,8})$/u.exec(name)?.[1];
  const about = [extension?.toUpperCase(), media && formatBytes(locale.lang, media.size)];
  return html`<div class="file" part="media">
    <span class="file-icon">${fileIcon}</span>
    <div class="file-about">
      <bdi class="file-name">${name}</bdi>
      <span class="faint"
        >${about.filter(Boolean).map((each, at) => html`${at > 0 ? ' · ' : ''}<bdi>${each}</bdi>`)}</span
      >
      ${transfer(entry, isOwn, locale)}
    </div>
    ${getting(entry.id, name, mediaUrl(log.chat, media?.url))}
  </div>`;

  function getting(id: string, fileName: string, url: string | undefined): unknown {
    if (url) {
      const label = locale.t('downloadOf', { name: fileName });
      return html`<a
        class="get"
        href=${url}
        download=${fileName}
        target="_blank"
        rel="noopener noreferrer"
        aria-label=${label}
        title=${label}
        >${downloadIcon}</a
      >`;
    }
    if (isOwn || entry.transfer || !entry.seq) return nothing;
    return html`<button
      type="button"
      class="link"
      title=${locale.t('keptBySender')}
      data-action="receive"
      data-id=${id}
    >
      ${locale.t('receive')}
    </button>`;
  }
}
