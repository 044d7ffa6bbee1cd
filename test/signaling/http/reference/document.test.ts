import { Validator } from '@seriousme/openapi-schema-validator';
import { fastify } from 'fastify';
import { beforeAll, describe, expect, it } from 'vitest';
import { collectRoutes } from '../../../../signaling/http/reference/described-routes.js';
import type { Document, Operation } from '../../../../signaling/http/reference/openapi.js';
import { bareServer, describedApi, describedRoutes } from '../../../support/described-api.js';
import { startBroker } from '../../../support/start-broker.js';

/** What others may rely on: never taken away, only added to. */
const PROMISED = `
  GET /healthz
  GET /readyz
  GET /metrics
  GET /api/me
  POST /api/guests
  GET /api/users/:id
  POST /api/peers
  GET /api/conversations
  POST /api/conversations
  GET /api/conversations/:id
  GET /api/conversations/:id/messages
  POST /api/conversations/:id/messages
  POST /api/conversations/:id/read
  GET /api/search
  PATCH /api/messages/:id
  DELETE /api/messages/:id
  PUT /api/messages/:id/reactions/:emoji
  DELETE /api/messages/:id/reactions/:emoji
  POST /api/messages/upload-voice
  POST /api/messages/upload
  GET /api/files/:id
  POST /api/calls
  POST /api/calls/:id/answer
  POST /api/calls/:id/end
  POST /api/calls/:id/decline
  GET /api/calls
  GET /api/ice-servers
  POST /api/users/:id/block
  DELETE /api/users/:id/block
  POST /api/reports
  GET /api/openapi.json`;

let api: Document;
beforeAll(async () => {
  api = await describedApi();
});

const operations = (): Operation[] =>
  Object.values(api.paths).flatMap((each) => Object.values(each));

describe('the OpenAPI document', () => {
  it('is one of OpenAPI 3.1', async () => {
    const validator = new Validator();
    const specification = structuredClone(api) as unknown as Record<string, unknown>;
    expect(await validator.validate(specification)).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
  });

  it('has every path and method that Fastify has, and no other', async () => {
    const app = await bareServer();
    const built: string[] = [];
    for (const [path, described] of Object.entries(api.paths)) {
      const url = path.replaceAll(/\{\w+\}/g, 'x');
      const other = ['GET', 'POST', 'PUT', 'DELETE'].find((name) => !described[name.toLowerCase()]);
      // Who answers that is not the document, but what watches routes as they are made.
      const { headers, statusCode } = await app.inject({ method: other as 'GET', url });
      expect(statusCode, `${other} ${path}`).toBe(405);
      const allowed = String(headers['allow'])
        .split(', ')
        .filter((name) => name !== 'HEAD');
      expect(allowed.sort(), path).toEqual(
        Object.keys(described)
          .map((name) => name.toUpperCase())
          .sort(),
      );
      built.push(path.replaceAll(/\{(\w+)\}/g, ':$1'));
    }
    expect(pathsOf(app.printRoutes({ commonPrefix: false })).sort()).toEqual(built.sort());
  });

  it('cannot leave a route out: one without a description is not served', () => {
    const app = fastify();
    collectRoutes(app);
    expect(() => app.get('/api/secret', () => 'x')).toThrow('GET /api/secret has no contract.');
  });

  it('has all that was promised', async () => {
    const promised = PROMISED.trim().split(/\n\s*/);
    expect(await describedRoutes()).toEqual(expect.arrayContaining(promised));
  });

  it('names each operation once, says what it is for and who may ask', () => {
    const ids = operations().map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const groups = api.tags.map(({ name }) => name);
    for (const { operationId, summary, tags, security } of operations()) {
      expect(operationId).toMatch(/^[a-z]+([A-Z][A-Za-z]+)+$/);
      expect(summary, operationId).toMatch(/^[A-Z].*[^.]$/);
      expect(groups).toContain(tags[0]);
      expect(security, operationId).toBeInstanceOf(Array);
    }
  });

  it('tells of a missing token wherever one is wanted', () => {
    for (const [path, each] of Object.entries(api.paths)) {
      for (const [method, { security, responses }] of Object.entries(each)) {
        const wanted =
          security.length > 0 &&
          security.every((way) => way['bearer'] ?? way['admin'] ?? way['link']);
        expect('401' in responses, `${method} ${path}`).toBe(wanted);
      }
    }
  });

  it('is made for every kind of broker at its own address, and told apart by its ETag', async () => {
    const broker = await startBroker();
    const { status, headers, body } = await broker.api<Document>('/api/openapi.json');
    expect([status, headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
    expect(body).toEqual({ ...api, paths: { ...api.paths, '/api/dev-token': undefined } });
    const etag = headers.get('etag')!;
    const again = await broker.api('/api/openapi.json', { headers: { 'if-none-match': etag } });
    expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', etag]);
    const other = await broker.api('/api/openapi.json', { headers: { 'if-none-match': '"x"' } });
    expect(other.status).toBe(200);
    await broker.close();
  });
});

/** The paths of Fastify's drawing of its tree. */
function pathsOf(drawing: string): string[] {
  const above: string[] = [];
  const paths: string[] = [];
  for (const line of drawing.split('\n')) {
    const [, indent = '', part = ''] = /^([│ ]*)[├└]── (\S+) \(/.exec(line) ?? [];
    if (part === '' || part === '*') continue;
    const depth = indent.length / 4;
    above.length = depth;
    above.push(part);
    paths.push(above.join(''));
  }
  return paths;
}
