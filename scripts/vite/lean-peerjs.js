/**
 * PeerJS without what our links never use: the strangers it knows (Google's and its own servers), a
 * self-test at the import that connects to them, formats beside `raw`, and its log.
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
  {
    what: 'self-test',
    // It makes a connection of the page's at the very import, to learn what every browser has.
    find: /this\.supports = function\(\) \{[^]*?return supported;\n {8}\}\(\)/,
    by: 'this.supports = { browser: true, webRTC: true, audioVideo: true, data: true, binaryBlob: true, reliable: true }',
  },
  {
    what: 'directory',
    find: /_buildRequest\(method\) \{[^]*?(?=\n\}\n)/,
    by: 'async retrieveId() { throw new Error("An id is needed"); } async listAllPeers() { return []; }',
  },
  { what: 'cloud', find: /"0\.peerjs\.com"/, by: '"unset.invalid"' },
];

/** The line that makes its log, by whose name the log is called everywhere. */
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
        const replaced = REPLACEMENTS.map(({ what, find, by }) => {
          const match = find.exec(code);
          if (!match) throw new Error(`PeerJS has changed: its ${what} not found`);
          const range = { start: match.index, end: match.index + match[0].length };
          lean.update(range.start, range.end, by.replace(/\$1/g, match[1] ?? ''));
          return range;
        });
        const [, log] = LOG.exec(code) ?? [];
        if (!log) throw new Error('PeerJS has changed: its log not found');
        walk(this.parse(code), ({ type, start, end, expression }) => {
          const called = type === 'ExpressionStatement' && expression.callee?.object;
          if (called?.expressions?.at(-1)?.name !== log) return;
          if (replaced.some((range) => range.start <= start && end <= range.end)) return;
          // A statement may be all there is of an `if`: it must stay one.
          lean.update(start, end, ';');
        });
        return { code: lean.toString(), map: lean.generateMap({ hires: 'boundary' }) };
      },
    },
  };
}
