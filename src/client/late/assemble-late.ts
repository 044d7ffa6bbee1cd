import * as v from 'valibot';
import { DeskbellError } from '../../core/errors.js';
import { MessageText } from '../../protocol/index.js';
import type { Late } from '../late-door.js';
import { accountVerbs } from './account.js';
import { attachmentVerbs } from './attachments.js';
import { forwarding } from './forward.js';
import { FoundMessages } from './found-messages.js';
import type { LatePorts } from './late-ports.js';
import { Operations } from './operations.js';
import { queryVerbs } from './queries.js';
import { hasFile, Uploads } from './uploads.js';

/** The verbs beyond text, ready to be used, and what carries their work to the broker. */
export function assembleLate(ports: LatePorts): Late {
  const found = new FoundMessages(ports.book);
  const uploads = new Uploads(ports);
  const operations = new Operations(ports, found);
  const played = new Set<string>();
  const receiving = new Set<string>();

  return {
    ...attachmentVerbs(ports),
    ...queryVerbs(ports, found),
    ...accountVerbs(ports),
    forwardMessage: forwarding(ports, found),

    async editMessage(id, messageId, text) {
      if (!v.is(MessageText, text)) throw new DeskbellError('invalid_text');
      await operations.submit(id, { type: 'edit', messageId, text });
    },

    deleteMessage: (id, messageId) => operations.submit(id, { type: 'delete', messageId }),

    react: (id, messageId, emoji, active) =>
      operations.submit(id, { type: 'react', messageId, emoji, active }),

    star: (id, messageId, active) => operations.submit(id, { type: 'star', messageId, active }),

    async markPlayed(messageId) {
      const owner = await ports.identify();
      const { conversationId, entry } = found.get(messageId) ?? {};
      const meId = owner.slice(owner.indexOf('\n') + 1);
      const isTold = played.has(messageId) || entry?.message?.playedBy?.includes(meId);
      if (!conversationId || isTold || entry?.senderId === meId) return;
      played.add(messageId);
      await operations.submit(conversationId, { type: 'played', messageId });
    },

    async receiveFile(id, messageId) {
      const direct = await ports.directFiles?.();
      if (!direct) throw new DeskbellError('link_not_allowed');
      receiving.add(messageId);
      await direct.receive(id, messageId).finally(() => receiving.delete(messageId));
    },

    carry(entry) {
      if (hasFile(entry)) uploads.carry(entry);
      else if ('operation' in entry) operations.carry(entry);
    },

    drop(id) {
      uploads.drop(id);
      if (receiving.has(id)) void ports.directFiles?.().then((direct) => direct.cancel(id));
    },

    close() {
      uploads.close();
      operations.close();
    },
  };
}
