import type { BrokerFrameType, ClientFrameType } from '../../../src/protocol/index.js';

const FROM_THE_OTHER = 'As the other device of the call said it.';

/** What each frame of a device means. */
export const CLIENT_WORDS: Readonly<Record<ClientFrameType, string>> = {
  hello: 'First: which device this is, and which voice notes it plays. Answered by `welcome`.',
  pong: 'Answers `ping`.',
  message_send: 'The same id again stores nothing. Answered by `message_ack`.',
  receipt: 'Everything up to `seq` was delivered or read.',
  typing: 'Repeated while typing; forgotten after 5 s.',
  link_request: 'This device would chat directly and can be dialled at `peerId`.',
  link_accept: 'To a device that asked: it may dial `peerId` for data.',
  presence_watch: 'Replaces the set of people this socket is told about.',
  call_request: 'Ring that person on every device.',
  call_ringing: 'This device shows and sounds the call.',
  call_accept: 'This device takes the call and may be dialled at `peerId`. The first one wins.',
  call_reject: 'Ends the ring everywhere.',
  call_connected: 'Media flows on this side.',
  call_end: 'At any time, from either side.',
  call_rejoin: 'The device of an answered call was reloaded and can be dialled at `peerId`.',
  call_quality: 'How the call went here; the last word of each side is kept.',
  call_hold: 'To the other device, as all that follow: this side is quiet.',
  call_resume: 'And no more.',
  call_description: 'An offer or answer of a negotiation, by its round.',
  call_candidate: 'A candidate of that negotiation.',
  call_media: 'What this side sends now.',
  call_ask: 'Asks the other side to agree to a picture, or to a recording.',
  call_reply: 'Answers, or takes the question back.',
};

/** What each frame of the broker means. */
export const BROKER_WORDS: Readonly<Record<BrokerFrameType, string>> = {
  welcome: 'From here on this socket hears everything; what came before is fetched.',
  ping: 'Answer with `pong`; a socket that says nothing for 25 s is ended.',
  message_ack: 'The sender’s own message, on disk, with its `seq`.',
  message: 'A message that is new to this device, or a known one that changed.',
  conversation: 'New or changed, as this person sees it.',
  receipt: 'How far somebody’s devices have come.',
  typing: 'Somebody types, or no longer.',
  presence: 'Of somebody this socket watches.',
  error: 'A frame was refused; `ref` is the message or call it was about.',
  link_request: 'A device of the other side would chat directly.',
  link_accept: 'To the device that asked: dial `peerId` for data.',
  call_request: 'Somebody calls.',
  call_started: 'To the caller: the call is stored.',
  call_ringing: 'To the caller: a device shows and sounds it.',
  call_accept: 'To the caller and the device that took it: media may be negotiated with `peerId`.',
  call_connected: 'Media flows on the other side.',
  call_end: 'The call is over, or was taken on another device.',
  call_rejoin: 'The other device was reloaded: its media comes from `peerId` now.',
  call_hold: FROM_THE_OTHER,
  call_resume: FROM_THE_OTHER,
  call_description: FROM_THE_OTHER,
  call_candidate: FROM_THE_OTHER,
  call_media: FROM_THE_OTHER,
  call_ask: FROM_THE_OTHER,
  call_reply: FROM_THE_OTHER,
};
