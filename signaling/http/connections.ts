import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { BrokerError } from '../domain/broker-error.js';
import type { Release } from '../door-limits.js';
import { refuseConnection } from './client-errors.js';
import type { HttpContext } from './context.js';

/** What the broker itself has open: the database, its log, pipes, an upload that is written. */
const OWN_FILES = 100;
const FEWEST = 16;

/**
 * So many connections of one address, sockets not among them: those are counted at their door. And
 * below the limit of open files as many of all together as may each read a file.
 */
export function limitConnections(
  server: Server,
  { limits, connectionAddressOf, metrics }: HttpContext,
): void {
  const most = mostConnections(limitsOfProcess());
  if (most !== undefined) server.maxConnections = most;
  const held = new WeakMap<Duplex, Release>();
  server.on('connection', (socket: Socket) => {
    const address = connectionAddressOf(socket);
    if (address === undefined) return;
    try {
      const release = limits.holdAddressConnection(address);
      held.set(socket, release);
      socket.once('close', release);
    } catch (error) {
      if (!(error instanceof BrokerError)) throw error;
      metrics.meter.refused('http', error.code);
      refuseConnection(socket, error);
    }
  });
  server.on('upgrade', (_request, socket: Duplex) => held.get(socket)?.());
}

/** @param limits as in `/proc/self/limits`; undefined where there is no such limit */
export function mostConnections(limits: string): number | undefined {
  const [, files] = /^Max open files\s+(\d+)/m.exec(limits) ?? [];
  if (files === undefined) return undefined;
  return Math.max(FEWEST, Math.floor((Number(files) - OWN_FILES) / 2));
}

function limitsOfProcess(): string {
  try {
    return readFileSync('/proc/self/limits', 'utf8');
  } catch {
    // Not Linux.
    return '';
  }
}
