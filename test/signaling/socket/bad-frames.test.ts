import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { CLOSE_CODES, LIMITS } from '../../../src/protocol/index.js';
import { startDomain, type TestDomain } from '../../support/broker/test-domain.js';

let domain: TestDomain;
async function start(...settings: Parameters<typeof startDomain>): Promise<TestDomain> {
  return (domain = await startDomain(...settings));
}
afterEach(() => domain.close());
const codeOf = (name: keyof typeof CLOSE_CODES) => CLOSE_CODES[name].code;

describe('bad frames', () => {
  it.each([
    ['half an object', '{', 'invalid_json'],
    ['null', 'null', 'invalid_frame'],
    ['a number', '1', 'invalid_frame'],
    ['a list', '[]', 'invalid_frame'],
    ['no type', '{"type":null}', 'invalid_frame'],
    ['wrong members', '{"type":"typing","conversationId":"x","active":true}', 'invalid_frame'],
    ['deep nesting', '['.repeat(60_000), 'too_deep'],
    ['bytes instead of text', Buffer.from('{"type":"pong"}'), 'invalid_frame'],
  ])('with %s are answered by a code', async (_name, frame, code) => {
    await start();
    const device = await domain.connect('a');
    device.socket.send(frame);
    expect(await device.next('error')).toEqual({ type: 'error', code });
    const bad = domain.log.filter(({ message }) => message === 'bad frame');
    expect(bad).toEqual([{ level: 'info', message: 'bad frame', details: { userId: 'a', code } }]);
  });

  it('name the message or call they were about', async () => {
    await start();
    const device = await domain.connect('a');
    const ref = randomUUID();
    device.socket.send(JSON.stringify({ type: 'call_accept', callId: ref }));
    expect(await device.next('error')).toMatchObject({ code: 'invalid_frame', ref });
  });

  it('of unknown types are ignored, however many', async () => {
    await start();
    const device = await domain.connect('a');
    for (const type of ['constructor', '__proto__', 'toString', 'from_the_future']) {
      for (let i = 0; i < 50; i++) device.socket.send(`{"type":"${type}"}`);
    }
    await device.settle();
    expect(device.all('error')).toEqual([]);
  });

  it('are forgiven twenty times', async () => {
    await start();
    const device = await domain.connect('a');
    for (let i = 0; i < 20; i++) device.socket.send('{');
    await device.settle();
    device.socket.send('{');
    expect((await device.closed).code).toBe(codeOf('badFrame'));
    expect(device.all('error')).toHaveLength(21);
  });

  it('are taken at the limit of size and refused one byte above it', async () => {
    await start();
    const device = await domain.connect('a');
    const padded = (bytes: number) => {
      const frame = (pad: string) => `{"type":"pong","pad":"${pad}"}`;
      return frame('x'.repeat(bytes - frame('').length));
    };
    device.socket.send(padded(LIMITS.frameBytes));
    await device.settle();
    expect(device.all('error')).toEqual([]);
    device.socket.send(padded(LIMITS.frameBytes + 1));
    expect(await device.next('error')).toMatchObject({ code: 'frame_too_large' });
    expect((await device.closed).code).toBe(codeOf('frameTooLarge'));
  });

  it('that break the WebSocket protocol end their socket only', async () => {
    await start();
    const other = await domain.connect('b');
    const reservedOpcode = Buffer.from([0x83, 0x80, 0, 0, 0, 0]);
    const unmasked = Buffer.from([0x81, 0x02, 0x7b, 0x7d]);
    const notUtf8 = Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0xff]);
    for (const bytes of [reservedOpcode, unmasked, notUtf8]) {
      const device = await domain.connect('a');
      device.socket.once('close', () => {});
      rawSocketOf(device.socket).write(bytes);
      await device.closed;
    }
    const huge = await domain.connect('a');
    huge.socket.send('x'.repeat(1024 * 1024));
    expect([1009, codeOf('frameTooLarge')]).toContain((await huge.closed).code);
    await other.settle();
    expect(domain.hub.size).toBe(1);
  });
});

/** What lies under a client's WebSocket, to write what no client would. */
function rawSocketOf(socket: object): { write(bytes: Buffer): void } {
  return (socket as { _socket: { write(bytes: Buffer): void } })._socket;
}
