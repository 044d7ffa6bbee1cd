import type { WebSocket } from 'ws';
import type { Store } from '../store/store.js';
import type { PersonLimits } from './limits.js';
import type { Delivery, Directory, Identity, Log, PresenceBoard, Ringing } from './types.js';

/** What the heart of the broker is told; the names are those of the broker's config. */
export interface DomainSettings {
  /** A file, or `:memory:`. Its folder must exist. */
  readonly databaseFile: string;
  readonly ringTimeoutMs: number;
  /** Null: limits are off. */
  readonly rateLimits: PersonLimits | null;
  readonly log: Log;
  /** Milliseconds since the epoch; a test's clock. */
  readonly now?: () => number;
}

/** Where accepted app sockets go. */
export interface SocketHub {
  /** Takes over an open socket whose token was verified. Never throws. */
  accept(socket: WebSocket, identity: Identity): void;
  /** Open sockets of everybody. */
  readonly size: number;
}

/** The heart of the broker, composed. */
export interface Domain {
  readonly store: Store;
  readonly hub: SocketHub;
  readonly delivery: Delivery;
  readonly ringing: Ringing;
  readonly directory: Directory;
  readonly presence: PresenceBoard;
  /** Refuses what is new, closes every socket with `restart`, drains the writes. Idempotent. */
  close(): Promise<void>;
}

/** Opens the database, brings it up to date, and recovers what a crash left ringing. */
export async function createDomain(settings: DomainSettings): Promise<Domain> {
  throw new Error(`not composed yet: ${settings.databaseFile}`);
}
