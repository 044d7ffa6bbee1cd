import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { makeTempFolder } from '../../support/broker/temp-folder.js';
import { startBroker, type BrokerHandle } from '../../support/start-broker.js';

describe('/readyz', () => {
  it('says no while the database does not answer, and yes again after', async () => {
    const file = join(await makeTempFolder(), 'test.db');
    const broker = await startBroker({ DATABASE_URL: `sqlite:${file}` });
    const ask = async () => (await broker.api<{ code?: string }>('/readyz')).status;
    expect(await ask()).toBe(200);
    const database = new Database(file);
    database.exec('alter table conversations rename to elsewhere');
    expect(await ask()).toBe(503);
    expect((await broker.api('/healthz')).status).toBe(200);
    database.exec('alter table elsewhere rename to conversations');
    expect(await ask()).toBe(200);
    database.close();
    await broker.close();
  });
});

describe('the id of a request', () => {
  const idOf = async (broker: BrokerHandle, id: string) => {
    const { headers } = await broker.api('/healthz', { headers: { 'x-request-id': id } });
    return headers.get('x-request-id');
  };
  const ours = /^[0-9a-f-]{36}$/;

  it('is our own, whatever a stranger calls it', async () => {
    const broker = await startBroker();
    expect(await idOf(broker, 'their-own-id')).toMatch(ours);
    await broker.close();
  });

  it('is that of a trusted proxy, where it is one', async () => {
    const broker = await startBroker({ TRUSTED_PROXIES: '127.0.0.0/8' });
    expect(await idOf(broker, 'proxy-id_0001')).toBe('proxy-id_0001');
    for (const bad of ['short', 'x'.repeat(65), 'a b c d e f g', '{"level":"fatal"}']) {
      expect(await idOf(broker, bad)).toMatch(ours);
    }
    await broker.close();
  });
});
