import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startBroker, type BrokerHandle } from '../../support/start-broker.js';

let broker: BrokerHandle;
let pest: string;
let conversationId: string;
beforeEach(async () => {
  broker = await startBroker();
  pest = await broker.token('pest');
  const annoyed = await broker.token('annoyed');
  await broker.api('/api/me', { token: pest });
  const { body } = await broker.api<{ id: string }>('/api/conversations', {
    token: annoyed,
    json: { userId: 'pest' },
  });
  conversationId = body.id;
  await broker.api('/api/users/pest/block', { token: annoyed, method: 'POST' });
});
afterEach(() => broker.close());

describe('whoever is blocked', () => {
  it('may not begin an upload', async () => {
    const json = { id: randomUUID(), conversationId, name: 'notes.txt', size: 5 };
    expect(await broker.api('/api/uploads', { token: pest, json })).toMatchObject({
      status: 403,
      body: { code: 'blocked' },
    });
  });

  it('may not send a file in one go', async () => {
    const form = new FormData();
    form.set('id', randomUUID());
    form.set('conversationId', conversationId);
    form.set('file', new Blob(['hello']), 'notes.txt');
    const answer = await broker.api('/api/messages/upload', {
      token: pest,
      method: 'POST',
      body: form,
    });
    expect(answer).toMatchObject({ status: 403, body: { code: 'blocked' } });
  });
});
