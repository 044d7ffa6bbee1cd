import type { AppendOutcome, ChangeOutcome } from '../store/store.js';
import { deviceOf, exceptActing } from './actors.js';
import type { Actor, MediaLinks, Outlet } from './types.js';
import type { Message } from '../../src/protocol/index.js';

/**
 * Tells devices what became of messages. To be called in the same turn in which the commit resolves,
 * so that devices hear the changes of a conversation in their order.
 */
export class MessageNews {
  readonly #outlet: Outlet;
  readonly #links: MediaLinks;

  constructor(outlet: Outlet, links: MediaLinks) {
    this.#outlet = outlet;
    this.#links = links;
  }

  /** The acting device hears the ack, in the order of the conversation's other changes. */
  sent(actor: Actor, { closed, participantIds, created, ...stored }: AppendOutcome): Message {
    if (closed) this.changed({ message: closed, changed: true, participantIds });
    const message = this.#links.sign(stored.message);
    const device = deviceOf(actor);
    if (device) this.#outlet.toDevice(device, { type: 'message_ack', message });
    if (created) {
      this.#outlet.toUsers(participantIds, { type: 'message', message }, exceptActing(actor));
    }
    return message;
  }

  changed({ message, changed, participantIds }: ChangeOutcome): Message {
    const signed = this.#links.sign(message);
    if (changed) this.#outlet.toUsers(participantIds, { type: 'message', message: signed });
    return signed;
  }
}
