import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isErrorCode, Message } from '../../../src/protocol/index.js';
import { halves, mp4, oggOpus, wav, webm } from '../../support/broker/media-bytes.js';
import { startBroker, type BrokerHandle } from '../../support/start-broker.js';
import { createUploadClient, type UploadClient } from '../../support/upload-client.js';

const MAX_BYTES = 100_000;
const UPLOAD = '/api/messages/upload';
const VOICE = '/api/messages/upload-voice';

let broker: BrokerHandle;
let client: UploadClient;
let conversationId: string;
beforeAll(async () => {
  broker = await startBroker({ MAX_UPLOAD_BYTES: String(MAX_BYTES) });
  client = await createUploadClient(broker);
  ({ conversationId } = client);
});
afterAll(() => broker.close());

describe('a file with its message', () => {
  it.each([
    ['IMAGE', () => halves().jpeg().toBuffer(), 'image/jpeg'],
    ['VIDEO', async () => webm(['audio', 'video']), 'video/webm'],
    ['VIDEO', async () => mp4(['soun', 'vide']), 'video/mp4'],
    ['FILE', async () => wav(), 'audio/wav'],
    ['FILE', async () => Buffer.from('hello'), 'text/plain'],
    ['FILE', async () => Buffer.from('<svg onload="alert(1)"/>'), 'application/octet-stream'],
  ] as const)('is what its bytes are: %s', async (type, make, mimeType) => {
    const { status, body } = await client.form(UPLOAD, { conversationId, file: await make() });
    expect(status).toBe(201);
    expect(v.parse(Message, body)).toMatchObject({ type, media: { mimeType, name: 'file.bin' } });
    expect((await broker.api(body.media!.url!)).status).toBe(200);
  });

  it('takes its fields in any order, and those left empty as left out', async () => {
    const file = Buffer.from('hello');
    const { body: first } = await client.form(UPLOAD, { conversationId, file });
    const orders: Record<string, string | Uint8Array>[] = [
      { file, conversationId, caption: 'What do you say?', replyTo: first.id, type: '' },
      { caption: 'What do you say?', file, replyTo: first.id, id: '', conversationId },
      { replyTo: first.id, text: 'What do you say?', conversationId, file },
    ];
    for (const fields of orders) {
      const { status, body } = await client.form(UPLOAD, fields);
      expect([status, body.text, body.replyTo]).toEqual([201, 'What do you say?', first.id]);
    }
  });

  it('is told to the devices of both', async () => {
    const socket = await broker.socket(client.otherToken);
    const heard = new Promise<Message>((resolve) =>
      socket.on('message', (data: Buffer) => {
        const frame = JSON.parse(data.toString()) as { type: string; message?: Message };
        if (frame.type === 'welcome') {
          void client.form(UPLOAD, { conversationId, file: Buffer.from('told') });
        } else if (frame.type === 'message') resolve(frame.message!);
      }),
    );
    socket.send(JSON.stringify({ type: 'hello', deviceId: randomUUID() }));
    const { media } = await heard;
    expect((await broker.api(media!.url!)).text).toBe('told');
    socket.terminate();
  });

  it('under the same id is stored once, even when it comes many times at once', async () => {
    const id = randomUUID();
    const send = (text: string) =>
      client.form(UPLOAD, { conversationId, id, file: Buffer.from(text) });
    const all = await Promise.all(Array.from({ length: 10 }, (_, i) => send(`copy ${i}`)));
    expect(all.map(({ status }) => status).sort()).toEqual([...Array<number>(9).fill(200), 201]);
    const [first] = all;
    const again = await send('another');
    expect(again.status).toBe(200);
    for (const { body } of [...all, again]) {
      expect([body.seq, body.media?.fileId]).toEqual([first!.body.seq, first!.body.media?.fileId]);
    }
  });

  it('under an id of somebody else is a conflict', async () => {
    const { body } = await broker.api<Message>(`/api/conversations/${conversationId}/messages`, {
      token: client.otherToken,
      json: { id: randomUUID(), text: 'mine' },
    });
    const file = Buffer.from('hello');
    const refused = await client.form(UPLOAD, { conversationId, id: body.id, file });
    expect([refused.status, refused.body.code]).toEqual([409, 'conflict']);
  });

  it('can be sent as a file whatever it is, and as nothing that it is not', async () => {
    const file = await halves().png().toBuffer();
    const asFile = await client.form(UPLOAD, { conversationId, file, type: 'FILE' });
    expect([asFile.status, asFile.body.type]).toEqual([201, 'FILE']);
    for (const type of ['VIDEO', 'VOICE']) {
      const refused = await client.form(UPLOAD, { conversationId, file, type });
      expect([refused.status, refused.body.code]).toEqual([415, 'unsupported_media_type']);
    }
    const refused = await client.form(UPLOAD, { conversationId, file, type: 'TEXT' });
    expect([refused.status, refused.body.code]).toEqual([400, 'bad_request']);
  });

  it.each([
    ['/etc/../../x', 'x'],
    ['C:\\x\\car.bin', 'car.bin'],
    ['a\u202egnp.exe', 'agnp.exe'],
  ])('has a name without a path or tricks: %j', async (name, clean) => {
    const file = Buffer.from('hello');
    const { status, body } = await client.form(UPLOAD, { conversationId, file }, name);
    expect([status, body.media?.name]).toEqual([201, clean]);
  });

  it('is refused to strangers as if there were no conversation', async () => {
    const file = Buffer.from('hello');
    const absent = await client.form(UPLOAD, { conversationId: randomUUID(), file });
    const { status, body } = await broker.api<{ id: string }>('/api/conversations', {
      token: client.strangerToken,
      json: { userId: 'seller-42' },
    });
    expect(status).toBe(201);
    const foreign = await client.form(UPLOAD, { conversationId: body.id, file });
    expect([foreign.status, foreign.body]).toEqual([404, absent.body]);
    const form = new FormData();
    form.set('conversationId', conversationId);
    expect((await broker.api(UPLOAD, { method: 'POST', body: form })).status).toBe(401);
  });

  it.each([
    ['no file', {}, 400, 'bad_request'],
    ['no conversation', { file: Buffer.from('x'), conversationId: '' }, 400, 'bad_request'],
    ['an empty file', { file: Buffer.alloc(0) }, 422, 'empty_file'],
    ['a file too large', { file: Buffer.alloc(MAX_BYTES + 1) }, 413, 'file_too_large'],
    ['two files', { file: Buffer.from('x'), other: Buffer.from('y') }, 400, 'bad_request'],
    [
      'a caption too long',
      { file: Buffer.from('x'), caption: 'x'.repeat(8193) },
      400,
      'bad_request',
    ],
    [
      'a field too long',
      { file: Buffer.from('x'), caption: 'x'.repeat(70_000) },
      400,
      'bad_request',
    ],
    ['a wrong reply', { file: Buffer.from('x'), replyTo: randomUUID() }, 404, 'not_found'],
    ['a field for prototypes', { file: Buffer.from('x'), constructor: 'x' }, 400, 'bad_request'],
  ] as const)('is refused with %s', async (_name, fields, status, code) => {
    const answer = await client.form(UPLOAD, { conversationId, ...fields });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('may be as large as the limit', async () => {
    const file = Buffer.alloc(MAX_BYTES, 97);
    expect((await client.form(UPLOAD, { conversationId, file })).status).toBe(201);
  });
});

describe('a voice note', () => {
  const note = (audio: Uint8Array, over: Record<string, string> = {}) =>
    client.form(VOICE, { audio, conversationId, duration: '3.5', ...over }, 'blob');

  it.each([
    ['webm', () => webm(['audio']), 'audio/webm'],
    ['ogg', () => oggOpus(), 'audio/ogg'],
    ['mp4', () => mp4(['soun']), 'audio/mp4'],
    ['wav', () => wav(), 'audio/wav'],
  ] as const)('is taken as %s', async (_name, make, mimeType) => {
    const { status, body } = await note(make(), { waveform: '[0,31,7]' });
    expect(status).toBe(201);
    expect(v.parse(Message, body)).toMatchObject({
      type: 'VOICE',
      media: { mimeType, durationSeconds: 3.5, waveform: [0, 31, 7] },
    });
    expect((await broker.api(body.media!.url!)).headers.get('content-type')).toBe(mimeType);
  });

  it('is sound and nothing else', async () => {
    for (const bytes of [
      webm(['audio', 'video']),
      mp4(['vide']),
      Buffer.from('hello'),
      await halves().png().toBuffer(),
    ]) {
      const { status, body } = await note(bytes);
      expect([status, body.code]).toEqual([415, 'unsupported_media_type']);
    }
  });

  it.each<Record<string, string>>([
    { duration: '-1' },
    { duration: 'long' },
    { duration: '21601' },
    { waveform: '[32]' },
    { waveform: '[' },
    { waveform: JSON.stringify(Array(65).fill(1)) },
    { waveform: '{}' },
  ])('has a length and a wave form, or it is refused: %j', async (over) => {
    const { status, body } = await note(wav(), over);
    expect([status, body.code]).toEqual([400, 'bad_request']);
  });

  it('under the same id is the one that is there', async () => {
    const id = randomUUID();
    const first = await note(wav(), { id });
    const again = await note(oggOpus(), { id });
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.body.media?.fileId).toBe(first.body.media?.fileId);
  });
});

describe('the door for forms', () => {
  it('answers any form below 500, and a refusal with a known code', async () => {
    const name = fc.constantFrom(
      'conversationId',
      'id',
      'file',
      'duration',
      'replyTo',
      '__proto__',
      'x',
    );
    const line = fc.oneof(
      name.map((field) => `Content-Disposition: form-data; name="${field}"`),
      name.map((field) => `Content-Disposition: form-data; name="${field}"; filename="../x"`),
      fc.constant('Content-Type: application/json'),
      fc.string({ maxLength: 20 }),
    );
    const value = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.constantFrom('{"a":1}', '--b', '\r\n--b\r\n', '{'),
      fc.constant(null).map(() => conversationId),
    );
    const part = fc
      .tuple(fc.array(line, { maxLength: 3 }), value)
      .map(([lines, text]) => `--b\r\n${lines.join('\r\n')}\r\n\r\n${text}\r\n`);
    const body = fc
      .tuple(fc.array(part, { maxLength: 6 }), fc.constantFrom('--b--\r\n', '--b', '', '--c--'))
      .map(([parts, end]) => parts.join('') + end);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(UPLOAD, VOICE), body, async (path, text) => {
        const answer = await broker.api<{ code: unknown }>(path, {
          token: client.token,
          method: 'POST',
          headers: { 'content-type': 'multipart/form-data; boundary=b' },
          body: Buffer.from(text),
        });
        expect(answer.status).toBeLessThan(500);
        if (answer.status >= 400) expect(isErrorCode(answer.body.code)).toBe(true);
      }),
      { numRuns: 500 },
    );
    expect((await broker.api('/readyz')).status).toBe(200);
  }, 60_000);

  it.each(['application/json', 'multipart/form-data', 'multipart/mixed; boundary=b', 'text/plain'])(
    'takes no other body: %s',
    async (type) => {
      const { status, body } = await broker.api<{ code: string }>(UPLOAD, {
        token: client.token,
        method: 'POST',
        headers: { 'content-type': type },
        body: '{}',
      });
      expect([400, 415]).toContain(status);
      expect(isErrorCode(body.code)).toBe(true);
    },
  );
});
