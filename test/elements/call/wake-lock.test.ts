import { expect } from '@open-wc/testing';
import { OUTGOING, runningCall, talking, VIDEO } from '../../support/call.js';
import { cleanUp } from '../../support/page.js';
import { waitUntil } from '../../support/wait-until.js';

class FakeLock extends EventTarget {
  released = false;

  async release(): Promise<void> {
    this.released = true;
  }
}

describe('the screen during a video call', () => {
  const locks: FakeLock[] = [];
  const held = () => locks.filter(({ released }) => !released).length;

  beforeEach(() => {
    locks.length = 0;
    const request = async (): Promise<FakeLock> => {
      const lock = new FakeLock();
      locks.push(lock);
      return lock;
    };
    Object.defineProperty(navigator, 'wakeLock', { configurable: true, value: { request } });
  });
  afterEach(() => {
    Reflect.deleteProperty(navigator, 'wakeLock');
    Reflect.deleteProperty(document, 'hidden');
  });
  afterEach(cleanUp);

  it('stays awake until the call is over', async () => {
    const { session } = await runningCall(talking(VIDEO));
    await waitUntil(() => held() === 1);
    session.setCall({ phase: 'ended', reason: 'hangup', durationSeconds: 1, ...VIDEO });
    await waitUntil(() => held() === 0);
  });

  it('is asked for again when the page is seen again', async () => {
    await runningCall(talking(VIDEO));
    await waitUntil(() => held() === 1);
    Object.defineProperty(document, 'hidden', { configurable: true, value: true });
    document.dispatchEvent(new Event('visibilitychange'));
    expect(held()).to.equal(0);
    Object.defineProperty(document, 'hidden', { configurable: true, value: false });
    document.dispatchEvent(new Event('visibilitychange'));
    await waitUntil(() => held() === 1);
  });

  it('may sleep in a voice call, and after the view was removed', async () => {
    const { element, session } = await runningCall(talking(OUTGOING));
    expect(locks).to.have.length(0);
    session.setCall(talking(VIDEO));
    await waitUntil(() => held() === 1);
    element.remove();
    expect(held()).to.equal(0);
  });
});
