import type { Locator, Page } from '@playwright/test';
import { known } from './figures.js';

/** What had arrived in a page at one moment, and what its call said. */
interface Moment {
  /** Milliseconds since the epoch: the clocks of all pages here are one. */
  readonly atMs: number;
  readonly soundPackets: number;
  readonly frames: number;
  /** Cameras and microphones that are on. */
  readonly devices: number;
  /** Of the call's view; empty without a call. */
  readonly status: string;
  /** Everything the call's view says, without its running time. */
  readonly text: string;
}

/** A fact that the page was told, such as `call-connected`. */
interface Fact {
  readonly atMs: number;
  readonly name: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

type Start = (run: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) => number;
type Stop = (id?: number) => void;

declare global {
  interface Window {
    recordedMoments: Moment[];
    recordedFacts: Fact[];
    recordedSockets: WebSocket[];
    /** Timers that have not gone off. */
    recordedTimers: Set<number>;
  }
}

/** Runs before a page's own scripts and keeps every socket within reach of a test. */
export function recordSockets(): void {
  const recorded: WebSocket[] = [];
  window.recordedSockets = recorded;
  window.WebSocket = class extends window.WebSocket {
    constructor(address: string | URL, protocols?: string | string[]) {
      super(address, protocols);
      recorded.push(this);
    }
  };
}

/** Runs before a page's own scripts, after `recordConnections`: looks ten times a second. */
export function recordMoments(): void {
  const PERIOD_MS = 100;
  const FACTS = ['call-incoming', 'call-started', 'call-connected', 'call-ended', 'call-quality'];
  const moments: Moment[] = (window.recordedMoments = []);
  const facts: Fact[] = (window.recordedFacts = []);
  const timers = (window.recordedTimers = new Set<number>());
  const tracks: MediaStreamTrack[] = [];
  const wait = window.setTimeout.bind(window);

  for (const name of FACTS) {
    document.addEventListener(name, (event) => {
      facts.push({ atMs: Date.now(), name, detail: (event as CustomEvent).detail });
    });
  }

  // What is not handed over by mediaDevices is no device of the person's.
  const { mediaDevices } = navigator;
  const ask = mediaDevices?.getUserMedia.bind(mediaDevices);
  if (mediaDevices) {
    mediaDevices.getUserMedia = async (wanted) => {
      const stream = await ask(wanted);
      tracks.push(...stream.getTracks());
      return stream;
    };
  }

  for (const [start, stop, isOnce] of [
    ['setTimeout', 'clearTimeout', true],
    ['setInterval', 'clearInterval', false],
  ] as const) {
    const natives = window as unknown as Record<typeof start, Start> & Record<typeof stop, Stop>;
    const [begin, end] = [natives[start].bind(window), natives[stop].bind(window)];
    natives[start] = (run, ms, ...args) => {
      const id = begin(() => {
        if (isOnce) timers.delete(id);
        if (typeof run === 'function') run(...args);
      }, ms);
      timers.add(id);
      return id;
    };
    natives[stop] = (id) => {
      if (id !== undefined) timers.delete(id);
      end(id);
    };
  }

  const textOf = (node: Node): string => {
    if (node instanceof Text) return node.data;
    if (node instanceof HTMLStyleElement) return '';
    if (node instanceof Element && node.matches('[role=timer], time')) return '';
    const inner = node instanceof Element && node.shadowRoot ? [node.shadowRoot] : [];
    return [...inner, ...node.childNodes].map(textOf).join(' ');
  };
  const wordsOf = (node: Node | null | undefined) =>
    node ? textOf(node).replace(/\s+/g, ' ').trim() : '';

  const look = async () => {
    let [soundPackets, frames] = [0, 0];
    for (const connection of window.recordedConnections) {
      if (connection.connectionState === 'closed' || connection.getTransceivers().length === 0) {
        continue;
      }
      for (const report of (await connection.getStats()).values()) {
        if (report.type !== 'inbound-rtp') continue;
        if (report.kind === 'audio') soundPackets += report.packetsReceived;
        else frames += report.framesDecoded ?? 0;
      }
    }
    const view = document.querySelector('call-modal')?.shadowRoot;
    moments.push({
      atMs: Date.now(),
      soundPackets,
      frames,
      devices: tracks.filter(({ readyState }) => readyState === 'live').length,
      status: wordsOf(view?.querySelector('[role=status]')),
      text: wordsOf(view),
    });
  };
  const run = () => void look().finally(() => wait(run, PERIOD_MS));
  run();
}

type Media = 'soundPackets' | 'frames';

/** What a page has seen and heard since it was opened. */
export class Recording {
  private constructor(
    private readonly moments: readonly Moment[],
    private readonly facts: readonly Fact[],
  ) {}

  static async of(page: Page): Promise<Recording> {
    const [moments, facts] = await page.evaluate(
      () => [window.recordedMoments, window.recordedFacts] as const,
    );
    return new Recording(moments, facts);
  }

  /** How long after that moment media arrived again; undefined if it has not. */
  backAfterMs(kind: Media, sinceMs: number): number | undefined {
    const start = this.moments.findIndex(({ atMs }) => atMs >= sinceMs);
    const before = this.moments[Math.max(0, start - 1)];
    const back = this.moments.slice(start).find((moment) => moment[kind] > (before?.[kind] ?? 0));
    return start < 0 ? undefined : back && back.atMs - sinceMs;
  }

  /** The longest time between two arrivals within these moments. */
  longestGapMs(kind: Media, fromMs: number, toMs: number): number {
    const within = this.moments.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs);
    const [first] = within;
    if (!first) return toMs - fromMs;
    let [last, longest] = [first, 0];
    for (const moment of within) {
      if (moment[kind] !== last[kind]) last = moment;
      longest = Math.max(longest, moment.atMs - last.atMs);
    }
    return longest;
  }

  /** How long after that moment the call's view said this; undefined if it has not. */
  saidAfterMs(words: RegExp, sinceMs: number): number | undefined {
    const said = this.moments.find(({ atMs, text }) => atMs >= sinceMs && words.test(text));
    return said && said.atMs - sinceMs;
  }

  /** How long after that moment the last camera and microphone went off. */
  devicesOffAfterMs(sinceMs: number): number | undefined {
    const off = this.moments.find(({ atMs, devices }) => atMs >= sinceMs && devices === 0);
    return off && off.atMs - sinceMs;
  }

  /** Whether a camera or a microphone was on at any time. */
  get usedDevices(): boolean {
    return this.moments.some(({ devices }) => devices > 0);
  }

  /** What the page was told of this kind since that moment, oldest first. */
  factsOf(name: string, sinceMs = 0): Fact[] {
    return this.facts.filter((fact) => fact.name === name && fact.atMs >= sinceMs);
  }

  /** Every status since that moment, once for each change. */
  statuses(sinceMs = 0): string[] {
    return this.moments
      .filter(({ atMs }) => atMs >= sinceMs)
      .map(({ status }) => status)
      .filter((status, i, all) => status !== all[i - 1]);
  }
}

/**
 * Waits until the recording of this page tells it: a page is looked at ten times a second, so that
 * what a test has seen in it may not be recorded yet.
 */
export function recorded<T>(
  page: Page,
  tell: (recording: Recording) => T | undefined,
  limitMs = 15_000,
): Promise<T> {
  return known(async () => tell(await Recording.of(page)), limitMs);
}

/**
 * Presses a button, however covered, at this moment of all clocks, or now.
 * @returns when it was pressed
 */
export function pressAt(button: Locator, atMs = 0): Promise<number> {
  return button.evaluate(async (element, moment) => {
    const waitMs = moment - Date.now();
    if (waitMs > 0) await new Promise<void>((resolve) => window.setTimeout(resolve, waitMs));
    const pressedMs = Date.now();
    (element as HTMLElement).click();
    return pressedMs;
  }, atMs);
}
