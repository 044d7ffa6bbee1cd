/** The routes of the broker in the page that change, find and carry more than text. */
import type { Media, Message } from '../../src/protocol/index.js';
import type { FakeBroker, Room } from './fake-broker.js';

export interface FakeRequest {
  readonly me: string;
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: BodyInit | null | undefined;
  readonly json: Record<string, unknown>;
}

interface Upload {
  readonly id: string;
  readonly size: number;
  readonly name: string;
  bytes: string;
}

export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
  ) {
    super(code);
  }
}

export class FakeDesk {
  readonly #broker: FakeBroker;
  readonly uploads = new Map<string, Upload>();
  readonly stars = new Map<string, Set<string>>();
  readonly blocked = new Map<string, Set<string>>();
  readonly reports: Record<string, unknown>[] = [];
  /** Larger files are refused. */
  mostBytes = Infinity;
  /** Takes so many bytes of every further PATCH and fails. */
  cutAfterBytes: number | undefined;
  /** Refuses changes to messages with this code. */
  refuseChanges: [status: number, code: string] | undefined;

  constructor(broker: FakeBroker) {
    this.#broker = broker;
  }

  /** @returns undefined for a route it does not know */
  async answer(request: FakeRequest): Promise<object | undefined> {
    const [, , resource, id = '', part] = request.url.pathname.split('/');
    switch (resource) {
      case 'uploads':
        return this.#upload(request, id);
      case 'messages':
        return this.#change(request, id, part ?? '');
      case 'files':
        if (part === 'link') return { url: `/api/files/${id}?signature=x`, expiresAt: now() };
        return { file: fileOf({ id: crypto.randomUUID(), size: 3, name: 'copy', bytes: '' }) };
      case 'search':
      case 'starred':
        return { items: this.#find(request) };
      case 'me':
        return {};
      case 'reports':
        this.reports.push(request.json);
        return { id: crypto.randomUUID() };
      case 'users': {
        const blocked = this.blocked.get(request.me) ?? new Set();
        this.blocked.set(request.me, blocked);
        if (request.method === 'POST') blocked.add(decodeURIComponent(id));
        else blocked.delete(decodeURIComponent(id));
        return {};
      }
      default:
        return undefined;
    }
  }

  async #upload({ method, headers, body, json }: FakeRequest, id: string): Promise<object> {
    if (method === 'POST') {
      const { id: made, size, name } = json as unknown as Upload;
      if (size > this.mostBytes) throw new Refusal(413, 'file_too_large');
      if (!this.uploads.has(made)) this.uploads.set(made, { id: made, size, name, bytes: '' });
      return this.#stateOf(made);
    }
    const upload = this.uploads.get(id);
    if (!upload) throw new Refusal(404, 'not_found');
    if (method === 'DELETE') {
      this.uploads.delete(id);
      return {};
    }
    if (method === 'PATCH') {
      if (Number(headers.get('upload-offset')) !== upload.bytes.length) {
        throw new Refusal(409, 'upload_offset');
      }
      const bytes = await (body as Blob).text();
      upload.bytes += bytes.slice(0, this.cutAfterBytes);
      if (this.cutAfterBytes !== undefined) throw new TypeError('the network went away');
    }
    return this.#stateOf(id);
  }

  #stateOf(id: string): object {
    const upload = this.uploads.get(id);
    if (!upload) throw new Refusal(404, 'not_found');
    const { size, bytes } = upload;
    return {
      id,
      size,
      offset: bytes.length,
      ...(bytes.length === size && { file: fileOf(upload) }),
    };
  }

  #change({ me, method, url, json }: FakeRequest, id: string, part: string): object {
    if (this.refuseChanges) throw new Refusal(...this.refuseChanges);
    const { room, message } = this.#messageOf(id);
    switch (part) {
      case 'star': {
        const stars = this.stars.get(me) ?? new Set();
        this.stars.set(me, stars);
        if (method === 'PUT') stars.add(id);
        else stars.delete(id);
        return {};
      }
      case 'reactions': {
        const emoji = decodeURIComponent(url.pathname.split('/').at(-1) ?? '');
        const others = message.reactions.filter((reaction) => reaction.emoji !== emoji);
        const mine = method === 'PUT' ? [{ emoji, userIds: [me] }] : [];
        return this.#broker.change(room, { ...message, reactions: [...others, ...mine] });
      }
      case 'played':
        return this.#broker.change(room, { ...message, playedBy: [me] });
      case 'bid': {
        const status = url.pathname.endsWith('accept') ? 'accepted' : 'declined';
        if (!message.bid) throw new Refusal(404, 'not_found');
        return this.#broker.change(room, { ...message, bid: { ...message.bid, status } });
      }
      default: {
        if (message.senderId !== me) throw new Refusal(403, 'forbidden');
        if (method === 'PATCH') {
          const text = String(json['text']);
          return this.#broker.change(room, { ...message, text, editedAt: now() });
        }
        const trace: Message = { ...message, reactions: [], deletedAt: now() };
        delete trace.text;
        delete trace.media;
        return this.#broker.change(room, trace);
      }
    }
  }

  #messageOf(id: string): { room: Room; message: Message } {
    for (const room of this.#broker.rooms.values()) {
      const message = room.messages.find((each) => each.id === id);
      if (message) return { room, message };
    }
    throw new Refusal(404, 'not_found');
  }

  #find({ me, url }: FakeRequest): Message[] {
    const q = url.searchParams.get('q');
    const stars = this.stars.get(me);
    return [...this.#broker.rooms.values()]
      .filter(({ userIds }) => userIds.includes(me))
      .flatMap(({ messages }) => messages)
      .filter(({ text, id }) => (q === null ? stars?.has(id) : text?.includes(q)));
  }
}

function fileOf({ id, size, name }: Upload): Media {
  const url = `/api/files/${id}?signature=x`;
  return { fileId: id, name, size, mimeType: 'image/png', url };
}

const now = () => new Date().toISOString();
