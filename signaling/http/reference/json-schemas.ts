import {
  type ConversionConfig,
  type JsonSchema,
  type OverrideSchemaContext,
  toJsonSchemaDefs,
} from '@valibot/to-json-schema';
import * as v from 'valibot';
import type { GenericSchema } from 'valibot';
import { Call } from '../../../src/protocol/call-record.js';
import { IGNORED_ACTIONS, meaningOf } from './checks.js';
import { NAMED_SCHEMAS } from './schema-names.js';

export const SCHEMAS_AT = '#/components/schemas/';

const CONFIG: ConversionConfig = {
  target: 'draft-2020-12',
  // What a schema reads, which is what it answers: of numbers written in digits, the number.
  typeMode: 'output',
  // Nothing is left out silently.
  errorMode: 'throw',
  ignoreActions: IGNORED_ACTIONS,
  overrideAction: meaningOf,
  overrideSchema: refine,
  overrideRef: ({ referenceId }) => SCHEMAS_AT + referenceId,
};

function refine({ valibotSchema, jsonSchema }: OverrideSchemaContext): JsonSchema | undefined {
  if (valibotSchema === Call.entries.metadata) {
    return {
      type: ['object', 'null'],
      description: '`reason`: why it ended; `quality`: how it went for each side.',
    };
  }
  if (!('default' in valibotSchema) || valibotSchema.default === undefined) return undefined;
  const { default: fallback, ...rest } = jsonSchema;
  // One that is made anew each time is none to tell.
  if (typeof valibotSchema.default === 'function') return rest;
  return { ...rest, default: rest.type === 'integer' ? Number(fallback) : fallback };
}

export interface JsonSchemas {
  readonly named: Readonly<Record<string, JsonSchema>>;
  /** Of one of those that were given. */
  of(schema: GenericSchema): JsonSchema;
}

/** Converts all at once: each call of the converter would do the named ones again. */
export function convertAll(schemas: Iterable<GenericSchema>): JsonSchemas {
  const names = new Map([...new Set(schemas)].map((schema, index) => [schema, `#${index}`]));
  // Wrapped, so that what has no name is written out wherever it is used.
  const wrapped = [...names].map(([schema, name]) => [name, v.object({ schema })] as const);
  const definitions = { ...NAMED_SCHEMAS, ...Object.fromEntries(wrapped) };
  const all: Record<string, JsonSchema> = toJsonSchemaDefs(definitions, CONFIG);
  const isNamed = ([name]: [string, unknown]) => name in NAMED_SCHEMAS;
  return {
    named: Object.fromEntries(Object.entries(all).filter(isNamed)),
    of(schema) {
      const converted = all[names.get(schema) ?? '']?.properties?.['schema'];
      if (typeof converted !== 'object') throw new Error('A schema that was not given.');
      return converted as JsonSchema;
    },
  };
}
