import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import * as whole from 'valibot';
import { parseAst } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leanValibot } from '../../scripts/vite/lean-valibot.js';

type Valibot = typeof whole;
type Handler = (this: object, code: string) => { code: string };

const SOURCE = createRequire(import.meta.url)
  .resolve('valibot')
  .replace(/index\.\w+$/, 'index.mjs');
const folder = mkdtempSync(join(tmpdir(), 'deskbell-test-'));
let lean: Valibot;

const transform = (code: string): string => {
  const { handler } = leanValibot().transform as unknown as { handler: Handler };
  return handler.call({ parse: parseAst }, code).code;
};

beforeAll(async () => {
  const file = join(folder, 'valibot.mjs');
  writeFileSync(file, transform(readFileSync(SOURCE, 'utf8')));
  lean = (await import(pathToFileURL(file).href)) as Valibot;
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What our protocol is made of, of either make. */
function schemaOf(v: Valibot) {
  const Id = v.pipe(v.string(), v.regex(/^[a-c]{1,3}$/i), v.toLowerCase());
  const Count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(9));
  const Item = v.object({
    id: Id,
    count: v.optional(Count),
    kind: v.optional(v.picklist(['x', 'y']), 'x'),
    of: v.nullable(v.array(v.union([v.string(), v.object({ n: v.number() })]))),
  });
  return v.variant('type', [
    v.object({ type: v.literal('a'), item: Item }),
    v.object({
      type: v.optional(v.literal('b'), 'b'),
      flag: v.boolean(),
      text: v.pipe(
        v.string(),
        v.trim(),
        v.check((text) => text !== ''),
      ),
    }),
  ]);
}

const values = fc.anything({ maxDepth: 1 });
const item = fc.record(
  {
    id: fc.oneof(fc.constantFrom('a', 'ABC', 'abcd', ''), values),
    count: fc.oneof(fc.integer({ min: -1, max: 10 }), values),
    kind: fc.oneof(fc.constantFrom('x', 'z'), values),
    of: fc.oneof(fc.constant(null), fc.array(fc.oneof(fc.string(), fc.record({ n: values })))),
  },
  { requiredKeys: [] },
);
const input = fc.record(
  {
    type: fc.constantFrom('a', 'b', 'c'),
    item: fc.oneof(item, values),
    flag: fc.oneof(fc.boolean(), values),
    text: fc.oneof(fc.constantFrom(' t ', ' '), values),
  },
  { requiredKeys: [] },
);

describe('the schemas of the browser build', () => {
  it('decide as the whole library does, and answer the same', () => {
    const [theirs, ours] = [schemaOf(whole), schemaOf(lean)];
    let accepted = 0;
    fc.assert(
      fc.property(fc.oneof(input, values), fc.boolean(), (value, abortEarly) => {
        const expected = whole.safeParse(theirs, value, { abortEarly });
        const actual = lean.safeParse(ours, value, { abortEarly });
        expect(actual.success).toBe(expected.success);
        expect(lean.is(ours, value)).toBe(expected.success);
        if (expected.success) {
          accepted++;
          expect(actual.output).toEqual(expected.output);
        } else expect(actual.issues).not.toHaveLength(0);
      }),
      { numRuns: 5_000 },
    );
    expect(accepted).toBeGreaterThan(50);
  });

  it('use nothing that was left out', () => {
    const folder = join(import.meta.dirname, '../../src');
    const files = readdirSync(folder, { recursive: true }).map(String);
    const sources = files.filter((file) => file.endsWith('.ts'));
    expect(sources.length).toBeGreaterThan(300);
    for (const file of sources) {
      const text = readFileSync(join(folder, file), 'utf8');
      expect(text, file).not.toMatch(
        /v\.(nullish|exactOptional)\b|issues\[\d\]|\.issues\b.*\.message/,
      );
    }
  });

  it('cannot be made of a library that has changed', () => {
    expect(() => transform('export const nothing = 0;')).toThrow('Valibot has changed');
  });
});
