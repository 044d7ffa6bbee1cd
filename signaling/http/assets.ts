import { existsSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { PAGE_CSP } from './security-headers.js';

/** The folder with package.json, from the sources and from dist alike. */
function packageFolder(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}

/**
 * `/deskbell.js` and its chunks for every site in the world, and the demo at `/`. What is not built
 * is not served.
 */
export async function serveAssets(app: FastifyInstance): Promise<void> {
  const root = packageFolder();
  const bundle = join(root, 'dist', 'browser');
  const chunks = join(bundle, 'chunks');
  const demo = [join(root, 'dist', 'demo'), join(root, 'demo')].find((dir) => existsSync(dir));
  const folders = [demo, bundle].filter((dir) => dir !== undefined && existsSync(dir)) as string[];
  if (folders.length === 0) return;
  await app.register(fastifyStatic, {
    root: folders,
    index: ['index.html'],
    dotfiles: 'ignore',
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply, path) => {
      if (path.startsWith(bundle + sep)) {
        // Other sites load these, with SRI, from pages that may be cross-origin isolated.
        reply.header('access-control-allow-origin', '*');
        reply.header('cross-origin-resource-policy', 'cross-origin');
        reply.header('timing-allow-origin', '*');
        // Said here, so that nobody transfers it who does not debug.
        const script = basename(path).replace(/\.(br|gz)$/, '');
        if (script.endsWith('.js')) reply.header('sourcemap', `${script}.map`);
      } else {
        reply.header('content-security-policy', PAGE_CSP);
      }
      // Chunks are named by their content.
      const immutable = path.startsWith(chunks + sep);
      reply.header('cache-control', immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
}
