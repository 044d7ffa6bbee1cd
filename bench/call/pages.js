import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { ExpressPeerServer } from 'peer';

const require = createRequire(import.meta.url);
const express = createRequire(require.resolve('peer'))('express');

/** A call as anybody shows one: the other side as large as the window, oneself in a corner. */
const SHOWN = `<!doctype html><style>
  #other { position: fixed; inset: 0; width: 100%; height: 100%; object-fit: cover }
  #own { position: fixed; right: 16px; bottom: 16px; width: 240px }
</style><script src="/peerjs.js"></script>
<video id="other" autoplay playsinline></video><video id="own" autoplay playsinline muted></video>`;

/**
 * What the comparison runs on: stock PeerServer under `/stock`, pages of bare PeerJS at `/bare.html`
 * (shows nothing) and `/bare-shown.html` (shows both pictures), and a page that embeds Deskbell at
 * `/deskbell.html?token=…&to=…`.
 *
 * @param {string} brokerUrl origin of a running Deskbell broker
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function startPages(brokerUrl) {
  const app = express();
  const server = createServer(app);
  const pages = {
    '/peerjs.js': ['text/javascript', readFileSync(require.resolve('peerjs/dist/peerjs.min.js'))],
    '/bare.html': ['text/html', '<!doctype html><script src="/peerjs.js"></script>'],
    '/bare-shown.html': ['text/html', SHOWN],
    '/deskbell.html': ['text/html', ''],
  };
  app.use((request, response, next) => {
    const page = pages[request.path];
    if (!page) return next();
    response.type(page[0]);
    if (request.path !== '/deskbell.html') return response.send(page[1]);
    const { token = '', to = '' } = request.query;
    return response.send(
      `<!doctype html><script type="module" src="${brokerUrl}/deskbell.js" data-token="${token}"></script>` +
        `<contact-button to="${to}" name="The other one"></contact-button>`,
    );
  });
  app.use(
    '/stock',
    ExpressPeerServer(server, { path: '/' }).on('error', () => {}),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://localhost:${server.address().port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/**
 * Runs in a page before its own scripts: notes the instant at which the first picture of a remote
 * camera is decoded, in milliseconds since the epoch. Not by what a video element shows: a page in
 * the background paints once a second.
 */
export function noteFirstFrames() {
  globalThis.firstFramesMs = [];
  globalThis.nowMs = () => performance.timeOrigin + performance.now();
  const Native = globalThis.RTCPeerConnection;
  globalThis.RTCPeerConnection = class extends Native {
    constructor(configuration) {
      super(configuration);
      this.addEventListener('track', async ({ track }) => {
        if (track.kind !== 'video') return;
        const copy = track.clone();
        const pictures = new globalThis.MediaStreamTrackProcessor({ track: copy }).readable;
        const { value: picture } = await pictures.getReader().read();
        globalThis.firstFramesMs.push(globalThis.nowMs());
        picture?.close();
        copy.stop();
      });
    }
  };
}
