import type { Page } from '@playwright/test';
import type { E2eBroker } from './e2e-broker.js';

interface StockConnection {
  on(event: string, listener: (value: never) => void): void;
  close(): void;
}
interface StockPeer extends StockConnection {
  call(peerId: string, stream: MediaStream): StockConnection;
  disconnect(): void;
  destroy(): void;
}
declare const Peer: new (id: string, options: object) => StockPeer;

declare global {
  interface Window {
    stock: { peer: StockPeer; call?: StockConnection; heard: string[] };
  }
}

export async function makePeer(broker: E2eBroker, token: string): Promise<string> {
  const { status, body } = await broker.ask(token, 'POST', '/api/peers', {});
  if (status !== 201) throw new Error(`no peer id: ${status}`);
  return (body as { peerId: string }).peerId;
}

/** Somebody on a page with PeerJS as published and none of our code. */
export class StockCaller {
  private constructor(
    readonly page: Page,
    private readonly broker: E2eBroker,
    private readonly token: string,
  ) {}

  static async open(page: Page, broker: E2eBroker, userId: string): Promise<StockCaller> {
    const token = await broker.tokenOf(userId, `Name of ${userId}`);
    const id = await makePeer(broker, token);
    await page.evaluate(
      ([peerId, port, jwt]) =>
        new Promise<void>((resolve) => {
          const options = { host: 'localhost', port, path: '/', token: jwt };
          const peer = new Peer(peerId, { ...options, config: { iceServers: [] } });
          window.stock = { peer, heard: [] };
          peer.on('open', () => resolve());
          peer.on('error', (error: { type: string }) => window.stock.heard.push(error.type));
        }),
      [id, broker.port, token] as const,
    );
    return new StockCaller(page, broker, token);
  }

  async addressOf(userId: string): Promise<string> {
    const { body } = await this.broker.ask(this.token, 'GET', `/api/users/${userId}`);
    return (body as { peerAddress: string }).peerAddress;
  }

  async call(userId: string, { video }: { video: boolean }): Promise<void> {
    await this.callAddress(await this.addressOf(userId), { video });
  }

  async callAddress(address: string, { video }: { video: boolean }): Promise<void> {
    await this.page.evaluate(
      async ([to, withPicture]) => {
        const { stock } = window;
        const stream = await navigator.mediaDevices.getUserMedia({
          audio: true,
          video: withPicture,
        });
        const call = stock.peer.call(to, stream);
        stock.call = call;
        call.on('stream', () => stock.heard.push('stream'));
        call.on('close', () => stock.heard.push('close'));
        call.on('error', (error: { type: string }) => stock.heard.push(error.type));
      },
      [address, video] as const,
    );
  }

  /** What PeerJS told of its peer and its call. */
  heard(): Promise<string[]> {
    return this.page.evaluate(() => window.stock.heard);
  }

  hangUp(): Promise<void> {
    return this.page.evaluate(() => window.stock.call?.close());
  }

  /** Ends the socket, and no call. */
  disconnect(): Promise<void> {
    return this.page.evaluate(() => window.stock.peer.disconnect());
  }
}
