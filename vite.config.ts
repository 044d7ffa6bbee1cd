import { fileURLToPath } from 'node:url';
import { defineConfig, type UserConfig } from 'vite';
import { compress } from './scripts/vite/compress.js';
import { shortenTemplates } from './scripts/vite/shorten-templates.js';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/**
 * PeerJS asks webrtc-adapter for nothing but the browser's name, and the adapter weighs more than
 * PeerJS itself and patches the host page's RTCPeerConnection.
 */
const alias = { 'webrtc-adapter': path('src/client/webrtc-adapter-stub.ts') };

/** What the script tag loads: one small file, everything else in chunks named by their content. */
const browser: UserConfig = {
  base: './',
  publicDir: false,
  resolve: { alias },
  plugins: [shortenTemplates(), compress()],
  build: {
    outDir: 'dist/browser',
    target: 'es2022',
    sourcemap: true,
    manifest: true,
    // A library build, because an application's wraps every import() in a helper that makes <link>s.
    lib: { entry: { deskbell: path('src/embed.ts') }, formats: ['es'] },
    rolldownOptions: {
      output: {
        entryFileNames: 'deskbell.js',
        chunkFileNames: ({ name, facadeModuleId }) =>
          `chunks/${facadeModuleId?.includes('/peerjs/') ? 'peerjs' : name}-[hash].js`,
        minify: true,
        comments: { legal: false },
        codeSplitting: {
          groups: [
            // What every page with a button loads anyway is one file beside the entry, not ten.
            { name: 'base', test: /[\\/]src[\\/]elements[\\/](contact-button|create-host)\.ts$/ },
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
      },
      formats: ['es'],
    },
    rolldownOptions: {
      external: [/^lit(\/|$)/, /^@lit\//, 'valibot', 'idb'],
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
    },
  },
};

export default defineConfig(({ mode }) => (mode === 'lib' ? library : browser));
