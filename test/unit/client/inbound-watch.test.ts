import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { InboundWatch } from '../../../src/client/inbound-watch.js';

let inbound: { bytes: number; videoFrames: number } | Error;
let told: string[];
let watch: InboundWatch;
const link = {
  inbound: () =>
    inbound instanceof Error ? Promise.reject(inbound) : Promise.resolve({ ...inbound }),
};

beforeEach(() => {
  vi.useFakeTimers();
  inbound = { bytes: 0, videoFrames: 0 };
  told = [];
  watch = new InboundWatch({
    onFlowing: () => told.push('flowing'),
    onSteady: () => told.push('steady'),
    onPicture: (isThere) => told.push(isThere ? 'picture' : 'no picture'),
    onUnstable: (isUnstable) => told.push(isUnstable ? 'unstable' : 'stable'),
    onInterrupted: () => told.push('interrupted'),
  });
});

afterEach(() => {
  watch.stop();
  expect(vi.getTimerCount()).toBe(0);
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe('InboundWatch', () => {
  it('tells nothing while nothing comes in, also when the link cannot say', async () => {
    watch.watch(link);
    await vi.advanceTimersByTimeAsync(500);
    inbound = new Error('no statistics');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(told).toEqual([]);
  });

  it('tells within 50 ms that media flows, and of that only once', async () => {
    watch.watch(link);
    await vi.advanceTimersByTimeAsync(200);
    inbound = { bytes: 1, videoFrames: 0 };
    await vi.advanceTimersByTimeAsync(50);
    expect(told).toEqual(['flowing']);
    await vi.advanceTimersByTimeAsync(900);
    expect(told).toEqual(['flowing']);
  });

  it('calls it steady after a second, however often it is asked to look before', async () => {
    inbound = { bytes: 1, videoFrames: 0 };
    watch.watch(link);
    for (let i = 0; i < 9; i++) {
      await vi.advanceTimersByTimeAsync(100);
      watch.look();
    }
    expect(told).toEqual(['flowing']);
    await vi.advanceTimersByTimeAsync(1_100);
    expect(told).toContain('steady');
  });

  it('tells when a picture comes and when it stays away', async () => {
    inbound = { bytes: 1, videoFrames: 3 };
    watch.watch(link);
    await vi.advanceTimersByTimeAsync(0);
    expect(told).toEqual(['flowing', 'picture']);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(told).toContain('no picture');
  });

  describe('when it no longer comes', () => {
    const flow = async (ms: number, bytesPerStep = 1) => {
      for (let atMs = 0; atMs < ms; atMs += 250) {
        if (inbound instanceof Error) throw inbound;
        inbound = { bytes: inbound.bytes + bytesPerStep, videoFrames: 0 };
        await vi.advanceTimersByTimeAsync(250);
      }
    };
    const news = () => told.filter((what) => what !== 'steady');

    beforeEach(async () => {
      watch.watch(link);
      await flow(2_000);
      told = [];
    });

    it('is unstable within two seconds, interrupted within five, and flows again at once', async () => {
      await vi.advanceTimersByTimeAsync(2_000);
      expect(news()).toEqual(['unstable']);
      await vi.advanceTimersByTimeAsync(3_000);
      expect(news()).toEqual(['unstable', 'interrupted']);
      await flow(1_000);
      expect(news()).toEqual(['unstable', 'interrupted', 'stable', 'flowing']);
    });

    it('is a short gap and no more when it comes again in between', async () => {
      await vi.advanceTimersByTimeAsync(3_000);
      await flow(1_000);
      expect(news()).toEqual(['unstable', 'stable']);
    });

    it('tells once that it flows where only somebody else found it broken', async () => {
      watch.noteBroken();
      await flow(2_000);
      expect(news()).toEqual(['flowing']);
    });

    it('waits for it to flow where somebody else found it broken first', async () => {
      await vi.advanceTimersByTimeAsync(2_000);
      watch.noteBroken();
      await vi.advanceTimersByTimeAsync(4_000);
      expect(news()).toEqual(['unstable']);
      await flow(1_000);
      expect(news()).toEqual(['unstable', 'stable', 'flowing']);
    });

    it('lives by what the other side says, on hold', async () => {
      watch.expectsSound = false;
      for (let second = 0; second < 20; second++) {
        watch.noteHeard();
        await vi.advanceTimersByTimeAsync(1_000);
      }
      expect(news()).toEqual([]);
      expect(watch.isHearing).toBe(true);
      await vi.advanceTimersByTimeAsync(9_000);
      expect(news()).toEqual(['unstable', 'interrupted']);
      expect(watch.isHearing).toBe(false);
    });
  });

  describe('on a computer that slept', () => {
    const MINUTE_MS = 60_000;
    const sleep = () => {
      const { now } = performance;
      vi.spyOn(performance, 'now').mockImplementation(() => MINUTE_MS + now.call(performance));
    };

    beforeEach(async () => {
      inbound = { bytes: 1, videoFrames: 0 };
      watch.watch(link);
      await vi.advanceTimersByTimeAsync(600);
      told = [];
      sleep();
    });

    it('tells nothing where it goes on coming', async () => {
      await vi.advanceTimersByTimeAsync(500);
      inbound = { bytes: 2, videoFrames: 0 };
      await vi.advanceTimersByTimeAsync(1_000);
      expect(told.filter((what) => what !== 'steady')).toEqual([]);
    });

    it('tells within a second that nothing comes any more', async () => {
      await vi.advanceTimersByTimeAsync(1_000);
      expect(told.filter((what) => what !== 'steady')).toEqual(['unstable', 'interrupted']);
    });
  });

  it('is silent after it was stopped, even in the middle of a look', async () => {
    inbound = { bytes: 1, videoFrames: 1 };
    watch.watch(link);
    watch.stop();
    await vi.advanceTimersByTimeAsync(3_000);
    expect(told).toEqual([]);
  });
});
