import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Problem } from '../../src/protocol/index.js';
import type { BrokerError } from '../domain/broker-error.js';

/** What Node refuses before there is a request, and by which status it says so. */
const STATUSES: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
};

/** Refuses what is no HTTP, or too much of it, as everything else is refused. */
export function refuseClient(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const status = STATUSES[error.code ?? ''] ?? 400;
  const title = STATUS_CODES[status]!;
  answer(socket, { type: 'urn:deskbell:problem:bad_request', title, status, code: 'bad_request' });
}

/** Refuses somebody before they asked for anything. */
export function refuseConnection(socket: Socket, { code, status, options }: BrokerError): void {
  const { retryAfterMs } = options;
  const title = STATUS_CODES[status]!;
  const problem = { type: `urn:deskbell:problem:${code}`, title, status, code };
  // What they have sent meanwhile is of no interest, and a reset is no fault.
  socket.on('error', () => {});
  answer(socket, retryAfterMs === undefined ? problem : { ...problem, retryAfterMs });
}

function answer(socket: Socket, problem: Problem): void {
  const { status, title, retryAfterMs } = problem;
  const body = JSON.stringify(problem);
  const lines = [
    `HTTP/1.1 ${status} ${title}`,
    'connection: close',
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
    'x-content-type-options: nosniff',
    ...(retryAfterMs === undefined ? [] : [`retry-after: ${Math.ceil(retryAfterMs / 1000)}`]),
  ];
  if (socket.writable) socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`);
  socket.destroySoon();
}
