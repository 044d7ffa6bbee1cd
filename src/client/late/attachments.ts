import * as v from 'valibot';
import { DeskbellError } from '../../core/errors.js';
import type { LogEntry } from '../../core/log-entry.js';
import {
  MessageText,
  VOICE_FORMATS,
  type BidDraft,
  type MessageDraft,
} from '../../protocol/index.js';
import { MESSAGING_LIMITS } from '../../protocol/messaging-limits.js';
import type { LateVerbs } from '../late-verbs.js';
import type { OutboxMessage } from '../outbox.js';
import type { LatePorts } from './late-ports.js';

type AttachmentVerbs = Pick<
  LateVerbs,
  'sendFile' | 'sendImage' | 'sendVoiceMessage' | 'sendLocation' | 'sendBid'
>;
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
type FileKind = 'IMAGE' | 'FILE' | 'VIDEO' | 'VOICE';

interface FileDetails {
  caption?: string | undefined;
  name?: string | undefined;
  replyTo?: string | undefined;
  durationSeconds?: number;
  waveform?: number[];
}

/** Pictures and videos that are shown as such; the broker looks at the bytes and decides anew. */
const KINDS: readonly [RegExp, FileKind][] = [
  [/^image\/(jpeg|png|gif|webp|avif)$/, 'IMAGE'],
  [/^video\/(mp4|webm|quicktime)$/, 'VIDEO'],
];

/** Path separators, controls, what turns the text around, and halves of characters. */
const NO_PART_OF_A_NAME = /[\p{Cs}\u0000-\u001f\u007f/\\\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Makes outbox entries of what is not text. */
export function attachmentVerbs({ identify, makeId, sender }: LatePorts): AttachmentVerbs {
  async function submit(
    conversationId: string,
    draft: DistributiveOmit<MessageDraft, 'id'>,
    more: Pick<OutboxMessage, 'file' | 'shown'> = {},
  ): Promise<LogEntry> {
    const owner = await identify();
    const id = makeId();
    const createdAt = new Date().toISOString();
    return sender.submit({
      id,
      owner,
      conversationId,
      createdAt,
      draft: { ...draft, id },
      ...more,
    });
  }

  async function sendBlob(
    id: string,
    type: FileKind,
    blob: Blob,
    { caption, name, replyTo, durationSeconds, waveform }: FileDetails,
  ): Promise<LogEntry> {
    if (blob.size === 0) throw new DeskbellError('empty_file');
    const text = caption?.trim() ? caption : undefined;
    if (text !== undefined && !v.is(MessageText, text)) throw new DeskbellError('invalid_text');
    const file = new File([blob], fileName(name ?? nameOf(blob, type)), { type: blob.type });
    const sound = {
      ...(durationSeconds !== undefined && { durationSeconds }),
      ...(waveform && waveform.length > 0 && { waveform }),
    };
    const media = { name: file.name, mimeType: file.type, size: file.size, ...sound };
    return submit(
      id,
      {
        type,
        // The broker names the file when it has it.
        media: { fileId: '', ...sound },
        ...(text && { text }),
        ...(replyTo && { replyTo }),
      },
      { file, shown: { media } },
    );
  }

  return {
    sendFile: (id, file, options = {}) => sendBlob(id, 'FILE', file, options),

    sendImage: (id, image, options = {}) => {
      const kind = KINDS.find(([types]) => types.test(image.type))?.[1] ?? 'FILE';
      return sendBlob(id, kind, image, options);
    },

    sendVoiceMessage(id, blob, seconds, { waveform, replyTo } = {}) {
      const bars = waveform?.slice(0, MESSAGING_LIMITS.waveformBars);
      return sendBlob(id, 'VOICE', blob, {
        replyTo,
        durationSeconds: Math.min(Math.max(0, seconds), MESSAGING_LIMITS.mediaSeconds),
        ...(bars && { waveform: bars.map((bar) => Math.round(Math.min(31, Math.max(0, bar)))) }),
      });
    },

    sendLocation: (id, latitude, longitude, address, { replyTo } = {}) =>
      submit(id, {
        type: 'LOCATION',
        location: { latitude, longitude, ...(address && { address }) },
        ...(replyTo && { replyTo }),
      }),

    sendBid: (id, bid) => submit(id, { type: 'BID', bid }, { shown: { bid: openBid(bid) } }),
  };
}

/** As it looks until the broker has dated it. */
function openBid({ amount, currency, counterTo, expiresInSeconds }: BidDraft) {
  const lastsMs = (expiresInSeconds ?? MESSAGING_LIMITS.bidSeconds) * 1_000;
  const expiresAt = new Date(Date.now() + lastsMs).toISOString();
  return {
    amount,
    currency,
    status: 'open' as const,
    expiresAt,
    ...(counterTo && { counterTo }),
  };
}

function nameOf(blob: Blob, type: FileKind): string {
  if (blob instanceof File && blob.name) return blob.name;
  const mime = blob.type.split(';')[0] ?? '';
  const voice = Object.keys(VOICE_FORMATS).find((format) => mime === `audio/${format}`);
  const ending = voice ?? /^\w+\/([a-z0-9]+)$/.exec(mime)?.[1];
  return ending ? `${type.toLowerCase()}.${ending}` : type.toLowerCase();
}

/** What no broker would take of a name is left out. */
function fileName(name: string): string {
  // The end of a name says what the file is.
  const end = name.slice(-MESSAGING_LIMITS.fileNameChars);
  return end.replace(NO_PART_OF_A_NAME, '').trim() || 'file';
}
