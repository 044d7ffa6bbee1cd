import type { CloseReason } from '../../src/protocol/index.js';
import type { Device, Watchers } from '../domain/types.js';

/** A frame, already serialised, and for whom it is; or what sockets are closed. */
export type Envelope =
  | { to: 'users'; userIds: readonly string[]; except?: Device; text: string }
  | { to: 'sockets'; userId: string; reason: CloseReason }
  | { to: 'device'; device: Device; text: string }
  | { to: 'watchers'; userId: string; of?: Watchers; text: string };

/** Carries frames to the sockets of people, whichever process those are on. */
export interface Bus {
  /** Reaches this process's own listeners at once and in order. Never throws. */
  publish(envelope: Envelope): void;
  /** Returns the way to stop. */
  subscribe(listener: (envelope: Envelope) => void): () => void;
  close(): Promise<void>;
}
