import { EventEmitter } from 'node:events';
import type { WebSocket } from 'ws';
import type { BrokerFrame } from '../../../src/protocol/index.js';

/** The broker's end of a socket without a network: as much of ws as the hub uses. */
export class FakeWebSocket extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  bufferedAmount = 0;
  readonly sent: string[] = [];
  closeCode: number | undefined;

  /** What the hub accepts. */
  asWebSocket(): WebSocket {
    return this as unknown as WebSocket;
  }

  /** A frame arrives. */
  receive(data: string | Buffer): void {
    this.emit('message', Buffer.from(data), typeof data !== 'string');
  }

  frames(): BrokerFrame[] {
    return this.sent.map((text) => JSON.parse(text) as BrokerFrame);
  }

  send(text: string, written: () => void): void {
    this.sent.push(text);
    setImmediate(written);
  }

  close(code: number): void {
    if (this.readyState !== 1) return;
    this.closeCode = code;
    this.readyState = 3;
    setImmediate(() => this.emit('close', code, Buffer.alloc(0)));
  }

  terminate(): void {
    this.close(1006);
  }

  pause(): void {}
  resume(): void {}
}
