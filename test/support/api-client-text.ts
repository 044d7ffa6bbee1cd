import type { JsonSchema } from '@valibot/to-json-schema';
import { format } from 'prettier';
import type { Document, Operation } from '../../signaling/http/reference/openapi.js';

const HEADER = `/**
 * Made of the API document, which is made of the broker's schemas: not written by hand.
 * \`npx vitest run test/signaling/http/reference/client -u\` makes it anew.
 */
`;

/** The types of what the API takes and answers by name, as \`src/api/schemas.ts\`. */
export function schemasText({ components }: Document): Promise<string> {
  const types = Object.entries(components.schemas).map(
    ([name, schema]) => `export type ${name} = ${typeOf(schema)};`,
  );
  return formatted(HEADER + types.join('\n\n'));
}

/** What each operation is given and answers, as \`src/api/operations.ts\`. */
export function operationsText(document: Document): Promise<string> {
  const entries = each(document).map(
    ({ operation }) =>
      `${comment(operation)}\nreadonly ${operation.operationId}: { ${membersOf(operation)} };`,
  );
  const body = `export interface Operations { ${entries.join('\n')} }`;
  const used = Object.keys(document.components.schemas).filter((name) =>
    new RegExp(`\\b${name}\\b`).test(body.replaceAll(/\/\*\*.*?\*\//g, '')),
  );
  const imports = `import type { ${used.join(', ')} } from './schemas.js';`;
  return formatted(`${HEADER}${imports}\n\n${body}`);
}

/** Where each operation is, as \`src/api/routes.ts\`. */
export function routesText(document: Document): Promise<string> {
  const entries = each(document).map(({ method, path, operation }) => {
    const form = operation.requestBody?.content['multipart/form-data'] && `form: true`;
    const raw = isRaw(operation) && `raw: true`;
    const parts = [`method: '${method}'`, `path: '${path}'`, form, raw].filter(Boolean);
    return `${operation.operationId}: { ${parts.join(', ')} },`;
  });
  return formatted(`${HEADER}import type { Operations } from './operations.js';

export interface Route {
  readonly method: string;
  readonly path: string;
  /** Its body is a form. */
  readonly form?: true;
  /** Its answer is no JSON. */
  readonly raw?: true;
}

export const ROUTES: Readonly<Record<keyof Operations, Route>> = { ${entries.join('\n')} };`);
}

function each({ paths }: Document) {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      operation,
    })),
  );
}

function comment({ summary, description }: Operation): string {
  const lines = [`${summary}.`, description].filter((line) => line !== undefined);
  return lines.length === 1 ? `/** ${lines[0]} */` : `/**\n * ${lines.join('\n * ')}\n */`;
}

function membersOf(operation: Operation): string {
  const { parameters = [], requestBody } = operation;
  const places = { path: 'params', query: 'query', header: 'headers' } as const;
  const members = Object.entries(places).map(([place, name]) => {
    // What has changed is for whoever keeps answers; the client keeps none.
    const here = parameters.filter((each) => each.in === place && each.name !== 'If-None-Match');
    if (here.length === 0) return '';
    const isNeeded = here.some(({ required }) => required);
    const types = here.map(
      (each) => `readonly '${each.name}'${each.required ? '' : '?'}: ${typeOf(each.schema)}`,
    );
    return `readonly ${name}${isNeeded ? '' : '?'}: { ${types.join('; ')} }`;
  });
  const body =
    requestBody && `readonly body${requestBody.required ? '' : '?'}: ${bodyOf(operation)}`;
  return [...members, body, `readonly answer: ${answerOf(operation)}`].filter(Boolean).join('; ');
}

function bodyOf({ requestBody }: Operation): string {
  const [type, { schema }] = Object.entries(requestBody!.content)[0]!;
  if (type === 'application/octet-stream') return 'Blob | ArrayBuffer | Uint8Array<ArrayBuffer>';
  return typeOf(schema!);
}

function successesOf({ responses }: Operation) {
  return Object.entries(responses).filter(([status]) => /^20[0-4]$/.test(status));
}

function answerOf(operation: Operation): string {
  if (isRaw(operation)) return 'Response';
  const types = successesOf(operation).map(([, { content }]) => {
    if (!content) return 'undefined';
    const { schema } = content['application/json']!;
    return schema ? typeOf(schema) : 'unknown';
  });
  return [...new Set(types)].join(' | ');
}

function isRaw(operation: Operation): boolean {
  return successesOf(operation).some(([, { content }]) => content && !content['application/json']);
}

/** A schema as a type. */
function typeOf(schema: JsonSchema): string {
  const { $ref, anyOf, oneOf } = schema;
  if ($ref !== undefined) return $ref.split('/').at(-1)!;
  const choices = anyOf ?? oneOf;
  if (choices) return choices.map((choice) => typeOf(choice as JsonSchema)).join(' | ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.contentMediaType !== undefined) return 'Blob';
  return [schema.type]
    .flat()
    .map((type) => plainType(type, schema))
    .join(' | ');
}

function plainType(type: string | undefined, schema: JsonSchema): string {
  switch (type) {
    case 'object':
      return schema.properties ? objectType(schema) : 'Readonly<Record<string, unknown>>';
    case 'array':
      return `readonly (${typeOf((schema.items ?? {}) as JsonSchema)})[]`;
    case 'integer':
      return 'number';
    case 'string':
    case 'number':
    case 'boolean':
    case 'null':
      return type;
    default:
      return 'unknown';
  }
}

function objectType({ properties = {}, required = [] }: JsonSchema): string {
  const members = Object.entries(properties).map(([name, schema]) => {
    const { description } = schema as JsonSchema;
    const said = description === undefined ? '' : `\n/** ${description} */\n`;
    const isOptional = !required.includes(name);
    return `${said}readonly '${name}'${isOptional ? '?' : ''}: ${typeOf(schema as JsonSchema)}`;
  });
  return members.length > 0 ? `{ ${members.join(';\n')} }` : 'Readonly<Record<string, never>>';
}

function formatted(text: string): Promise<string> {
  return format(text, { parser: 'typescript', singleQuote: true, printWidth: 100 });
}
