/**
 * Valibot without its reports. A schema of ours answers yes or no: what was expected where, in which
 * language, and the interfaces of other libraries are never asked for in a browser.
 */
import MagicString from 'magic-string';
import { walk } from './walk.js';

/** Functions that only serve reports. What stays of them is what decides. */
const FUNCTIONS = new Map([
  [
    '_addIssue',
    `(context, dataset) {
    if (context.kind === "schema") dataset.typed = false;
    (dataset.issues ??= []).push({});
  }`,
  ],
  // Nobody sets one for the whole page.
  ['getGlobalConfig', '(config) { return config ?? {}; }'],
  ['_standardSchema', '(schema) { return schema; }'],
]);

/** Kinds of a member that may be missing, of which we use one: a test looks that it is so. */
const MISSING = /valueSchema\.type ([=!]==) "exact_optional".{1,60}"nullish"/g;

/** Members of a schema or an action that nothing but a report reads. */
const MEMBERS = ['reference', 'expects', 'async', 'message'];
const KINDS = ['schema', 'validation', 'transformation'];

/** @returns {import('vite').Plugin} */
export function leanValibot() {
  return {
    name: 'deskbell-lean-valibot',
    apply: 'build',
    enforce: 'pre',
    transform: {
      filter: { id: /[\\/]valibot[\\/]dist[\\/]index\.mjs$/ },
      handler(code) {
        const lean = new MagicString(code);
        const found = new Set();
        walk(this.parse(code), (node) => {
          const body = node.type === 'FunctionDeclaration' && FUNCTIONS.get(node.id.name);
          if (body) {
            found.add(node.id.name);
            lean.update(node.id.end, node.end, body);
          } else if (node.type === 'CallExpression' && node.callee.name === '_addIssue') {
            found.add('calls');
            const [, label, dataset] = node.arguments;
            lean.remove(label.start, dataset.start);
            lean.remove(dataset.end, node.arguments.at(-1).end);
          } else if (node.type === 'ObjectExpression' && KINDS.includes(kindOf(node))) {
            found.add('members');
            const isSchema = kindOf(node) === 'schema';
            for (const { start, end } of node.properties.filter(isReport(isSchema))) {
              lean.remove(start, code[end] === ',' ? end + 1 : end);
            }
          } else if (node.type === 'BlockStatement') {
            for (const [place, loop] of pathsIn(node)) {
              found.add('paths');
              const issues = code.slice(loop.right.start, loop.right.end);
              lean.update(place.start, loop.end, `dataset.issues?.push(...${issues});`);
            }
          }
        });
        for (const { 0: all, 1: is, index } of code.matchAll(MISSING)) {
          found.add('missing members');
          lean.update(index, index + all.length, `valueSchema.type ${is} "optional"`);
        }
        for (const what of [...FUNCTIONS.keys(), 'missing members', 'calls', 'members', 'paths']) {
          if (!found.has(what)) throw new Error(`Valibot has changed: its ${what} not found`);
        }
        return { code: lean.toString(), map: lean.generateMap({ hires: 'boundary' }) };
      },
    },
  };
}

/** @param {Record<string, any>} object */
function kindOf({ properties }) {
  return properties.find((/** @type {any} */ { key }) => key?.name === 'kind')?.value.value;
}

/**
 * The type of a schema is asked for, such as whether it is optional; that of an action is not.
 *
 * @param {boolean} isSchema
 */
function isReport(isSchema) {
  return (/** @type {Record<string, any>} */ { key }) =>
    MEMBERS.includes(key?.name) || (key?.name === 'type' && !isSchema);
}

/**
 * Where the way to an issue is written down: the item and the loop that hands it to each issue.
 *
 * @param {Record<string, any>} block
 * @returns {[Record<string, any>, Record<string, any>][]}
 */
function pathsIn({ body }) {
  return body.flatMap((/** @type {any} */ statement, /** @type {number} */ index) => {
    const loop = body[index + 1];
    const isItem = statement.declarations?.[0]?.id.name === 'pathItem';
    return isItem && loop?.type === 'ForOfStatement' ? [[statement, loop]] : [];
  });
}
