import { formatDuration } from '../controllers/formats.js';
import type { LocaleController } from '../controllers/locale-controller.js';
import type { LogEntry } from '../core/message-log.js';

/** What a line of text can say of an entry, stored or not. */
export interface TextSource extends Pick<LogEntry, 'type' | 'text' | 'call'> {
  readonly deletedAt?: string;
}

export function isCallEntry({ type }: TextSource): boolean {
  return type === 'CALL_STARTED' || type === 'CALL_ENDED' || type === 'CALL_MISSED';
}

/** The words of an entry: its text, or what stands for it. */
export function entryText(entry: TextSource, isOwn: boolean, locale: LocaleController): string {
  if (entry.deletedAt) return locale.t('deletedMessage');
  if (isCallEntry(entry)) return callText(entry, isOwn, locale);
  return entry.type === 'TEXT' ? (entry.text ?? '') : locale.t('unsupportedMessage');
}

/** “Video call · 0:32”, “Missed voice call”, “Voice call · Declined”. */
function callText({ type, call: record }: TextSource, isOwn: boolean, locale: LocaleController) {
  const isVideo = record?.type === 'VIDEO';
  const call = locale.t(isVideo ? 'videoCall' : 'voiceCall');
  const status = record?.status;
  if (type === 'CALL_STARTED') return locale.t('callStarted', { call });
  if (status === 'DECLINED') return locale.t('callDeclined', { call });
  if (status === 'FAILED') return locale.t('callFailed', { call });
  if (type === 'CALL_MISSED' || status === 'BUSY') {
    if (!isOwn) return locale.t(isVideo ? 'missedVideoCall' : 'missedVoiceCall');
    return locale.t(status === 'BUSY' ? 'callBusy' : 'callNotAnswered', { call });
  }
  const length = formatDuration(locale.lang, record?.durationSeconds ?? 0);
  return locale.t('callWithLength', { call, length });
}
