import { fileURLToPath } from 'node:url';
import { defineConfig, type UserConfig } from 'vite';
import { compress } from './scripts/vite/compress.js';
import { leanLit } from './scripts/vite/lean-lit.js';
import { leanPeerjs } from './scripts/vite/lean-peerjs.js';
import { leanValibot } from './scripts/vite/lean-valibot.js';
import { squeeze } from './scripts/vite/squeeze.js';
import { shortenTemplates } from './scripts/vite/shorten-templates.js';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/**
 * What PeerJS brings along and we leave out: an adapter of which it reads only the browser's name,
 * heavier than PeerJS itself and patching the host page; and a binary format we never speak.
 */
const alias = {
  'webrtc-adapter': path('src/client/webrtc-adapter-stub.ts'),
  'peerjs-js-binarypack': path('src/client/binarypack-stub.ts'),
};

/** What the script tag loads: one small file, everything else in chunks named by their content. */
const browser: UserConfig = {
  base: './',
  publicDir: path('src/public'),
  resolve: { alias },
  plugins: [leanLit(), leanPeerjs(), leanValibot(), shortenTemplates(), squeeze(), compress()],
  build: {
    outDir: 'dist/browser',
    target: 'es2022',
    // Named by a header of the broker: a line of it in every file would be sent to everybody.
    sourcemap: 'hidden',
    manifest: true,
    // A library build, because an application's wraps every import() in a helper that makes <link>s.
    lib: {
      entry: { deskbell: path('src/embed.ts'), 'sign-out': path('src/sign-out.ts') },
      formats: ['es'],
    },
    rolldownOptions: {
      // Reading a constant's member changes nothing, so a schema nobody uses can go.
      treeshake: { propertyReadSideEffects: false },
      // A name that several chunks share stands in each: to import it would cost more.
      optimization: { inlineConst: { mode: 'all', pass: 1 } },
      // The inbox brings the panel along on purpose.
      checks: { ineffectiveDynamicImport: false, pluginTimings: false },
      output: {
        entryFileNames: '[name].js',
        // As short as may be: each is in every file that may load it, and no letter of it packs.
        chunkFileNames: 'chunks/[name]-[hash:7].js',
        minify: true,
        comments: { legal: false },
        // What is always loaded together is one file: ten small ones travel and pack worse.
        codeSplitting: {
          groups: [
            {
              name: 'base',
              priority: 3,
              test: /[\\/]src[\\/]elements[\\/](contact-button|create-host)\.ts$/,
            },
            {
              name: 'chat',
              priority: 2,
              test: /[\\/]src[\\/](client[\\/]create-session|elements[\\/](surfaces|chat-panel))\.ts$|rolldown[\\/]runtime/,
            },
            {
              name: 'sender',
              priority: 1,
              test: /[\\/]src[\\/]client[\\/](assemble-sender|indexeddb-outbox)\.ts$/,
            },
            // Before those who share it, so that neither brings the other along.
            {
              name: 'peer',
              priority: 1,
              test: /[\\/]src[\\/]client[\\/]peerjs-peer\.ts$|[\\/]peerjs[\\/]/,
            },
            {
              name: 'microphone',
              priority: 1,
              test: /[\\/]src[\\/]client[\\/]media-errors\.ts$/,
            },
            {
              name: 'disk',
              priority: 1,
              test: /[\\/]src[\\/]client[\\/]direct[\\/]files[\\/](file-sink|offer-file)\.ts$/,
            },
            {
              name: 'call',
              priority: 0,
              test: /[\\/]src[\\/](client[\\/]assemble-calls|elements[\\/](call-modal|start-call))\.ts$/,
            },
            {
              name: 'direct',
              priority: 0,
              test: /[\\/]src[\\/]client[\\/]direct[\\/]assemble-direct\.ts$/,
            },
          ],
        },
      },
    },
  },
};

/**
 * What `import 'deskbell'` loads. Dependencies stay imports, except PeerJS: its CommonJS cannot be
 * imported by name in Node, and its adapter must be left out for a package's users too.
 */
const library: UserConfig = {
  publicDir: false,
  resolve: { alias },
  plugins: [leanPeerjs()],
  build: {
    outDir: 'dist/lib',
    target: 'es2022',
    sourcemap: true,
    minify: false,
    lib: {
      entry: {
        index: path('src/index.ts'),
        elements: path('src/elements/define.ts'),
        embed: path('src/embed.ts'),
        api: path('src/api/index.ts'),
      },
      formats: ['es'],
    },
    rolldownOptions: {
      external: [/^lit(\/|$)/, /^@lit\//, 'valibot'],
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
    },
  },
};

export default defineConfig(({ mode }) => (mode === 'lib' ? library : browser));
