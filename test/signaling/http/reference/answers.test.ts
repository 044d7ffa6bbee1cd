import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccountExport } from '../../../../src/protocol/account.js';
import type { Document } from '../../../../signaling/http/reference/openapi.js';
import { halves, webm } from '../../../support/broker/media-bytes.js';
import { checkAnswer } from '../../../support/check-answer.js';
import { describedApi } from '../../../support/described-api.js';
import { startBroker, type ApiInit, type BrokerHandle } from '../../../support/start-broker.js';
import { createUploadClient, type UploadClient } from '../../../support/upload-client.js';

let broker: BrokerHandle;
let client: UploadClient;
let api: Document;
beforeAll(async () => {
  broker = await startBroker();
  client = await createUploadClient(broker);
  api = await describedApi();
});
afterAll(() => broker.close());

describe('every route', () => {
  /** What has answered well, which `broker.api` has held against the document. */
  const answered = new Set<string>();

  async function ask<Body = { id: string }>(question: string, init: ApiInit = {}): Promise<Body> {
    const [method = '', path = ''] = question.split(' ');
    const { status, body } = await broker.api<Body>(path, { token: client.token, method, ...init });
    expect([200, 201, 204], `${question} ${JSON.stringify(body)}`).toContain(status);
    answered.add(operationAt(method, path));
    return body;
  }

  function operationAt(method: string, asked: string): string {
    const path = Object.keys(api.paths)
      .filter((each) =>
        new RegExp(`^${each.replaceAll(/\{\w+\}/g, '[^/?]+')}$`).test(asked.split('?')[0]!),
      )
      .find((each) => each === asked || api.paths[each]![method.toLowerCase()])!;
    return `${method} ${path}`;
  }

  const send = (message: object) =>
    ask(`POST /api/conversations/${client.conversationId}/messages`, {
      json: { id: randomUUID(), ...message },
    });

  it('answers as the document says', async () => {
    const { conversationId, otherToken } = client;
    const other = { token: otherToken };
    for (const path of [
      '/healthz',
      '/readyz',
      '/metrics',
      '/api/openapi.json',
      '/api/asyncapi.json',
      '/api/docs',
    ]) {
      await ask(`GET ${path}`);
    }
    for (const path of ['me', 'ice-servers', 'users/seller-42', 'search?q=hello', 'starred']) {
      await ask(`GET /api/${path}`);
    }
    await ask('GET /api/me/export.zip');
    const json = await ask<{ token: string }>('POST /api/guests', { json: { name: 'Sam' } });
    await ask('POST /api/me/guests', { json });
    await ask('POST /api/peers');

    const listing = { id: 'car-1', title: 'Estate car', price: '9,000', currency: 'EUR' };
    const { id: market } = await ask('POST /api/conversations', {
      json: { userId: 'seller-42', listing },
    });
    await ask('GET /api/conversations');
    const conversation = `/api/conversations/${conversationId}`;
    await ask(`GET ${conversation}`);
    await ask(`PATCH ${conversation}`, { json: { archived: true }, method: 'PATCH' });
    const { id } = await send({ text: 'Hello' });
    await ask(`GET ${conversation}/messages`);
    await ask(`GET ${conversation}/changes`);
    await ask(`POST ${conversation}/read`, { ...other, json: { seq: 1 } });
    await ask(`PATCH /api/messages/${id}`, { json: { text: 'Hello!' }, method: 'PATCH' });
    await ask(`PUT /api/messages/${id}/reactions/👍`, other);
    await ask(`DELETE /api/messages/${id}/reactions/👍`, other);
    await ask(`PUT /api/messages/${id}/star`);
    await ask('GET /api/starred');
    await ask(`DELETE /api/messages/${id}/star`);
    await ask(`DELETE /api/messages/${id}`);
    await send({ type: 'LOCATION', location: { latitude: 41.3, longitude: 69.2 } });

    for (const step of ['accept', 'decline', 'withdraw'].reverse()) {
      const bid = { amount: '8500', currency: 'EUR' };
      const offer = await ask(`POST /api/conversations/${market}/messages`, {
        json: { id: randomUUID(), type: 'BID', bid },
      });
      await ask(`POST /api/messages/${offer.id}/bid/${step}`, step === 'withdraw' ? {} : other);
    }
    await ask(`GET /api/conversations/${market}/bids`);

    const bytes = await halves().png().toBuffer();
    const file = randomUUID();
    const announced = { id: file, conversationId, name: 'car.png', size: bytes.length };
    await ask('POST /api/uploads', { json: announced });
    await ask(`GET /api/uploads/${file}`);
    const headers = { 'content-type': 'application/octet-stream', 'upload-offset': '0' };
    await ask(`PATCH /api/uploads/${file}`, { headers, body: Buffer.from(bytes) });
    await ask('POST /api/uploads', { json: { ...announced, id: randomUUID() } });
    await ask(`DELETE /api/uploads/${file}`);
    await send({ type: 'IMAGE', media: { fileId: file } });
    for (const view of ['', '/thumbnail', '/link']) await ask(`GET /api/files/${file}${view}`);
    await ask(`POST /api/files/${file}/copy`, { json: { conversationId: market } });
    const picture = { conversationId, file: bytes, caption: 'Red and blue' };
    expect((await client.form('/api/messages/upload', picture, 'car.png')).status).toBe(201);
    const note = { conversationId, file: webm(['audio']), duration: '2.5', waveform: '[1,2,31]' };
    const voice = await client.form('/api/messages/upload-voice', note, 'note.webm');
    expect(voice.status).toBe(201);
    for (const name of ['upload', 'upload-voice']) answered.add(`POST /api/messages/${name}`);
    await ask(`POST /api/messages/${voice.body.id}/played`, other);

    for (const [step, init] of [
      ['answer', other],
      ['decline', other],
      ['end', {}],
    ] as const) {
      const call = await ask('POST /api/calls', {
        json: { conversationId, calleeId: 'seller-42', type: 'VOICE' },
      });
      await ask(`POST /api/calls/${call.id}/${step}`, init);
      if (step === 'answer') await ask(`POST /api/calls/${call.id}/end`);
    }
    await ask('GET /api/calls');
    await ask('POST /api/reports', { json: { userId: 'seller-42', reason: 'spam', text: 'Why?' } });
    const admin = { token: await broker.token('admin-1', { role: 'admin' }) };
    const { items } = await ask<{ items: { id: string }[] }>('GET /api/reports', admin);
    const about = { userId: 'seller-42', reason: 'spam', conversationId };
    const { id: reportId } = await ask('POST /api/reports', { json: about });
    expect(items).toHaveLength(1);
    for (const view of ['', '/messages']) await ask(`GET /api/reports/${reportId}${view}`, admin);
    await ask(`PATCH /api/reports/${reportId}`, { ...admin, json: { state: 'resolved' } });
    await ask('GET /api/audit', admin);
    await ask('POST /api/users/seller-42/block');
    await ask(`GET ${conversation}`);
    await ask('DELETE /api/users/seller-42/block');

    const kept = await ask<AccountExport>('GET /api/me/export');
    expect([kept.calls.length, kept.files.length]).toEqual([3, 4]);
    await ask('DELETE /api/me');

    const development = await startBroker({ AUTH_SECRET: '' });
    expect((await development.api('/api/dev-token?sub=a')).status).toBe(200);
    answered.add('GET /api/dev-token');
    await development.close();

    const described = Object.entries(api.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect([...answered].sort()).toEqual(described.sort());
  });
});

describe('an answer that is not as described', () => {
  const json = new Headers({ 'content-type': 'application/json; charset=utf-8' });
  const problem = new Headers({ 'content-type': 'application/problem+json' });
  const question = { method: 'GET', path: '/api/me?x=1' };
  const me = { id: 'buyer-7', online: true };

  it.each([
    ['another status', 201, json, me],
    ['another type', 200, problem, me],
    ['a member too many', 200, json, { ...me, email: 'x@example.com' }],
    ['a member too few', 200, json, { id: 'buyer-7' }],
    ['a member that is something else', 200, json, { ...me, online: 'yes' }],
    ['a code that is no code of it', 401, problem, refusal(401, 'blocked')],
  ])('is found out: %s', async (_name, status, headers, body) => {
    await expect(checkAnswer(question, { status, headers }, JSON.stringify(body))).rejects.toThrow(
      `GET /api/me answers ${status}`,
    );
  });

  it('is told apart from one that is', async () => {
    await checkAnswer(question, { status: 200, headers: json }, JSON.stringify(me));
    const refused = JSON.stringify(refusal(401, 'unauthorized'));
    await checkAnswer(question, { status: 401, headers: problem }, refused);
  });

  function refusal(status: number, code: string): object {
    return { type: `urn:deskbell:problem:${code}`, title: 'No', status, code };
  }
});
