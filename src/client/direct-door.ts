import type { ChatFrame, ClientFrameInput } from '../protocol/index.js';
import type { ConversationBook } from './conversation-book.js';
import type { DirectDesk } from './direct/direct-desk.js';

/** What the chat knows of direct links. */
export interface DirectDoor {
  /** Asks again after a failure. */
  open(): Promise<DirectDesk>;
  /** Something happens in this conversation. */
  touch(id: string): void;
  /** Takes what goes to the broker. @returns whether it need not reach the broker any more */
  say(frame: ClientFrameInput): boolean;
  /** Takes what the broker said, after the session did. */
  hear(frame: ChatFrame): void;
  /** The same for a frame that is not about chat, unread. */
  hearOther(type: string, text: string): void;
  close(): void;
}

/** Nobody waits for a link where a call was just accepted, but for that call. */
const LOAD_AFTER_MS = 1_500;

/** Direct links before there is one: fetches their code for the first two who may want one. */
export function directDoor(book: ConversationBook, load: () => Promise<DirectDesk>): DirectDoor {
  let desk: DirectDesk | undefined;
  let loading: Promise<DirectDesk> | undefined;
  let later: ReturnType<typeof setTimeout> | undefined;
  const touched = new Set<string>();
  const open = () =>
    (loading ??= load().then(
      (made) => (desk = made),
      (cause: unknown) => {
        loading = undefined;
        throw cause;
      },
    ));
  const use = (act: (made: DirectDesk) => void) => {
    if (desk) act(desk);
    // Without it everything goes by the broker: a failure is nobody's trouble.
    else open().then(act, () => undefined);
  };
  const touch = (id: string) => {
    if (desk) return desk.touch(id);
    const { stored = [] } = book.get(id)?.log ?? {};
    // Whether both want one is looked at behind the door.
    if (!stored.some(({ senderId, call }) => call || senderId !== stored[0]?.senderId)) return;
    touched.add(id);
    clearTimeout(later);
    later = setTimeout(
      () => use((made) => touched.forEach((each) => made.touch(each))),
      stored.at(-1)?.call ? LOAD_AFTER_MS : 0,
    );
  };
  return {
    open,
    touch,
    say(frame) {
      if ('conversationId' in frame) touch(frame.conversationId);
      return desk?.say(frame) ?? false;
    },
    hear(frame) {
      if ('message' in frame) touch(frame.message.conversationId);
      else desk?.hear(frame);
    },
    hearOther(type, text) {
      if (desk || type === 'link_request') use((made) => made.hearOther(text));
    },
    close() {
      clearTimeout(later);
      if (loading) use((made) => made.close());
    },
  };
}
