import type { DeskbellError } from '../core/errors.js';
import type { ChatFrame, VoiceFormat } from '../protocol/index.js';
import type { ConnectionState } from './types.js';

/** As much of a WebSocket as we use. */
export interface SocketLike {
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
  send(text: string): void;
  close(code?: number): void;
}

export type OpenSocket = (url: string, protocols: string[]) => SocketLike;

export interface BrokerSocketOptions {
  /** `wss://…/api/messages/ws` */
  url: string;
  openSocket: OpenSocket;
  token(): Promise<string>;
  renewToken(): Promise<string>;
  deviceId(): string;
  /** Voice notes this device can play. */
  plays?(): VoiceFormat[];
  /** This device id is in use by another tab: from now on use another. */
  renewDeviceId(): void;
  /** Uniform in [0, 1). */
  random(): number;
  onFrame(frame: ChatFrame, text: string): void;
  /** A frame that is not about chat, unread. */
  onOther(type: string, text: string): void;
  /** `error` says why it is not online, when it is not about to be. */
  onState(state: ConnectionState, error: DeskbellError | null): void;
  limits?: SocketLimits;
}

/** How long to wait, in milliseconds: for the welcome, for any frame, for a ping after a wake-up. */
export interface SocketLimits {
  readonly handshakeMs: number;
  readonly silenceMs: number;
  readonly wakeMs: number;
}
