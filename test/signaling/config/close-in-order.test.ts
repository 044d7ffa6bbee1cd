import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { closeInOrder } from '../../../signaling/close-in-order.js';

const closed: string[] = [];

const part = (name: string, error?: Error) => ({
  async close() {
    await setImmediate();
    closed.push(name);
    if (error) throw error;
  },
});

it('What cannot be closed keeps nothing open that comes after it, and is told', async () => {
  const close = closeInOrder(
    [part('sockets'), part('files', new Error('files'))],
    [
      {
        close: () => {
          throw new Error('calls');
        },
      },
    ],
    part('store'),
  );
  const thrown: unknown = await close().catch((error: unknown) => error);
  expect(thrown).toEqual(new Error('files'));
  await expect(close()).rejects.toBe(thrown);
  expect(closed).toEqual(['sockets', 'files', 'store']);
});
