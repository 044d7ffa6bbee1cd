import { describe, expect, it } from 'vitest';
import { mountPeerServer, type ServerSideSocket } from '../../../signaling/gate/peer-server.js';

class FakeSocket implements ServerSideSocket {
  readonly sent: unknown[] = [];
  closed = false;
  readonly #listeners = new Map<string, (...args: never[]) => void>();

  on(event: string, listener: (...args: never[]) => void): void {
    this.#listeners.set(event, listener);
  }
  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  close(): void {
    this.closed = true;
  }
  emit(event: string, data?: string): void {
    (this.#listeners.get(event) as (data?: string) => void)(data);
  }
}

function mount(sockets = 10) {
  const errors: Error[] = [];
  const server = mountPeerServer({ sockets, onError: (error) => void errors.push(error) });
  const enter = (peerId: string) => {
    const socket = new FakeSocket();
    return { socket, id: server.enter(socket, peerId) };
  };
  return { enter, errors };
}

describe('the mounted PeerServer', () => {
  it('opens for a socket and relays between two', () => {
    const { enter } = mount();
    const a = enter('a');
    const b = enter('b');
    expect([a.id, a.socket.sent]).toEqual(['a', [{ type: 'OPEN' }]]);
    a.socket.emit('message', '{"type":"LEAVE","dst":"b"}');
    expect(b.socket.sent.at(-1)).toEqual({ type: 'LEAVE', src: 'a', dst: 'b' });
  });

  it('reports what it cannot read instead of ending the process', () => {
    const { enter, errors } = mount();
    const { socket } = enter('a');
    for (const text of ['not json', 'null', '42']) socket.emit('message', text);
    socket.emit('error');
    expect(errors).toHaveLength(4);
  });

  it('believes no parameter that is written into an id', () => {
    expect(mount().enter('a&id=victim').id).toBe('a&id=victim');
  });

  it('says when it refuses', () => {
    const { enter } = mount(1);
    enter('a');
    const { id, socket } = enter('b');
    expect([id, socket.closed]).toEqual([undefined, true]);
  });

  it('forgets a socket that closed, and opens for its id again', () => {
    const { enter } = mount();
    enter('a').socket.emit('close');
    expect(enter('a').socket.sent).toEqual([{ type: 'OPEN' }]);
  });
});
