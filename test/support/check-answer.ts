import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Document, Response } from '../../signaling/http/reference/openapi.js';
import { describedApi } from './described-api.js';

export interface Question {
  readonly method: string;
  /** With its query. */
  readonly path: string;
}

/**
 * Holds an answer against the OpenAPI document: its status, its type, and its body, in which nothing
 * may be that is not described. What asks for no described route is not looked at.
 */
export async function checkAnswer(
  question: Question,
  { status, headers }: Pick<globalThis.Response, 'status' | 'headers'>,
  text: string,
): Promise<void> {
  const api = await checkedApi();
  const found = api.find(question);
  if (!found) return;
  const fail = (why: string): never => {
    throw new Error(`${found.method} ${found.path} answers ${status}, ${why}`);
  };
  const response = found.responses[status] ?? fail('which is not described.');
  if (question.method === 'HEAD') return;
  const { content } = response;
  if (!content) return text === '' ? undefined : fail('with a body that is not described.');
  const mimeType = (headers.get('content-type') ?? '').split(';')[0]!;
  const described = content[mimeType] ?? content['*/*'] ?? fail(`as ${mimeType}.`);
  if (!described.schema) return;
  const validate = api.validator(found, status, mimeType);
  if (!validate(JSON.parse(text))) {
    fail(`not as described: ${JSON.stringify(validate.errors?.slice(0, 3))} of ${text}`);
  }
}

interface FoundOperation {
  readonly path: string;
  readonly method: string;
  readonly responses: Readonly<Record<string, Response>>;
}

interface CheckedApi {
  find(question: Question): FoundOperation | undefined;
  validator(operation: FoundOperation, status: number, mimeType: string): ValidateFunction;
}

let checked: Promise<CheckedApi> | undefined;

function checkedApi(): Promise<CheckedApi> {
  return (checked ??= describedApi().then(createCheckedApi));
}

function createCheckedApi(document: Document): CheckedApi {
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  ajv.addSchema(closed(document) as object, 'api');
  const validators = new Map<string, ValidateFunction>();
  const paths = Object.keys(document.paths)
    // A path without parameters wins over one with.
    .sort((a, b) => Number(a.includes('{')) - Number(b.includes('{')))
    .map((path) => ({ path, pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`) }));

  return {
    find({ method, path: asked }) {
      const name = method === 'HEAD' ? 'get' : method.toLowerCase();
      const plain = asked.split('?')[0]!;
      for (const { path, pattern } of paths) {
        const operation = document.paths[path]?.[name];
        if (operation && pattern.test(plain)) {
          return { path, method: name.toUpperCase(), responses: operation.responses };
        }
      }
      return undefined;
    },
    validator({ path, method }, status, mimeType) {
      const pointer = [
        'paths',
        path,
        method.toLowerCase(),
        'responses',
        status,
        'content',
        mimeType,
        'schema',
      ]
        .map((step) => encodeURIComponent(String(step).replaceAll('~', '~0').replaceAll('/', '~1')))
        .join('/');
      const known = validators.get(pointer);
      if (known) return known;
      const made = ajv.compile({ $ref: `api#/${pointer}` });
      validators.set(pointer, made);
      return made;
    },
  };
}

/** The same, but that no object has members beside those that are described. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, closed(each)]),
  );
  const isObject = copy['type'] === 'object' && typeof copy['properties'] === 'object';
  return isObject ? { ...copy, additionalProperties: false } : copy;
}
