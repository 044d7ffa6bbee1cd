import { html, nothing, type TemplateResult } from 'lit';
import type { LocaleController } from '../../controllers/locale-controller.js';
import type { LogEntry } from '../../core/message-log.js';
import { formatBytes } from './quantities.js';

/** How far a file on its way is, and the way to stop it. */
export function transfer(
  entry: LogEntry,
  isOwn: boolean,
  locale: LocaleController,
): TemplateResult | typeof nothing {
  const { id, transfer: way, error, media } = entry;
  if (!way || error) return nothing;
  const { loadedBytes, totalBytes } = way;
  const at = formatBytes(locale.lang, loadedBytes);
  const length = formatBytes(locale.lang, totalBytes);
  return html`<div class="transfer">
    <progress
      max=${totalBytes || 1}
      .value=${loadedBytes}
      aria-label=${locale.t('transferOf', { name: media?.name ?? locale.t('file') })}
      aria-valuetext=${locale.t('positionOf', { at, length })}
    ></progress>
    ${
      isOwn
        ? html`<button type="button" class="link" data-action="cancel" data-id=${id}>
            ${locale.t('cancel')}
          </button>`
        : nothing
    }
  </div>`;
}
