import type { Media, MediaDraft, MessageType } from '../../src/protocol/index.js';
import type { NewMedia, Refused, StoredFile } from '../store/store.js';

/** What the bytes of a file must be for a kind of message. */
const KINDS: Partial<Record<MessageType, RegExp>> = {
  IMAGE: /^image\//,
  VIDEO: /^video\//,
  VOICE: /^audio\//,
  FILE: /^/,
};

/** The file of a new message: one that is stored, or one that its sender keeps and hands over. */
export function newMedia(type: MessageType, draft: MediaDraft): NewMedia | Refused {
  if (!('fileId' in draft)) {
    return type === 'FILE' ? { kept: draft } : { refused: 'unsupported_media_type' };
  }
  return { fileId: draft.fileId, describe: (file) => describe(type, draft, file) };
}

/** Without links: those are made whenever it is told. */
function describe(
  type: MessageType,
  { fileId, durationSeconds, waveform }: Extract<MediaDraft, { fileId: string }>,
  { thumbnail, ...file }: StoredFile,
): Media | Refused {
  if (!KINDS[type]?.test(file.mimeType)) return { refused: 'unsupported_media_type' };
  return {
    fileId,
    ...file,
    ...(durationSeconds !== undefined && { durationSeconds }),
    ...(waveform && { waveform }),
    ...(thumbnail && { thumbnail: { url: '', ...thumbnail } }),
  };
}
