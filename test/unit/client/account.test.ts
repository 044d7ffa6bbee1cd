import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createSession } from '../../../src/client/create-session.js';
import { memoryOutbox } from '../../../src/client/outbox.js';
import type { SocketLike } from '../../../src/client/socket-ports.js';
import type { Session } from '../../../src/client/types.js';
import { startBroker, type BrokerHandle } from '../../support/start-broker.js';
import { memoryStorage, nextEvent, stateOf } from '../../support/sessions.js';

/** The account of a guest at a real broker: nobody but the session has the token of one. */
describe('what a guest may ask of whoever keeps their data', () => {
  let broker: BrokerHandle;
  let sessions: Session[];
  beforeEach(async () => {
    broker = await startBroker();
    sessions = [];
  });
  afterEach(async () => {
    await Promise.all(sessions.map((session) => session.close()));
    await broker.close();
  });

  function open(token?: string): Session {
    const session = createSession(
      { broker: broker.url, sounds: false, direct: 'calls', ...(token && { token }) },
      {
        openSocket: (url, protocols) => {
          const socket = new WebSocket(url, protocols);
          // Closed before it was open: of browsers that is no error.
          socket.on('error', () => {});
          return socket as unknown as SocketLike;
        },
        openOutbox: async () => memoryOutbox(),
        exclusive: async (_name, work) => work(),
        storage: memoryStorage(),
        tabStorage: memoryStorage(),
      },
    );
    sessions.push(session);
    return session;
  }

  it('is all of it, and then nothing', async () => {
    const seller = open(await broker.token('seller-42', 'Blue Door Motors'));
    await seller.connect();
    const guest = open();
    const { id } = await guest.messaging.getOrCreateConversation('seller-42');
    const sent = nextEvent(guest, 'message-sent');
    await guest.messaging.sendTextMessage(id, 'Is it still there?');
    await sent;

    const kept = await guest.messaging.exportAccount();
    expect(kept.account.id).toBe(guest.getState().me?.id);
    expect(kept.conversations.map((conversation) => conversation.id)).toEqual([id]);
    expect(kept.messages.map(({ text }) => text)).toEqual(['Is it still there?']);

    await guest.messaging.deleteAccount();
    const { conversations } = await stateOf(
      seller,
      (state) =>
        state.conversations.get(id)?.entries.some(({ message }) => message?.deletedAt) === true,
    );
    expect(JSON.stringify([...conversations])).not.toContain('still there');
  });

  it('is refused while the broker is away, and nothing is taken off the device', async () => {
    const guest = open();
    await guest.connect();
    await broker.close();
    await expect(guest.messaging.deleteAccount()).rejects.toMatchObject({ code: 'network' });
    expect(guest.getState().connection).not.toBe('closed');
  });
});
