import { once } from 'node:events';
import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const IMPORTS = JSON.stringify({ imports: { valibot: '/node_modules/valibot/dist/index.mjs' } });
const SIDE = `<!doctype html><meta charset="utf-8"><script type="importmap">${IMPORTS}</script>
<script type="module" src="/bench/direct/side.js"></script>`;
const TYPES = { '.js': 'text/javascript', '.mjs': 'text/javascript' };

/**
 * Serves the built modules, and one side of a direct link at `/side`.
 *
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function startPages() {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname === '/side') {
      // In a process of its own, as two people are, and with memory that can be measured.
      response.setHeader('cross-origin-opener-policy', 'same-origin');
      response.setHeader('cross-origin-embedder-policy', 'require-corp');
      response.setHeader('content-type', 'text/html');
      return response.end(SIDE);
    }
    const file = join(ROOT, normalize(pathname));
    if (!existsSync(file) || !TYPES[extname(file)]) return response.writeHead(404).end();
    response.setHeader('content-type', TYPES[extname(file)]);
    return createReadStream(file).pipe(response);
  });
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
