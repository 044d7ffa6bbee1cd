import { errorOf } from '../core/errors.js';
import { uuidV7 } from '../core/uuid.js';
import type { ClientFrameInput } from '../protocol/index.js';
import { BrokerSocket } from './broker-socket.js';
import { CallsDoor } from './calls-door.js';
import { Chat } from './chat.js';
import { ConversationBook } from './conversation-book.js';
import { ConversationSync } from './conversation-sync.js';
import { deviceIdIn } from './device-id.js';
import { directDoor, type DirectDoor } from './direct-door.js';
import { guestClaim } from './guest-claim.js';
import { Identity } from './identity.js';
import { INITIAL_STATE } from './initial-state.js';
import { LateDoor } from './late-door.js';
import { withOrigin } from './media-links.js';
import { watchPage } from './page.js';
import { PresenceBoard } from './presence.js';
import { Receipts } from './receipts.js';
import { RestClient } from './rest-client.js';
import { SenderDoor } from './sender-door.js';
import { BrowserSession } from './session.js';
import type { Emit, MessagingEventMap } from './session-events.js';
import { createStore } from './store.js';
import { browserSurroundings, type Surroundings } from './surroundings.js';
import { Typing } from './typing.js';
import type { Session, SessionOptions } from './types.js';

/** A call whose path broke cannot wait for a socket that may be dead. */
const CALL_WAKE_MS = 3_000;

/**
 * A session with a broker, with or without elements on the page. It does nothing before it is
 * asked: no socket, no storage, no guest.
 * @param surroundings replaces parts of the browser, for tests and other hosts
 */
export function createSession(
  options: SessionOptions,
  surroundings: Partial<Surroundings> = {},
): Session {
  const world = { ...browserSurroundings(), ...surroundings };
  const broker = new URL(options.broker).origin;
  const store = createStore(INITIAL_STATE);
  const session = new BrowserSession();
  const { emit } = session;
  const makeId = () => uuidV7(Date.now(), crypto.getRandomValues(new Uint8Array(10)));
  const device = deviceIdIn(world, broker);

  // Parts that refer to later ones do so when they are called, not when they are made.
  const send = (frame: ClientFrameInput): boolean => {
    const isSaid = direct?.say(frame);
    return socket.send(frame) || isSaid === true;
  };
  const emitMessaging: Emit<MessagingEventMap> = (type, detail) => messaging.emit(type, detail);
  const ownerOf = (userId: string) => `${broker}\n${userId}`;
  const meId = () => identity.userId ?? store.get().me?.id;
  const onError = (cause: unknown) => emit('session-error', { error: errorOf(cause, 'internal') });

  const identity = new Identity({
    broker,
    token: options.token,
    tokenUrl: options.tokenUrl,
    guestName: options.name,
    storage: world.storage,
    tabStorage: world.tabStorage,
    fetch: world.fetch,
    onRenewed: () => socket.redial(),
  });
  const rest = new RestClient({ broker, identity, fetch: world.fetch });
  const socket = new BrokerSocket({
    url: `${broker.replace(/^http/, 'ws')}/api/messages/ws`,
    openSocket: world.openSocket,
    token: () => identity.token(),
    renewToken: () => identity.renew(),
    deviceId: device.get,
    plays: world.plays,
    renewDeviceId: device.renew,
    random: Math.random,
    onFrame(frame, text) {
      session.onFrame(withOrigin(frame, broker));
      calls.hear(text, frame.type === 'welcome' && frame.calls.length > 0);
      direct?.hear(frame);
    },
    onOther(type, text) {
      calls.hear(text, type === 'call_request');
      direct?.hearOther(type, text);
      if (type === 'conversation_gone') void sync.catchUpAll();
    },
    onState: (state, error) => session.onConnection(state, error),
  });

  const presence = new PresenceBoard({ store, emit, send });
  const onPeople = presence.learn.bind(presence);
  const book = new ConversationBook({ store, emit, emitMessaging, onPeople });
  const receipts = new Receipts({ book, meId, send });
  const sync = new ConversationSync({
    book,
    rest,
    isOnline: () => socket.isOnline,
    onError,
    onAdvance: (id) => receipts.delivered(id),
  });
  const owner = () => {
    const id = meId();
    return id === undefined ? undefined : ownerOf(id);
  };
  const identify = async () => ownerOf(await session.identify());
  const late = new LateDoor(async () => {
    const code = import('./late/assemble-late.js');
    const [{ assembleLate }, sending] = await Promise.all([code, sender.open()]);
    return assembleLate({
      broker,
      world,
      store,
      session,
      rest,
      book,
      ...sending,
      owner,
      identify,
      makeId,
      onError,
      directFiles: direct && (() => direct.open()),
    });
  }, onError);
  const sender: SenderDoor = new SenderDoor({
    book,
    storage: world.storage,
    onError,
    async load() {
      const { assembleSender } = await import('./assemble-sender.js');
      return assembleSender({
        world,
        book,
        owner,
        send,
        carry: (entry) => late.carry(entry),
        drop: (id) => late.drop(id),
        onError,
      });
    },
  });
  const typing = new Typing({
    send,
    onChange(conversationId, userIds) {
      book.change(conversationId, (entry) => ({ ...entry, typingUserIds: userIds }));
      emit('typing-change', { conversationId, userIds });
      emitMessaging('typing', { conversationId, userIds });
    },
  });

  const calls: CallsDoor = new CallsDoor({
    store,
    onError,
    async load() {
      const { assembleCalls } = await import('./assemble-calls.js');
      return assembleCalls({
        store,
        send,
        connect: () => session.connect(),
        wake: () => socket.retryNow(CALL_WAKE_MS),
        makeId,
        onError,
        emit,
        emitMessaging,
        emitCalls: calls.emit,
        world,
        sounds: options.sounds !== false,
        link,
      });
    },
  });
  const link = {
    broker,
    rest,
    token: () => identity.token(),
    relayOnly: options.direct === 'never',
  };
  const isDirect = (options.direct ?? 'auto') === 'auto' && world.isCallingSupported();
  const direct: DirectDoor | undefined = isDirect
    ? directDoor(book, async () => {
        const { assembleDirect } = await import('./direct/assemble-direct.js');
        return assembleDirect({
          book,
          meId,
          deviceId: device.get,
          isOnline: () => socket.isOnline,
          send: (frame) => socket.send(frame),
          hearTyping: typing.hear.bind(typing),
          makeId,
          peer: link,
        });
      })
    : undefined;
  const messaging = new Chat({
    book,
    sync,
    sender,
    receipts,
    typing,
    rest,
    calls,
    meId,
    makeId,
    late: () => late.open(),
    identify,
    onOpened: (id) => direct?.touch(id),
  });

  const close = watchPage({
    onWake: () => socket.retryNow(),
    onNetwork: () => socket.redial(),
    onLeave: () => calls.leave(),
    onSignOut() {
      void session.close();
      book.clear();
    },
  });
  const closeables = [
    late,
    ...(direct ? [direct] : []),
    sender,
    typing,
    sync,
    rest,
    socket,
    identity,
    { close },
  ];
  session.assemble({
    store,
    identity,
    socket,
    book,
    sync,
    sender,
    receipts,
    presence,
    messaging,
    calls,
    claim: guestClaim({ ...world, broker, rest, sender, onError }),
    closeables,
  });
  return session;
}
