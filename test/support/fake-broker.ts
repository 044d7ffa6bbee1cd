/**
 * A broker in the same page: the app socket and the REST routes a session needs, in memory, with
 * handles to cut, silence and refuse. It holds no promise of the real one's tests.
 */
import type { SocketLike } from '../../src/client/socket-ports.js';
import type {
  BrokerFrame,
  Call,
  CallEndReason,
  ClientFrame,
  ClientFrameOf,
  Conversation,
  Media,
  Message,
  ReceiptMark,
  User,
} from '../../src/protocol/index.js';
import type { MessageDraft } from '../../src/protocol/index.js';
import { FakeDesk, Refusal, type FakeRequest } from './fake-desk.js';
import { isToRead } from '../../src/core/conversations.js';
import { uuidV7 } from '../../src/core/uuid.js';

export const BROKER = 'https://chat.example.com';

export const makeId = () => uuidV7(Date.now(), crypto.getRandomValues(new Uint8Array(10)));

/** A token whose claims can be read and whose signature is nobody's. */
export function tokenOf(sub: string, expiresInS = 3_600, more: object = {}): string {
  const exp = Math.floor(Date.now() / 1_000) + expiresInS;
  const part = (value: object) =>
    btoa(JSON.stringify(value)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  return `${part({ alg: 'none' })}.${part({ sub, exp, ...more })}.x`;
}

export const userOfToken = (token: string): string =>
  (
    JSON.parse(atob((token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/'))) as {
      sub: string;
    }
  ).sub;

export interface Room {
  readonly id: string;
  readonly userIds: readonly string[];
  readonly messages: Message[];
  readonly marks: Map<string, ReceiptMark>;
  readonly archivedBy: Set<string>;
  readonly createdAt: string;
  rev: number;
}

export interface Heard {
  readonly userId: string;
  readonly frame: ClientFrame;
}

class FakeSocket implements SocketLike {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  deviceId = '';
  isOpen = false;

  constructor(
    readonly broker: FakeBroker,
    readonly userId: string,
    readonly token: string,
  ) {
    queueMicrotask(() => {
      if (!broker.sockets.has(this)) return;
      this.isOpen = true;
      this.onopen?.();
    });
  }

  send(text: string): void {
    if (!this.broker.sockets.has(this)) return;
    const frame = JSON.parse(text) as ClientFrame;
    queueMicrotask(() => this.broker.hear(this, frame));
  }

  close(): void {
    this.broker.sockets.delete(this);
  }

  /** What the page is told; nothing after it closed. */
  tell(frame: BrokerFrame | string): void {
    const data = typeof frame === 'string' ? frame : JSON.stringify(frame);
    queueMicrotask(() => {
      if (this.broker.sockets.has(this) && !this.broker.isSilent) this.onmessage?.({ data });
    });
  }

  drop(code: number): void {
    if (!this.broker.sockets.delete(this)) return;
    queueMicrotask(() => this.onclose?.({ code }));
  }
}

/** A message of any kind, before it has an id. */
type Draft = MessageDraft extends infer Kind
  ? Kind extends unknown
    ? Omit<Kind, 'id'>
    : never
  : never;

export class FakeBroker {
  readonly sockets = new Set<FakeSocket>();
  readonly heard: Heard[] = [];
  readonly requests: string[] = [];
  readonly rooms = new Map<string, Room>();
  readonly calls = new Map<string, Call>();
  readonly #calleePeers = new Map<string, string>();
  readonly names = new Map<string, string>();
  readonly desk = new FakeDesk(this);
  /** Dials so far, refused ones included. */
  dials = 0;
  /** Takes frames and answers nothing, as a dead link does. */
  isSilent = false;
  /** Stores messages and keeps the acknowledgement to itself. */
  keepsAcks = false;
  /** Refuses every dial with this close code. */
  refuseWith: number | undefined;
  /** Never hears a message. */
  ignoresMessages = false;
  /** Answers no request. */
  isUnreachable = false;
  /** Refuses messages with this code. */
  refuseMessages: string | undefined;
  /** Introduces nobody. */
  refuseLinks = false;
  #guests = 0;
  #views = 0;
  readonly #waiting = new Set<() => void>();

  openSocket = (_url: string, protocols: string[]): SocketLike => {
    this.dials++;
    const token = protocols.find((name) => name.startsWith('bearer.'))?.slice(7) ?? '';
    const socket = new FakeSocket(this, userOfToken(token), token);
    this.sockets.add(socket);
    const code = this.refuseWith;
    if (code !== undefined) queueMicrotask(() => socket.drop(code));
    this.#changed();
    return socket;
  };

  /** Resolves when the condition holds; looked at after everything that happens here. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        this.#waiting.add(resolve);
      });
    }
  }

  framesOf<T extends ClientFrame['type']>(type: T): ClientFrameOf<T>[] {
    return this.heard.flatMap(({ frame }) =>
      frame.type === type ? [frame as ClientFrameOf<T>] : [],
    );
  }

  /** Cuts every socket, as a restart or a lost network does. */
  dropAll(code = 1006): void {
    for (const socket of [...this.sockets]) socket.drop(code);
  }

  toUser(userId: string, frame: BrokerFrame | string, except?: FakeSocket): void {
    for (const socket of this.sockets) {
      if (socket.userId === userId && socket !== except) socket.tell(frame);
    }
  }

  /** The conversation of two people, begun a minute ago unless told otherwise. */
  open(a: string, b: string, ageMs = 60_000): Room {
    const found = [...this.rooms.values()].find(
      ({ userIds }) => userIds.includes(a) && userIds.includes(b),
    );
    if (found) return found;
    const room: Room = {
      id: makeId(),
      userIds: [a, b],
      messages: [],
      marks: new Map(),
      archivedBy: new Set(),
      createdAt: new Date(Date.now() - ageMs).toISOString(),
      rev: 0,
    };
    this.rooms.set(room.id, room);
    return room;
  }

  /** Stores a message and tells everybody but the device it came from. */
  post(
    room: Room,
    senderId: string,
    content: string | Draft,
    id = makeId(),
    from?: FakeSocket,
  ): Message {
    const known = room.messages.find((message) => message.id === id);
    if (known) return known;
    const draft = typeof content === 'string' ? { text: content } : content;
    const message = {
      type: 'TEXT',
      ...draft,
      id,
      conversationId: room.id,
      senderId,
      seq: room.messages.length + 1,
      rev: ++room.rev,
      createdAt: new Date().toISOString(),
      reactions: [],
    } as unknown as Message;
    if (message.media) message.media = this.#mediaOf(message.media);
    if (message.bid) message.bid = { ...message.bid, status: 'open', expiresAt: message.createdAt };
    room.messages.push(message);
    for (const userId of room.userIds) this.toUser(userId, { type: 'message', message }, from);
    return message;
  }

  /** A stored message becomes another; everybody is told. */
  change(room: Room, changed: Message): Message {
    const message = { ...changed, rev: ++room.rev };
    room.messages[message.seq - 1] = message;
    for (const userId of room.userIds) this.toUser(userId, { type: 'message', message });
    return message;
  }

  /** What is known of an uploaded file; a file that its sender keeps is as they say. */
  #mediaOf(draft: Partial<Media>): Media {
    const upload = this.desk.uploads.get(draft.fileId ?? '');
    if (!upload) return { name: 'kept', size: 3, mimeType: 'image/png', ...draft };
    const { name, size } = upload;
    const url = `/api/files/${upload.id}?signature=x`;
    return { mimeType: 'image/png', ...draft, name, size, url };
  }

  userOf(id: string): User {
    const name = this.names.get(id);
    const online = [...this.sockets].some((socket) => socket.userId === id);
    return { id, online, ...(name && { name }) };
  }

  conversationOf(room: Room, userId: string): Conversation {
    const read = room.marks.get(userId)?.readSeq ?? 0;
    const lastMessage = room.messages.at(-1);
    return {
      id: room.id,
      participants: room.userIds.map((id) => this.userOf(id)),
      ...(lastMessage && { lastMessage }),
      lastSeq: room.messages.length,
      rev: room.rev,
      unreadCount: room.messages.filter(
        (message) => message.seq > read && isToRead(message, userId),
      ).length,
      viewRev: ++this.#views,
      archived: room.archivedBy.has(userId),
      blocked: room.userIds.some((id) => this.desk.blocked.get(userId)?.has(id)),
      starredIds: room.messages
        .filter(({ id }) => this.desk.stars.get(userId)?.has(id))
        .map(({ id }) => id),
      receipts: [...room.marks.values()],
      createdAt: room.createdAt,
      updatedAt: lastMessage?.createdAt ?? room.createdAt,
    };
  }

  hear(socket: FakeSocket, frame: ClientFrame): void {
    if (!this.sockets.has(socket)) return;
    this.heard.push({ userId: socket.userId, frame });
    if (!this.isSilent) this.#answer(socket, frame);
    this.#changed();
  }

  fetch = async (input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> => {
    const url = new URL(String(input));
    const method = init.method ?? 'GET';
    this.requests.push(`${method} ${url.pathname}`);
    const headers = new Headers(init.headers);
    const token = headers.get('authorization')?.slice(7) ?? '';
    const body = typeof init.body === 'string' ? (JSON.parse(init.body) as never) : {};
    try {
      if (this.isUnreachable) throw new TypeError('the network is away');
      const answer =
        this.#route(method, url, token, body) ??
        (await this.desk.answer(requestOf(url, method, headers, init.body, body)));
      if (!answer) throw new Refusal(404, 'not_found');
      await Promise.resolve();
      return Response.json(answer);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { status, code } = error;
      return Response.json({ type: 'about:blank', title: code, status, code }, { status });
    } finally {
      this.#changed();
    }
  };

  #route(
    method: string,
    url: URL,
    token: string,
    body: { userId?: string; name?: string; archived?: boolean },
  ): object | undefined {
    const [, , resource, id, part] = url.pathname.split('/');
    if (resource === 'guests') {
      const userId = `guest-${++this.#guests}`;
      return { userId, token: tokenOf(userId) };
    }
    const me = userOfToken(token);
    if (resource === 'peers') return { peerId: makeId() };
    if (resource === 'ice-servers') return { iceServers: [] };
    if (resource !== 'conversations') return undefined;
    if (method === 'POST') return this.conversationOf(this.open(me, body.userId ?? ''), me);
    if (!id) {
      const mine = [...this.rooms.values()].filter(({ userIds }) => userIds.includes(me));
      return { items: mine.map((room) => this.conversationOf(room, me)) };
    }
    const room = this.rooms.get(id);
    if (!room) return undefined;
    if (method === 'PATCH') {
      if ('archived' in body) room.archivedBy[body.archived ? 'add' : 'delete'](me);
      return this.conversationOf(room, me);
    }
    const limit = Number(url.searchParams.get('limit') ?? 50);
    if (part === 'messages') {
      const before = Number(url.searchParams.get('before') ?? Infinity);
      const older = room.messages.filter(({ seq }) => seq < before);
      return { items: older.slice(-limit).reverse() };
    }
    if (part === 'changes') {
      const after = Number(url.searchParams.get('after') ?? 0);
      const changed = room.messages.filter(({ rev }) => rev > after);
      const messages = changed.slice(0, limit);
      const more = changed.length > limit;
      const rev = more ? (messages.at(-1)?.rev ?? after) : room.rev;
      return { messages, receipts: [...room.marks.values()], rev, more };
    }
    return this.conversationOf(room, me);
  }

  #answer(socket: FakeSocket, frame: ClientFrame): void {
    switch (frame.type) {
      case 'hello':
        socket.deviceId = frame.deviceId;
        return socket.tell({
          type: 'welcome',
          user: this.userOf(socket.userId),
          deviceId: frame.deviceId,
          serverTime: new Date().toISOString(),
          calls: this.#openCallsOf(socket.userId),
        });
      case 'message_send': {
        if (this.ignoresMessages) return;
        const room = this.rooms.get(frame.conversationId);
        if (!room || this.refuseMessages) {
          const code = this.refuseMessages ?? 'not_found';
          return socket.tell({ type: 'error', code, ref: frame.message.id, retryAfterMs: 20 });
        }
        const { id, ...draft } = frame.message;
        const message = this.post(room, socket.userId, draft, id, socket);
        if (!this.keepsAcks) socket.tell({ type: 'message_ack', message });
        return;
      }
      case 'receipt':
        return this.#mark(socket, frame);
      case 'typing':
        return this.#toOthers(socket.userId, frame.conversationId, {
          type: 'typing',
          conversationId: frame.conversationId,
          userId: socket.userId,
          active: frame.active,
        });
      case 'link_request': {
        if (this.refuseLinks) {
          const ref = frame.conversationId;
          return socket.tell({ type: 'error', code: 'link_not_allowed', ref });
        }
        const { userId, deviceId } = socket;
        return this.#toOthers(userId, frame.conversationId, { ...frame, userId, deviceId });
      }
      case 'link_accept': {
        const asker = [...this.sockets].find(({ deviceId }) => deviceId === frame.deviceId);
        const { userId, deviceId } = socket;
        asker?.tell({ ...frame, userId, deviceId });
        return;
      }
      case 'presence_watch':
        for (const id of frame.userIds) {
          const { online } = this.userOf(id);
          socket.tell({ type: 'presence', presence: { userId: id, online } });
        }
        return;
      case 'call_request':
        return this.#request(socket, frame);
      case 'call_ringing':
        return this.#aboutCall(frame.callId, (call) =>
          this.toUser(call.callerId, { type: 'call_ringing', callId: call.id }),
        );
      case 'call_accept':
        return this.#accept(socket, frame);
      case 'call_reject':
        return this.endCall(frame.callId, frame.reason ?? 'declined');
      case 'call_end':
        return this.#aboutCall(frame.callId, (call) => {
          const early = call.status === 'RINGING' && (frame.reason ?? 'hangup') === 'hangup';
          this.endCall(call.id, early ? 'cancelled' : (frame.reason ?? 'hangup'));
        });
      case 'call_rejoin':
        return this.#rejoin(socket, frame);
      case 'call_hold':
      case 'call_resume':
      case 'call_description':
      case 'call_candidate':
      case 'call_media':
      case 'call_ask':
      case 'call_reply':
        return this.#aboutCall(frame.callId, (call) =>
          this.toUser(otherOf(call, socket.userId), frame as BrokerFrame),
        );
      default:
    }
  }

  endCall(callId: string, reason: CallEndReason): void {
    this.#aboutCall(callId, (call) => {
      this.calls.delete(callId);
      const ended: Call = { ...call, status: 'ENDED', endedAt: new Date().toISOString() };
      for (const userId of [call.callerId, call.calleeId]) {
        this.toUser(userId, { type: 'call_end', call: ended, reason });
      }
    });
  }

  #mark(socket: FakeSocket, frame: ClientFrameOf<'receipt'>): void {
    const room = this.rooms.get(frame.conversationId);
    if (!room) return;
    const { userId } = socket;
    const old = room.marks.get(userId) ?? { userId, deliveredSeq: 0, readSeq: 0 };
    const mark: ReceiptMark = {
      userId,
      deliveredSeq: Math.max(old.deliveredSeq, frame.seq),
      readSeq: frame.state === 'read' ? Math.max(old.readSeq, frame.seq) : old.readSeq,
    };
    room.marks.set(userId, mark);
    const rev = ++room.rev;
    for (const id of room.userIds) {
      this.toUser(id, { type: 'receipt', conversationId: room.id, mark, rev }, socket);
    }
  }

  #request(socket: FakeSocket, frame: ClientFrameOf<'call_request'>): void {
    const { callId, conversationId, calleeId, callType } = frame;
    const callerId = socket.userId;
    const open = [...this.calls.values()].find(
      (call) => [call.callerId, call.calleeId].includes(callerId) && call.id !== callId,
    );
    if (open) {
      socket.tell({ type: 'error', code: 'already_in_call', ref: callId });
      if (open.calleeId === callerId && open.callerId === calleeId) this.#ring(open);
      return;
    }
    const now = new Date().toISOString();
    const call: Call = {
      id: callId,
      conversationId,
      callerId,
      calleeId,
      type: callType,
      status: 'RINGING',
      startedAt: null,
      endedAt: null,
      duration: null,
      missedReason: null,
      metadata: {},
      createdAt: now,
      updatedAt: now,
    };
    this.calls.set(callId, call);
    socket.tell({ type: 'call_started', call });
    this.#ring(call);
  }

  #ring(call: Call): void {
    this.toUser(call.calleeId, { type: 'call_request', call, from: this.userOf(call.callerId) });
  }

  #accept(socket: FakeSocket, { callId, peerId }: ClientFrameOf<'call_accept'>): void {
    const call = this.calls.get(callId);
    if (call?.status !== 'RINGING') {
      const code = call ? 'call_already_answered' : 'call_not_ringing';
      return socket.tell({ type: 'error', code, ref: callId });
    }
    const answered: Call = { ...call, status: 'ANSWERED', startedAt: new Date().toISOString() };
    this.calls.set(callId, answered);
    this.#calleePeers.set(callId, peerId);
    const accept = {
      type: 'call_accept',
      call: answered,
      peerId,
      deviceId: socket.deviceId,
    } as const;
    this.toUser(call.callerId, accept);
    socket.tell(accept);
    this.toUser(
      call.calleeId,
      { type: 'call_end', call: answered, reason: 'answered_elsewhere' },
      socket,
    );
  }

  #rejoin(socket: FakeSocket, { callId, peerId }: ClientFrameOf<'call_rejoin'>): void {
    this.#aboutCall(callId, (call) => {
      const isCaller = call.callerId === socket.userId;
      const calleePeerId = isCaller ? this.#calleePeers.get(callId) : peerId;
      if (calleePeerId) this.#calleePeers.set(callId, calleePeerId);
      this.toUser(otherOf(call, socket.userId), { type: 'call_rejoin', callId, peerId });
      if (isCaller && calleePeerId) {
        socket.tell({ type: 'call_accept', call, peerId: calleePeerId });
      }
    });
  }

  #aboutCall(callId: string, act: (call: Call) => void): void {
    const call = this.calls.get(callId);
    if (call) act(call);
  }

  #openCallsOf(userId: string): { call: Call; from: User; other: User }[] {
    return [...this.calls.values()]
      .filter((call) => call.callerId === userId || call.calleeId === userId)
      .map((call) => ({
        call,
        from: this.userOf(call.callerId),
        other: this.userOf(otherOf(call, userId)),
      }));
  }

  #toOthers(userId: string, conversationId: string, frame: BrokerFrame): void {
    for (const id of this.rooms.get(conversationId)?.userIds ?? []) {
      if (id !== userId) this.toUser(id, frame);
    }
  }

  #changed(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}

const otherOf = ({ callerId, calleeId }: Call, userId: string): string =>
  callerId === userId ? calleeId : callerId;

function requestOf(
  url: URL,
  method: string,
  headers: Headers,
  body: BodyInit | null | undefined,
  json: Record<string, unknown>,
): FakeRequest {
  const token = headers.get('authorization')?.slice(7) ?? '';
  return { me: userOfToken(token), method, url, headers, body, json };
}
