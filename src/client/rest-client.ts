import type * as v from 'valibot';
import { DeskbellError } from '../core/errors.js';
import {
  Conversation,
  ConversationChanges,
  responses,
  type Listing,
  type Message,
} from '../protocol/index.js';
import { fetchText, parseAnswer, type Fetch } from './http.js';
import type { Identity } from './identity.js';
import { withOrigin } from './media-links.js';
import type { Abortable } from './types.js';

export interface Asking {
  /** GET, or POST with `json`, unless it says something else. */
  method?: string;
  json?: object;
  body?: Blob;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
  /** Instead of the session's. */
  fetch?: Fetch;
  timeoutMs?: number;
}

/** The broker's REST API: `ask` for anything, and by name what every session needs. */
export class RestClient {
  readonly #broker: string;
  readonly #identity: Identity;
  readonly #fetch: Fetch;
  readonly #closing = new AbortController();

  constructor(options: { broker: string; identity: Identity; fetch: Fetch }) {
    this.#broker = options.broker;
    this.#identity = options.identity;
    this.#fetch = options.fetch;
  }

  async conversations(options?: Abortable): Promise<Conversation[]> {
    const items: Conversation[] = [];
    let cursor = '';
    // Enough for an inbox; older ones are fetched when they are opened.
    for (let page = 0; page < 4; page++) {
      const path = `conversations?limit=100${cursor}`;
      const answer = await this.ask(path, responses.conversations, options);
      items.push(...answer.items);
      if (!answer.nextCursor) break;
      cursor = `&before=${encodeURIComponent(answer.nextCursor)}`;
    }
    return items;
  }

  conversation(id: string, options?: Abortable): Promise<Conversation> {
    return this.ask(`conversations/${encodeURIComponent(id)}`, Conversation, options);
  }

  openConversation(
    json: { userId: string; listing?: Listing },
    { signal }: Abortable = {},
  ): Promise<Conversation> {
    return this.ask('conversations', Conversation, { json, signal });
  }

  /** Newest first. */
  async messages(
    id: string,
    page: { before?: number; limit: number },
    options?: Abortable,
  ): Promise<Message[]> {
    const before = page.before === undefined ? '' : `&before=${page.before}`;
    const path = `conversations/${encodeURIComponent(id)}/messages?limit=${page.limit}${before}`;
    return (await this.ask(path, responses.messages, options)).items;
  }

  changes(id: string, afterRev: number, options?: Abortable): Promise<ConversationChanges> {
    const path = `conversations/${encodeURIComponent(id)}/changes?limit=100&after=${afterRev}`;
    return this.ask(path, ConversationChanges, options);
  }

  /**
   * @param path below /api/
   * @throws DeskbellError
   */
  async ask<T extends v.GenericSchema>(
    path: string,
    schema: T,
    { json, signal, fetch = this.#fetch, timeoutMs, ...init }: Asking = {},
  ): Promise<v.InferOutput<T>> {
    const attempt = (token: string) => {
      const headers = {
        ...init.headers,
        ...(json && { 'content-type': 'application/json' }),
        authorization: `Bearer ${token}`,
      };
      const body = json && { method: 'POST', body: JSON.stringify(json) };
      const signals = [signal, this.#closing.signal];
      const url = `${this.#broker}/api/${path}`;
      return fetchText(fetch, url, { ...body, ...init, headers }, { signals, timeoutMs });
    };
    const text = await attempt(await this.#identity.token()).catch(async (error: unknown) => {
      const stale = error instanceof DeskbellError && REFUSED_TOKEN.includes(error.code);
      if (!stale) throw error;
      return attempt(await this.#identity.renew());
    });
    return withOrigin(parseAnswer(schema, text), this.#broker);
  }

  /** Gives up what is under way. */
  close(): void {
    this.#closing.abort();
  }
}

const REFUSED_TOKEN: readonly string[] = ['unauthorized', 'token_expired'];
