import { randomUUID } from 'node:crypto';
import type { BidDraft, ReadDraft } from '../../../src/protocol/index.js';
import type { FileRecord } from '../../../signaling/store/file-store.js';
import type { Store } from '../../../signaling/store/store.js';

type DraftOf<T extends ReadDraft['type']> = Extract<ReadDraft, { type: T }>;
type FileDraft = Extract<ReadDraft, { media: unknown }>;

export function textDraft(over: Partial<DraftOf<'TEXT'>> = {}): DraftOf<'TEXT'> {
  return { id: randomUUID(), type: 'TEXT', text: 'hello', ...over };
}

export function locationDraft(address?: string): DraftOf<'LOCATION'> {
  const place = { latitude: 52.52, longitude: 13.405 };
  return {
    id: randomUUID(),
    type: 'LOCATION',
    location: { ...place, ...(address !== undefined && { address }) },
  };
}

export function mediaDraft(
  type: FileDraft['type'],
  media: FileDraft['media'],
  text?: string,
): FileDraft {
  return { id: randomUUID(), type, media, ...(text !== undefined && { text }) };
}

export function bidDraft(amount: string, bid: Partial<BidDraft> = {}): DraftOf<'BID'> {
  return { id: randomUUID(), type: 'BID', bid: { amount, currency: 'EUR', ...bid } };
}

/** A file as the broker keeps it after an upload. */
export async function storeFile(
  store: Store,
  file: Pick<FileRecord, 'conversationId' | 'ownerId' | 'mimeType'> & Partial<FileRecord>,
): Promise<string> {
  const id = randomUUID();
  await store.files.add({
    id,
    name: 'thing.bin',
    size: 1_234,
    sha256: '0'.repeat(64),
    blob: `blob-${id}`,
    createdAtMs: 1,
    ...file,
  });
  return id;
}
