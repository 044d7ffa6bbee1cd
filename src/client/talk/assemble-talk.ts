import { CallTalk, type TalkPorts } from './talk.js';

/** Everything of a call that is connected. A chunk of its own: it is loaded while the call rings. */
export function assembleTalk(ports: TalkPorts): CallTalk {
  return new CallTalk(ports);
}
