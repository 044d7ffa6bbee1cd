import * as v from 'valibot';
import { Conversation, Message, responses } from '../../protocol/index.js';
import { moreResponses } from '../../protocol/rest-more.js';
import type { Found, LateVerbs } from '../late-verbs.js';
import { linkAt } from '../media-links.js';
import type { FoundMessages } from './found-messages.js';
import type { LatePorts } from './late-ports.js';

/** What 204 brings. */
export const NOTHING = v.optional(v.object({}));

type Terms = Record<string, string | number | undefined>;

type QueryVerbs = Pick<
  LateVerbs,
  | 'searchMessages'
  | 'starredMessages'
  | 'listCalls'
  | 'changeConversation'
  | 'blockUser'
  | 'report'
  | 'linkOf'
  | 'decideBid'
>;

/** Verbs that ask the broker once and are answered or refused. */
export function queryVerbs(
  { broker, identify, rest, book }: LatePorts,
  found: FoundMessages,
): QueryVerbs {
  async function find(path: string, terms: Terms, signal: AbortSignal | undefined): Promise<Found> {
    await identify();
    const answer = await rest.ask(withQuery(path, terms), responses.messages, { signal });
    found.keep(answer.items);
    return pageOf(answer);
  }

  return {
    searchMessages: (q, { signal, ...terms } = {}) => find('search', { q, ...terms }, signal),

    starredMessages: ({ signal, ...terms } = {}) => find('starred', terms, signal),

    async listCalls({ signal, ...terms } = {}) {
      await identify();
      return pageOf(await rest.ask(withQuery('calls', terms), moreResponses.calls, { signal }));
    },

    async changeConversation(id, json) {
      await identify();
      const path = `conversations/${encodeURIComponent(id)}`;
      book.upsert(await rest.ask(path, Conversation, { method: 'PATCH', json }));
    },

    async blockUser(userId, active) {
      await identify();
      const method = active ? 'POST' : 'DELETE';
      const path = `users/${encodeURIComponent(userId)}/block`;
      await rest.ask(path, NOTHING, { method });
      const shared = book.ids().filter((id) => {
        const people = book.get(id)?.conversation.participants ?? [];
        return people.some((person) => person.id === userId);
      });
      for (const id of shared) book.upsert(await rest.conversation(id));
    },

    async report(json) {
      await identify();
      await rest.ask('reports', moreResponses.report, { json });
    },

    async linkOf(fileId, { signal } = {}) {
      await identify();
      const path = `files/${encodeURIComponent(fileId)}/link`;
      const { url } = await rest.ask(path, moreResponses.fileLink, { signal });
      return linkAt(url, broker) ?? '';
    },

    async decideBid(messageId, step) {
      await identify();
      const path = `messages/${encodeURIComponent(messageId)}/bid/${step}`;
      const message = await rest.ask(path, Message, { method: 'POST' });
      book.receive(message);
      return message;
    },
  };
}

function withQuery(path: string, terms: Terms): string {
  const given = Object.entries(terms).filter(([, value]) => value !== undefined);
  return `${path}?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
}

function pageOf<T>({ items, nextCursor }: { items: T[]; nextCursor?: string | undefined }) {
  return { items, ...(nextCursor && { nextCursor }) };
}
