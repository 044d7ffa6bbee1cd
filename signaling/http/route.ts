import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as v from 'valibot';
import { BrokerError } from '../domain/broker-error.js';
import { identityOf } from './authenticate.js';
import type { Contract, Handler, Incoming } from './contract.js';
import { isConditional, sendConditionally } from './etag.js';
import { readBody, readQuery } from './validate.js';

/**
 * Adds a route. Its handler is called with what the contract names, already parsed: first the path,
 * then headers, query and body. The status is the contract's first unless the handler says another.
 */
export function route<const C extends Contract>(
  app: FastifyInstance,
  contract: C,
  handle: Handler<C>,
): void {
  const { method, url, stream } = contract;
  const [status = 200] = Object.keys(contract.answers).map(Number);
  const conditional = isConditional(contract);
  app.route({
    method,
    url,
    config: { contract, streamed: stream !== undefined },
    handler: async (request, reply) => {
      const incoming = { ...read(request, contract), request, reply } as Incoming<C>;
      reply.code(status);
      const answer = await handle(incoming);
      if (answer === undefined) return reply.send();
      return conditional ? sendConditionally(request, reply, answer) : answer;
    },
  });
}

function read(request: FastifyRequest, contract: Contract) {
  const { caller, params, headers, query, body } = contract;
  return {
    actor: caller === 'person' || caller === 'admin' ? identityOf(request) : request.identity,
    params: params && readParams(request, params),
    headers: headers && readHeaders(request, headers),
    query: query && readQuery(request, query),
    body: body && readBody(request, body),
  };
}

function readParams(
  { params }: FastifyRequest,
  schemas: NonNullable<Contract['params']>,
): Record<string, unknown> {
  return readEach(schemas, params as Record<string, unknown>, (name) =>
    /^id$|Id$/.test(name) ? new BrokerError('not_found') : wrong(name),
  );
}

function readHeaders(
  { headers }: FastifyRequest,
  schemas: NonNullable<Contract['headers']>,
): Record<string, unknown> {
  const sent = Object.keys(schemas).map((name) => [name, headers[name.toLowerCase()]]);
  return readEach(schemas, Object.fromEntries(sent) as Record<string, unknown>, wrong);
}

function readEach(
  schemas: Readonly<Record<string, v.GenericSchema>>,
  sent: Readonly<Record<string, unknown>>,
  refuse: (name: string) => BrokerError,
): Record<string, unknown> {
  const read: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(schemas)) {
    const parsed = v.safeParse(schema, sent[name]);
    if (!parsed.success) throw refuse(name);
    read[name] = parsed.output;
  }
  return read;
}

function wrong(name: string): BrokerError {
  return new BrokerError('bad_request', { detail: `Missing or wrong: ${name}.` });
}
