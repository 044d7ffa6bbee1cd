import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseVoiceFormat } from '../../../src/client/recorder/voice-format.js';
import { loudnessOf, waveformOf } from '../../../src/client/recorder/waveform.js';
import { VOICE_FORMATS } from '../../../src/protocol/index.js';
import { Waveform } from '../../../src/protocol/message-draft.js';
import * as v from 'valibot';

const { webm, ogg, mp4 } = VOICE_FORMATS;

describe('the format of a voice note', () => {
  it.each([
    ['both know all', [webm, ogg, mp4], [['webm', 'ogg', 'mp4']], webm],
    ['a receiver without WebM', [webm, mp4], [['mp4']], mp4],
    ['a recorder without WebM', [mp4], [['webm', 'ogg', 'mp4']], mp4],
    ['Ogg in common only', [ogg, mp4], [['webm', 'ogg']], ogg],
    ['a receiver who has not told', [webm, mp4], [undefined], webm],
    ['two receivers', [webm, ogg, mp4], [['webm', 'mp4'], ['mp4']], mp4],
    ['nothing in common', [webm], [['mp4']], webm],
    ['nobody there yet', [webm], [], webm],
    ['a recorder that knows none of them', [], [['webm']], undefined],
    ['formats of tomorrow', [webm], [['webm2', 'webm']], webm],
  ])('%s', (_name, records, plays, expected) => {
    expect(chooseVoiceFormat((type) => records.includes(type as never), plays)).toBe(expected);
  });
});

describe('a wave form', () => {
  it('is what the protocol takes, whatever was heard', () => {
    const moments = fc.array(fc.float({ min: 0, max: 1, noNaN: true }), { maxLength: 2_000 });
    fc.assert(fc.property(moments, (heard) => v.is(Waveform, waveformOf(heard))));
  });

  it('has its loudest bar where it was loudest', () => {
    const moments = Array.from({ length: 640 }, (_, at) => (at === 325 ? 0.9 : 0.1));
    const bars = waveformOf(moments);
    expect(bars).toHaveLength(64);
    expect(bars.indexOf(31)).toBe(32);
  });

  it('of silence is flat', () => {
    expect(Math.max(...waveformOf(new Array(200).fill(0.0001)))).toBeLessThan(3);
  });

  it('takes the loudness of a moment from its samples', () => {
    expect(loudnessOf(new Float32Array([0.5, -0.5, 0.5, -0.5]))).toBeCloseTo(0.5);
    expect(loudnessOf(new Float32Array(0))).toBe(0);
  });
});
