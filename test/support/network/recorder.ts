import type { Page } from '@playwright/test';

/** What had arrived in a page at one moment, and what its call said. */
export interface Moment {
  /** Milliseconds since the epoch: the clocks of all pages here are one. */
  readonly atMs: number;
  readonly soundPackets: number;
  readonly frames: number;
  /** Of the call's view; empty without a call. */
  readonly status: string;
  /** Everything the call's view says, without its running time. */
  readonly text: string;
}

declare global {
  interface Window {
    recordedMoments: Moment[];
  }
}

/** Runs before a page's own scripts, after `recordConnections`: looks ten times a second. */
export function recordMoments(): void {
  const PERIOD_MS = 100;
  const moments: Moment[] = [];
  window.recordedMoments = moments;

  const textOf = (node: Node): string => {
    if (node instanceof Text) return node.data;
    if (node instanceof HTMLStyleElement) return '';
    const isTimer = node instanceof Element && node.matches('[role=timer], time');
    if (isTimer) return '';
    const inner = node instanceof Element && node.shadowRoot ? [node.shadowRoot] : [];
    return [...inner, ...node.childNodes].map(textOf).join(' ');
  };
  const wordsOf = (node: Node | null | undefined) =>
    node ? textOf(node).replace(/\s+/g, ' ').trim() : '';

  const look = async () => {
    const sum = { soundPackets: 0, frames: 0 };
    for (const connection of window.recordedConnections) {
      if (connection.getTransceivers().length === 0) continue;
      for (const report of (await connection.getStats()).values()) {
        if (report.type !== 'inbound-rtp') continue;
        if (report.kind === 'audio') sum.soundPackets += report.packetsReceived;
        else sum.frames += report.framesDecoded ?? 0;
      }
    }
    const view = document.querySelector('call-modal')?.shadowRoot;
    const status = wordsOf(view?.querySelector('[role=status]'));
    moments.push({ atMs: Date.now(), ...sum, status, text: wordsOf(view) });
  };
  const run = () => void look().finally(() => setTimeout(run, PERIOD_MS));
  run();
}

export type Media = 'soundPackets' | 'frames';

/** What a page has seen and heard since it was opened. */
export class Recording {
  constructor(private readonly moments: readonly Moment[]) {}

  static async of(page: Page): Promise<Recording> {
    return new Recording(await page.evaluate(() => window.recordedMoments));
  }

  /** How long after that moment media arrived again; undefined if it has not. */
  backAfterMs(kind: Media, sinceMs: number): number | undefined {
    const later = this.moments.filter(({ atMs }) => atMs >= sinceMs);
    const start = later[0]?.[kind] ?? 0;
    const back = later.find((moment) => moment[kind] > start);
    return back && back.atMs - sinceMs;
  }

  /** The longest time between two arrivals within these moments. */
  longestGapMs(kind: Media, fromMs: number, toMs: number): number {
    const within = this.moments.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs);
    let last = within[0];
    let longest = 0;
    for (const moment of within) {
      if (!last || moment[kind] === last[kind]) continue;
      longest = Math.max(longest, moment.atMs - last.atMs);
      last = moment;
    }
    return Math.max(longest, (within.at(-1)?.atMs ?? toMs) - (last?.atMs ?? fromMs));
  }

  /** How long after that moment the call's view said this; undefined if it has not. */
  saidAfterMs(words: RegExp, sinceMs: number): number | undefined {
    const said = this.moments.find(({ atMs, text }) => atMs >= sinceMs && words.test(text));
    return said && said.atMs - sinceMs;
  }

  /** Every status since that moment, once for each change. */
  statuses(sinceMs = 0): string[] {
    return this.moments
      .filter(({ atMs }) => atMs >= sinceMs)
      .map(({ status }) => status)
      .filter((status, i, all) => status !== all[i - 1]);
  }
}
