import { expect } from '@open-wc/testing';
import { LinkChannel, type ChannelEnd } from '../../src/client/direct/link-channel.js';
import type { DataFrame } from '../../src/protocol/index.js';
import { connectPair, type Connected } from '../support/data-channels.js';
import { makeId } from '../support/fake-broker.js';

let pair: Connected;

/** Our end of a channel, with what it was told; the other end is anybody's. */
async function listen() {
  const { near, far } = await pair.channel();
  const frames: DataFrame[] = [];
  let onFrame: () => void = () => undefined;
  let settle: (reason: ChannelEnd) => void = () => undefined;
  const ended = new Promise<ChannelEnd>((resolve) => (settle = resolve));
  const link = new LinkChannel(near, {
    onFrame(frame) {
      frames.push(frame);
      onFrame();
    },
    onEnd: (reason) => settle(reason),
  });
  const until = async (count: number) => {
    while (frames.length < count) await new Promise<void>((resolve) => (onFrame = resolve));
  };
  return { link, near, far, frames, ended, until };
}

const typing = () => ({ type: 'typing', conversationId: makeId(), active: true }) as const;
const nextMessage = (channel: RTCDataChannel): Promise<string> =>
  new Promise((resolve) => {
    channel.addEventListener('message', ({ data }) => resolve(data as string), { once: true });
  });

beforeEach(async () => {
  pair = await connectPair();
});

afterEach(() => pair.close());

describe('what is said on a direct link', () => {
  it('is told frame by frame, in order', async () => {
    const { far, frames, until } = await listen();
    const said = [typing(), typing(), typing()];
    for (const frame of said) far.send(JSON.stringify(frame));
    await until(3);
    expect(frames).to.deep.equal(said);
  });

  it('may be of a newer version: counted and left alone', async () => {
    const { link, far, until } = await listen();
    far.send('{"type":"hologram"}');
    far.send('{"type":"constructor"}');
    far.send(JSON.stringify(typing()));
    await until(1);
    expect(link.counts).to.deep.equal({ unknown: 2, invalid: 0 });
  });

  const broken: Record<string, string | Uint8Array<ArrayBuffer>> = {
    'is empty': '',
    'is no JSON': '{',
    'is null': 'null',
    'has no type': '{"type":null}',
    'is binary': new Uint8Array(8),
    'is nested too deeply': `{"type":"typing","x":${'['.repeat(1_000)}${']'.repeat(1_000)}}`,
    'names no conversation': '{"type":"typing","conversationId":"1","active":true}',
    'is longer than a frame may be': JSON.stringify({ ...typing(), x: 'x'.repeat(64 * 1024) }),
  };
  for (const [what, message] of Object.entries(broken)) {
    it(`is left alone when it ${what}`, async () => {
      const { link, far, frames, until } = await listen();
      far.send(message as string);
      far.send(JSON.stringify(typing()));
      await until(1);
      expect(frames).to.have.length(1);
      expect(link.counts.invalid).to.equal(1);
    });
  }

  it('ends the link when it is mostly rubbish', async () => {
    const { far, ended } = await listen();
    for (let n = 0; n < 60; n++) far.send('rubbish');
    expect(await ended).to.equal('abuse');
  });

  it('ends the link when it is a flood, and the page stays alive', async () => {
    const { far, frames, ended } = await listen();
    const text = JSON.stringify(typing());
    let sent = 0;
    const flood = () => {
      while (far.readyState === 'open' && far.bufferedAmount < 1_000_000) {
        if (sent++ >= 100_000) return;
        far.send(text);
      }
      if (far.readyState === 'open') requestAnimationFrame(flood);
    };
    flood();
    expect(await ended).to.equal('abuse');
    expect(frames.length).to.be.lessThan(1_500);
  });

  it('ends the link within three heartbeats when nothing comes back', async () => {
    const { link, far, ended } = await listen();
    const pings: string[] = [];
    far.addEventListener('message', ({ data }) => pings.push(data as string));
    for (let n = 0; n < 4; n++) link.tick();
    expect(await ended).to.equal('silent');
    expect(link.send(typing())).to.equal(false);
  });

  it('keeps it alive by anything that comes, and answers a heartbeat', async () => {
    const { link, far, frames, until } = await listen();
    for (let n = 0; n < 20; n++) {
      link.tick();
      expect(await nextMessage(far)).to.equal('{"type":"ping"}');
      far.send(n % 2 ? '{"type":"pong"}' : JSON.stringify(typing()));
      if (n % 2 === 0) await until(n / 2 + 1);
      else {
        far.send('{"type":"ping"}');
        expect(await nextMessage(far)).to.equal('{"type":"pong"}');
      }
    }
    expect(frames).to.have.length(10);
  });

  it('does not count a heartbeat as use', async () => {
    const { link, far } = await listen();
    const before = link.lastUsedMs;
    link.tick();
    await nextMessage(far);
    expect(link.lastUsedMs).to.equal(before);
  });

  it('waits with us, not in the channel, and leaves in order', async () => {
    const { link, near, far } = await listen();
    const text = 'x'.repeat(8_000);
    let most = 0;
    const ids: string[] = [];
    const got: string[] = [];
    const all = new Promise<void>((resolve) => {
      far.addEventListener('message', ({ data }) => {
        got.push((JSON.parse(data as string) as { message: { id: string } }).message.id);
        if (got.length === 150) resolve();
      });
    });
    for (let n = 0; n < 150; n++) {
      const id = makeId();
      ids.push(id);
      const sent = link.send({ type: 'message', conversationId: id, message: { id, text } });
      expect(sent).to.equal(true);
      most = Math.max(most, near.bufferedAmount);
    }
    await all;
    expect(most).to.be.lessThan(1024 * 1024);
    expect(got).to.deep.equal(ids);
  });

  it('ends the link when the other side does not listen', async () => {
    const { link, ended } = await listen();
    const text = 'x'.repeat(8_000);
    const id = makeId();
    let n = 0;
    while (
      n++ < 1_000 &&
      link.send({ type: 'message', conversationId: id, message: { id, text } })
    );
    expect(await ended).to.equal('slow');
    expect(n).to.be.lessThan(1_000);
  });

  it('is over when the other side closes, told once', async () => {
    const { link, far, ended } = await listen();
    far.close();
    expect(await ended).to.equal('closed');
    link.close();
    expect(link.send(typing())).to.equal(false);
  });
});
