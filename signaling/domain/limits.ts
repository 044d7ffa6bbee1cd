import type { SilenceRules } from './call-silence.js';
import { counter } from './counter.js';

/** So many in any window of this length. */
export interface Rate {
  readonly points: number;
  readonly windowMs: number;
}

/** How much all that come from one network may do. */
export interface NetworkLimits {
  readonly messages: Rate;
  readonly calls: Rate;
  readonly conversations: Rate;
  readonly uploads: Rate;
  readonly uploadBytes: Rate;
  readonly frames: Rate;
}

/** How much one person (`frames`: one socket) may do. */
export interface PersonLimits {
  readonly messages: Rate;
  readonly calls: Rate;
  readonly conversations: Rate;
  readonly uploads: Rate;
  readonly uploadBytes: Rate;
  readonly frames: Rate;
  /** On all their sockets together. Unset: each has only its own limit. */
  readonly allFrames?: Rate;
  /** Unset: no matter how many they are. */
  readonly networks?: NetworkLimits;
  /** Unset: whoever is not answered may ring on. */
  readonly silence?: SilenceRules;
}

/** Who uses up what: the person, and where they come from. */
export interface Payer {
  readonly userId: string;
  readonly network?: string;
}

/** What people may do of that for which nobody needs a setting; docs/protocol.md tells of each. */
export const FIXED_RATES = {
  /** One per letter typed, and then some. */
  searches: { points: 120, windowMs: 60_000 },
  addressSearches: { points: 600, windowMs: 60_000 },
  /** Asked and accepted; a page that is reloaded again and again stays below. */
  links: { points: 60, windowMs: 60_000 },
  reports: { points: 20, windowMs: 3_600_000 },
  /** Nobody was many guests. */
  merges: { points: 20, windowMs: 3_600_000 },
  /** Each reads everything there is of a person. */
  exports: { points: 6, windowMs: 3_600_000 },
  erasures: { points: 6, windowMs: 3_600_000 },
  /** Repeated every few seconds; more than this tells nobody anything. */
  typing: { points: 10, windowMs: 5_000 },
} satisfies Record<string, Rate>;

/** What one device may say in one call to the other, by kind. A call that mends itself stays below. */
const SIGNALS = {
  /** As many as the other side listens to: offers are said again while a path is bad. */
  descriptions: { points: 60, windowMs: 60_000 },
  candidates: { points: 600, windowMs: 60_000 },
  asks: { points: 10, windowMs: 60_000 },
  /** Held, muted by a key that is let go again and again. */
  states: { points: 240, windowMs: 60_000 },
  rejoins: { points: 20, windowMs: 60_000 },
  summaries: { points: 20, windowMs: 60_000 },
} satisfies Record<string, Rate>;

export type SignalKind = keyof typeof SIGNALS;

/** Each `take…` rejects with `rate_limited`, which says how long to wait. */
export interface DomainLimits {
  takeMessage(payer: Payer): Promise<void>;
  takeCall(payer: Payer): Promise<void>;
  takeConversation(payer: Payer): Promise<void>;
  takeUpload(payer: Payer): Promise<void>;
  /** The bytes of files, as they come. */
  takeUploadBytes(payer: Payer, bytes: number): Promise<void>;
  takeReport(userId: string): Promise<void>;
  takeExport(userId: string): Promise<void>;
  takeErasure(userId: string): Promise<void>;
  takeMerge(userId: string): Promise<void>;
  takeSearch(payer: Payer): Promise<void>;
  takeLink(userId: string): Promise<void>;
  /** `key`: the device and the call. */
  takeSignal(kind: SignalKind, key: string): Promise<void>;
  /** False when it should quietly be dropped. */
  takeTyping(userId: string, conversationId: string): Promise<boolean>;
}

export function createDomainLimits(limits: PersonLimits | null): DomainLimits {
  if (!limits) return unlimited;
  const typing = counter(FIXED_RATES.typing).take;
  const signals = Object.fromEntries(
    Object.entries(SIGNALS).map(([kind, rate]) => [kind, counter(rate).take]),
  ) as Record<SignalKind, (key: string) => Promise<void>>;
  const { networks } = limits;
  return {
    takeMessage: counters(limits.messages, networks?.messages),
    takeCall: counters(limits.calls, networks?.calls),
    takeConversation: counters(limits.conversations, networks?.conversations),
    takeUpload: counters(limits.uploads, networks?.uploads),
    takeUploadBytes: counters(limits.uploadBytes, networks?.uploadBytes),
    takeReport: counter(FIXED_RATES.reports).take,
    takeExport: counter(FIXED_RATES.exports).take,
    takeErasure: counter(FIXED_RATES.erasures).take,
    takeMerge: counter(FIXED_RATES.merges).take,
    takeSearch: counters(FIXED_RATES.searches, networks && FIXED_RATES.addressSearches),
    takeLink: counter(FIXED_RATES.links).take,
    takeSignal: (kind, key) => signals[kind](key),
    takeTyping: (userId, conversationId) =>
      typing(`${conversationId} ${userId}`).then(
        () => true,
        () => false,
      ),
  };
}

const unlimited: DomainLimits = {
  takeMessage: () => Promise.resolve(),
  takeCall: () => Promise.resolve(),
  takeConversation: () => Promise.resolve(),
  takeUpload: () => Promise.resolve(),
  takeUploadBytes: () => Promise.resolve(),
  takeReport: () => Promise.resolve(),
  takeExport: () => Promise.resolve(),
  takeErasure: () => Promise.resolve(),
  takeMerge: () => Promise.resolve(),
  takeSearch: () => Promise.resolve(),
  takeLink: () => Promise.resolve(),
  takeSignal: () => Promise.resolve(),
  takeTyping: () => Promise.resolve(true),
};

/** The person's first: whoever has used up their own takes nothing from their neighbours. */
function counters(
  person: Rate,
  network: Rate | undefined,
): (payer: Payer, cost?: number) => Promise<void> {
  const takeOwn = counter(person).take;
  const takeShared = network && counter(network).take;
  return async ({ userId, network }, cost) => {
    await takeOwn(userId, cost);
    if (network !== undefined) await takeShared?.(network, cost);
  };
}
