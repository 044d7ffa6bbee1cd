import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditEntry, Report } from '../../../src/protocol/admin.js';
import type { Message } from '../../../src/protocol/index.js';
import { openMarket, type Market } from '../../support/broker/market.js';
import { makeTempFolder } from '../../support/broker/temp-folder.js';
import type { ApiInit } from '../../support/start-broker.js';

interface List<T> {
  items: T[];
  nextCursor?: string;
}

let market: Market;
let file: string;
let admin: string;
let reportId: string;
let messages: string[];

beforeAll(async () => {
  file = join(await makeTempFolder(), 'test.db');
  market = await openMarket({ DATABASE_URL: `sqlite:${file}` });
  admin = await market.broker.token('admin-1', { role: 'admin' });
  messages = [];
  for (let i = 1; i <= 6; i++) {
    const { body } = await market.post({ type: 'TEXT', text: `line ${i}` }, { by: 'seller' });
    messages.push(body.id);
  }
  ({ id: reportId } = await report({ messageId: messages[2]! }));
});
afterAll(() => market.close());

async function report(over: object): Promise<{ id: string }> {
  const json = { userId: 'seller-42', reason: 'scam', text: 'pay first', ...over };
  return (await market.api<{ id: string }>('buyer', '/reports', { json })).body;
}

const ask = <Body>(path: string, init: ApiInit = {}) =>
  market.broker.api<Body>(`/api${path}`, { token: admin, ...init });

async function lastLook(): Promise<AuditEntry> {
  const { body } = await ask<List<AuditEntry>>('/audit');
  return body.items.find(({ action }) => action !== 'listAudit')!;
}

describe('an admin', () => {
  it('reads reports, newest first and page by page', async () => {
    const later = [await report({}), await report({ conversationId: market.conversationId })];
    const ids = [later[1]!.id, later[0]!.id, reportId];
    const first = await ask<List<Report>>('/reports?limit=2');
    expect(first.body.items.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    const rest = await ask<List<Report>>(`/reports?limit=2&before=${first.body.nextCursor}`);
    expect(rest.body).toEqual({ items: [expect.objectContaining({ id: reportId })] });
    const { body } = await ask<Report>(`/reports/${reportId}`);
    expect(body).toMatchObject({
      reporterId: 'buyer-7',
      userId: 'seller-42',
      messageId: messages[2],
      reason: 'scam',
      text: 'pay first',
      state: 'open',
    });
  });

  it('reads around the message that was reported, and on from there', async () => {
    const read = async (query: string) => {
      const path = `/reports/${reportId}/messages?${query}`;
      const { body } = await ask<List<Message>>(path);
      return body.items.map(({ text }) => text);
    };
    expect(await read('limit=3')).toEqual(['line 4', 'line 3', 'line 2']);
    expect(await read('before=2')).toEqual(['line 1']);
    expect(await read('after=4&limit=100')).toEqual(['line 6', 'line 5']);
  });

  it('sees nothing where a report names no conversation', async () => {
    const { id } = await report({});
    expect((await ask(`/reports/${id}/messages`)).status).toBe(404);
    expect((await ask(`/reports/${id}`)).status).toBe(200);
  });

  it('resolves a report with a note, which stays', async () => {
    const change = (json: object) => ask<Report>(`/reports/${reportId}`, { method: 'PATCH', json });
    const { body } = await change({ state: 'resolved', note: 'talked to them' });
    expect(body).toMatchObject({
      state: 'resolved',
      note: 'talked to them',
      changedBy: 'admin-1',
      changedAt: expect.any(String),
    });
    expect((await ask<List<Report>>('/reports?state=open')).body.items).not.toContainEqual(
      expect.objectContaining({ id: reportId }),
    );
    expect((await change({ state: 'open' })).body).toMatchObject({
      state: 'open',
      note: 'talked to them',
    });
    expect((await change({ state: 'forgotten' })).status).toBe(400);
  });

  it('reads what was said when it was reported, whatever became of it', async () => {
    const say = async (text: string, by: 'buyer' | 'seller') =>
      (await market.post({ type: 'TEXT', text }, { by })).body.id;
    const before = await say('how much?', 'buyer');
    const bad = await say('pay first, or else', 'seller');
    await say('no', 'buyer');
    const made = [
      await report({ messageId: bad }),
      await report({ conversationId: market.conversationId }),
    ];
    await market.api('seller', `/messages/${bad}`, { method: 'PATCH', json: { text: 'hello' } });
    await market.api('seller', `/messages/${bad}`, { method: 'DELETE' });
    await market.api('buyer', `/messages/${before}`, { method: 'DELETE' });
    const [message, talk] = await Promise.all(
      made.map(async ({ id }) => (await ask<Report>(`/reports/${id}`)).body.evidence!),
    );
    expect(message!.map(({ by, text }) => `${by} ${text}`)).toEqual([
      ...[1, 2, 3, 4, 5, 6].map((n) => `reported line ${n}`),
      'reporter how much?',
      'reported pay first, or else',
    ]);
    expect(message!.at(-1)).toMatchObject({ messageId: bad, type: 'TEXT', at: expect.any(String) });
    expect(talk!.map(({ text }) => text).slice(-2)).toEqual(['pay first, or else', 'no']);
    const { body } = await ask<List<Report>>('/reports');
    expect(JSON.stringify(body)).not.toContain('or else');
    const { id } = await report({});
    expect((await ask<Report>(`/reports/${id}`)).body.evidence).toBeUndefined();
  });

  it('has no other way to a conversation, not even to the one that was reported', async () => {
    const { conversationId } = market;
    for (const path of [
      `/conversations/${conversationId}`,
      `/conversations/${conversationId}/messages`,
      `/reports/${randomUUID()}`,
      `/reports/${randomUUID()}/messages`,
      `/reports/${conversationId}/messages`,
    ]) {
      expect((await ask(path)).status, path).toBe(404);
    }
  });
});

describe('every look', () => {
  it('is in the audit, with who and what and by which request', async () => {
    for (const [method, path, action] of [
      ['GET', '/reports', 'listReports'],
      ['GET', `/reports/${reportId}`, 'getReport'],
      ['GET', `/reports/${reportId}/messages`, 'listReportedMessages'],
      ['PATCH', `/reports/${reportId}`, 'changeReport'],
    ] as const) {
      const json = method === 'PATCH' ? { json: { state: 'open' } } : {};
      const { headers, status } = await ask(path, { method, ...json });
      expect(status).toBe(200);
      expect(await lastLook()).toEqual({
        id: expect.any(String),
        adminId: 'admin-1',
        action,
        ...(path.includes(reportId) && { reportId }),
        requestId: headers.get('x-request-id'),
        at: expect.any(String),
      });
    }
  });

  it('at nothing is one, too, and so is one at the audit', async () => {
    const absent = randomUUID();
    await ask(`/reports/${absent}`);
    expect(await lastLook()).toMatchObject({ action: 'getReport', reportId: absent });
    const { headers, body } = await ask<List<AuditEntry>>('/audit?limit=1');
    expect(body.items).toMatchObject([
      { action: 'listAudit', requestId: headers.get('x-request-id') },
    ]);
    const next = await ask<List<AuditEntry>>(`/audit?limit=1&before=${body.nextCursor}`);
    expect(next.body.items[0]!.at <= body.items[0]!.at).toBe(true);
    expect(next.body.items[0]!.id).not.toBe(body.items[0]!.id);
  });

  it('cannot be changed or forgotten, by whatever part of the broker', () => {
    const database = new Database(file);
    for (const change of ['delete from audit', `update audit set admin_id = 'nobody'`]) {
      expect(() => database.exec(change)).toThrow('the audit is only ever added to');
    }
    database.close();
  });

  it('that cannot be written down is no look', async () => {
    const database = new Database(file);
    database.exec(`create trigger full before insert on audit
      begin select raise(abort, 'no room'); end`);
    for (const path of [
      '/reports',
      `/reports/${reportId}`,
      `/reports/${reportId}/messages`,
      '/audit',
    ]) {
      const { status, text } = await ask(path);
      expect(status).toBe(500);
      expect(text).not.toContain('line');
      expect(text).not.toContain(reportId);
    }
    database.exec('drop trigger full');
    database.close();
  });
});

describe('anybody else', () => {
  it.each(['user', 'guest', 'service'] as const)(
    'of role %s finds no such routes',
    async (role) => {
      const token = await market.broker.token('buyer-7', { role });
      const nothing = await market.broker.api('/api/nothing', { token });
      for (const [method, path] of [
        ['GET', '/reports'],
        ['GET', `/reports/${reportId}`],
        ['GET', `/reports/${reportId}/messages`],
        ['PATCH', `/reports/${reportId}`],
        ['GET', '/audit'],
      ] as const) {
        const json = method === 'PATCH' ? { json: { state: 'resolved' } } : {};
        const { status, text } = await ask(path, { token, method, ...json });
        expect([status, text], path).toEqual([404, nothing.text]);
      }
    },
  );
});
