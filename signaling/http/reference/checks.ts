import type { JsonSchema, OverrideActionContext } from '@valibot/to-json-schema';
import { KeptFile } from '../../../src/protocol/drafts.js';
import {
  DisplayName,
  Emoji,
  FileName,
  HttpUrl,
  Instant,
  Latitude,
  LIMITS,
  Longitude,
  MessageText,
  Seq,
  UserId,
  Uuid,
} from '../../../src/protocol/index.js';
import { MESSAGING_LIMITS } from '../../../src/protocol/messaging-limits.js';
import { queries, requests } from '../../../src/protocol/requests.js';

interface Piped {
  readonly pipe: readonly { readonly kind: string; readonly type: string }[];
}

/** They change what is read and say nothing of it: patterns are written for any case. */
export const IGNORED_ACTIONS = ['to_lower_case'];

const kib = (bytes: number) => `${bytes / 1024} KiB`;

/** A text by its bytes of UTF-8: as many characters fit at most. */
const text = (bytes: number, size: string): JsonSchema => ({
  minLength: 1,
  maxLength: bytes,
  description: `1 byte to ${size} of UTF-8, not only white space.`,
});

/**
 * What our checks mean, in the words of JSON Schema: those are functions, which no converter can read.
 * A check that stands in no line here has no description, and the document is not made.
 */
const MEANINGS: readonly (readonly [Piped, JsonSchema])[] = [
  // Read in any case.
  [Uuid, { format: 'uuid', pattern: undefined }],
  [UserId, { description: 'The `sub` of a token: printable text.' }],
  [DisplayName, { description: 'A name people see, trimmed.' }],
  [FileName, { description: 'A file’s name without a path.' }],
  [
    HttpUrl,
    {
      maxLength: LIMITS.urlChars,
      pattern: '^[Hh][Tt][Tt][Pp][Ss]?:\\/\\/[^\\s\\/?#]+',
      description: 'An http(s) address.',
    },
  ],
  [Instant, { format: 'date-time', description: 'An instant, ISO 8601 in UTC.' }],
  [Seq, { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER }],
  [MessageText, text(LIMITS.textBytes, kib(LIMITS.textBytes))],
  [Emoji, { minLength: 1, maxLength: 32, description: 'One emoji.' }],
  [Latitude, { minimum: -90, maximum: 90, description: 'Degrees.' }],
  [Longitude, { minimum: -180, maximum: 180, description: 'Degrees.' }],
  [KeptFile.entries.size, { maximum: MESSAGING_LIMITS.directFileBytes }],
  [queries.search.entries.q, text(MESSAGING_LIMITS.queryBytes, '256 bytes')],
  [requests.report.entries.text.wrapped, text(MESSAGING_LIMITS.reportBytes, '4 KiB')],
];

/** By the action that stands for the whole schema: the first one that says something of its values. */
const meanings = new Map<unknown, JsonSchema>();
/** What else is in those schemas, and said by their meaning. Some stand in many of them. */
const said = new Set<unknown>();

for (const [{ pipe }, meaning] of MEANINGS) {
  const [first, ...rest] = pipe.filter(
    (item) =>
      item.kind !== 'schema' && item.type !== 'trim' && !IGNORED_ACTIONS.includes(item.type),
  );
  meanings.set(first, meaning);
  for (const action of rest) said.add(action);
}

/** Marks a text whose edges are not looked at, until its pattern comes. */
const TRIMMED = 'x-trimmed';

/** For `overrideAction`: undefined leaves it to the converter, which refuses what it cannot say. */
export function meaningOf({
  valibotAction,
  jsonSchema,
  errors,
}: OverrideActionContext): JsonSchema | undefined {
  if (valibotAction.type === 'trim') return { ...jsonSchema, [TRIMMED]: true } as JsonSchema;
  const meaning = meanings.get(valibotAction);
  if (meaning) return { ...withoutEdges(jsonSchema), ...meaning };
  if (errors && said.has(valibotAction)) return jsonSchema;
  if ('operation' in valibotAction && valibotAction.operation === Number) {
    // What queries and forms write in digits.
    return { type: jsonSchema.pattern?.includes('\\.') ? 'number' : 'integer', minimum: 0 };
  }
  return errors ? undefined : withoutEdges(jsonSchema);
}

function withoutEdges(schema: JsonSchema): JsonSchema {
  if (!(TRIMMED in schema)) return schema;
  const pattern = schema.pattern?.replace(/^\^(.*)\$$/, '^\\s*$1\\s*$');
  return { ...schema, pattern, [TRIMMED]: undefined } as JsonSchema;
}
