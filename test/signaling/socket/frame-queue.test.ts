import { describe, expect, it } from 'vitest';
import { FrameQueue } from '../../../signaling/socket/frame-queue.js';
import type { ClientFrame } from '../../../src/protocol/index.js';

const id = '018f4e3a-0000-7000-8000-000000000001';
const send: ClientFrame = {
  type: 'message_send',
  conversationId: id,
  message: { id, type: 'TEXT', text: 'hello' },
};
const end: ClientFrame = { type: 'call_end', callId: id, reason: 'hangup' };

function openQueue() {
  const begun: string[] = [];
  const finish: (() => void)[] = [];
  const reading: boolean[] = [];
  const queue = new FrameQueue({
    handle(frame) {
      begun.push(frame.type);
      return new Promise((resolve) => finish.push(resolve));
    },
    pause: () => reading.push(false),
    resume: () => reading.push(true),
  });
  const finishNext = async () => {
    finish.shift()!();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { queue, begun, reading, finishNext };
}

describe('FrameQueue', () => {
  it('begins messages in a row without waiting, and everything else one by one', async () => {
    const { queue, begun, finishNext } = openQueue();
    for (const frame of [send, send, end, send, end]) queue.push(frame);
    expect(begun).toEqual(['message_send', 'message_send']);
    await finishNext();
    expect(begun).toHaveLength(2);
    await finishNext();
    expect(begun.slice(2)).toEqual(['call_end']);
    await finishNext();
    expect(begun.slice(3)).toEqual(['message_send']);
    await finishNext();
    expect(begun.slice(4)).toEqual(['call_end']);
  });

  it('begins only so many messages together', () => {
    const { queue, begun } = openQueue();
    for (let i = 0; i < 100; i++) queue.push(send);
    expect(begun).toHaveLength(64);
  });

  it('stops reading while it is long, and goes on when it is short again', async () => {
    const { queue, reading, finishNext } = openQueue();
    for (let i = 0; i < 300; i++) queue.push(end);
    expect(reading).toEqual([false]);
    for (let i = 0; i < 172; i++) await finishNext();
    expect(reading).toEqual([false, true]);
  });

  it('forgets what was not begun, and is idle when the begun is done', async () => {
    const { queue, begun, finishNext } = openQueue();
    await queue.idle();
    queue.push(end);
    queue.push(end);
    queue.clear();
    let idle = false;
    const waiting = queue.idle().then(() => (idle = true));
    expect(idle).toBe(false);
    await finishNext();
    await waiting;
    expect(begun).toEqual(['call_end']);
  });
});
