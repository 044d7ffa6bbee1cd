import fc from 'fast-check';
import type { JsonSchema } from '@valibot/to-json-schema';
import type { Document, Operation } from '../../../signaling/http/reference/openapi.js';
import { createValues, type KnownIds } from './described-values.js';
import { strangeBytes, strangeName, STRANGE_TEXTS, strangeValue } from './values.js';

export interface HostileRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  /** Who asks: the person of a token, or nobody. */
  readonly as: 'person' | 'nobody';
}

interface Part {
  readonly headers: Record<string, string>;
  readonly body?: Buffer;
}

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'multipart/form-data';

/** Requests to every operation of the document: some as it says, most of them wrong somewhere. */
export function hostileRequests(
  { paths, components }: Document,
  known: KnownIds,
  isAsked: (operation: Operation) => boolean = () => true,
): fc.Arbitrary<HostileRequest> {
  const { valueOf } = createValues(components.schemas, known);
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, operation]) => isAsked(operation))
      .map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );

  return fc.oneof(
    ...operations.map(({ method, path, operation }) =>
      fc
        .record({
          path: pathOf(path, operation, known),
          query: queryOf(operation, valueOf),
          part: bodyOf(operation, valueOf),
          headers: headersOf(operation),
          as: fc.constantFrom('person', 'person', 'person', 'person', 'nobody'),
        })
        .map(({ path: address, query, part: { headers, body }, headers: more, as }) => ({
          method,
          path: address + query,
          headers: { ...more, ...headers },
          ...(body && { body }),
          as,
        })),
    ),
  );
}

/** Segments that are no segments, and others. */
const segment = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }).map(encoded),
  fc.constantFrom(...STRANGE_TEXTS.filter((text) => text !== '' && text.length < 500).map(encoded)),
  fc.constantFrom(
    '%',
    '%00',
    '%E0%A4%A',
    '%ff',
    '..',
    '%2e%2e%2f',
    '%2f',
    ';',
    'a'.repeat(600),
    '~',
    '*',
    '%F0%9F%91%8D',
  ),
  fc.constantFrom('[object Object]', '1,2', 'a b').map(encoded),
);

export function encoded(text: string): string {
  // By way of bytes, which know no half of a pair.
  return encodeURIComponent(Buffer.from(text).toString());
}

function pathOf(
  path: string,
  { parameters = [] }: Operation,
  known: KnownIds,
): fc.Arbitrary<string> {
  const collection = path.split('/')[2] ?? '';
  const names = parameters.filter(({ in: place }) => place === 'path').map(({ name }) => name);
  const members = names.map((name) => {
    const ids = known[name === 'id' ? collection : name] ?? ['👍'];
    const existing = fc.constantFrom(...ids.map(encoded));
    return [name, fc.oneof({ arbitrary: existing, weight: 5 }, fc.uuid(), segment)];
  });
  return fc
    .record(Object.fromEntries(members) as Record<string, fc.Arbitrary<string>>)
    .map((values) => path.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? ''));
}

type ValueOf = (schema: JsonSchema, name?: string) => fc.Arbitrary<unknown>;

/** Parameters as described, wrong, repeated, unknown, and not decodable. */
function queryOf({ parameters = [] }: Operation, valueOf: ValueOf): fc.Arbitrary<string> {
  const described = parameters
    .filter(({ in: place }) => place === 'query')
    .map(({ name, schema }) =>
      fc
        .oneof(
          { arbitrary: valueOf(schema, name).map((value) => encoded(String(value))), weight: 3 },
          segment,
          fc.constantFrom('', 'NaN', '-1', '0', '1e9', '1000000000', '%5B%5D', '1&limit=2'),
        )
        .map((value) => `${name}=${value}`),
    );
  const other = fc.oneof(
    fc.tuple(strangeName.map(encoded), segment).map((pair) => pair.join('=')),
    fc.constantFrom(
      'limit',
      '=',
      '&&',
      'token=',
      'token=a.b.c',
      'q[]=1',
      'limit[$gt]=1',
      '%',
      '__proto__[a]=1',
    ),
  );
  const any =
    described.length > 0
      ? fc.oneof({ arbitrary: fc.oneof(...described), weight: 5 }, other)
      : other;
  const most = described.length > 0 ? 4 : 1;
  return fc
    .oneof(
      {
        arbitrary: fc.array(any, { minLength: 1, maxLength: most }),
        weight: described.length > 0 ? 9 : 1,
      },
      fc.constant<string[]>([]),
    )
    .map((pairs) => (pairs.length > 0 ? `?${pairs.join('&')}` : ''));
}

/** Ranges, conditions, offsets, origins, and who they say they come for. */
function headersOf({ parameters = [] }: Operation): fc.Arbitrary<Record<string, string>> {
  const own = parameters.filter(({ in: place }) => place === 'header').map(({ name }) => name);
  const printable = fc.stringMatching(/^[\x20-\x7e]{0,60}$/);
  const odd = fc.oneof(
    printable,
    fc.constantFrom(
      '-1',
      '1e9',
      'NaN',
      '0',
      '5',
      'x'.repeat(5_000),
      '9'.repeat(20),
      'W/"a", "b"',
      '*',
      '"',
    ),
    fc.constantFrom(
      'bytes=0-',
      'bytes=-1',
      'bytes=0-0,1-1',
      'bytes=9-1',
      `bytes=${'0-1,'.repeat(900)}`,
    ),
  );
  const names = [
    'range',
    'if-none-match',
    'if-range',
    'accept',
    'x-forwarded-for',
    'x-request-id',
    'content-encoding',
  ];
  const wanted = own.map((name) => [
    name.toLowerCase(),
    fc.oneof(fc.constantFrom('0', '1', '5'), odd),
  ]);
  return fc
    .tuple(
      fc.record(Object.fromEntries(wanted) as Record<string, fc.Arbitrary<string>>, {
        requiredKeys: [],
      }),
      fc.dictionary(fc.constantFrom(...names), odd, { maxKeys: 2 }),
    )
    .map(([needed, others]) => ({ ...others, ...needed }) as Record<string, string>);
}

function bodyOf({ requestBody }: Operation, valueOf: ValueOf): fc.Arbitrary<Part> {
  const [type, { schema = {} }] = Object.entries(requestBody?.content ?? { '': {} })[0]!;
  const right =
    type === JSON_TYPE
      ? jsonBody(valueOf(schema))
      : type === FORM_TYPE
        ? formBody(valueOf(schema))
        : bytesBody(type);
  const none: fc.Arbitrary<Part> = fc.constant({ headers: {} });
  const wrongType = fc
    .tuple(
      fc.constantFrom(
        'text/plain',
        'application/xml',
        JSON_TYPE,
        FORM_TYPE,
        'application/json; charset=utf-16',
        'x',
        '/',
        'application/JSON;;',
      ),
      strangeBytes,
    )
    .map(([name, body]) => ({ headers: { 'content-type': name }, body }));
  return type === ''
    ? fc.oneof({ arbitrary: none, weight: 5 }, wrongType)
    : fc.oneof({ arbitrary: right, weight: 12 }, wrongType, none);
}

function bytesBody(type: string): fc.Arbitrary<Part> {
  return strangeBytes.map((body) => ({ headers: { 'content-type': type }, body }));
}

function jsonBody(value: fc.Arbitrary<unknown>): fc.Arbitrary<Part> {
  const text = fc.oneof(
    { arbitrary: value.map(jsonOf), weight: 3 },
    { arbitrary: mutated(value).map(jsonOf), weight: 6 },
    { arbitrary: strangeValue.map(jsonOf), weight: 1 },
    {
      arbitrary: fc.tuple(value.map(jsonOf), fc.nat(400)).map(([json, at]) => json.slice(0, at)),
      weight: 1,
    },
  );
  return fc
    .oneof({ arbitrary: text.map((json) => Buffer.from(json)), weight: 8 }, strangeBytes)
    .map((body) => ({ headers: { 'content-type': JSON_TYPE }, body }));
}

function jsonOf(value: unknown): string {
  return JSON.stringify(value) ?? '';
}

/** One member, however deep, replaced by something else, left out, doubled in a list, or added. */
export function mutated(value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc
    .record({
      value,
      at: fc.nat(20),
      how: fc.constantFrom('replace', 'replace', 'drop', 'wrap', 'add', 'rename'),
      name: strangeName,
      other: strangeValue,
    })
    .map(({ value: whole, at, how, name, other }) => {
      const places = placesIn(whole);
      if (places.length === 0) return other;
      const chosen = places[at % places.length]!;
      return changed(whole, chosen, (members, key) => {
        const rest = members.filter(([each]) => each !== key);
        const [, old] = members.find(([each]) => each === key)!;
        if (how === 'drop') return rest;
        if (how === 'wrap') return [...rest, [key, [old]]];
        if (how === 'rename') return [...rest, [name, old]];
        if (how === 'add') return [...members, [name, other]];
        return [...rest, [key, other]];
      });
    });
}

type Members = [string, unknown][];

/** The way to every member of an object, and of the objects in it. */
function placesIn(value: unknown, way: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    [...way, key],
    ...placesIn(inner, [...way, key]),
  ]);
}

function changed(
  value: unknown,
  [key = '', ...rest]: readonly string[],
  change: (members: Members, key: string) => Members,
): unknown {
  const members = Object.entries(value as object) as Members;
  // From entries, since `__proto__` is to be a member like any other.
  if (rest.length === 0) return Object.fromEntries(change(members, key));
  return Object.fromEntries(
    members.map(([name, inner]) => [name, name === key ? changed(inner, rest, change) : inner]),
  );
}

const BOUNDARY = 'x-boundary';

/** Forms whose parts come in any order, twice, under odd names, cut off, or with another boundary. */
function formBody(value: fc.Arbitrary<unknown>): fc.Arbitrary<Part> {
  const field = (name: string, text: string) =>
    Buffer.from(
      `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`,
    );
  const fileOf = ([name, fileName, content]: [string, string, Buffer]) =>
    Buffer.concat([
      Buffer.from(
        `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"; ${fileName}\r\ncontent-type: text/html\r\n\r\n`,
      ),
      content,
      Buffer.from('\r\n'),
    ]);
  const file = fc
    .tuple(
      fc.constantFrom('file', 'file', 'audio', '__proto__', '', 'x'.repeat(100)),
      fc.constantFrom(
        'filename="a.txt"',
        'filename="../../x"',
        'filename="\u202egpj.exe"',
        "filename*=utf-8''%00%ff",
        'filename=',
        'filename="a\\"b"',
        `filename="${'x'.repeat(3_000)}"`,
      ),
      fc.oneof(strangeBytes, fc.constant(Buffer.from('some text'))),
    )
    .map(fileOf);
  const fields = fc
    .oneof(value, mutated(value))
    .map((members) =>
      Object.entries((members ?? {}) as object).map(([name, text]) =>
        field(name.replaceAll(/[\r\n"]/g, ''), typeof text === 'string' ? text : jsonOf(text)),
      ),
    );
  return fc
    .record({
      fields,
      files: fc.array(file, { minLength: 0, maxLength: 2 }),
      first: fc.boolean(),
      cut: fc.option(fc.nat(300), { freq: 6 }),
      boundary: fc.constantFrom(
        BOUNDARY,
        BOUNDARY,
        BOUNDARY,
        BOUNDARY,
        'another',
        '',
        '"',
        'x'.repeat(300),
      ),
    })
    .map(({ fields: parts, files, first, cut, boundary }) => {
      const ordered = first ? [...files, ...parts] : [...parts, ...files];
      const whole = Buffer.concat([...ordered, Buffer.from(`--${BOUNDARY}--\r\n`)]);
      return {
        headers: { 'content-type': `${FORM_TYPE}; boundary=${boundary}` },
        body: cut === null ? whole : whole.subarray(0, cut),
      };
    });
}
