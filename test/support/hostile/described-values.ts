import fc from 'fast-check';
import type { JsonSchema } from '@valibot/to-json-schema';

/** Ids of what there is, by the name of the member or the collection that holds them. */
export type KnownIds = Readonly<Record<string, readonly string[]>>;

/** Makes values that a schema of the API document allows, with ids that exist now and then. */
export function createValues(schemas: Readonly<Record<string, JsonSchema>>, known: KnownIds) {
  /** @param name of the member that it is for */
  function valueOf(schema: JsonSchema, name = ''): fc.Arbitrary<unknown> {
    const { $ref, anyOf, oneOf } = schema;
    if ($ref !== undefined) return valueOf(schemas[$ref.split('/').at(-1)!]!, name);
    const choices = anyOf ?? oneOf;
    if (choices) return fc.oneof(...choices.map((choice) => valueOf(choice as JsonSchema, name)));
    if (schema.const !== undefined) return fc.constant(schema.const);
    if (schema.enum) return fc.constantFrom(...schema.enum);
    return plain(schema, name);
  }

  function plain(schema: JsonSchema, name: string): fc.Arbitrary<unknown> {
    const { minimum: min = -1_000, maximum: max = 1_000 } = schema;
    switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
      case 'object':
        return objectOf(schema);
      case 'array':
        return fc.array(valueOf((schema.items ?? {}) as JsonSchema), { maxLength: 4 });
      case 'integer':
        return fc.integer({ min: Math.max(min, -1_000), max: Math.min(max, 1_000) });
      case 'number':
        return fc.double({ min, max, noNaN: true });
      case 'boolean':
        return fc.boolean();
      case 'null':
        return fc.constant(null);
      case 'string':
        return textOf(schema, name);
      default:
        return fc.jsonValue({ maxDepth: 1 });
    }
  }

  function objectOf({ properties = {}, required = [] }: JsonSchema): fc.Arbitrary<unknown> {
    const members = Object.entries(properties).map(([name, schema]) => [
      name,
      valueOf(schema as JsonSchema, name),
    ]);
    return fc.record(Object.fromEntries(members) as Record<string, fc.Arbitrary<unknown>>, {
      requiredKeys: [...required],
    });
  }

  function textOf(
    { format, pattern, maxLength = 40 }: JsonSchema,
    name: string,
  ): fc.Arbitrary<string> {
    const made = madeText(format, pattern, Math.min(maxLength, 300));
    const ids = known[name];
    return ids ? fc.oneof({ arbitrary: fc.constantFrom(...ids), weight: 4 }, made) : made;
  }

  return { valueOf };
}

function madeText(
  format: string | undefined,
  pattern: string | undefined,
  maxLength: number,
): fc.Arbitrary<string> {
  if (format === 'uuid') return fc.uuid();
  if (format === 'date-time') {
    return fc
      .date({ noInvalidDate: true, min: new Date(0), max: new Date('9000-01-01') })
      .map((date) => date.toISOString());
  }
  if (pattern?.includes('[Hh][Tt]')) return fc.webUrl();
  const letters = fc.string({ unit: 'grapheme', minLength: 1, maxLength });
  // A look ahead is more than a generator can read.
  return pattern && !pattern.includes('(?=')
    ? fc.oneof(fc.stringMatching(new RegExp(pattern)), letters)
    : letters;
}
