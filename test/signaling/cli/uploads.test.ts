import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { spawnBroker, type SpawnedBroker } from '../../support/start-broker.js';
import { createUploadClient, type UploadClient } from '../../support/upload-client.js';

let broker: SpawnedBroker;
let client: UploadClient;
beforeAll(async () => {
  broker = await spawnBroker();
  client = await createUploadClient(broker);
});
afterAll(() => broker.close());

/** Sends all but the last bytes and then holds the line; tells how that ended. */
async function sendMost(id: string, bytes: Buffer): Promise<unknown> {
  let at = 0;
  const most = bytes.length - 100_000;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at >= most) return new Promise(() => {});
      controller.enqueue(bytes.subarray(at, (at += 50_000)));
    },
  });
  try {
    return await client.patch(id, 0, body, { duplex: 'half' });
  } catch {
    return 'broken';
  }
}

describe('an upload outlives the broker', () => {
  it.each(['SIGKILL', 'SIGTERM'] as const)(
    'ended by %s in the middle of it',
    async (signal) => {
      const bytes = Buffer.from(randomBytes(1_000_000).toString('base64'));
      const { body } = await client.begin({ size: bytes.length });
      const path = `/api/uploads/${body.id}`;
      const offset = async () => {
        const state = await broker.api<{ offset: number }>(path, { token: client.token });
        return state.body.offset;
      };
      const outcome = sendMost(body.id, bytes);
      await expect.poll(offset, { interval: 5 }).toBeGreaterThan(0);
      const startedAt = performance.now();
      await broker.stop(signal);
      // Cut at once: whoever is sending goes on later, and nobody waits for them.
      expect(performance.now() - startedAt).toBeLessThan(5000);
      expect(await outcome).toBe('broken');
      await broker.restart();

      const from = await offset();
      expect(from).toBeGreaterThan(0);
      expect(from).toBeLessThan(bytes.length);
      const done = await client.patch(body.id, from, bytes.subarray(from));
      expect(done.body.file).toMatchObject({ size: bytes.length, mimeType: 'text/plain' });
      const { text } = await broker.api(done.body.file!.url!);
      expect(text === bytes.toString()).toBe(true);
    },
    30_000,
  );
});
