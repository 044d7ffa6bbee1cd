import { DeskbellError } from '../core/errors.js';
import { MergedGuest } from '../protocol/merged-guest.js';
import { claimsOf } from './claims.js';
import { guestsHere } from './identity.js';
import type { RestClient } from './rest-client.js';
import type { SenderDoor } from './sender-door.js';
import type { KeyValueStorage } from './storage.js';
import { DRAFT, DRAFTS, GUEST } from './storage-keys.js';

export interface ClaimPorts {
  broker: string;
  /** `<id> <when>`: the guest that this tab was, and when it last became that guest. */
  note: string;
  meId: string;
  rest: RestClient;
  sender: SenderDoor;
  storage: KeyValueStorage;
  tabStorage: KeyValueStorage;
}

/** Who comes back to a tab later than that may be somebody else. */
const CLAIM_MS = 4 * 60 * 60 * 1000;

/**
 * Somebody signed in who was a guest in this very tab: takes what they said and wrote along. A guest
 * that merely lies in the browser, of whoever used it before, is never touched.
 */
export async function claimGuest(ports: ClaimPorts): Promise<void> {
  const { broker, note, rest, storage, tabStorage } = ports;
  const key = GUEST + broker;
  const [guestId, sinceMs] = note.split(' ');
  // Another session of the page is that guest: they are two people, as long as it is there.
  if ([...guestsHere].some(({ userId }) => userId === guestId)) return;
  // Whatever wiped the browser wiped this, too.
  const token = storage.get(key) ?? '';
  const isThere = claimsOf(token).sub === guestId;
  const isRecent = Date.now() - Number(sinceMs) < CLAIM_MS;
  if (!isThere || !isRecent) return tabStorage.remove(key);
  try {
    const merged = await rest.ask('me/guests', MergedGuest, { json: { token } });
    await takeOver(ports, merged);
    storage.remove(key);
  } catch (error) {
    // Later, with the next connection.
    if (!(error instanceof DeskbellError) || error.retryable) throw error;
    // The site's token is a guest's as well: whoever signs in after that may have been this one.
    if (error.code === 'forbidden') return;
  }
  tabStorage.remove(key);
}

/** What is only here: unsent messages and drafts. They follow their conversation. */
async function takeOver(
  { broker, meId, sender, storage }: ClaimPorts,
  { guestId, joined }: MergedGuest,
): Promise<void> {
  const moved = new Map(joined.map(({ id, intoId }) => [id, intoId]));
  const placeOf = (id: string) => moved.get(id) ?? id;
  takeDrafts(storage, broker, [guestId, meId], placeOf);
  const { outbox, sender: sending } = await sender.open();
  for (const entry of await outbox.list(`${broker}\n${guestId}`)) {
    await outbox.put({
      ...entry,
      owner: `${broker}\n${meId}`,
      conversationId: placeOf(entry.conversationId),
    });
  }
  await sending.resendAll();
}

/** As kept-drafts.ts keeps them. What the member has begun themselves stays. */
function takeDrafts(
  storage: KeyValueStorage,
  broker: string,
  [guestId, meId]: readonly [string, string],
  placeOf: (id: string) => string,
): void {
  const list = DRAFTS + broker;
  const names = (storage.get(list) ?? '').split('\n\n').filter(Boolean);
  const from = `${DRAFT}${broker}\n${guestId}\n`;
  const now = names.map((name) => {
    if (!name.startsWith(from)) return name;
    const own = `${DRAFT}${broker}\n${meId}\n${placeOf(name.slice(from.length))}`;
    const text = storage.get(name);
    if (text !== undefined && storage.get(own) === undefined) storage.set(own, text);
    storage.remove(name);
    return own;
  });
  if (now.length > 0) storage.set(list, [...new Set(now)].join('\n\n'));
}
