import type { LogEntry } from '../../src/core/message-log.js';
import type { Message } from '../../src/protocol/index.js';
import { CONVERSATION_ID, entry } from './fake-session.js';

/** Sixteen colours, as the broker tells them of a picture. */
export const COLORS = '336699'.repeat(16);

/** A line that is stored, with what the broker tells of it beside its content. */
export function storedEntry(
  fields: Partial<LogEntry> = {},
  stored: Partial<Message> = {},
): LogEntry {
  const line = entry(fields);
  const message = {
    conversationId: CONVERSATION_ID,
    rev: line.seq ?? 1,
    reactions: [],
    ...line,
    ...stored,
  } as Message;
  return { ...line, message };
}

/** One line of every kind there is. */
export function everyKind(senderId: string): LogEntry[] {
  const file = { name: 'papers.pdf', mimeType: 'application/pdf', size: 1_400_000 };
  const call = { id: 'c1', type: 'VIDEO', status: 'ENDED', durationSeconds: 32 } as const;
  const expiresAt = new Date(Date.now() + 3 * 86_400_000).toISOString();
  const media = { url: '/api/files/x', name: 'door.jpg', mimeType: 'image/jpeg', size: 20_000 };
  return [
    storedEntry({ senderId, text: '*Bold* https://example.com' }),
    storedEntry({
      senderId,
      type: 'IMAGE',
      text: 'The door',
      media: {
        ...media,
        width: 800,
        height: 600,
        placeholder: COLORS,
        thumbnail: { url: '/api/files/x/thumbnail', width: 320, height: 240 },
      },
    }),
    storedEntry({
      senderId,
      type: 'VIDEO',
      text: '',
      media: { ...media, name: 'tour.mp4', mimeType: 'video/mp4', width: 640, height: 360 },
    }),
    storedEntry({ senderId, type: 'FILE', text: '', media: { ...file, url: '/api/files/y' } }),
    storedEntry({
      senderId,
      type: 'VOICE',
      text: '',
      media: {
        ...media,
        name: 'voice.webm',
        mimeType: 'audio/webm',
        durationSeconds: 12,
        waveform: [1, 9, 31, 4],
      },
    }),
    storedEntry({
      senderId,
      type: 'LOCATION',
      text: '',
      location: { latitude: 52.52, longitude: 13.405, address: 'Blue Door Yard' },
    }),
    storedEntry({
      senderId,
      type: 'BID',
      text: '',
      bid: { amount: '1250', currency: 'EUR', status: 'open', expiresAt },
    }),
    storedEntry({ senderId, type: 'CALL_ENDED', text: '', call }),
    storedEntry({ senderId, text: 'gone' }, { deletedAt: new Date().toISOString() }),
  ];
}
