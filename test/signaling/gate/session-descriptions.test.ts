import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callTypeOf, refusingAnswer } from '../../../signaling/gate/session-descriptions.js';
import { STRANGE_TEXTS } from '../../support/hostile/values.js';

const END = /\r\n|\r|\n/;
const word = fc.oneof(
  fc.constantFrom('audio', 'video', 'application', 'VIDEO', 'videotape', ''),
  fc.constantFrom(...STRANGE_TEXTS),
);
const line = fc.oneof(
  fc.tuple(word, fc.constantFrom('9', '0', '65536', 'x')).map(([kind, port]) => {
    return `m=${kind} ${port} UDP/TLS/RTP/SAVPF 111 96`;
  }),
  word.map((mid) => `a=mid:${mid}`),
  fc.constantFrom('v=0', 's=m=video', ' m=video 9 x 0', 'a=m=video', 'm=', 'm=audio', ''),
  fc.string({ unit: 'binary', maxLength: 40 }),
);
const description = fc
  .tuple(fc.array(line, { maxLength: 40 }), fc.constantFrom('\r\n', '\n', '\r'))
  .map(([lines, end]) => ['v=0', ...lines].join(end));

describe('what an offer asks for', () => {
  it('is a picture when a section of it is one, and only then', () => {
    fc.assert(
      fc.property(description, (sdp) => {
        const isVideo = sdp.split(END).some((each) => each.startsWith('m=video'));
        expect(callTypeOf(sdp)).toBe(isVideo ? 'VIDEO' : 'VOICE');
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('an answer that takes nothing', () => {
  it('is whole lines, with each section of the offer and none of them open', () => {
    fc.assert(
      fc.property(description, (sdp) => {
        const answer = refusingAnswer(sdp);
        expect(answer.endsWith('\r\n')).toBe(true);
        const lines = answer.slice(0, -2).split('\r\n');
        expect(lines.filter((each) => !/^[vostmca]=[^\r\n]*$/.test(each))).toEqual([]);
        const sections = (all: string[]) =>
          all.filter((each) => /^m=[a-z]+ \S+ \S+ ./.test(each)).map((each) => each.split(' ')[0]);
        expect(sections(lines)).toEqual(sections(sdp.split(END)).slice(0, 32));
        expect(lines.filter((each) => /^m=\S+ (?!0 )/.test(each))).toEqual([]);
        expect(lines.filter((each) => each === 'a=inactive')).toHaveLength(sections(lines).length);
        expect(answer.length).toBeLessThan(sdp.length + 40 * sections(lines).length + 100);
      }),
      { numRuns: 2_000 },
    );
  });
});
