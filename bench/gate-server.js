/**
 * One broker for the gate's bench, in a process of its own: `node gate-server.js stock|gate`.
 * Talks to its parent by messages: says `{port}` once, answers every message with its usage.
 */
import { createServer } from 'node:http';
import { PeerServer } from 'peer';
import { WebSocketServer } from 'ws';
import { createPeerGate } from '../dist/signaling/gate/index.js';

const starters = {
  /** PeerServer as published, with the one listener it cannot live without. */
  stock(onListening) {
    PeerServer({ host: '127.0.0.1', port: 0, concurrent_limit: 100_000 }, onListening).on(
      'error',
      () => {},
    );
  },

  /** The gate as the broker mounts it; the frame rate is raised, since 100 peers do the work of all. */
  gate(onListening) {
    const quiet = { debug() {}, info() {}, error() {} };
    const gate = createPeerGate({
      authorizeOffer: () => true,
      log: quiet,
      limits: { framesPerSecond: 1000, frameBurst: 10_000 },
    });
    const sockets = new WebSocketServer({ noServer: true, clientTracking: false });
    let users = 0;
    const expiresAt = Math.floor(Date.now() / 1000) + 3600;
    const server = createServer().on('upgrade', (request, socket, head) => {
      const peerId = new URL(request.url, 'http://broker').searchParams.get('id');
      const identity = { userId: `user-${++users}`, role: 'user', expiresAt };
      sockets.handleUpgrade(request, socket, head, (ws) => gate.accept(ws, { peerId, identity }));
    });
    server.listen(0, '127.0.0.1', () => onListening(server));
  },
};

starters[process.argv[2]]((server) => process.send({ port: server.address().port }));

process.on('message', (question) => {
  if (question === 'memory') for (let i = 0; i < 4; i++) globalThis.gc();
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed, external } = process.memoryUsage();
  process.send({ cpuUs: user + system, rss, heapBytes: heapUsed + external });
});
process.on('disconnect', () => process.exit());
