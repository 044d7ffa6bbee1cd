import { html, nothing, type TemplateResult } from 'lit';
import type { ConnectionState } from '../client/types.js';
import type { LocaleController } from '../controllers/locale-controller.js';
import { errorKey } from '../controllers/sentences.js';
import type { DeskbellErrorCode } from '../core/errors.js';

/** One line on what keeps the chat from going on; empty while nothing does. */
export function chatNotice(
  connection: ConnectionState,
  error: DeskbellErrorCode | undefined,
  locale: LocaleController,
  retry: () => void,
  isDirect = false,
): TemplateResult {
  if (connection === 'reconnecting') {
    // Nothing is fetched for this sentence: there may be nobody to fetch it from.
    return line(locale.t(isDirect ? 'chattingDirectly' : 'waitingForNetwork'));
  }
  if (connection === 'connecting') return line(locale.t('connecting'));
  if (connection === 'closed') return line(locale.t('error_closed'));
  if (!error) return line(nothing);
  return line(
    html`${locale.t(errorKey(error))}
      <button class="link" type="button" @click=${retry}>${locale.t('retry')}</button>`,
    true,
  );
}

function line(content: unknown, isProblem = false): TemplateResult {
  const kind = isProblem ? 'problem' : '';
  return html`<div class="notice ${kind}" part="notice" role="status">${content}</div>`;
}
