import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import specs from '@asyncapi/specs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFrame } from '../../../../src/protocol/codec.js';
import { clientFrames } from '../../../../src/protocol/client-frames.js';
import { describeSocket } from '../../../../signaling/http/reference/asyncapi.js';

const socket = describeSocket();

function validatorOf(message: string) {
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  ajv.addSchema({ $id: 'https://deskbell.test/socket', ...socket } as object);
  return ajv.compile({
    $ref: `https://deskbell.test/socket#/components/messages/${message}/payload`,
  });
}

describe('the AsyncAPI document', () => {
  it('is one of AsyncAPI 3', () => {
    const ajv = new Ajv({ strict: false, allErrors: true });
    addFormats.default(ajv);
    const isValid = ajv.compile(specs.schemasWithoutId['3.0.0'] as object);
    expect([isValid(socket), isValid.errors]).toEqual([true, null]);
  });

  it('stands in docs, as it is now', async () => {
    const text = `${JSON.stringify(socket, null, 2)}\n`;
    await expect(text).toMatchFileSnapshot('../../../../docs/asyncapi.json');
  });

  it('has a sentence for every frame', () => {
    const messages = Object.values(socket.components.messages);
    expect(messages.length).toBeGreaterThan(40);
    expect(messages.filter(({ summary }) => summary.length < 10)).toEqual([]);
  });

  it('takes every frame that the broker takes', () => {
    const id = '018f4e3a-0000-7000-8000-000000000001';
    const frames = [
      { type: 'hello', deviceId: id, plays: ['webm'] },
      { type: 'pong' },
      { type: 'message_send', conversationId: id, message: { id, type: 'TEXT', text: 'Hello' } },
      { type: 'receipt', conversationId: id, state: 'read', seq: 3 },
      { type: 'presence_watch', userIds: ['seller-42'] },
      { type: 'call_request', callId: id, conversationId: id, calleeId: 'b', callType: 'VOICE' },
      { type: 'call_quality', callId: id, summary: { score: 5, worst: 4, callType: 'VIDEO' } },
      {
        type: 'call_description',
        callId: id,
        round: 1,
        description: { type: 'offer', sdp: 'v=0' },
      },
      { type: 'call_ask', callId: id, wish: 'video' },
    ];
    for (const frame of frames) {
      expect(decodeFrame(clientFrames, JSON.stringify(frame)), frame.type).toMatchObject({
        kind: 'frame',
      });
      const isValid = validatorOf(`device.${frame.type}`);
      expect([frame.type, isValid(frame), isValid.errors]).toEqual([frame.type, true, null]);
    }
  });

  it('refuses no receipt or typing that the broker takes, whatever is in it', () => {
    const validators = {
      receipt: validatorOf('device.receipt'),
      typing: validatorOf('device.typing'),
    };
    const ids = fc.oneof(fc.uuid(), fc.string({ maxLength: 40 }));
    fc.assert(
      fc.property(
        fc.record({
          type: fc.constantFrom('receipt' as const, 'typing' as const),
          conversationId: ids,
          state: fc.constantFrom('read', 'delivered', 'seen', ''),
          seq: fc.oneof(fc.nat(), fc.double(), fc.integer()),
          active: fc.oneof(fc.boolean(), fc.string()),
        }),
        (frame) => {
          const sent = JSON.parse(JSON.stringify(frame)) as typeof frame;
          const isTaken = decodeFrame(clientFrames, JSON.stringify(sent)).kind === 'frame';
          if (isTaken) expect(validators[frame.type](sent)).toBe(true);
        },
      ),
    );
  });
});
