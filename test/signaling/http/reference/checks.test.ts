import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { convertAll } from '../../../../signaling/http/reference/json-schemas.js';
import * as primitives from '../../../../src/protocol/primitives.js';
import { queries, requests } from '../../../../src/protocol/requests.js';

describe('what the document says of a value', () => {
  const schemas = [...Object.entries(primitives), ...Object.entries(requests)].filter(
    (entry): entry is [string, v.GenericSchema & typeof primitives.Uuid] =>
      typeof entry[1] === 'object',
  );

  it.each<[string, v.GenericSchema]>(schemas)(
    '%s is never narrower than what the door takes',
    (_name, schema) => {
      const says = jsonSchemaFor(schema);
      let taken = 0;
      fc.assert(
        fc.property(values, (value) => {
          if (!v.safeParse(schema, value).success) return;
          taken++;
          expect(says(value), JSON.stringify([value, says.errors])).toBe(true);
        }),
        { numRuns: 3_000 },
      );
      expect(taken).toBeGreaterThan(0);
    },
  );

  it.each([
    [primitives.Uuid, 'x'],
    [primitives.UserId, 'a\u0007'],
    [primitives.UserId, 'x'.repeat(129)],
    [primitives.Seq, -1],
    [primitives.Seq, 1.5],
    [primitives.MessageText, ''],
    [primitives.MessageText, 'x'.repeat(8193)],
    [primitives.HttpUrl, 'javascript:alert(1)'],
    [primitives.Instant, 'yesterday'],
    [primitives.Latitude, 90.1],
    [primitives.Longitude, -180.1],
    [primitives.FileName, 'a/b'],
    [requests.report, { userId: 'x', reason: 'boredom' }],
    [requests.report, { userId: 'x', reason: 'spam', text: '' }],
    [requests.createUpload, { id: 'x' }],
    [requests.sendMessage, { type: 'TEXT', text: 'without an id' }],
    [queries.messages, { limit: 101 }],
    [queries.messages, { before: -1 }],
    [queries.search, { q: '' }],
  ])('refuses as the door does (%#)', (schema, value) => {
    expect(v.safeParse(schema, value).success).toBe(false);
    expect(jsonSchemaFor(schema)(value)).toBe(false);
  });

  it('is not left out where nobody has said what a check means', () => {
    const odd = v.pipe(
      v.number(),
      v.check((number) => number % 2 === 1),
    );
    expect(() => convertAll([odd])).toThrow('cannot be converted');
  });
});

/** Now and then something else than what is meant. */
function mostly<T>(meant: fc.Arbitrary<T>): fc.Arbitrary<unknown> {
  return fc.oneof(
    { arbitrary: meant, weight: 30 },
    { arbitrary: fc.anything({ maxDepth: 1 }), weight: 1 },
  );
}

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 140 }),
  fc.constantFrom(' \t padded\n', 'x'.repeat(128), `  ${'x'.repeat(128)}  `, 'é', '👩‍👩‍👧'),
);
const uuid = fc.uuid().map((id) => (id.startsWith('a') ? id.toUpperCase() : id));
const instant = fc
  .date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-01-01') })
  .map((date) => date.toISOString());
const amount = fc.oneof(fc.nat(), fc.double({ noNaN: true, min: -200, max: 200 }));
const decimal = fc.double({ noNaN: true, min: 0.01, max: 999 }).map((number) => number.toFixed(2));
const listing = {
  id: text,
  title: text,
  url: fc.webUrl(),
  price: text,
  currency: fc.constant('EUR'),
};

function partly(members: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<unknown> {
  const each = Object.entries(members).map(([name, meant]) => [name, mostly(meant)]);
  return fc.record(Object.fromEntries(each), { requiredKeys: [] });
}

const body = partly({
  id: uuid,
  conversationId: uuid,
  messageId: uuid,
  replyTo: uuid,
  userId: text,
  calleeId: text,
  name: fc.oneof(text, fc.string({ minLength: 1 })),
  text,
  token: text,
  size: fc.nat(),
  seq: fc.nat(),
  archived: fc.boolean(),
  mutedUntil: fc.option(instant),
  reason: fc.constantFrom('spam', 'scam', 'abuse', 'other'),
  type: fc.constantFrom('TEXT', 'FILE', 'VOICE', 'VIDEO', 'LOCATION', 'BID'),
  location: partly({ latitude: amount, longitude: amount, address: text }),
  media: fc.oneof(
    partly({ fileId: uuid, durationSeconds: amount, waveform: fc.array(fc.nat(40)) }),
    partly({ name: text, mimeType: fc.constant('text/plain'), size: fc.nat() }),
  ),
  bid: partly({ amount: decimal, currency: fc.constant('EUR'), counterTo: uuid }),
  listing: partly(listing),
});

const values = fc.oneof(
  text,
  uuid,
  instant,
  amount,
  fc.webUrl(),
  fc.stringMatching(/^[a-z0-9]{1,9}(-[a-z0-9]{1,9})?$/),
  fc.constantFrom('😀', '🇺🇿', 'HTTPS://EXAMPLE.COM/x y', 'file.txt', ' file.txt '),
  body,
);

const ajv = new Ajv2020({ strict: false });
addFormats.default(ajv);

/** What the document says of a schema, on its own. */
function jsonSchemaFor(schema: v.GenericSchema): ValidateFunction {
  const { of, named } = convertAll([schema]);
  const text = JSON.stringify({ ...of(schema), $defs: named });
  return ajv.compile(JSON.parse(text.replaceAll('#/components/schemas/', '#/$defs/')) as object);
}
