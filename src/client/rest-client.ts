import type * as v from 'valibot';
import { DeskbellError } from '../core/errors.js';
import {
  Conversation,
  ConversationChanges,
  responses,
  type IceServer,
  type Listing,
  type Message,
} from '../protocol/index.js';
import { fetchText, parseAnswer, type Fetch } from './http.js';
import type { Identity } from './identity.js';
import type { Abortable } from './types.js';

/** The broker's REST API, as far as the session needs it. */
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
    let cursor: string | undefined;
    // Enough for an inbox; older ones are fetched when they are opened.
    for (let page = 0; page < 4; page++) {
      const query = cursor ? `?limit=100&before=${encodeURIComponent(cursor)}` : '?limit=100';
      const answer = await this.#get(`conversations${query}`, responses.conversations, options);
      items.push(...answer.items);
      cursor = answer.nextCursor;
      if (!cursor) break;
    }
    return items;
  }

  conversation(id: string, options?: Abortable): Promise<Conversation> {
    return this.#get(`conversations/${encodeURIComponent(id)}`, Conversation, options);
  }

  openConversation(
    body: { userId: string; listing?: Listing },
    options?: Abortable,
  ): Promise<Conversation> {
    return this.#post('conversations', Conversation, body, options);
  }

  /** Newest first. */
  async messages(
    id: string,
    page: { before?: number; limit: number },
    options?: Abortable,
  ): Promise<Message[]> {
    const before = page.before === undefined ? '' : `&before=${page.before}`;
    const path = `conversations/${encodeURIComponent(id)}/messages?limit=${page.limit}${before}`;
    return (await this.#get(path, responses.messages, options)).items;
  }

  changes(id: string, afterRev: number, options?: Abortable): Promise<ConversationChanges> {
    const path = `conversations/${encodeURIComponent(id)}/changes?limit=100&after=${afterRev}`;
    return this.#get(path, ConversationChanges, options);
  }

  /** An address for PeerJS, bound to this person. */
  async peerId(options?: Abortable): Promise<string> {
    return (await this.#post('peers', responses.peer, {}, options)).peerId;
  }

  async iceServers(options?: Abortable): Promise<v.InferOutput<typeof IceServer>[]> {
    return (await this.#get('ice-servers', responses.iceServers, options)).iceServers;
  }

  /** Gives up what is under way. */
  close(): void {
    this.#closing.abort();
  }

  #get<T extends v.GenericSchema>(path: string, schema: T, options?: Abortable) {
    return this.#request(path, schema, {}, options);
  }

  #post<T extends v.GenericSchema>(path: string, schema: T, body: object, options?: Abortable) {
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    };
    return this.#request(path, schema, init, options);
  }

  async #request<T extends v.GenericSchema>(
    path: string,
    schema: T,
    init: RequestInit,
    { signal }: Abortable = {},
  ): Promise<v.InferOutput<T>> {
    const attempt = (token: string) => {
      const headers = { ...init.headers, authorization: `Bearer ${token}` };
      const url = `${this.#broker}/api/${path}`;
      const signals = [signal, this.#closing.signal];
      return fetchText(this.#fetch, url, { ...init, headers }, { signals });
    };
    const text = await attempt(await this.#identity.token()).catch(async (error: unknown) => {
      const stale = error instanceof DeskbellError && REFUSED_TOKEN.includes(error.code);
      if (!stale) throw error;
      return attempt(await this.#identity.renew());
    });
    return parseAnswer(schema, text);
  }
}

const REFUSED_TOKEN: readonly string[] = ['unauthorized', 'token_expired'];
