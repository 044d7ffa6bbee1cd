import type { Session } from '../client/types.js';
import { parseListing } from '../controllers/listing.js';
import type { ContactTarget } from '../controllers/session-host.js';
import type { CallType } from '../protocol/index.js';

/** Calls whom a target names, in its conversation: the one it names, else the one with them. */
export async function startCall(
  session: Session,
  target: ContactTarget,
  type: CallType,
): Promise<void> {
  const { to = '', name, avatar } = target;
  const { messaging, calls } = session;
  const listing = parseListing(target.listing);
  const id =
    target.conversation ??
    (await messaging.getOrCreateConversation(to, { ...(listing && { listing }) })).id;
  const { me, conversations } = session.getState();
  const people = conversations.get(id)?.conversation.participants ?? [];
  // Whom the target names is never oneself; who one is may not be known yet.
  const peer = people.find((each) => (to ? each.id === to : each.id !== me?.id));
  const picture = peer?.picture ?? avatar;
  const callee = { id: peer?.id ?? to, ...(name && { name }), ...(picture && { picture }) };
  await calls.startCall(id, callee, type);
}
