import { entryOutcome, outcomeKey } from '../../controllers/call-words.js';
import { formatDuration } from '../../controllers/durations.js';
import type { LocaleController } from '../../controllers/locale-controller.js';
import { isMissed } from '../../core/call-outcome.js';
import type { LogEntry } from '../../core/message-log.js';
import { bubblesEnglish } from '../../locales/en-bubbles.js';
import { refusalsEnglish } from '../../locales/en-refusals.js';
import { addEnglish } from '../../locales/registry.js';
import type { PlainKey } from '../../locales/types.js';
import type { BidStatus } from '../../protocol/index.js';
import { formatMoney } from './quantities.js';

addEnglish({ ...bubblesEnglish, ...refusalsEnglish });

/** An entry or a stored message, as far as a line about it needs it. */
export type PreviewSource = Pick<
  LogEntry,
  'type' | 'text' | 'media' | 'location' | 'bid' | 'call' | 'message'
> & { readonly deletedAt?: string };

type Words = Pick<LocaleController, 't' | 'lang'>;

const BID_KEYS: Record<BidStatus, PlainKey> = {
  open: 'offer',
  countered: 'offerCountered',
  accepted: 'offerAccepted',
  declined: 'offerDeclined',
  withdrawn: 'offerWithdrawn',
  expired: 'offerExpired',
};

/**
 * One line of plain text that stands for a message: in lists, quotes and notifications, and for
 * whoever cannot see its bubble.
 */
export function previewOf(entry: PreviewSource, locale: Words, isOwn = false): string {
  if (entry.deletedAt ?? entry.message?.deletedAt) return locale.t('deletedMessage');
  const { type, text, media, location, bid } = entry;
  switch (type) {
    case 'TEXT':
      return text ?? '';
    case 'IMAGE':
      return detailed(locale, 'photo', text);
    case 'VIDEO':
      return detailed(locale, 'video', text);
    case 'FILE':
      return detailed(locale, 'file', text || media?.name);
    case 'VOICE':
      return detailed(
        locale,
        'voiceMessage',
        media?.durationSeconds && formatDuration(locale.lang, media.durationSeconds),
      );
    case 'LOCATION':
      return detailed(locale, 'location', location?.address);
    case 'BID':
      return detailed(
        locale,
        bidKey(bid?.status),
        bid && formatMoney(locale.lang, bid.amount, bid.currency),
      );
    case 'CALL_STARTED':
    case 'CALL_ENDED':
    case 'CALL_MISSED':
      return callLine(entry, locale, isOwn);
    default:
      return locale.t('unsupportedMessage');
  }
}

/** What an offer in this state is called. */
export function bidKey(status: BidStatus = 'open'): PlainKey {
  return BID_KEYS[status];
}

function detailed(locale: Words, kind: PlainKey, detail: string | 0 | undefined): string {
  return detail ? locale.t('kindAndDetail', { kind: locale.t(kind), detail }) : locale.t(kind);
}

/** “Video call · 0:32”, “Missed voice call”, “Voice call · Declined”, by whose call it was. */
function callLine(entry: PreviewSource, locale: Words, isOwn: boolean): string {
  const record = entry.call;
  const isVideo = record?.type === 'VIDEO';
  const call = locale.t(isVideo ? 'videoCall' : 'voiceCall');
  const outcome = entryOutcome(entry, isOwn);
  if (outcome === 'open') return locale.t('callStarted', { call });
  if (isMissed(outcome)) return locale.t(isVideo ? 'missedVideoCall' : 'missedVoiceCall');
  const hadTalk = outcome === 'answered' || outcome === 'lost';
  const length = hadTalk && formatDuration(locale.lang, record?.durationSeconds ?? 0);
  const key = outcomeKey(outcome);
  return [call, length, key && locale.t(key)]
    .filter((part) => typeof part === 'string')
    .reduce((kind, detail) => locale.t('kindAndDetail', { kind, detail }));
}
