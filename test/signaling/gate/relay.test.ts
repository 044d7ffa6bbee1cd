import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answer, candidate, dataOffer, offer, startGate, type TestGate } from './harness.js';

let test: TestGate;
beforeEach(async () => {
  test = await startGate({ authorizeData: () => true });
});
afterEach(() => test.stop());

describe('relay', () => {
  it('lets two peers connect, each frame stamped with its real source', async () => {
    const caller = await test.join('caller');
    const callee = await test.join('callee');
    const frames = [
      { from: caller, to: callee, frame: offer('callee', 'mc_1', { metadata: { a: [1, null] } }) },
      { from: caller, to: callee, frame: candidate('callee') },
      { from: callee, to: caller, frame: answer('caller') },
      { from: callee, to: caller, frame: candidate('caller') },
      { from: caller, to: callee, frame: { type: 'LEAVE', dst: 'callee' } },
    ];
    for (const { from, to, frame } of frames) {
      from.send(frame);
      expect(await to.next(frame.type)).toEqual({ ...frame, src: from.id });
    }
    expect(test.gate.counts()).toMatchObject({ delivered: 5, links: 1, malformed: 0, refused: {} });
  });

  it('relays raw data offers where they are allowed', async () => {
    const caller = await test.join('caller');
    const callee = await test.join('callee');
    caller.send(dataOffer('callee', 'raw'));
    expect(await callee.next('OFFER')).toEqual({ ...dataOffer('callee', 'raw'), src: 'caller' });
    callee.send(answer('caller', 'dc_1', 'data'));
    await caller.next('ANSWER');
  });

  it('never believes a source the sender names, in whatever spelling and place', async () => {
    const caller = await test.join('caller');
    const callee = await test.join('callee');
    const plain = JSON.stringify(offer('callee'));
    for (const forged of [
      plain.replace('{', '{"src":"victim",'),
      plain.replace(/}$/, ',"src":"victim"}'),
      plain.replace(/}$/, ',"\\u0073rc":"victim"}'),
      plain.replace(/}$/, ',"src":"victim","src":"victim"}  '),
    ]) {
      caller.send(forged);
      expect(await callee.next('OFFER')).toEqual({ ...offer('callee'), src: 'caller' });
    }
  });

  it('drops members that no schema knows before they reach a page', async () => {
    const caller = await test.join('caller');
    const callee = await test.join('callee');
    caller.send({ ...offer('callee', 'mc_1', { originator: true, browser: 'x' }), extra: 1 });
    expect(await callee.next('OFFER')).toEqual({ ...offer('callee'), src: 'caller' });
    caller.send(JSON.stringify(offer('callee')).replace('"sdp":{', '"sdp":{"__proto__":{"a":1},'));
    expect(await callee.next('OFFER')).toEqual({ ...offer('callee'), src: 'caller' });
  });

  it('delivers what it checked when a member is written twice', async () => {
    const caller = await test.join('caller');
    const callee = await test.join('callee');
    const bad = JSON.stringify(dataOffer('callee', 'binary').payload);
    caller.send(JSON.stringify(offer('callee')).replace('{', `{"payload":${bad},`));
    expect(await callee.next('OFFER')).toEqual({ ...offer('callee'), src: 'caller' });
  });

  it('carries text of any script and white space around a frame unharmed', async () => {
    const caller = await test.join('caller');
    const callee = await test.join('callee');
    const greeting = offer('callee', 'mc_1', { metadata: 'سلام 👋 "}' });
    caller.send(`\n ${JSON.stringify(greeting, null, 2)} \t\n`);
    expect(await callee.next('OFFER')).toEqual({ ...greeting, src: 'caller' });
  });

  it('takes heartbeats without a word', async () => {
    const peer = await test.join('peer');
    peer.send({ type: 'HEARTBEAT' });
    await peer.settled();
    expect(peer.heard).toEqual([]);
    expect(test.gate.counts()).toMatchObject({ heartbeats: 1, malformed: 0 });
  });
});
