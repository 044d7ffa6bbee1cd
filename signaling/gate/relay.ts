import type { PeerSocket } from './peer-socket.js';
import type { RoutedFrame } from './router.js';

/** A whole frame on its way through PeerServer, and whom it is for. */
export interface Cargo {
  to: PeerSocket | undefined;
  text: string;
}

/**
 * Has PeerServer relay a checked and authorised frame. PeerServer gets the envelope alone, finds the
 * destination and calls it; there the envelope is exchanged for the whole frame. So the payload,
 * which is nearly all of it, is not parsed and written once more. All this happens in one call.
 * `as` is the name by which the receiver knows the sender.
 * `said` is what `text` was parsed to, `frame` what was left of it after checking.
 */
export function relayFrame(
  cargo: Cargo,
  {
    from,
    to,
    as,
    frame,
    said,
    text,
  }: {
    from: PeerSocket;
    to: PeerSocket;
    as: string;
    frame: RoutedFrame;
    said?: object;
    text: string;
  },
): void {
  cargo.to = to;
  // What the receiver will parse is what was checked: the very text if nothing had to be dropped.
  cargo.text =
    text.endsWith('}') && isSame(said, frame)
      ? `${text.slice(0, -1)},"src":"${as}"}`
      : JSON.stringify({ ...frame, src: as });
  // Neither a type nor a peer id holds anything that JSON would escape.
  from.say(`{"type":"${frame.type}","dst":"${to.peerId}"}`);
  cargo.to = undefined;
  cargo.text = '';
}

function isSame(said: unknown, checked: unknown): boolean {
  if (said === checked) return true;
  if (!isObject(said) || !isObject(checked)) return false;
  const names = Object.keys(said);
  return (
    names.length === Object.keys(checked).length &&
    names.every((name) => Object.hasOwn(checked, name) && isSame(said[name], checked[name]))
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
