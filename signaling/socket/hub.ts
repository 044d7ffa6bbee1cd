import type { WebSocket } from 'ws';
import { CLOSE_CODES, type ClientFrame } from '../../src/protocol/index.js';
import { BrokerError } from '../domain/broker-error.js';
import type { FrameBudget } from '../domain/frame-budget.js';
import type { Meter } from '../domain/meter.js';
import type { Rate } from '../domain/limits.js';
import type { PresenceDesk } from '../domain/presence.js';
import type { Actor, Identity, Log } from '../domain/types.js';
import { Connection } from './connection.js';
import { handleFrame, type Services } from './handlers.js';
import { SOCKET_TIMES, type SocketTimes } from './lifetime.js';

/** What begun frames may take when the broker stops. */
const RETIRE_MS = 2_000;

export interface HubOptions {
  readonly services: Services & { readonly presence: PresenceDesk };
  readonly frameRate: Rate | null;
  readonly frames?: Pick<FrameBudget, 'take'>;
  readonly log: Log;
  readonly meter: Meter;
  readonly times?: Partial<SocketTimes>;
}

/** Every open app socket of this process. */
export class SocketHub {
  readonly #options: HubOptions;
  readonly #times: SocketTimes;
  readonly #connections = new Set<Connection>();
  #closing: Promise<void> | undefined;

  constructor(options: HubOptions) {
    this.#options = options;
    this.#times = { ...SOCKET_TIMES, ...options.times };
  }

  /** Open sockets. */
  get size(): number {
    return this.#connections.size;
  }

  /** Frames that their readers have not taken yet. */
  get queuedFrames(): number {
    let frames = 0;
    for (const connection of this.#connections) frames += connection.queuedFrames;
    return frames;
  }

  /** Takes over an open socket whose token was verified. Never throws. */
  accept(socket: WebSocket, identity: Identity): void {
    if (socket.readyState !== socket.OPEN) return;
    if (this.#closing) return socket.close(CLOSE_CODES.restart.code, 'restart');
    const { frameRate, frames, log, meter } = this.#options;
    this.#connections.add(
      new Connection({
        socket,
        identity,
        times: this.#times,
        frameRate,
        ...(frames && { frames }),
        log,
        onRefused: (code) => meter.refused('socket', code),
        onFrame: (connection, frame) => this.#handle(connection, frame),
        onGone: (connection, options) => this.#leave(connection, options),
      }),
    );
  }

  /** Closes every socket with `restart`, after what was begun on it. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= Promise.all(
      [...this.#connections].map((connection) => connection.retire('restart', RETIRE_MS)),
    ).then(() => {});
    return this.#closing;
  }

  async #handle(connection: Connection, frame: ClientFrame): Promise<void> {
    const { services, log } = this.#options;
    const enter = (deviceId: string) => this.#enter(connection, deviceId);
    const actor = actorOf(connection);
    try {
      await handleFrame({ ...services, connection, actor, enter }, frame);
    } catch (error) {
      const ref = refOf(frame);
      const { userId } = connection;
      if (error instanceof BrokerError) {
        const { code, options } = error;
        log.info({ userId, type: frame.type, code, ref }, 'frame refused');
        const { retryAfterMs } = options;
        connection.refuse(code, {
          ...(ref !== undefined && { ref }),
          ...(retryAfterMs !== undefined && { retryAfterMs }),
        });
      } else {
        log.error({ err: error, userId, type: frame.type }, 'frame failed');
        connection.refuse('internal', ref === undefined ? {} : { ref });
      }
      if (frame.type === 'hello') connection.close('tryAgainLater');
    }
  }

  #enter(connection: Connection, deviceId: string): Actor {
    const { registry, presence, ringing } = this.#options.services;
    connection.name(deviceId);
    registry.add(connection)?.close('replaced');
    presence.arrived(connection.userId);
    ringing.devicePresence(connection.userId, deviceId, true);
    return actorOf(connection);
  }

  #leave(connection: Connection, options: { silent: boolean }): void {
    const { registry, presence, ringing } = this.#options.services;
    this.#connections.delete(connection);
    const { userId, deviceId } = connection;
    if (deviceId === '' || !registry.remove(connection)) return;
    ringing.devicePresence(userId, deviceId, false, options);
    presence.left(userId);
  }
}

function actorOf({ identity, deviceId }: Connection): Actor {
  return deviceId === '' ? identity : { ...identity, deviceId };
}

/** The id that a refused frame was about. */
function refOf(frame: ClientFrame): string | undefined {
  if ('message' in frame) return frame.message.id;
  if ('callId' in frame) return frame.callId;
  return 'conversationId' in frame ? frame.conversationId : undefined;
}
