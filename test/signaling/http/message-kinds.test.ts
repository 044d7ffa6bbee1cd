import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isErrorCode, Message, responses, type Media } from '../../../src/protocol/index.js';
import { openMarket, type Market, type Said } from '../../support/broker/market.js';
import { halves } from '../../support/broker/media-bytes.js';

let market: Market;
beforeAll(async () => {
  market = await openMarket();
});
afterAll(() => market.close());

const kept = { name: 'film.mkv', mimeType: 'video/x-matroska', size: 9_000_000_000 };
const location = { latitude: 52.52, longitude: 13.405, address: 'Alexanderplatz' };
const bid = { amount: '9500.50', currency: 'EUR' };

async function uploadPicture(): Promise<string> {
  const bytes = await halves().png().toBuffer();
  const id = randomUUID();
  const { conversationId, api } = market;
  const json = { id, conversationId, name: 'halves.png', size: bytes.length };
  await api('buyer', '/uploads', { json });
  const headers = { 'upload-offset': '0', 'content-type': 'application/octet-stream' };
  const init = { method: 'PATCH', headers, body: new Uint8Array(bytes) };
  const { body } = await api<{ file: Media }>('buyer', `/uploads/${id}`, init);
  return body.file.fileId!;
}

/** Each kind as it is sent, and what is told of it. */
const kinds: [string, () => Promise<Said>, object][] = [
  ['TEXT', async () => ({ text: 'Is it still there?' }), { type: 'TEXT' }],
  ['LOCATION', async () => ({ type: 'LOCATION', location }), { location }],
  ['FILE kept by its sender', async () => ({ type: 'FILE', media: kept }), { media: kept }],
  [
    'IMAGE',
    async () => ({ type: 'IMAGE', media: { fileId: await uploadPicture() }, text: 'Two halves' }),
    { text: 'Two halves', media: { mimeType: 'image/png', width: 80, height: 40 } },
  ],
];

describe.each(kinds)('a %s', (_name, make, told) => {
  it('goes by REST to every device of both, and comes back the same', async () => {
    const { seller, buyer } = {
      seller: await market.device('seller'),
      buyer: await market.device('buyer'),
    };
    const { status, body } = await market.post(await make());
    expect(status).toBe(201);
    expect(v.parse(Message, body)).toMatchObject({ senderId: 'buyer-7', reactions: [], ...told });
    for (const device of [seller, buyer]) {
      const { message } = await device.next('message');
      expect(message).toMatchObject({ id: body.id, seq: body.seq, ...told });
      await device.close();
    }
    const path = `/conversations/${market.conversationId}/messages?limit=1`;
    const page = await market.api<unknown>('seller', path);
    const [item] = v.parse(responses.messages, page.body).items;
    expect(item).toMatchObject({ id: body.id, seq: body.seq, ...told });
  });

  it('goes by socket, is acknowledged, and is told to the others', async () => {
    const [buyer, seller] = [await market.device('buyer'), await market.device('seller')];
    const message = { id: randomUUID(), ...(await make()) };
    const { conversationId } = market;
    buyer.send({ type: 'message_send', conversationId, message });
    const ack = await buyer.next('message_ack');
    expect(v.parse(Message, ack.message)).toMatchObject({ id: message.id, ...told });
    expect((await seller.next('message')).message).toMatchObject({ id: message.id, ...told });
    await Promise.all([buyer.close(), seller.close()]);
  });

  it('is one row when it is posted 50 times at once', async () => {
    const said = await make();
    const id = randomUUID();
    const answers = await Promise.all(Array.from({ length: 50 }, () => market.post(said, { id })));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(new Set(answers.map(({ body }) => body.seq)).size).toBe(1);
    const path = `/conversations/${market.conversationId}/messages?limit=100`;
    const { body } = await market.api<{ items: { id: string }[] }>('seller', path);
    expect(body.items.filter((item) => item.id === id)).toHaveLength(1);
  });
});

const uuid = randomUUID();
const refused: [string, unknown, number, string][] = [
  ['no kind at all', { type: 'POEM', text: 'x' }, 400, 'bad_request'],
  ['a kind of the broker', { type: 'CALL_MISSED', text: 'x' }, 400, 'bad_request'],
  ['a type that is a list', { type: ['TEXT'], text: 'x' }, 400, 'bad_request'],
  ['constructor as its type', { type: 'constructor', text: 'x' }, 400, 'bad_request'],
  ['a text beyond 8 KiB', { text: 'x'.repeat(8_193) }, 422, 'invalid_text'],
  ['a text of spaces', { text: ' \n\t' }, 422, 'invalid_text'],
  ['half an emoji', { text: '\ud83d' }, 422, 'invalid_text'],
  ['a zero in the text', { text: 'a\0b' }, 422, 'invalid_text'],
  ['10,000 combining marks', { text: `a${'\u0301'.repeat(10_000)}` }, 422, 'invalid_text'],
  ['a caption of spaces', { type: 'FILE', media: kept, text: ' ' }, 422, 'invalid_text'],
  ['an answer to nothing', { text: 'x', replyTo: uuid }, 404, 'not_found'],
  ['an answer to no id', { text: 'x', replyTo: '1' }, 400, 'bad_request'],
  ['a file of nobody', { type: 'FILE', media: { fileId: uuid } }, 404, 'not_found'],
  ['a picture without a file', { type: 'IMAGE' }, 400, 'bad_request'],
  ['a picture kept by its sender', { type: 'IMAGE', media: kept }, 415, 'unsupported_media_type'],
  ['a path as a name', { type: 'FILE', media: { ...kept, name: '../../x' } }, 400, 'bad_request'],
  [
    'a name that turns',
    { type: 'FILE', media: { ...kept, name: 'x\u202egpj.exe' } },
    400,
    'bad_request',
  ],
  ['a negative size', { type: 'FILE', media: { ...kept, size: -1 } }, 400, 'bad_request'],
  ['no mime type', { type: 'FILE', media: { ...kept, mimeType: 'x' } }, 400, 'bad_request'],
  [
    'a wave form too long',
    { type: 'VOICE', media: { fileId: uuid, waveform: Array(65).fill(1) } },
    400,
    'bad_request',
  ],
  [
    'a place off the Earth',
    { type: 'LOCATION', location: { ...location, latitude: 91 } },
    400,
    'bad_request',
  ],
  [
    'a place that is a text',
    { type: 'LOCATION', location: { ...location, longitude: '1' } },
    400,
    'bad_request',
  ],
  [
    'an address of two lines',
    { type: 'LOCATION', location: { ...location, address: 'a\nb' } },
    400,
    'bad_request',
  ],
  ['a float as amount', { type: 'BID', bid: { ...bid, amount: 9500.5 } }, 400, 'bad_request'],
  ['nothing offered', { type: 'BID', bid: { ...bid, amount: '0.00' } }, 400, 'bad_request'],
  ['a negative amount', { type: 'BID', bid: { ...bid, amount: '-1' } }, 400, 'bad_request'],
  ['an amount in thousands', { type: 'BID', bid: { ...bid, amount: '1e3' } }, 400, 'bad_request'],
  ['a currency of its own', { type: 'BID', bid: { ...bid, currency: 'euro' } }, 400, 'bad_request'],
  [
    'an offer for a second',
    { type: 'BID', bid: { ...bid, expiresInSeconds: 1 } },
    400,
    'bad_request',
  ],
  [
    'an offer for ever',
    { type: 'BID', bid: { ...bid, expiresInSeconds: 1e9 } },
    400,
    'bad_request',
  ],
  ['an answer to no offer', { type: 'BID', bid: { ...bid, counterTo: uuid } }, 404, 'not_found'],
];

describe('a message that cannot be', () => {
  it.each(refused)('is refused by REST: %s', async (_name, said, status, code) => {
    const path = `/conversations/${market.conversationId}`;
    const before = await market.api<{ lastSeq: number }>('buyer', path);
    const answer = await market.post(said as Said);
    expect([answer.status, answer.body]).toEqual([status, expect.objectContaining({ code })]);
    const after = await market.api<{ lastSeq: number }>('buyer', path);
    expect(after.body.lastSeq).toBe(before.body.lastSeq);
  });

  it.each(refused)('is refused on the socket, which stays usable: %s', async (_name, said) => {
    const device = await market.device('buyer');
    const { conversationId } = market;
    const message = { id: randomUUID(), ...(said as { text: string }) };
    device.send({ type: 'message_send', conversationId, message });
    expect(isErrorCode((await device.next('error')).code)).toBe(true);
    const next = { id: randomUUID(), text: 'still here' };
    device.send({ type: 'message_send', conversationId, message: next });
    expect((await device.next('message_ack')).message).toMatchObject(next);
    await device.close();
  });

  it('has nothing in it that was not asked for', async () => {
    const said = {
      text: 'x',
      senderId: 'seller-42',
      seq: 1,
      deletedAt: 'now',
      call: {},
      playedBy: ['x'],
    };
    const { body } = await market.post(said as Said);
    expect(Object.keys(body).sort()).toEqual(
      [
        'id',
        'conversationId',
        'senderId',
        'type',
        'seq',
        'rev',
        'createdAt',
        'text',
        'reactions',
      ].sort(),
    );
    expect(body.senderId).toBe('buyer-7');
  });
});

describe('a text', () => {
  it.each([
    '<img src=x onerror=alert(1)>',
    `[a](${['javascript', 'alert(1)'].join(':')})`,
    `a${'\u0301'.repeat(4_000)}`,
    '('.repeat(8_192),
    '\u001b[31mred\u001b[0m',
    '\u202eabc',
    '__proto__',
    '"* NEAR( OR 1=1 --',
  ])('is text: %#', async (text) => {
    const { status, body } = await market.post({ text });
    expect([status, body.text]).toEqual([201, text]);
  });
});
