import { describe, expect, it } from 'vitest';
import { clientFrames } from '../../../src/protocol/client-frames.js';
import { decodeFrame } from '../../../src/protocol/codec.js';
import { LIMITS } from '../../../src/protocol/index.js';

const callId = '0192f0c1-2c3d-7e4f-8a5b-6c7d8e9f0a1b';
const text = (length: number) => 'x'.repeat(length);
const described = (over: object) => ({
  type: 'call_description',
  description: { type: 'offer', sdp: 'v=0', ...over },
  round: 1,
});
const inRound = (round: unknown) => ({ ...described({}), round });
const candidate = (over: object) => ({
  type: 'call_candidate',
  candidate: { candidate: 'candidate:1', ...over },
});
const media = (over: object) => ({ type: 'call_media', muted: true, cameraOff: false, ...over });
const asked = (wish: unknown) => ({ type: 'call_ask', wish });
const quality = (over: object) => ({
  type: 'call_quality',
  summary: { score: 5, worst: 1, callType: 'VIDEO', ...over },
});

function isRead(frame: object): boolean {
  return decodeFrame(clientFrames, JSON.stringify({ ...frame, callId })).kind === 'frame';
}

/** What is read, and what is refused. */
const table: [string, object[], object[]][] = [
  [
    'a description',
    [described({}), described({ type: 'answer' }), described({ sdp: text(LIMITS.sdpBytes) })],
    [
      described({ sdp: text(LIMITS.sdpBytes + 1) }),
      described({ sdp: '' }),
      described({ sdp: null }),
      described({ type: 'pranswer' }),
      described({ type: 'rollback' }),
    ],
  ],
  [
    'a round',
    [inRound(1), inRound(1_000_000)],
    [0, -1, 1.5, 1_000_001, '1', null, undefined].map(inRound),
  ],
  [
    'a candidate',
    [
      candidate({ candidate: text(2048), sdpMid: text(64), usernameFragment: text(256) }),
      candidate({ sdpMid: null, sdpMLineIndex: 65_535, usernameFragment: null }),
    ],
    [
      candidate({ candidate: text(2049) }),
      candidate({ candidate: '' }),
      candidate({ candidate: null }),
      candidate({ sdpMid: text(65) }),
      candidate({ sdpMLineIndex: 65_536 }),
      candidate({ sdpMLineIndex: -1 }),
      candidate({ sdpMLineIndex: 0.5 }),
      candidate({ usernameFragment: text(257) }),
    ],
  ],
  [
    'what is sent',
    [media({}), media({ screenMid: text(16), screenSoundMid: '1', recording: true })],
    [
      media({ screenMid: text(17) }),
      media({ screenSoundMid: '' }),
      media({ muted: 1 }),
      media({ cameraOff: undefined }),
      media({ recording: 'yes' }),
    ],
  ],
  [
    'a wish',
    [
      asked('video'),
      asked('recording'),
      { ...asked('video'), type: 'call_reply', accepted: false },
    ],
    [asked('money'), asked(undefined), { ...asked('video'), type: 'call_reply' }],
  ],
  [
    'how a call went',
    [
      quality({}),
      quality({ setupMs: 0, kbitsIn: 1_000_000, lossPercent: 100, reconnects: 10_000 }),
    ],
    [
      quality({ score: 0 }),
      quality({ score: 6 }),
      quality({ worst: 1.5 }),
      quality({ callType: 'video' }),
      quality({ setupMs: -1 }),
      quality({ roundTripMs: 1_000_001 }),
      quality({ jitterMs: '1' }),
      quality({ lossPercent: 101 }),
      quality({ reconnects: 10_001 }),
      quality({ reconnects: 0.5 }),
      { type: 'call_quality' },
    ],
  ],
];

describe('of the frames of a call', () => {
  it.each(table)('%s is read up to its limits and refused beyond', (_name, good, bad) => {
    for (const frame of good) expect(isRead(frame), JSON.stringify(frame).slice(0, 200)).toBe(true);
    for (const frame of bad) expect(isRead(frame), JSON.stringify(frame).slice(0, 200)).toBe(false);
  });
});
