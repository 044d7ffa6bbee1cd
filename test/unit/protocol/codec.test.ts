import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clientFrames } from '../../../src/protocol/client-frames.js';
import { isLongerThan, LIMITS } from '../../../src/protocol/index.js';
import { brokerFrames } from '../../../src/protocol/broker-frames.js';
import { decodeFrame } from '../../../src/protocol/codec.js';
import { peerFrames } from '../../../src/protocol/peer-frames.js';
import { dataFrames } from '../../../src/protocol/data-frames.js';

const tables = { clientFrames, brokerFrames, dataFrames, peerFrames };
const uuid = '0192f0c1-2c3d-7e4f-8a5b-6c7d8e9f0a1b';
const send = (text: string) =>
  JSON.stringify({
    type: 'message_send',
    conversationId: uuid,
    message: { id: uuid, text },
  });

describe('decodeFrame', () => {
  it('reads a valid frame and fills in defaults', () => {
    expect(decodeFrame(clientFrames, send('hello'))).toEqual({
      kind: 'frame',
      frame: {
        type: 'message_send',
        conversationId: uuid,
        message: { id: uuid, type: 'TEXT', text: 'hello' },
      },
      said: JSON.parse(send('hello')),
    });
  });

  it('drops members that nobody asked for, such as a forged sender', () => {
    const forged = JSON.stringify({ type: 'pong', from: 'seller-42', __proto__: { a: 1 } });
    expect(decodeFrame(clientFrames, forged)).toEqual({
      kind: 'frame',
      frame: { type: 'pong' },
      said: { type: 'pong', from: 'seller-42' },
    });
  });

  it.each([
    ['{', 'invalid_json'],
    ['', 'invalid_json'],
    ['null', 'invalid_frame'],
    ['1', 'invalid_frame'],
    ['[]', 'invalid_frame'],
    ['"pong"', 'invalid_frame'],
    ['{"type":null}', 'invalid_frame'],
    ['{"type":["pong"]}', 'invalid_frame'],
    ['{"type":"typing"}', 'invalid_frame'],
    ['['.repeat(1_000), 'too_deep'],
    ['{"type":"pong","a":'.concat('['.repeat(30_000)), 'too_deep'],
  ])('refuses %.20s as %s', (text, code) => {
    expect(decodeFrame(clientFrames, text)).toEqual({ kind: 'invalid', code });
  });

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', 'from_the_future'])(
    'takes the type “%s” for an unknown one',
    (type) => {
      expect(decodeFrame(clientFrames, `{"type":"${type}"}`)).toEqual({ kind: 'unknown', type });
    },
  );

  it('names the message or call that a refused frame was about', () => {
    expect(decodeFrame(clientFrames, send('   '))).toEqual({
      kind: 'invalid',
      code: 'invalid_frame',
      ref: uuid,
    });
    expect(decodeFrame(clientFrames, '{"type":"call_accept","callId":"x"}')).toMatchObject({
      ref: 'x',
    });
  });

  it('accepts a frame of exactly the limit and refuses one byte more, counted in UTF-8', () => {
    const frame = (fill: number) => `{"type":"pong","fill":"${'é'.repeat(fill)}"}`;
    const room = LIMITS.frameBytes - Buffer.byteLength(frame(0));
    const odd = room % 2 === 1 ? ' ' : '';
    expect(decodeFrame(clientFrames, frame(Math.floor(room / 2)) + odd).kind).toBe('frame');
    expect(decodeFrame(clientFrames, `${frame(Math.floor(room / 2))}${odd} `)).toEqual({
      kind: 'invalid',
      code: 'frame_too_large',
    });
  });

  it('accepts a text of 8 KiB and refuses 8 KiB and a byte', () => {
    expect(decodeFrame(clientFrames, send('x'.repeat(LIMITS.textBytes))).kind).toBe('frame');
    expect(decodeFrame(clientFrames, send('x'.repeat(LIMITS.textBytes + 1))).kind).toBe('invalid');
    expect(decodeFrame(clientFrames, send('é'.repeat(LIMITS.textBytes / 2))).kind).toBe('frame');
    expect(decodeFrame(clientFrames, send('é'.repeat(LIMITS.textBytes / 2 + 1))).kind).toBe(
      'invalid',
    );
  });

  it('refuses text that does not survive UTF-8', () => {
    for (const text of ['\ud800', 'a\udc00', '\ud83d x', 'nul\0']) {
      expect(decodeFrame(clientFrames, send(text)).kind).toBe('invalid');
    }
    expect(decodeFrame(clientFrames, send('👩‍👩‍👧 مرحبا नमस्ते')).kind).toBe('frame');
  });

  it('counts brackets inside strings as text, not as nesting', () => {
    expect(decodeFrame(clientFrames, send('[{"\\"'.repeat(200))).kind).toBe('frame');
  });

  it('never throws, whatever is sent', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc
        .record({
          type: fc.constantFrom(...Object.values(tables).flatMap((table) => Object.keys(table))),
          payload: fc.anything(),
          message: fc.anything(),
          callId: fc.anything(),
        })
        .map((frame) => {
          try {
            return JSON.stringify(frame);
          } catch {
            return '{}';
          }
        }),
    );
    fc.assert(
      fc.property(anything, (text) => {
        for (const table of Object.values(tables)) {
          expect(['frame', 'unknown', 'invalid']).toContain(decodeFrame(table, text).kind);
        }
      }),
      { numRuns: 5_000 },
    );
  });
});

describe('peer frames', () => {
  const offer = (serialization: string) =>
    JSON.stringify({
      type: 'OFFER',
      dst: 'abc-123',
      payload: {
        type: 'data',
        connectionId: 'dc_1',
        sdp: { type: 'offer', sdp: 'v=0' },
        serialization,
      },
    });

  it('let a raw data link through and no other serialization', () => {
    expect(decodeFrame(peerFrames, offer('raw')).kind).toBe('frame');
    for (const serialization of ['binary', 'binary-utf8', 'json', 'none', '__proto__']) {
      expect(decodeFrame(peerFrames, offer(serialization)).kind).toBe('invalid');
    }
  });

  it('refuse an answer inside an offer', () => {
    const swapped = offer('raw').replace('"type":"offer"', '"type":"answer"');
    expect(decodeFrame(peerFrames, swapped).kind).toBe('invalid');
  });
});

describe('isLongerThan', () => {
  it('agrees with a real encoder, at the limit and around it', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' })),
        fc.integer({ min: -2, max: 2 }),
        (text, beside) => {
          const bytes = Buffer.byteLength(text);
          const most = Math.max(0, bytes + beside);
          expect(isLongerThan(most, text)).toBe(bytes > most);
        },
      ),
    );
  });

  it('counts a lone surrogate as the three bytes of its replacement', () => {
    expect([2, 3].map((most) => isLongerThan(most, '\ud800'))).toEqual([true, false]);
    expect([3, 4].map((most) => isLongerThan(most, '\ud800a'))).toEqual([true, false]);
  });

  it('says so of texts of any length', () => {
    expect(isLongerThan(LIMITS.frameBytes, 'x'.repeat(LIMITS.frameBytes))).toBe(false);
    expect(isLongerThan(LIMITS.frameBytes, 'x'.repeat(LIMITS.frameBytes + 1))).toBe(true);
    expect(isLongerThan(LIMITS.frameBytes, 'я'.repeat(10_000_000))).toBe(true);
  });
});
