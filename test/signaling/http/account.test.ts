import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccountExport } from '../../../src/protocol/account.js';
import {
  CLOSE_CODES,
  type Call,
  type Conversation,
  type Message,
} from '../../../src/protocol/index.js';
import { makeTempFolder } from '../../support/broker/temp-folder.js';
import { openMarket, type Market } from '../../support/broker/market.js';

const PLAIN = Buffer.from('the papers of the car');

describe('what is kept of a person', () => {
  let market: Market;
  let fileMessage: Message;

  beforeEach(async () => {
    market = await openMarket();
    await market.post({ text: 'is the lighthouse free?' });
    await market.post({ text: 'it is' }, { by: 'seller' });
    const form = new FormData();
    form.set('conversationId', market.conversationId);
    form.set('id', randomUUID());
    form.set('file', new Blob([PLAIN]), 'the / papers?.txt');
    const sent = await market.api('buyer', '/messages/upload', { method: 'POST', body: form });
    fileMessage = sent.body;
  });
  afterEach(() => market.close());

  const messagesAs = async (person: 'buyer' | 'seller') => {
    const path = `/conversations/${market.conversationId}/messages`;
    return (await market.api<{ items: Message[] }>(person, path)).body.items;
  };

  describe('handed out', () => {
    it('is all of theirs, and what others wrote to them', async () => {
      await market.api('buyer', `/messages/${fileMessage.id}/star`, { method: 'PUT' });
      await market.api('buyer', '/reports', { json: { userId: 'seller-42', reason: 'spam' } });
      await market.api('buyer', '/calls', {
        json: { conversationId: market.conversationId, calleeId: 'seller-42', type: 'VOICE' },
      });
      const { status, body, headers } = await market.api<AccountExport>('buyer', '/me/export');
      expect(status).toBe(200);
      expect(headers.get('content-disposition')).toBe('attachment; filename="deskbell.json"');
      expect(body.account).toMatchObject({ id: 'buyer-7', name: 'Buyer', kind: 'user' });
      expect(body.account.starred).toMatchObject([{ messageId: fileMessage.id }]);
      expect(body.account.reports).toMatchObject([{ userId: 'seller-42', reason: 'spam' }]);
      expect(body.conversations.map(({ id }) => id)).toEqual([market.conversationId]);
      expect(body.messages.map(({ text, senderId }) => text && [senderId, text])).toContainEqual([
        'seller-42',
        'it is',
      ]);
      expect(body.calls).toMatchObject([{ callerId: 'buyer-7', status: 'RINGING' }]);
      const [file] = body.files;
      expect(file).toMatchObject({ id: fileMessage.media?.fileId, ownerId: 'buyer-7' });
      const link = await fetch(new URL(file!.url!, market.broker.url));
      expect(Buffer.from(await link.arrayBuffer())).toEqual(PLAIN);
    });

    it('comes in pages that nobody sees', async () => {
      for (let n = 0; n < 150; n++) await market.post({ text: `message ${n}` });
      const { body } = await market.api<AccountExport>('buyer', '/me/export');
      const seqs = body.messages.map(({ seq }) => seq);
      expect(seqs).toEqual(Array.from({ length: 153 }, (_, n) => 153 - n));
    });

    it('is nothing of a conversation of others', async () => {
      const { body } = await market.api<AccountExport>('stranger', '/me/export');
      expect(body).toMatchObject({ conversations: [], messages: [], calls: [], files: [] });
      expect(JSON.stringify(body)).not.toContain('lighthouse');
    });

    it('is no file that the other has not sent yet', async () => {
      const id = randomUUID();
      const json = { id, conversationId: market.conversationId, name: 'draft.txt', size: 6 };
      await market.api('buyer', '/uploads', { json });
      const headers = { 'content-type': 'application/octet-stream', 'upload-offset': '0' };
      const sent = { method: 'PATCH', headers, body: 'secret' };
      expect(await market.api('buyer', `/uploads/${id}`, sent)).toMatchObject({ status: 200 });
      const filesOf = async (person: 'buyer' | 'seller') =>
        (await market.api<AccountExport>(person, '/me/export')).body.files.map((file) => file.id);
      const link = (person: 'buyer' | 'seller') => market.api<object>(person, `/files/${id}/link`);
      expect(new Set(await filesOf('buyer'))).toEqual(new Set([fileMessage.media!.fileId, id]));
      expect(await filesOf('seller')).toEqual([fileMessage.media!.fileId]);
      expect(await link('buyer')).toMatchObject({ status: 200 });
      expect(await link('seller')).toMatchObject({ status: 404 });
      await market.post({ type: 'FILE', media: { fileId: id } });
      expect(await filesOf('seller')).toContain(id);
      expect(await link('seller')).toMatchObject({ status: 200 });
    });

    it('is an archive with the files as well', async () => {
      const answer = await fetch(`${market.broker.url}/api/me/export.zip`, {
        headers: { authorization: `Bearer ${market.tokens.seller}` },
      });
      expect(answer.headers.get('content-type')).toBe('application/zip');
      const folder = await mkdtemp(join(tmpdir(), 'deskbell-zip-'));
      try {
        const path = join(folder, 'export.zip');
        await writeFile(path, Buffer.from(await answer.arrayBuffer()));
        const read = (name: string) => readFromZip(path, name);
        const json = JSON.parse(read('deskbell.json').toString()) as AccountExport;
        expect(json.files[0]!.path).toMatch(/^files\/[\w-]{36} papers_\.txt$/);
        expect(read(json.files[0]!.path)).toEqual(PLAIN);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    });

    it('is handed out a few times an hour', async () => {
      const strict = await openMarket({ RATE_LIMITS: 'on' });
      const statuses = [];
      for (let n = 0; n < 7; n++) {
        statuses.push((await strict.api('buyer', '/me/export')).status);
      }
      expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 429]);
      await strict.close();
    });
  });

  describe('taken away', () => {
    const erase = () => market.api('buyer', '/me', { method: 'DELETE' });

    it('leaves traces of what they wrote, and all that others wrote', async () => {
      await market.api('buyer', `/messages/${(await messagesAs('seller'))[1]!.id}/reactions/👍`, {
        method: 'PUT',
      });
      expect(await erase()).toMatchObject({ status: 204 });
      const items = await messagesAs('seller');
      expect(items.map(({ seq, text, senderId }) => [seq, text, senderId === 'seller-42'])).toEqual(
        [
          [3, undefined, false],
          [2, 'it is', true],
          [1, undefined, false],
        ],
      );
      expect(items[0]!.deletedAt).toBeDefined();
      expect(items[0]!.media).toBeUndefined();
      expect(items[1]!.reactions).toEqual([]);
      expect(JSON.stringify(items)).not.toContain('buyer-7');
    });

    it('is not known by its id or name any more', async () => {
      await erase();
      const path = `/conversations/${market.conversationId}`;
      const { body } = await market.api<Conversation>('seller', path);
      expect(JSON.stringify(body)).not.toMatch(/buyer-7|Buyer/);
      const ids = body.participants.map(({ id }) => id);
      expect(ids).toContainEqual(expect.stringMatching(/^gone-[\da-f-]{36}$/));
      expect(await market.api('seller', '/users/buyer-7')).toMatchObject({ status: 404 });
      const gone = ids.find((id) => id.startsWith('gone-'));
      expect(await market.api('seller', `/users/${gone}`)).toMatchObject({
        status: 200,
        body: { online: false },
      });
    });

    it('takes the bytes of files with it', async () => {
      const { url } = fileMessage.media!;
      expect((await fetch(new URL(url!, market.broker.url))).status).toBe(200);
      await erase();
      expect((await fetch(new URL(url!, market.broker.url))).status).toBe(404);
    });

    it('is not found by its words', async () => {
      await erase();
      const { body } = await market.api<{ items: Message[] }>('seller', '/search?q=lighthouse');
      expect(body.items).toEqual([]);
    });

    it('is told to the others at once, and closes the own sockets', async () => {
      const seller = await market.device('seller');
      const buyer = await market.device('buyer');
      const { closed } = buyer;
      await erase();
      const told = await seller.next('conversation');
      expect(told.conversation.lastMessage?.deletedAt).toBeDefined();
      expect(told.conversation.participants.map(({ id }) => id)).not.toContain('buyer-7');
      expect(await closed).toMatchObject({ code: CLOSE_CODES.unauthorized.code });
    });

    it('ends a call, and keeps the record of it for the other', async () => {
      const called = await market.api<Call>('buyer', '/calls', {
        json: { conversationId: market.conversationId, calleeId: 'seller-42', type: 'VOICE' },
      });
      expect(called.status).toBe(201);
      await erase();
      const { body } = await market.api<{ items: Call[] }>('seller', '/calls');
      expect(body.items).toMatchObject([{ status: 'MISSED', calleeId: 'seller-42' }]);
      expect(JSON.stringify(body)).not.toContain('buyer-7');
    });

    it('is not to be written to or called', async () => {
      await erase();
      const sent = await market.post({ text: 'are you there?' }, { by: 'seller' });
      expect(sent).toMatchObject({ status: 403, body: { code: 'blocked' } });
    });

    it('comes back as somebody new', async () => {
      await erase();
      const { body } = await market.api<AccountExport>('buyer', '/me/export');
      expect(body).toMatchObject({ account: { id: 'buyer-7' }, conversations: [], messages: [] });
      const again = await market.openTalk({ id: 'car-1' });
      expect(again).not.toBe(market.conversationId);
    });

    it('is whole, whatever they say and begin at the same time', async () => {
      const busy = Array.from({ length: 60 }, (_, n) =>
        n % 6 === 0
          ? market.openTalk({ id: `car-${n + 2}` })
          : market.post({ text: `still here ${n}` }),
      );
      const [{ status }] = await Promise.all([
        erase(),
        ...busy.map((each) => each.catch(() => null)),
      ]);
      expect(status).toBe(204);
      // What came too late was said by somebody new, who goes as well.
      expect(await erase()).toMatchObject({ status: 204 });
      const { body } = await market.api<{ items: Conversation[] }>('seller', '/conversations');
      expect(JSON.stringify(body)).not.toContain('buyer-7');
      const items = await messagesAs('seller');
      expect(items.filter(({ text }) => text?.startsWith('still here'))).toEqual([]);
      const seqs = items.map(({ seq }) => seq);
      expect(seqs).toEqual(seqs.map((_, n) => seqs.length - n));
    });

    it('is done a few times an hour, and leaves no name where nothing is left to name', async () => {
      const file = join(await makeTempFolder(), 'test.db');
      const strict = await openMarket({ RATE_LIMITS: 'on', DATABASE_URL: `sqlite:${file}` });
      const statuses = [];
      for (let n = 0; n < 7; n++) {
        statuses.push((await strict.api('stranger', '/me', { method: 'DELETE' })).status);
      }
      expect(statuses).toEqual([204, 204, 204, 204, 204, 204, 429]);
      const gone = () => {
        const database = new Database(file, { readonly: true });
        const count = database.prepare(`select count(*) from users where id like 'gone-%'`).pluck();
        const found = count.get();
        database.close();
        return found;
      };
      expect(gone()).toBe(0);
      await strict.api('buyer', '/me', { method: 'DELETE' });
      expect(gone()).toBe(1);
      await strict.close();
    });

    it('can be asked for twice, also at once', async () => {
      expect((await Promise.all([erase(), erase()])).map(({ status }) => status)).toEqual([
        204, 204,
      ]);
      expect(await erase()).toMatchObject({ status: 204 });
      expect((await messagesAs('seller')).map(({ seq }) => seq)).toEqual([3, 2, 1]);
    });
  });
});

function readFromZip(archive: string, name: string): Buffer {
  const script =
    'import sys,zipfile;sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]))';
  return execFileSync('python3', ['-c', script, archive, name]);
}
