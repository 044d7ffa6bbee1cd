/**
 * PeerJS without the strangers it knows (Google's and its own servers, which its self-test names
 * even when a page brings its own) and without its log, which nobody hears.
 */
import MagicString from 'magic-string';
import { walk } from './walk.js';

/** What is replaced in peerjs 1.5.5. Each must be found: a new version is looked at anew. */
const REPLACEMENTS = [
  { what: 'default servers', find: /iceServers: \[\n {8}\{[^]*?\n {4}\],/, by: 'iceServers: [],' },
  {
    what: 'serializers',
    // Links are `raw`. Every other name means raw too, so that no offer's word for it can throw.
    find: /_serializers = \{\n +raw: (\(0, [\w$]+\)),[^}]+\}/,
    by: '_serializers = { raw: $1, json: $1, binary: $1, "binary-utf8": $1, default: $1 }',
  },
  { what: 'cloud', find: /"0\.peerjs\.com"/, by: '"unset.invalid"' },
];

/** The name its log goes by: `const $id$var$Logger = …` is exported as `$id$export$…`. */
const LOG = /var (\$\w+\$export\$\w+) = new \$\w+\$var\$Logger\(\)/;

/** @returns {import('vite').Plugin} */
export function leanPeerjs() {
  return {
    name: 'deskbell-lean-peerjs',
    apply: 'build',
    enforce: 'pre',
    transform: {
      filter: { id: /[\\/]peerjs[\\/]dist[\\/]bundler\.mjs$/ },
      handler(code) {
        const lean = new MagicString(code);
        for (const { what, find, by } of REPLACEMENTS) {
          const match = find.exec(code);
          if (!match) throw new Error(`PeerJS has changed: ${what} not found`);
          lean.update(match.index, match.index + match[0].length, match[0].replace(find, by));
        }
        const [, log] = LOG.exec(code) ?? [];
        if (!log) throw new Error('PeerJS has changed: its log not found');
        walk(this.parse(code), (node) => {
          const called = node.type === 'ExpressionStatement' && node.expression.callee?.object;
          if (called?.expressions?.at(-1)?.name !== log) return;
          // A statement may be all there is of an `if`: it must stay one.
          lean.update(node.start, node.end, ';');
        });
        return { code: lean.toString(), map: lean.generateMap({ hires: 'boundary' }) };
      },
    },
  };
}
