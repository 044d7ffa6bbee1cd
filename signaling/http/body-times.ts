import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';

export interface BodyTimes {
  /** A body that takes longer to arrive is somebody holding the door. */
  readonly wholeMs: number;
  /** A file takes as long as it takes, when in each `paceMs` at least `paceBytes` of it come. */
  readonly paceMs: number;
  readonly paceBytes: number;
  /** How long what nobody reads is swallowed, so that its sender still reads the refusal. */
  readonly lingerMs: number;
}

const BODY_TIMES: BodyTimes = {
  wholeMs: 20_000,
  paceMs: 10_000,
  paceBytes: 4096,
  lingerMs: 3000,
};

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The body is a file: held to a pace and not to an end. */
    streamed?: boolean;
  }
}

/** Cuts the connection of whoever sends a body too slowly. Node can only do so for all alike. */
export function limitBodyTimes(app: FastifyInstance, times = BODY_TIMES): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const { raw } = request;
    if (hasBody(raw)) {
      const stop = request.routeOptions.config.streamed
        ? keepPace(raw, times)
        : keepEnd(raw, times.wholeMs);
      raw.once('end', stop);
      raw.once('close', stop);
    }
    done();
  });
  app.addHook('onResponse', (request, _reply, done) => {
    if (hasBody(request.raw) && !request.raw.complete) swallow(request, times.lingerMs);
    done();
  });
}

function hasBody({ headers }: IncomingMessage): boolean {
  const { 'content-length': length, 'transfer-encoding': encoding } = headers;
  return encoding !== undefined || (length !== undefined && length !== '0');
}

function keepEnd(raw: IncomingMessage, wholeMs: number): () => void {
  const timer = setTimeout(() => raw.socket.destroy(), wholeMs);
  return () => clearTimeout(timer);
}

function keepPace(raw: IncomingMessage, { paceMs, paceBytes }: BodyTimes): () => void {
  let before = raw.socket.bytesRead;
  const timer = setInterval(() => {
    const { bytesRead } = raw.socket;
    if (!raw.complete && bytesRead - before < paceBytes) raw.socket.destroy();
    before = bytesRead;
  }, paceMs);
  return () => clearInterval(timer);
}

/** A socket that is closed while bytes arrive is reset, and takes the answer with it. */
function swallow({ raw }: FastifyRequest, lingerMs: number): void {
  const timer = setTimeout(() => raw.socket.destroy(), lingerMs);
  raw.once('end', () => clearTimeout(timer));
  raw.once('close', () => clearTimeout(timer));
  raw.unpipe();
  raw.resume();
}
