import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import lit from 'eslint-plugin-lit';
import tseslint from 'typescript-eslint';

/** @param {string} selector @param {string} message */
const ban = (selector, message) => ({ selector, message });

const LIT_TEMPLATE = 'TaggedTemplateExpression[tag.name=/^(html|svg|mathml)$/] TemplateElement';
const CSS_TEMPLATE = "TaggedTemplateExpression[tag.name='css'] TemplateElement";

/** Everywhere. */
const SYNTAX = [
  ban('TSEnumDeclaration', 'Use a union of strings: an enum is code that types should not make.'),
  ban(
    'AssignmentExpression[left.property.name=/^(innerHTML|outerHTML|srcdoc)$/]',
    'Text is text: build nodes, or a lit template.',
  ),
  ban(
    'CallExpression[callee.property.name=/^(insertAdjacentHTML|parseFromString|setHTMLUnsafe|write|writeln)$/][callee.object.name=/^(document|this|.*[eE]lement|.*[pP]arser)$/]',
    'Text is text: build nodes, or a lit template.',
  ),
];

/** In the browser side: what a strict CSP or another writing direction would break. */
const BROWSER_SYNTAX = [
  ...SYNTAX,
  ban(
    `${LIT_TEMPLATE}[value.raw=/(^|\\s)style\\s*=/]`,
    'A style attribute needs unsafe-inline: use a class, a part or a custom state.',
  ),
  ban(
    `${LIT_TEMPLATE}[value.raw=/<style[\\s>]/]`,
    'A <style> element needs unsafe-inline: put it into `static styles`.',
  ),
  ban(
    `${LIT_TEMPLATE}[value.raw=/\\.(innerHTML|outerHTML|srcdoc)\\s*=/]`,
    'Text is text: bind children.',
  ),
  ban(
    "CallExpression[callee.property.name='setAttribute'][arguments.0.value='style']",
    'A style attribute needs unsafe-inline: use a class, a part or a custom state.',
  ),
  ban(
    `${CSS_TEMPLATE}[value.raw=/(^|[\\s;{])(left|right|((scroll-)?(margin|padding)|border)-(left|right)[a-z-]*|border-(top|bottom)-(left|right)-radius)\\s*:/]`,
    'Use the logical property (inset-inline-start, margin-inline-end …): half the languages are right to left.',
  ),
  ban(
    `${CSS_TEMPLATE}[value.raw=/(^|[\\s;{])(text-align|float|clear)\\s*:\\s*(left|right)/]`,
    'Use start, end, inline-start or inline-end: half the languages are right to left.',
  ),
];

const TEST_SYNTAX = [
  ...SYNTAX,
  ban(
    'CallExpression[callee.property.name=/^(only|skip|todo|fixme)$/][callee.object.name=/^(it|test|describe|suite)$/]',
    'Every test runs, always.',
  ),
  ban(
    "CallExpression[callee.property.name='waitForTimeout']",
    'Wait for what the test needs, not for a while.',
  ),
];

const UNSAFE_DIRECTIVES = [
  'lit/directives/style-map.js',
  'lit/directives/unsafe-html.js',
  'lit/directives/unsafe-svg.js',
  'lit/directives/unsafe-mathml.js',
].map((name) => ({ name, message: 'Refused by a strict CSP or by trusted types.' }));
const UNSAFE_STATIC = {
  name: 'lit/static-html.js',
  importNames: ['unsafeStatic'],
  message: 'Text is text.',
};
const PEERJS = { name: 'peerjs', message: 'Only src/client/peerjs-peer.ts speaks to PeerJS.' };

/**
 * @param {object[]} paths
 * @returns {import('eslint').Linter.RuleEntry}
 */
const refuseImports = (paths) => ['error', { paths }];

export default defineConfig(
  globalIgnores(['dist/', 'data/', 'test-results/', 'coverage/', 'bench/results/']),
  js.configs.recommended,
  tseslint.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-control-regex': 'off',
      'no-eval': 'error',
      'no-new-func': 'error',
      'no-implied-eval': 'error',
      'no-script-url': 'error',
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'], location: 'start' }],
      'no-restricted-syntax': ['error', ...SYNTAX],
      'prefer-const': 'error',
      'object-shorthand': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  {
    files: ['src/**/*.ts'],
    extends: [/** @type {any} */ (lit.configs)['flat/recommended']],
    rules: {
      'lit/no-legacy-imports': 'error',
      'lit/no-template-map': 'off',
      'lit/no-value-attribute': 'error',
      'no-console': 'error',
      'no-restricted-syntax': ['error', ...BROWSER_SYNTAX],
      'no-restricted-imports': refuseImports([...UNSAFE_DIRECTIVES, UNSAFE_STATIC, PEERJS]),
    },
  },
  {
    files: ['src/client/peerjs-peer.ts'],
    rules: { 'no-restricted-imports': refuseImports([...UNSAFE_DIRECTIVES, UNSAFE_STATIC]) },
  },
  { files: ['src/client/logger.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['src/elements/**/*.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['setTimeout', 'setInterval', 'fetch', 'WebSocket', 'localStorage'].map((name) => ({
          name,
          message: 'An element asks and shows; waiting and talking are the session’s.',
        })),
      ],
    },
  },
  {
    files: ['signaling/**/*.ts'],
    ignores: ['signaling/main.ts', 'signaling/config.ts', 'signaling/cli.ts'],
    rules: {
      'no-console': 'error',
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only main and config read it.' },
      ],
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      'no-restricted-syntax': ['error', ...TEST_SYNTAX],
      'no-script-url': 'off',
      '@typescript-eslint/no-unused-expressions': 'off',
    },
  },
  // What a name means in plain JavaScript is checked by tsc (scripts/tsconfig.json).
  { files: ['**/*.js'], rules: { 'no-undef': 'off' } },
);
