import { createHook } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import { createServer } from 'node:http';
import { ExpressPeerServer } from 'peer';
import type { WebSocketServer } from 'ws';

/** As much of a WebSocket as PeerServer uses. */
export interface ServerSideSocket {
  on(event: string, listener: (...args: never[]) => void): unknown;
  send(text: string): void;
  close(): void;
}

/** A PeerServer that is reached by handing it sockets, and in no other way. */
export interface MountedPeerServer {
  /**
   * PeerServer answers with OPEN before this returns. Gives back the id as PeerServer keeps it (the
   * same text, but one string in memory instead of two), or nothing if PeerServer refused.
   */
  enter(socket: ServerSideSocket, peerId: string): string | undefined;
}

/**
 * PeerServer as published, mounted where nobody can knock: its HTTP routes hang on an app that
 * never listens, and its sockets come from an emitter of ours. `onError` is vital: an 'error' event
 * that nobody hears ends the process.
 */
export function mountPeerServer(options: {
  sockets: number;
  onError: (error: Error) => void;
}): MountedPeerServer {
  const door = new EventEmitter();
  const server = createServer();
  const app = ExpressPeerServer(server, {
    path: '/',
    key: 'peerjs',
    allow_discovery: false,
    concurrent_limit: options.sockets,
    createWebSocketServer: () => door as unknown as WebSocketServer,
  });
  app.on('error', options.onError);
  // PeerServer makes nothing before it is mounted. An unmounted one is a bare express app: a parent.
  withoutTimers(() => ExpressPeerServer(server).use(app));
  let enteredId: string | undefined;
  app.on('connection', (client) => {
    enteredId = client.getId();
  });
  return {
    enter(socket, peerId) {
      enteredId = undefined;
      // Rebuilt from what was verified: of a repeated parameter PeerServer believes the last one.
      const query = new URLSearchParams({ key: 'peerjs', id: peerId, token: 'verified' });
      door.emit('connection', socket, { url: `/peerjs?${query}` });
      return enteredId;
    },
  };
}

/**
 * PeerServer starts two chains of timers and offers no way to end them. Neither is of use here:
 * one expires queues for absent peers, whom the gate answers for, and the other closes sockets
 * without HEARTBEAT, which hidden tabs cannot send in time; the gate pings instead. So both chains
 * are cut at their first link.
 */
function withoutTimers(mount: () => void): void {
  const timers: NodeJS.Timeout[] = [];
  const hook = createHook({
    init(_id, type, _trigger, resource) {
      if (type === 'Timeout') timers.push(resource as NodeJS.Timeout);
    },
  });
  hook.enable();
  try {
    mount();
  } finally {
    hook.disable();
    for (const timer of timers) clearTimeout(timer);
  }
}
