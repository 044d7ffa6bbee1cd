import type { CallType } from '../../src/protocol/index.js';

/** More sections than a call has; a browser refuses the answer to an OFFER that has more. */
const SECTIONS = 32;
const SECTION = /^m=(?<kind>[a-z]+) \S+ (?<transport>\S+) (?<formats>.+)$/;

/** What an offer asks for. A picture that is only to be received counts: it can be turned on later. */
export function callTypeOf(sdp: string): CallType {
  // Asked of every OFFER: a search for a rare letter costs a tenth of one for the end of a line.
  return sdp.includes('video') && /[\r\n]m=video/.test(sdp) ? 'VIDEO' : 'VOICE';
}

/**
 * An answer that takes nothing of what was offered, port 0 in every section. PeerJS has no other word
 * for “no” that reaches the call: of a connection that was never answered it tells no `close`.
 */
export function refusingAnswer(offerSdp: string): string {
  const lines = offerSdp.split(/\r\n|\r|\n/);
  const sections: string[] = [];
  for (const line of lines) {
    const { kind, transport, formats } = SECTION.exec(line)?.groups ?? {};
    if (kind !== undefined) {
      if (sections.length === SECTIONS) break;
      sections.push(`m=${kind} 0 ${transport} ${formats}\r\nc=IN IP4 0.0.0.0\r\na=inactive\r\n`);
    } else if (line.startsWith('a=mid:') && sections.length > 0) {
      sections.push(`${sections.pop()}${line}\r\n`);
    }
  }
  return `v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n${sections.join('')}`;
}
