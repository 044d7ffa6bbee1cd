/**
 * Which devices this one has a direct link to, and which it wants one to.
 *
 *   nothing ── wanted ──▶ ask (to all devices of a person)
 *      │                   │
 *      │ they ask,         │ one of them accepts
 *      │ we agree          ▼
 *      ├──▶ awaiting     dialling
 *      │       └─── opened ──┴──▶ open ── ended ──▶ nothing
 *      │                                              │ lost or failed: again after a while,
 *      └◀─────────────────────────────────────────────┘ a few times
 *
 * Both may ask at once. Then the device with the lower id dials: it asks once more, so that the
 * other one certainly hears it, and the other one accepts.
 */
export type LinkPhase = 'awaiting' | 'dialling' | 'open';

export interface LinkPeer {
  readonly userId: string;
  readonly deviceId: string;
  /** Where PeerJS reaches it. */
  readonly peerId: string;
}

export interface LinkState extends LinkPeer {
  readonly phase: LinkPhase;
  readonly sinceMs: number;
}

interface Ask {
  readonly conversationId: string;
  readonly sinceMs: number;
}

interface Patience {
  readonly failures: number;
  /** Not to be asked before, unless something else happens. */
  readonly notBeforeMs: number;
  /** Not to be answered before, either. */
  readonly barredUntilMs: number;
}

export interface LinkMachine {
  /** By user id. */
  readonly asks: ReadonlyMap<string, Ask>;
  /** By device id. */
  readonly links: ReadonlyMap<string, LinkState>;
  /** By user id. */
  readonly patience: ReadonlyMap<string, Patience>;
}

/** `idle`: nobody used it. `refused`: the broker or the other side would not. `abuse`: it misbehaved. */
export type LinkEnd = 'idle' | 'lost' | 'failed' | 'abuse';

export type LinkEvent =
  /** `isUrgent`: a person waits for it, so patience does not count. */
  | { type: 'wanted'; userId: string; conversationId: string; isUrgent?: boolean }
  | { type: 'heard_request'; ownDeviceId: string; conversationId: string; peer: LinkPeer }
  | { type: 'heard_accept'; conversationId: string; peer: LinkPeer }
  | { type: 'opened'; deviceId: string }
  | { type: 'ended'; deviceId: string; reason: LinkEnd }
  /** The broker will not introduce the two; without a conversation: none of those asked for. */
  | { type: 'refused'; conversationId?: string }
  /** Asks were lost with the broker's socket; what is open stays. */
  | { type: 'went_offline' }
  | { type: 'tick' };

export type LinkEffect =
  | { type: 'ask'; conversationId: string; userId: string }
  | { type: 'accept'; conversationId: string; peer: LinkPeer }
  | { type: 'dial'; peer: LinkPeer }
  /** Whatever there is of this link goes away. */
  | { type: 'drop'; deviceId: string };

export type LinkStep = [machine: LinkMachine, effects: LinkEffect[]];

export const LINKS = {
  most: 4,
  /** Another page may have to fetch its code before it can answer. */
  askMs: 20_000,
  /** From the accept to an open channel. */
  openMs: 15_000,
  retryMs: [5_000, 30_000, 120_000],
  /** After an ask that nobody took up, and after one that was refused. */
  unansweredMs: 60_000,
  refusedMs: 10 * 60_000,
  barredMs: 10 * 60_000,
} as const;

export const NO_LINKS: LinkMachine = { asks: new Map(), links: new Map(), patience: new Map() };

export function linksTo(machine: LinkMachine, userId: string): LinkState[] {
  return [...machine.links.values()].filter((link) => link.userId === userId);
}

export function stepLinks(machine: LinkMachine, event: LinkEvent, nowMs: number): LinkStep {
  switch (event.type) {
    case 'wanted':
      return want(machine, event, nowMs);
    case 'heard_request':
      return hearRequest(machine, event, nowMs);
    case 'heard_accept':
      return hearAccept(machine, event, nowMs);
    case 'opened': {
      const link = machine.links.get(event.deviceId);
      if (!link) return [machine, [{ type: 'drop', deviceId: event.deviceId }]];
      const patience = without(machine.patience, link.userId);
      const asks = without(machine.asks, link.userId);
      const open: LinkState = { ...link, phase: 'open', sinceMs: nowMs };
      return [withLink({ ...machine, asks, patience }, open), []];
    }
    case 'ended':
      return end(machine, event.deviceId, event.reason, nowMs);
    case 'refused':
      return [refuse(machine, event.conversationId, nowMs), []];
    case 'went_offline':
      return [{ ...machine, asks: new Map() }, []];
    case 'tick':
      return tick(machine, nowMs);
  }
}

type EventOf<T extends LinkEvent['type']> = Extract<LinkEvent, { type: T }>;

function want(machine: LinkMachine, event: EventOf<'wanted'>, nowMs: number): LinkStep {
  const { userId, conversationId, isUrgent = false } = event;
  const { asks, links, patience } = machine;
  const { notBeforeMs = 0, barredUntilMs = 0 } = patience.get(userId) ?? {};
  const isDue = nowMs >= (isUrgent ? barredUntilMs : notBeforeMs);
  const isSettled = asks.has(userId) || linksTo(machine, userId).length > 0;
  if (!isDue || isSettled || links.size >= LINKS.most) return [machine, []];
  const asked = new Map(asks).set(userId, { conversationId, sinceMs: nowMs });
  return [{ ...machine, asks: asked }, [{ type: 'ask', conversationId, userId }]];
}

function hearRequest(
  machine: LinkMachine,
  { ownDeviceId, conversationId, peer }: EventOf<'heard_request'>,
  nowMs: number,
): LinkStep {
  const { userId, deviceId } = peer;
  const known = machine.links.get(deviceId);
  const isFull = !known && machine.links.size >= LINKS.most;
  const isBarred = nowMs < (machine.patience.get(userId)?.barredUntilMs ?? 0);
  if (isFull || isBarred) return [machine, []];
  const isOurs = ownDeviceId < deviceId;
  // Our dial is on its way to them, or our accept.
  const isOnItsWay =
    known?.phase === 'dialling'
      ? isOurs
      : known?.phase === 'awaiting' && known.peerId === peer.peerId;
  if (isOnItsWay) return [machine, []];
  const ask = machine.asks.get(userId);
  if (isOurs && ask && !known) {
    return [machine, [{ type: 'ask', conversationId: ask.conversationId, userId }]];
  }
  // Whoever asks has no link: what we take for one is not.
  const drop: LinkEffect[] =
    known && known.phase !== 'awaiting' ? [{ type: 'drop', deviceId }] : [];
  return [
    withLink(machine, { ...peer, phase: 'awaiting', sinceMs: nowMs }),
    [...drop, { type: 'accept', conversationId, peer }],
  ];
}

function hearAccept(
  machine: LinkMachine,
  { conversationId, peer }: EventOf<'heard_accept'>,
  nowMs: number,
): LinkStep {
  const { asks, links } = machine;
  const isAsked = asks.get(peer.userId)?.conversationId === conversationId;
  if (!isAsked || links.has(peer.deviceId) || links.size >= LINKS.most) return [machine, []];
  return [
    withLink(machine, { ...peer, phase: 'dialling', sinceMs: nowMs }),
    [{ type: 'dial', peer }],
  ];
}

function end(machine: LinkMachine, deviceId: string, reason: LinkEnd, nowMs: number): LinkStep {
  const link = machine.links.get(deviceId);
  if (!link) return [machine, []];
  const { userId } = link;
  const known = machine.patience.get(userId);
  const failures = (known?.failures ?? 0) + 1;
  const next: Record<LinkEnd, Patience | undefined> = {
    idle: known,
    lost: { failures, notBeforeMs: nowMs + retryMs(failures), barredUntilMs: 0 },
    failed: { failures, notBeforeMs: nowMs + retryMs(failures), barredUntilMs: 0 },
    abuse: { failures, notBeforeMs: Infinity, barredUntilMs: nowMs + LINKS.barredMs },
  };
  const links = without(machine.links, deviceId);
  const asks = without(machine.asks, userId);
  return [withPatience({ ...machine, asks, links }, userId, next[reason]), []];
}

function retryMs(failures: number): number {
  return LINKS.retryMs[failures - 1] ?? Infinity;
}

function refuse(machine: LinkMachine, conversationId: string | undefined, nowMs: number) {
  let next = machine;
  for (const [userId, ask] of machine.asks) {
    if (conversationId !== undefined && ask.conversationId !== conversationId) continue;
    next = giveUp(next, userId, nowMs + LINKS.refusedMs);
  }
  return next;
}

function tick(machine: LinkMachine, nowMs: number): LinkStep {
  let next = machine;
  const effects: LinkEffect[] = [];
  for (const [userId, { sinceMs }] of machine.asks) {
    if (nowMs - sinceMs < LINKS.askMs) continue;
    const isAnswered = linksTo(machine, userId).length > 0;
    if (isAnswered) next = { ...next, asks: without(next.asks, userId) };
    else next = giveUp(next, userId, nowMs + LINKS.unansweredMs);
  }
  for (const { deviceId, phase, sinceMs } of machine.links.values()) {
    if (phase === 'open' || nowMs - sinceMs < LINKS.openMs) continue;
    effects.push({ type: 'drop', deviceId });
    [next] = end(next, deviceId, 'failed', nowMs);
  }
  return [next, effects];
}

function giveUp(machine: LinkMachine, userId: string, notBeforeMs: number): LinkMachine {
  const known = machine.patience.get(userId);
  const { failures = 0, barredUntilMs = 0 } = known ?? {};
  const asks = without(machine.asks, userId);
  return withPatience({ ...machine, asks }, userId, { failures, notBeforeMs, barredUntilMs });
}

function withLink(machine: LinkMachine, link: LinkState): LinkMachine {
  return { ...machine, links: new Map(machine.links).set(link.deviceId, link) };
}

function withPatience(machine: LinkMachine, userId: string, patience?: Patience): LinkMachine {
  if (!patience) return machine;
  return { ...machine, patience: new Map(machine.patience).set(userId, patience) };
}

function without<V>(map: ReadonlyMap<string, V>, key: string): ReadonlyMap<string, V> {
  const rest = new Map(map);
  rest.delete(key);
  return rest;
}
