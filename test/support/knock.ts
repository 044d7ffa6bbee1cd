import { WebSocket, type ClientOptions } from 'ws';

/** What a socket heard before it was closed. */
export interface Knock {
  readonly code: number;
  readonly reason: string;
  readonly frames: readonly unknown[];
  readonly protocol: string;
}

/**
 * Opens a socket that is expected to be refused, and tells how it was. Rejects when the upgrade
 * itself fails, which no browser could read.
 */
export function knock(
  address: string,
  protocols: string[] = [],
  options: ClientOptions = {},
): Promise<Knock> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address, protocols, options);
    const frames: unknown[] = [];
    socket.on('message', (data: Buffer) => frames.push(JSON.parse(data.toString())));
    socket.on('close', (code, reason) =>
      resolve({ code, reason: reason.toString(), frames, protocol: socket.protocol }),
    );
    socket.on('error', reject);
  });
}
