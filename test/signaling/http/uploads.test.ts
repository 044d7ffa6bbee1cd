import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { moreResponses } from '../../../src/protocol/rest-more.js';
import { halves } from '../../support/broker/media-bytes.js';
import { startBroker, type BrokerHandle } from '../../support/start-broker.js';
import { createUploadClient, type UploadClient } from '../../support/upload-client.js';

const MAX_BYTES = 200_000;

let broker: BrokerHandle;
let client: UploadClient;
beforeAll(async () => {
  broker = await startBroker({ MAX_UPLOAD_BYTES: String(MAX_BYTES) });
  client = await createUploadClient(broker);
});
afterAll(() => broker.close());

const state = (id: string, token = client.token) =>
  broker.api<{ offset: number; code: string }>(`/api/uploads/${id}`, { token });

describe('an upload', () => {
  it('is announced, comes in pieces, and is a file at the end', async () => {
    const bytes = await halves(900, 600).png().toBuffer();
    const id = randomUUID();
    const begun = await client.begin({ id, name: 'car.png', size: bytes.length });
    expect([begun.status, begun.body]).toEqual([200, { id, offset: 0, size: bytes.length }]);
    const half = Math.floor(bytes.length / 2);
    const first = await client.patch(id, 0, bytes.subarray(0, half));
    expect([first.status, first.headers.get('upload-offset')]).toEqual([200, String(half)]);
    expect((await state(id)).body).toEqual({ id, offset: half, size: bytes.length });
    const { status, body } = await client.patch(id, half, bytes.subarray(half));
    expect(status).toBe(200);
    expect(v.parse(moreResponses.upload, body).file).toMatchObject({
      fileId: id,
      name: 'car.png',
      mimeType: 'image/png',
      width: 900,
      height: 600,
      placeholder: expect.stringMatching(/^[0-9a-f]{96}$/),
      thumbnail: { width: 640, height: 427 },
    });
    expect((await state(id)).body).toEqual(body);
  });

  it('becomes a message that both can see the file of', async () => {
    const { body } = await client.upload(await halves().jpeg().toBuffer(), 'car.jpg');
    const { status, body: message } = await broker.api<{ media: { url: string } }>(
      `/api/conversations/${client.conversationId}/messages`,
      {
        token: client.token,
        json: { id: randomUUID(), type: 'IMAGE', media: { fileId: body.id } },
      },
    );
    expect(status).toBe(201);
    expect(message.media.url).toBe(body.file!.url);
    const { body: page } = await broker.api<{ items: (typeof message)[] }>(
      `/api/conversations/${client.conversationId}/messages?limit=1`,
      { token: client.otherToken },
    );
    expect((await broker.api(page.items[0]!.media.url)).status).toBe(200);
  });

  it('is the same under the same id, and nobody else can have that id', async () => {
    const id = randomUUID();
    await client.begin({ id, size: 10 });
    await client.patch(id, 0, 'four');
    expect((await client.begin({ id, size: 10 })).body.offset).toBe(4);
    const other = { token: client.otherToken };
    const taken = await broker.api('/api/uploads', {
      ...other,
      json: { id, conversationId: client.conversationId, name: 'x', size: 10 },
    });
    expect([taken.status, taken.body]).toEqual([
      409,
      expect.objectContaining({ code: 'conflict' }),
    ]);
  });

  it('says from where to go on when the offset is wrong', async () => {
    const { body } = await client.begin({ size: 10 });
    await client.patch(body.id, 0, 'four');
    for (const offset of [0, 3, 5, 10]) {
      const refused = await client.patch(body.id, offset, 'x');
      expect([refused.status, refused.body.code]).toEqual([409, 'upload_offset']);
    }
    expect((await state(body.id)).body.offset).toBe(4);
    for (const offset of ['-1', 'x', '1e3', '', '4.0', '9'.repeat(20)]) {
      const refused = await client.patch(body.id, offset, 'x');
      expect([refused.status, refused.body.code]).toEqual([400, 'bad_request']);
    }
  });

  it('takes no byte more than was announced, said before or found out', async () => {
    const { body } = await client.begin({ size: 10 });
    const said = await client.patch(body.id, 0, 'eleven byte');
    expect([said.status, said.body.code]).toEqual([400, 'bad_request']);
    const unsaid = await client.patch(
      body.id,
      0,
      new ReadableStream({
        start(controller) {
          for (const part of ['ten ', 'bytes', 'o'])
            controller.enqueue(new TextEncoder().encode(part));
          controller.enqueue(new TextEncoder().encode('ne more'));
          controller.close();
        },
      }),
      { duplex: 'half' },
    );
    expect([unsaid.status, unsaid.body.code]).toEqual([400, 'bad_request']);
    expect((await state(body.id)).body.offset).toBe(0);
  });

  it('is bytes and nothing else', async () => {
    const { body } = await client.begin({ size: 4 });
    for (const type of ['application/json', 'text/plain', 'multipart/form-data; boundary=x']) {
      const headers = { 'content-type': type, 'upload-offset': '0' };
      const refused = await client.patch(body.id, 0, 'four', { headers });
      expect([refused.status, refused.body.code]).toEqual([415, 'unsupported_media_type']);
    }
  });

  it('is refused at the limit + 1, which the refusal names', async () => {
    expect((await client.begin({ size: MAX_BYTES })).status).toBe(200);
    const { status, body } = await client.begin({ size: MAX_BYTES + 1 });
    expect([status, body.code]).toEqual([413, 'file_too_large']);
    expect(body.detail).toContain(String(MAX_BYTES));
    const empty = await client.begin({ size: 0 });
    expect([empty.status, empty.body.code]).toEqual([422, 'empty_file']);
    for (const size of [-1, 1.5, '5', null]) {
      expect((await client.begin({ size })).status).toBe(400);
    }
  });

  it.each(['../../x', 'a\u202egnp.exe', 'a\0b', '', ' ', 'x'.repeat(256), 'a/b', 'a\\b', '\ud800'])(
    'has a name without a path or tricks: %j',
    async (name) => {
      const { status, body } = await client.begin({ name });
      expect([status, body.code]).toEqual([400, 'bad_request']);
    },
  );

  it('is there for its sender only: for all others it is not there at all', async () => {
    const { body } = await client.begin({ size: 5 });
    for (const token of [client.otherToken, client.strangerToken]) {
      const answers = await Promise.all([
        state(body.id, token),
        state(randomUUID(), token),
        client.patch(body.id, 0, 'hello', {
          token,
        }),
        broker.api(`/api/uploads/${body.id}`, { token, method: 'DELETE' }),
        broker.api(`/api/uploads/not-an-id`, { token }),
      ]);
      for (const answer of answers) {
        expect([answer.status, answer.body]).toEqual([404, { ...(answers[1].body as object) }]);
      }
    }
    const begun = await broker.api('/api/uploads', {
      token: client.strangerToken,
      json: { id: randomUUID(), conversationId: client.conversationId, name: 'x', size: 1 },
    });
    expect(begun.status).toBe(404);
    expect((await broker.api(`/api/uploads/${body.id}`)).status).toBe(401);
  });

  it('can be taken back', async () => {
    const { body } = await client.begin({ size: 5 });
    await client.patch(body.id, 0, 'hel');
    const remove = () =>
      broker.api(`/api/uploads/${body.id}`, { token: client.token, method: 'DELETE' });
    expect((await remove()).status).toBe(204);
    expect((await remove()).status).toBe(404);
    expect((await state(body.id)).status).toBe(404);
  });

  it('may come from a page of another site', async () => {
    const { status, headers } = await broker.api(`/api/uploads/${randomUUID()}`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://shop.example.com',
        'access-control-request-method': 'PATCH',
        'access-control-request-headers': 'authorization,content-type,upload-offset',
      },
    });
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-methods')).toContain('PATCH');
    expect(headers.get('access-control-allow-headers')).toContain('upload-offset');
  });
});

describe('uploads of one person', () => {
  it('are counted', async () => {
    const limited = await startBroker({ RATE_LIMITS: 'on', RATE_LIMIT_UPLOADS: '2/1h' });
    const own = await createUploadClient(limited);
    expect((await own.begin()).status).toBe(200);
    const path = '/api/messages/upload';
    const form = { conversationId: own.conversationId, file: Buffer.from('hello') };
    expect((await own.form(path, form)).status).toBe(201);
    for (const refused of [await own.begin(), await own.form(path, form)]) {
      expect([refused.status, refused.body.code]).toEqual([429, 'rate_limited']);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    await limited.close();
  });
});
