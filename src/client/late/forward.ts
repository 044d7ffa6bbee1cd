import * as v from 'valibot';
import { DeskbellError } from '../../core/errors.js';
import type { LogEntry } from '../../core/log-entry.js';
import { Media, type MessageDraft } from '../../protocol/index.js';
import type { OutboxMessage } from '../outbox.js';
import type { FoundMessages } from './found-messages.js';
import type { LatePorts } from './late-ports.js';

const Copied = v.object({ file: Media });

/** Sends a message on: words and places as they are, a file as a copy that the broker makes. */
export function forwarding(
  { identify, makeId, rest, sender }: LatePorts,
  found: FoundMessages,
): (messageId: string, toConversationId: string) => Promise<LogEntry> {
  async function contentOf(
    { type, text, location, media }: LogEntry,
    conversationId: string,
  ): Promise<Pick<OutboxMessage, 'shown'> & { draft: object }> {
    if (type === 'TEXT' && text !== undefined) return { draft: { text } };
    if (type === 'LOCATION' && location) return { draft: { type, location } };
    if (!media) throw new DeskbellError('bad_request');
    // Kept by its sender: there is nothing that the broker could copy.
    if (!media.fileId) throw new DeskbellError('not_found');
    const json = { conversationId };
    const { file } = await rest.ask(`files/${media.fileId}/copy`, Copied, { json });
    if (!file.fileId) throw new DeskbellError('internal');
    const { durationSeconds, waveform } = media;
    return {
      draft: {
        type,
        media: {
          fileId: file.fileId,
          ...(durationSeconds !== undefined && { durationSeconds }),
          ...(waveform && { waveform }),
        },
        ...(text && { text }),
      },
      shown: { media: { ...media, ...file } },
    };
  }

  return async (messageId, conversationId) => {
    const owner = await identify();
    const original = found.get(messageId)?.entry;
    if (!original || original.message?.deletedAt) throw new DeskbellError('not_found');
    const { draft, ...more } = await contentOf(original, conversationId);
    const id = makeId();
    const whole = { ...draft, id, forwarded: true } as MessageDraft;
    const createdAt = new Date().toISOString();
    return sender.submit({ id, owner, conversationId, createdAt, draft: whole, ...more });
  };
}
