import { ESLint } from 'eslint';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const cwd = fileURLToPath(new URL('../..', import.meta.url));
/** Rules that need types are left out: snippets belong to no project. */
const eslint = new ESLint({
  cwd,
  overrideConfig: [
    {
      files: ['**/*.ts'],
      languageOptions: { parserOptions: { projectService: false, project: false } },
      rules: {
        '@typescript-eslint/no-floating-promises': 'off',
        '@typescript-eslint/no-misused-promises': 'off',
        '@typescript-eslint/await-thenable': 'off',
        '@typescript-eslint/switch-exhaustiveness-check': 'off',
        '@typescript-eslint/no-unused-vars': 'off',
      },
    },
  ],
});

async function rulesBrokenBy(code: string, filePath: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath: `${cwd}/${filePath}` });
  return (result?.messages ?? []).map(({ ruleId, message }) => ruleId ?? message);
}

const ELEMENT = 'src/elements/sample.ts';
const SYNTAX = 'no-restricted-syntax';
const IMPORTS = 'no-restricted-imports';

/** Each is refused by the named rule in the named place. */
const REFUSED: [what: string, code: string, file: string, rule: string][] = [
  ['any', 'export const a: any = 1;', 'src/core/a.ts', '@typescript-eslint/no-explicit-any'],
  ['an enum', 'export enum A { B }', 'signaling/domain/a.ts', SYNTAX],
  [
    'styleMap',
    "import { styleMap } from 'lit/directives/style-map.js'; styleMap({});",
    ELEMENT,
    IMPORTS,
  ],
  [
    'unsafeHTML',
    "import { unsafeHTML as u } from 'lit/directives/unsafe-html.js'; u('');",
    ELEMENT,
    IMPORTS,
  ],
  [
    'unsafeSVG',
    "import { unsafeSVG as u } from 'lit/directives/unsafe-svg.js'; u('');",
    ELEMENT,
    IMPORTS,
  ],
  [
    'unsafeStatic',
    "import { unsafeStatic } from 'lit/static-html.js'; unsafeStatic('');",
    ELEMENT,
    IMPORTS,
  ],
  ['a style attribute', 'html`<p style="color:red"></p>`;', ELEMENT, SYNTAX],
  ['a bound style attribute', 'html`<p style=${x}></p>`;', ELEMENT, SYNTAX],
  ['a style attribute on a new line', 'html`<p\n  style = ${x}></p>`;', ELEMENT, SYNTAX],
  ['a style element', 'html`<style>p{}</style>`;', ELEMENT, SYNTAX],
  ['bound innerHTML', 'html`<p .innerHTML=${x}></p>`;', ELEMENT, SYNTAX],
  ['assigned innerHTML', "document.body.innerHTML = '';", ELEMENT, SYNTAX],
  ['insertAdjacentHTML', "element.insertAdjacentHTML('beforeend', '');", ELEMENT, SYNTAX],
  ['a set style attribute', "node.setAttribute('style', '');", ELEMENT, SYNTAX],
  ['eval', "eval('1');", 'signaling/main.ts', 'no-eval'],
  ['new Function', "new Function('1');", 'src/core/a.ts', 'no-new-func'],
  ['left', 'css`a { left: 0; }`;', ELEMENT, SYNTAX],
  ['margin-left', 'css`a { color: red; margin-left: 0; }`;', ELEMENT, SYNTAX],
  ['padding-right', 'css`a{padding-right:0}`;', ELEMENT, SYNTAX],
  ['border-left-color', 'css`a{border-left-color:red}`;', ELEMENT, SYNTAX],
  ['border-top-left-radius', 'css`a{border-top-left-radius:0}`;', ELEMENT, SYNTAX],
  ['text-align: left', 'css`a{text-align: left}`;', ELEMENT, SYNTAX],
  ['console', "console.log('');", 'src/client/a.ts', 'no-console'],
  [
    'peerjs elsewhere',
    "import { Peer } from 'peerjs'; new Peer('');",
    'src/client/calls.ts',
    IMPORTS,
  ],
  [
    'process.env elsewhere',
    'export const a = process.env.PORT;',
    'signaling/domain/a.ts',
    'no-restricted-properties',
  ],
  ['a timer in an element', 'setTimeout(() => {}, 1);', ELEMENT, 'no-restricted-globals'],
  ['fetch in an element', "void fetch('');", ELEMENT, 'no-restricted-globals'],
  ['a promise for later', '// TODO: later', 'src/core/a.ts', 'no-warning-comments'],
  ['a test left out', "it.skip('works', () => {});", 'test/unit/a.test.ts', SYNTAX],
  ['a test alone', "describe.only('it', () => {});", 'test/unit/a.test.ts', SYNTAX],
  ['waiting a while', 'await page.waitForTimeout(1);', 'test/e2e/a.test.ts', SYNTAX],
];

/** Each looks like one of the above and is fine. */
const ALLOWED: [what: string, code: string, file: string][] = [
  [
    'logical properties',
    'export const a = css`a { inset-inline-start: 0; margin-inline: 0; text-align: start; }`;',
    ELEMENT,
  ],
  [
    'a word that ends in left',
    'export const a = css`a { --deskbell-left: 0; align-left: 0 }`;',
    ELEMENT,
  ],
  ['an attribute that ends in style', 'export const a = html`<p data-style="x"></p>`;', ELEMENT],
  [
    'peerjs in its place',
    "import { Peer } from 'peerjs'; new Peer('');",
    'src/client/peerjs-peer.ts',
  ],
  ['console in the logger', "console.log('');", 'src/client/logger.ts'],
  ['the environment in main', 'export const a = process.env.PORT;', 'signaling/main.ts'],
];

describe('lint', () => {
  it.each(REFUSED)('refuses %s', async (_what, code, file, rule) => {
    expect(await rulesBrokenBy(code, file)).toContain(rule);
  });

  it.each(ALLOWED)('lets %s be', async (_what, code, file) => {
    expect(await rulesBrokenBy(code, file)).toEqual([]);
  });
});
