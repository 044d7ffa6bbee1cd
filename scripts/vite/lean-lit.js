/**
 * Lit without what no page of ours has: polyfills of shadow DOM, a server that renders, a count of how
 * many versions there are; and with short words for mistakes that only a developer of ours can make.
 */
import MagicString from 'magic-string';

/**
 * What is replaced, by file, in lit 3.3.3. Each must be found: a new version is looked at anew.
 *
 * @type {{ file: RegExp, pieces: [RegExp, string][] }[]}
 */
const REPLACEMENTS = [
  {
    file: /reactive-element[\\/]css-tag\.js$/,
    pieces: [
      [/\(void 0===t\.ShadyCSS\|\|t\.ShadyCSS\.nativeShadow\)&&/, ''],
      [
        /if\(this\._\$cssResult\$=!0,o!==s\)throw Error\("CSSResult [^"]+"\);/,
        'this._$cssResult$=!0;',
      ],
      [/throw Error\("Value passed to 'css' .+?page security\."\)/, 'throw Error("css")'],
    ],
  },
  {
    file: /reactive-element[\\/]reactive-element\.js$/,
    pieces: [
      [/p=a\.reactiveElementPolyfillSupport,/, ''],
      [
        /,p\?\.\(\{ReactiveElement:y\}\),\(a\.reactiveElementVersions\?\?=\[\]\)\.push\("[\d.]+"\)/,
        '',
      ],
    ],
  },
  {
    file: /lit-element[\\/]lit-element\.js$/,
    pieces: [
      [/,s\.litElementHydrateSupport\?\.\(\{LitElement:i\}\)/, ''],
      [/const o=s\.litElementPolyfillSupport;o\?\.\(\{LitElement:i\}\);/, ''],
      [/\(s\.litElementVersions\?\?=\[\]\)\.push\("[\d.]+"\);/, ''],
    ],
  },
  {
    file: /lit-html[\\/]lit-html\.js$/,
    pieces: [
      [
        /,B=t\.litHtmlPolyfillSupport;B\?\.\(S,k\),\(t\.litHtmlVersions\?\?=\[\]\)\.push\("[\d.]+"\)/,
        '',
      ],
      [/throw Error\("invalid template strings array"\)/, 'throw Error("html")'],
    ],
  },
];

/** @returns {import('vite').Plugin} */
export function leanLit() {
  return {
    name: 'deskbell-lean-lit',
    apply: 'build',
    enforce: 'pre',
    transform: {
      filter: { id: REPLACEMENTS.map(({ file }) => file) },
      handler(code, id) {
        const lean = new MagicString(code);
        const { pieces } = REPLACEMENTS.find(({ file }) => file.test(id)) ?? { pieces: [] };
        for (const [find, by] of pieces) {
          const match = find.exec(code);
          if (!match) throw new Error(`Lit has changed: ${find} not found`);
          lean.overwrite(match.index, match.index + match[0].length, by);
        }
        return { code: lean.toString(), map: lean.generateMap({ hires: 'boundary' }) };
      },
    },
  };
}
