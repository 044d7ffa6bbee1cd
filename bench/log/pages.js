import { once } from 'node:events';
import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TYPES = { '.js': 'text/javascript', '.html': 'text/html', '.css': 'text/css' };

const IMPORTS = JSON.stringify({
  imports: {
    lit: '/node_modules/lit/index.js',
    'lit/': '/node_modules/lit/',
    'lit-html': '/node_modules/lit-html/lit-html.js',
    'lit-html/': '/node_modules/lit-html/',
    'lit-element/': '/node_modules/lit-element/',
    '@lit/reactive-element': '/node_modules/@lit/reactive-element/reactive-element.js',
    '@lit/reactive-element/': '/node_modules/@lit/reactive-element/',
  },
});

const page = (/** @type {string} */ name) => `<!doctype html>
<meta charset="utf-8"><style>body{margin:0} .stage{block-size:600px;inline-size:400px}</style>
<script type="importmap">${IMPORTS}</script>
<div class="stage" id="stage"></div>
<script type="module">
import { prepare } from '/bench/log/${name}.js';
import { measurable } from '/bench/log/measure.js';
globalThis.list = measurable(await prepare(document.getElementById('stage')));
</script>`;

/**
 * Serves this folder's contenders, each on a page of its own: `/list/NAME`.
 *
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function startPages() {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const [, name] = /^\/list\/([\w-]+)$/.exec(pathname) ?? [];
    if (name) {
      response.setHeader('content-type', 'text/html');
      return response.end(page(name));
    }
    const file = join(ROOT, normalize(pathname));
    if (!existsSync(file) || !extname(file)) return response.writeHead(404).end();
    response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream');
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
