import { deferredOutbox } from './deferred-outbox.js';
import { MessageSender, type SenderPorts } from './message-sender.js';
import type { Outbox } from './outbox.js';
import type { Surroundings } from './surroundings.js';

export interface SenderAssembly extends Omit<SenderPorts, 'outbox' | 'exclusive'> {
  world: Surroundings;
}

export interface Sending {
  sender: MessageSender;
  outbox: Outbox;
}

/** What sends, with its outbox. A chunk of its own: many read and never write. */
export function assembleSender({ world, ...ports }: SenderAssembly): Sending {
  const outbox = deferredOutbox(() => world.openOutbox(), world.storage, ports.onError);
  return { outbox, sender: new MessageSender({ ...ports, outbox, exclusive: world.exclusive }) };
}
