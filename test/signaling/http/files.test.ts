import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Media, Message } from '../../../src/protocol/index.js';
import { halves } from '../../support/broker/media-bytes.js';
import { startBroker, type BrokerHandle } from '../../support/start-broker.js';
import { createUploadClient, type UploadClient } from '../../support/upload-client.js';

let broker: BrokerHandle;
let client: UploadClient;
let picture: Media;
let notes: Media;
const TEXT = '0123456789'.repeat(10);
beforeAll(async () => {
  broker = await startBroker();
  client = await createUploadClient(broker);
  picture = (await client.upload(await halves(900, 600).png().toBuffer(), 'Grüße.png')).body.file!;
  notes = (await client.upload(Buffer.from(TEXT), 'notes.txt')).body.file!;
  for (const { fileId } of [picture, notes]) {
    const path = `/api/conversations/${client.conversationId}/messages`;
    const json = { id: randomUUID(), type: 'FILE', media: { fileId } };
    expect((await broker.api(path, { token: client.token, json })).status).toBe(201);
  }
});
afterAll(() => broker.close());

const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  broker.api<{ code: string }>(path, { method, headers });
const fileOf = (id: string, token: string) =>
  broker.api<{ code: string }>(`/api/files/${id}`, { token });

describe('a file is served', () => {
  it('by its link, to pictures and players of any site, and can do nothing there', async () => {
    const { status, headers } = await get(picture.url!);
    expect(status).toBe(200);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'image/png',
      'content-length': String(picture.size),
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'content-disposition': `inline; filename="Gr__e.png"; filename*=UTF-8''Gr%C3%BC%C3%9Fe.png`,
      'cache-control': expect.stringMatching(/^private, max-age=\d+$/),
    });
    const [, seconds] = /max-age=(\d+)/.exec(headers.get('cache-control')!)!;
    expect(Number(seconds)).toBeLessThanOrEqual(24 * 3600);
  });

  it('as an attachment when a browser could do more with it than show it', async () => {
    const html = await client.upload(Buffer.from('<script>alert(1)</script>'), 'car.png');
    const { headers } = await get(html.body.file!.url!);
    expect(headers.get('content-type')).toBe('application/octet-stream');
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename="car.png"/);
    const text = await get(notes.url!);
    expect(text.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(text.headers.get('content-disposition')).toMatch(/^attachment;/);
  });

  it('small by the link of its small picture', async () => {
    const { status, headers } = await get(picture.thumbnail!.url);
    expect([status, headers.get('content-type')]).toEqual([200, 'image/webp']);
    expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    const absent = notes.url!.replace('?', '/thumbnail?');
    expect((await get(absent)).status).toBe(404);
  });

  it.each([
    ['bytes=0-9', 206, 'bytes 0-9/100', 10],
    ['bytes=90-', 206, 'bytes 90-99/100', 10],
    ['bytes=-5', 206, 'bytes 95-99/100', 5],
    ['bytes=-500', 206, 'bytes 0-99/100', 100],
    ['bytes=99-1000000', 206, 'bytes 99-99/100', 1],
    ['bytes=100-', 416, 'bytes */100', 0],
    ['bytes=-0', 416, 'bytes */100', 0],
    ['bytes=5-2', 200, null, 100],
    ['bytes=0-1,5-6', 200, null, 100],
    ['lines=0-1', 200, null, 100],
    ['bytes=-', 200, null, 100],
    ['bytes=x-1', 200, null, 100],
  ] as const)('in part: %s', async (range, status, contentRange, length) => {
    const answer = await get(notes.url!, { range });
    expect([answer.status, answer.headers.get('content-range'), answer.text.length]).toEqual([
      status,
      contentRange,
      length,
    ]);
    expect(answer.headers.get('accept-ranges')).toBe('bytes');
    if (status === 206) {
      const [, start] = /bytes (\d+)-/.exec(contentRange!)!;
      expect(answer.text).toBe(TEXT.slice(Number(start), Number(start) + length));
      expect(answer.headers.get('content-length')).toBe(String(length));
    }
  });

  it('not again to who has it', async () => {
    const etag = (await get(notes.url!)).headers.get('etag')!;
    expect(etag).toMatch(/^"[0-9a-f]{64}"$/);
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const { status, text } = await get(notes.url!, { 'if-none-match': known });
      expect([status, text]).toEqual([304, '']);
    }
    expect((await get(notes.url!, { 'if-none-match': '"other"' })).status).toBe(200);
    const resumed = await get(notes.url!, { range: 'bytes=1-1', 'if-range': etag });
    expect(resumed.status).toBe(206);
    const changed = await get(notes.url!, { range: 'bytes=1-1', 'if-range': '"other"' });
    expect([changed.status, changed.text]).toEqual([200, TEXT]);
  });

  it('by its headers alone to HEAD', async () => {
    const { status, headers, text } = await get(notes.url!, {}, 'HEAD');
    expect([status, headers.get('content-length'), text]).toEqual([200, '100', '']);
    expect(headers.get('etag')).toMatch(/^"[0-9a-f]{64}"$/);
  });

  it('to both with their token, and then asked for anew each time', async () => {
    for (const token of [client.token, client.otherToken]) {
      const { status, text, headers } = await fileOf(notes.fileId!, token);
      expect([status, text]).toEqual([200, TEXT]);
      expect(headers.get('cache-control')).toBe('private, no-cache');
    }
    const byQuery = await get(`/api/files/${notes.fileId}?token=${client.token}`);
    expect(byQuery.status).toBe(200);
    expect((await get(`/api/files/${notes.fileId}`)).status).toBe(401);
  });

  it('to nobody else, however they ask', async () => {
    const [{ searchParams }, other] = [
      new URL(picture.url!, broker.url),
      new URL(notes.url!, broker.url),
    ];
    const signature = searchParams.get('signature')!;
    const expires = searchParams.get('expires')!;
    const forged = (id: string, expiry: string, text: string) =>
      get(`/api/files/${id}?expires=${expiry}&signature=${text}`);
    const id = picture.fileId!;
    const past = String(Math.floor(Date.now() / 1000) - 10);
    const answers = [
      await fileOf(randomUUID(), client.token),
      await fileOf(id, client.strangerToken),
      await fileOf('not-an-id', client.token),
      await forged(randomUUID(), expires, signature),
      await forged(id, expires, other.searchParams.get('signature')!),
      await forged(id, String(Number(expires) + 1), signature),
      await forged(id, past, signature),
      await forged(id, expires, signature.toLowerCase()),
      await forged(id, expires, ''),
      await get(`/api/files/${id}?expires=${expires}`),
      await get(`/api/files/${id}?signature=${signature}`),
      await get(picture.url!.replace('?', '/thumbnail?')),
      await get(picture.thumbnail!.url.replace('/thumbnail', '')),
    ];
    for (const { status, body, headers } of answers) {
      expect([status, body]).toEqual([404, answers[0]!.body]);
      expect(headers.get('cache-control')).toBe('no-store');
    }
    const withToken = `${picture.url!}x`;
    expect((await broker.api(withToken, { token: client.token })).status).toBe(404);
    const twice = await get(`${picture.url!}&expires=${expires}`);
    expect([twice.status, twice.body.code]).toEqual([400, 'bad_request']);
  });
});

describe('a fresh link', () => {
  it('is told to both, and to nobody else', async () => {
    const ask = (id: string, token: string) =>
      broker.api<{ url: string; expiresAt: string }>(`/api/files/${id}/link`, { token });
    const { status, body } = await ask(notes.fileId!, client.otherToken);
    expect([status, body.url]).toEqual([200, notes.url]);
    expect(Date.parse(body.expiresAt)).toBeGreaterThan(Date.now() + 11 * 3600 * 1000);
    const absent = await ask(randomUUID(), client.token);
    const foreign = await ask(notes.fileId!, client.strangerToken);
    expect([foreign.status, foreign.body]).toEqual([404, absent.body]);
    expect((await get(`/api/files/${notes.fileId}/link`)).status).toBe(401);
  });

  it('is whole when the broker knows where it is', async () => {
    const named = await startBroker({ PUBLIC_URL: 'https://chat.example.com' });
    const own = await createUploadClient(named);
    const { url } = (await own.upload(Buffer.from('x'))).body.file!;
    expect(url).toMatch(/^https:\/\/chat\.example\.com\/api\/files\//);
    await named.close();
  });
});

describe('passing on', () => {
  it('makes the file one’s own in another conversation', async () => {
    const { body: other } = await broker.api<{ id: string }>('/api/conversations', {
      token: client.otherToken,
      json: { userId: 'stranger-1' },
    });
    const copy = (token: string, conversationId: string, id = picture.fileId!) =>
      broker.api<{ file: Media }>(`/api/files/${id}/copy`, { token, json: { conversationId } });
    const { status, body } = await copy(client.otherToken, other.id);
    expect(status).toBe(201);
    expect(body.file).toMatchObject({ name: picture.name, width: 900, thumbnail: { width: 640 } });
    const sent = await broker.api<Message>(`/api/conversations/${other.id}/messages`, {
      token: client.otherToken,
      json: {
        id: randomUUID(),
        type: 'IMAGE',
        media: { fileId: body.file.fileId },
        forwarded: true,
      },
    });
    expect(sent.status).toBe(201);
    expect((await fileOf(body.file.fileId!, client.strangerToken)).status).toBe(200);
    expect((await fileOf(picture.fileId!, client.strangerToken)).status).toBe(404);
    const refusals = [
      await copy(client.token, randomUUID()),
      await copy(client.token, other.id),
      await copy(client.strangerToken, other.id),
      await copy(client.otherToken, other.id, randomUUID()),
    ];
    for (const refused of refusals) {
      expect([refused.status, refused.body]).toEqual([404, refusals[0]!.body]);
    }
  });
});

describe('a deleted message', () => {
  it('takes its file along, for everybody and at once', async () => {
    const { body } = await client.form('/api/messages/upload', {
      conversationId: client.conversationId,
      file: Buffer.from('to be deleted'),
    });
    const url = body.media!.url!;
    expect((await get(url)).status).toBe(200);
    const gone = await broker.api(`/api/messages/${body.id}`, {
      token: client.token,
      method: 'DELETE',
    });
    expect(gone.status).toBe(200);
    await expect.poll(async () => (await get(url)).status).toBe(404);
    expect((await fileOf(body.media!.fileId!, client.token)).status).toBe(404);
  });
});
