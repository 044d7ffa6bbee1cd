import type { JsonSchema } from '@valibot/to-json-schema';
import { STATUS_CODES } from 'node:http';
import * as v from 'valibot';
import { ERROR_STATUS } from '../../../src/protocol/error-status.js';
import type { ErrorCode } from '../../../src/protocol/index.js';
import { type Contract, GROUPS } from '../contract.js';
import { isConditional } from '../etag.js';
import { problemsOf } from './problems-of.js';
import type { DescribedRoute } from './described-routes.js';
import { convertAll, type JsonSchemas, SCHEMAS_AT } from './json-schemas.js';
import type { Document, Operation, Parameter, Response } from './openapi.js';

const INTRODUCTION = `JSON in, JSON out. Lists are \`{items, nextCursor?}\`: give \`nextCursor\` as \`before\` \
to get the next page. Members that are not named here are ignored in what you send. Every refusal is \
a problem (RFC 9457) with a stable \`code\`. Where there is GET, there is HEAD. What comes in between, \
a socket tells: see docs/protocol.md.`;

/** All routes as OpenAPI 3.1, made of the very schemas that read and answer. */
export function describe(routes: readonly DescribedRoute[]): Document {
  const schemas = convertAll(routes.flatMap(({ contract }) => schemasOf(contract)));
  const paths: Document['paths'] = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    const method = route.contract.method.toLowerCase();
    paths[path] = { ...paths[path], [method]: operationOf(route, schemas) };
  }
  return {
    openapi: '3.1.1',
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    info: {
      title: 'Deskbell',
      version: '1',
      description: INTRODUCTION,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/', description: 'This broker' }],
    tags: Object.entries(GROUPS).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: schemas.named,
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'A JWT whose `sub` is the person’s id. Also as `?token=`.',
        },
        link: {
          type: 'apiKey',
          in: 'query',
          name: 'signature',
          description: 'Of a link that the broker has signed, good until `expires`.',
        },
        admin: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'A JWT with the role `admin`, of `deskbell token --role admin`.',
        },
        operator: {
          type: 'http',
          scheme: 'bearer',
          description: '`METRICS_TOKEN`; without one, only this machine may ask.',
        },
      },
    },
  };
}

function schemasOf({ params, headers, query, body, stream, answers }: Contract): v.GenericSchema[] {
  const fields = stream && 'fields' in stream ? [stream.fields] : [];
  const named = [params, headers].flatMap((each) => Object.values(each ?? {}));
  const answered = Object.values(answers).filter((answer) => answer !== null && 'kind' in answer);
  return [query, body, ...fields, ...named, ...answered].filter((each) => each !== undefined);
}

function operationOf(route: DescribedRoute, schemas: JsonSchemas): Operation {
  const { contract } = route;
  const { id, group, summary, detail } = contract;
  const conditional = isConditional(contract);
  const parameters = [...parametersOf(contract, schemas), ...(conditional ? [IF_NONE_MATCH] : [])];
  const requestBody = bodyOf(contract, schemas);
  return {
    operationId: id,
    tags: [group],
    summary,
    ...(detail !== undefined && { description: detail }),
    security: securityOf(contract),
    ...(parameters.length > 0 && { parameters }),
    ...(requestBody && { requestBody }),
    responses: {
      ...answersOf(conditional ? conditionally(contract) : contract, schemas),
      ...refusalsOf(problemsOf(route)),
    },
  };
}

const IF_NONE_MATCH: Parameter = {
  name: 'If-None-Match',
  in: 'header',
  required: false,
  description: 'The `ETag` of the answer that one has: 304 when it is still the same.',
  schema: { type: 'string' },
};

function conditionally({ answers, tells, ...contract }: Contract): Contract {
  const etag = { ETag: 'Changes with the answer.' };
  return { ...contract, answers: { ...answers, 304: null }, tells: { ...tells, ...etag } };
}

function securityOf({ caller }: Contract): Operation['security'] {
  switch (caller) {
    case 'anyone':
      return [];
    case 'visitor':
      return [{}, { bearer: [] }];
    case 'link':
      return [{ link: [] }, { bearer: [] }];
    case 'person':
      return [{ bearer: [] }];
    case 'admin':
      return [{ admin: [] }];
    case 'operator':
      return [{ operator: [] }];
  }
}

function parametersOf(
  { params = {}, headers = {}, query }: Contract,
  schemas: JsonSchemas,
): Parameter[] {
  const named = (all: NonNullable<Contract['params']>, place: Parameter['in']) =>
    Object.entries(all).map(([name, schema]) =>
      parameter(name, { in: place, required: true, schema: schemas.of(schema) }),
    );
  const { properties = {}, required = [] } = query ? schemas.of(query) : {};
  const asked = Object.entries(properties).map(([name, schema]) =>
    parameter(name, {
      in: 'query',
      required: required.includes(name),
      schema: schema as JsonSchema,
    }),
  );
  return [...named(params, 'path'), ...named(headers, 'header'), ...asked];
}

function parameter(name: string, { schema, ...rest }: Omit<Parameter, 'name'>): Parameter {
  const { description, ...bare } = schema;
  return { name, ...rest, ...(description !== undefined && { description }), schema: bare };
}

function bodyOf({ body, stream }: Contract, schemas: JsonSchemas): Operation['requestBody'] {
  if (body) {
    const required = !v.safeParse(body, {}).success;
    return { required, content: { 'application/json': { schema: schemas.of(body) } } };
  }
  if (!stream) return undefined;
  if (!('fields' in stream)) return { required: true, content: { [stream.mimeType]: {} } };
  const { properties = {}, required = [], ...form } = schemas.of(stream.fields);
  const schema = {
    ...form,
    properties: { ...properties, file: { contentMediaType: 'application/octet-stream' } },
    required: [...required, 'file'],
  };
  // A list in a form is one field of JSON.
  const lists = Object.keys(properties).filter(
    (name) => (properties[name] as JsonSchema).type === 'array',
  );
  const encoding = Object.fromEntries(
    lists.map((name) => [name, { contentType: 'application/json' }]),
  );
  return { required: true, content: { [stream.mimeType]: { schema, encoding } } };
}

function answersOf(
  { answers, tells = {} }: Contract,
  schemas: JsonSchemas,
): Record<string, Response> {
  const headers = Object.fromEntries(
    Object.entries(tells).map(([name, description]) => [
      name,
      { description, schema: { type: 'string' as const } },
    ]),
  );
  return Object.fromEntries(
    Object.entries(answers).map(([status, answer]) => [
      status,
      {
        description: STATUS_CODES[status] ?? '',
        ...(Object.keys(headers).length > 0 && { headers }),
        ...(answer && { content: contentOf(answer, schemas) }),
      },
    ]),
  );
}

function contentOf(
  answer: NonNullable<Contract['answers'][number]>,
  schemas: JsonSchemas,
): Response['content'] {
  if ('mimeType' in answer) return { [answer.mimeType]: {} };
  return { 'application/json': { schema: schemas.of(answer) } };
}

function refusalsOf(codes: readonly ErrorCode[]): Record<string, Response> {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of codes) {
    const status = ERROR_STATUS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries([...byStatus].map(([status, each]) => [status, refusal(status, each)]));
}

function refusal(status: number, codes: readonly ErrorCode[]): Response {
  const schema = {
    $ref: `${SCHEMAS_AT}Problem`,
    properties: { code: { enum: [...codes] } },
  };
  return {
    description: codes.map((code) => `\`${code}\``).join(', '),
    ...(status === 429 && {
      headers: { 'Retry-After': { description: 'Seconds.', schema: { type: 'integer' as const } } },
    }),
    content: { 'application/problem+json': { schema } },
  };
}
