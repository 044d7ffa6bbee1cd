import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Inbox } from '../../../src/client/direct/files/inbox.js';
import { sendFile } from '../../../src/client/direct/files/send-file.js';
import { makeId } from '../../support/fake-broker.js';

const STALL_MS = 30_000;
const never = new AbortController().signal;

/** Open, and the other side says nothing. */
class SilentChannel extends EventTarget {
  readonly readyState = 'open';
  readonly bufferedAmount = 0;
  isClosed = false;
  constructor(readonly onSend: () => void = () => undefined) {
    super();
  }
  send(): void {
    this.onSend();
  }
  close(): void {
    this.isClosed = true;
  }
}

const asChannel = (channel: SilentChannel) => channel as unknown as RTCDataChannel;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

describe('a file of which nothing moves, though its channel is open', () => {
  it('is given up by its sender, whose turn is free again', async () => {
    let sent = () => {};
    const isSent = new Promise<void>((resolve) => (sent = resolve));
    const channel = new SilentChannel(() => sent());
    const blob = new Blob([]);
    const job = { channel: asChannel(channel), transferId: makeId(), blob, fromBlock: 0 };
    const sending = sendFile({ ...job, digests: [], onProgress: () => undefined, signal: never });
    const end = sending.catch((cause: unknown) => cause);
    await isSent;
    await vi.advanceTimersByTimeAsync(STALL_MS);
    expect(await end).toMatchObject({ code: 'network' });
    expect(channel.isClosed).toBe(true);
  });

  it('is given up by its receiver, who asks for the rest', async () => {
    const inbox = new Inbox(asChannel(new SilentChannel()), never);
    const end = inbox.take(1).catch((cause: unknown) => cause);
    await vi.advanceTimersByTimeAsync(STALL_MS);
    expect(await end).toMatchObject({ code: 'network' });
    inbox.close();
  });

  it('goes on while something comes now and then', async () => {
    const channel = new SilentChannel();
    const inbox = new Inbox(asChannel(channel), never);
    for (let n = 0; n < 3; n++) {
      const taking = inbox.take(1);
      await vi.advanceTimersByTimeAsync(STALL_MS - 1);
      channel.dispatchEvent(new MessageEvent('message', { data: new ArrayBuffer(1) }));
      expect(await taking).toHaveLength(1);
    }
    inbox.close();
  });
});
