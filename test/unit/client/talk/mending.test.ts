import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Mending } from '../../../../src/client/talk/mending.js';

/** A page, as far as its network is concerned. */
const page = new EventTarget();
const restart = vi.fn();
const wake = vi.fn();
let mending: Mending;

function open(isPolite = false): Mending {
  return (mending = new Mending({ isPolite, restart, wake }));
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page));
});

afterEach(() => {
  mending.close();
  expect(vi.getTimerCount()).toBe(0);
  restart.mockClear();
  wake.mockClear();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('a broken path', () => {
  it('is looked for anew at once by one side, and by the other when that did not help', () => {
    open(false).start();
    vi.advanceTimersByTime(0);
    expect(restart).toHaveBeenCalledTimes(1);
    mending.close();
    restart.mockClear();
    open(true).start();
    vi.advanceTimersByTime(2_499);
    expect(restart).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(restart).toHaveBeenCalledTimes(1);
  });

  it('is looked for again and again, with the broker, until it is whole', () => {
    open().start();
    mending.start();
    vi.advanceTimersByTime(20_000);
    expect(restart).toHaveBeenCalledTimes(5);
    expect(wake).toHaveBeenCalledTimes(10);
    mending.stop();
    vi.advanceTimersByTime(20_000);
    expect(restart).toHaveBeenCalledTimes(5);
    expect(wake).toHaveBeenCalledTimes(10);
  });
});

describe('another network', () => {
  it('is known at once: a new path is looked for, and the broker until it is there', () => {
    open();
    page.dispatchEvent(new Event('online'));
    expect(restart).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(1_000);
    expect(wake).toHaveBeenCalledTimes(2);
    page.dispatchEvent(new Event('online'));
    vi.advanceTimersByTime(500);
    expect(wake).toHaveBeenCalledTimes(3);
    mending.reached();
    vi.advanceTimersByTime(10_000);
    expect(wake).toHaveBeenCalledTimes(3);
    expect(mending.isOn).toBe(false);
  });

  it('is nothing to a call that is over', () => {
    open();
    page.dispatchEvent(new Event('online'));
    mending.close();
    page.dispatchEvent(new Event('online'));
    vi.advanceTimersByTime(10_000);
    expect(restart).toHaveBeenCalledTimes(1);
    expect(wake).not.toHaveBeenCalled();
  });
});

describe('a computer that slept', () => {
  /** Timers stand still meanwhile, the clock on the wall does not. */
  const sleep = (ms: number) => vi.setSystemTime(Date.now() + ms);

  it('looks for a path and the broker as soon as it is awake, once for each sleep', () => {
    open(true);
    vi.advanceTimersByTime(30_500);
    expect(restart, 'awake').not.toHaveBeenCalled();
    for (const times of [1, 2]) {
      sleep(60_000);
      vi.advanceTimersByTime(1_000);
      expect(restart).toHaveBeenCalledTimes(times);
      expect(wake).toHaveBeenCalledTimes(times);
      vi.advanceTimersByTime(20_000);
      expect(restart).toHaveBeenCalledTimes(times);
    }
    expect(mending.isOn, 'whether the path is broken is not known').toBe(false);
  });

  it('did not sleep when it was only busy, or its clock was set back', () => {
    open();
    for (const ms of [4_000, -60_000]) {
      sleep(ms);
      vi.advanceTimersByTime(10_000);
    }
    expect(restart).not.toHaveBeenCalled();
    expect(wake).not.toHaveBeenCalled();
  });

  it('is nothing to a call that is over', () => {
    open();
    mending.close();
    sleep(60_000);
    vi.advanceTimersByTime(10_000);
    expect(restart).not.toHaveBeenCalled();
  });
});
