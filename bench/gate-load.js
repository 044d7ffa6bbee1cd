/** What the gate's bench does to a broker: signalling between pairs, and sockets that lie idle. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { WebSocket } from 'ws';

const HEARTBEAT = JSON.stringify({ type: 'HEARTBEAT' });

/** Starts a broker in a fresh process. */
export async function startServer(kind) {
  const child = fork(new URL('./gate-server.js', import.meta.url), [kind], {
    execArgv: ['--expose-gc'],
  });
  let isStopping = false;
  const death = new Promise((_, reject) => {
    child.once('exit', (code) => {
      if (!isStopping) reject(new Error(`the ${kind} broker ended with code ${code}`));
    });
  });
  const [{ port }] = await Promise.race([once(child, 'message'), death]);
  return {
    port,
    /** Rejects when the broker ends of itself. */
    death,
    /** `what`: 'cpu', or 'memory' after a collection. */
    async usage(what) {
      child.send(what);
      const [usage] = await Promise.race([once(child, 'message'), death]);
      return usage;
    },
    async stop() {
      isStopping = true;
      child.disconnect();
      await once(child, 'exit');
    },
  };
}

/** An OFFER of as many bytes as Chromium's for a video call. */
function offerOf(bytes, dst, connectionId) {
  const frameWith = (sdp) =>
    JSON.stringify({
      type: 'OFFER',
      payload: { sdp: { type: 'offer', sdp }, type: 'media', connectionId },
      dst,
    });
  const line = 'a=rtpmap:96 VP8/90000\r\n';
  let sdp = 'v=0\r\no=- 4611731400430051336 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n';
  while (frameWith(sdp + line).length <= bytes) sdp += line;
  return Buffer.from(frameWith(sdp + 'x'.repeat(bytes - frameWith(sdp).length)));
}

/** Pairs of peers, the first of each ready to send OFFERs to the second. */
export async function connectPairs({ port }, { pairs, frameBytes }) {
  const dial = async (id) => {
    const socket = new WebSocket(
      `ws://127.0.0.1:${port}/peerjs?key=peerjs&id=${id}&token=t&version=1.5.5`,
    );
    await once(socket, 'message');
    return socket;
  };
  return Promise.all(
    Array.from({ length: pairs }, async (_, i) => ({
      caller: await dial(`caller-${i}`),
      callee: await dial(`callee-${i}`),
      offer: offerOf(frameBytes, `callee-${i}`, `mc_${String(i).padStart(11, '0')}`),
    })),
  );
}

/**
 * Relays `frames` OFFERs, `window` of each pair under way at a time; resolves when all arrived,
 * rejects when a socket was closed meanwhile.
 */
export async function relay(pairs, { frames, window }) {
  const perPair = Math.ceil(frames / pairs.length);
  await Promise.all(pairs.map((pair) => relayPair(pair, { frames: perPair, window })));
  return perPair * pairs.length;
}

function relayPair({ caller, callee, offer }, { frames, window }) {
  return new Promise((resolve, reject) => {
    let sent = 0;
    let arrived = 0;
    const send = () => {
      sent++;
      caller.send(offer, { binary: false });
    };
    const onClose = (code) => reject(new Error(`a peer was closed with code ${code}`));
    callee.removeAllListeners('message');
    callee.on('message', () => {
      if (sent < frames) send();
      if (++arrived < frames) return;
      for (const socket of [caller, callee]) socket.off('close', onClose);
      resolve();
    });
    for (const socket of [caller, callee]) {
      socket.once('close', onClose);
      // Without PeerJS's sign of life, stock PeerServer closes a socket after 90 s.
      socket.send(HEARTBEAT);
    }
    while (sent < Math.min(window, frames)) send();
  });
}

/** Opens idle peer sockets, as bare as can be on this side; resolves when all heard OPEN. */
export async function openIdle({ port }, count) {
  const sockets = [];
  const atOnce = 200;
  for (let i = 0; i < count; i += atOnce) {
    const batch = Array.from({ length: Math.min(atOnce, count - i) }, (_, j) =>
      openOne(port, `idle-peer-0123456789abcdef-${i + j}`),
    );
    sockets.push(...(await Promise.all(batch)));
  }
  return () => sockets.forEach((socket) => socket.destroy());
}

function openOne(port, id) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let heard = '';
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('an idle peer was closed before it heard OPEN')));
    socket.on('data', (bytes) => {
      heard += bytes.toString('latin1');
      if (heard.includes('"OPEN"')) resolve(socket);
    });
    socket.write(
      `GET /peerjs?key=peerjs&id=${id}&token=0123456789abcdef&version=1.5.5 HTTP/1.1\r\n` +
        'Host: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
  });
}
