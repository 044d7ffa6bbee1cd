import fc from 'fast-check';
import { LIMITS, type ClientFrameType } from '../../../src/protocol/index.js';

/** What exists and may be named. */
export interface KnownIds {
  readonly conversationIds: readonly string[];
  readonly callIds: readonly string[];
  readonly messageId: string;
  readonly userId: string;
}

const strange = fc.constantFrom(
  ...['constructor', '__proto__', 'toString', 'hasOwnProperty', 'then', '', ' ', '\0'],
  ...['\ud800', 'a\udfff', '\u202e', 'x'.repeat(10_000), '%00', "' or 1=1 --", '../../etc'],
);
const anything: fc.Arbitrary<unknown> = fc.oneof(
  strange,
  fc.anything({ maxDepth: 2, withNullPrototype: true }),
  fc.double(),
  fc.constantFrom(null, true, -1, 0, 1e308, Number.MAX_SAFE_INTEGER + 1, [], {}),
);

/** Frames as we send them, some about what exists. */
function honest(known: KnownIds): fc.Arbitrary<Record<string, unknown>> {
  const uuid = fc.oneof(fc.uuid(), fc.constantFrom(...known.conversationIds, ...known.callIds));
  const userId = fc.constantFrom(known.userId, 'stranger', 'nobody');
  const seq = fc.nat({ max: 50 });
  const frame = (members: Record<string, fc.Arbitrary<unknown>>) => fc.record(members);
  const type = (name: ClientFrameType) => fc.constant(name);
  // The frames of a call are many: what they are about is mostly a call.
  const callId = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...known.callIds) }, uuid);
  const text = fc.oneof(
    fc.constantFrom('v=0', 'candidate:1 1 udp 1 192.0.2.1 9 typ host'),
    strange,
  );
  return fc.oneof(
    frame({ type: type('hello'), deviceId: uuid }),
    frame({ type: type('pong') }),
    frame({
      type: type('message_send'),
      conversationId: uuid,
      message: fc.record(
        {
          id: fc.oneof(uuid, fc.constant(known.messageId)),
          text: fc.oneof(fc.string(), fc.string({ unit: 'binary' }), strange),
          replyTo: uuid,
        },
        { requiredKeys: ['id', 'text'] },
      ),
    }),
    frame({
      type: type('receipt'),
      conversationId: uuid,
      state: fc.constantFrom('read', 'delivered'),
      seq,
    }),
    frame({ type: type('typing'), conversationId: uuid, active: fc.boolean() }),
    frame({ type: type('presence_watch'), userIds: fc.array(userId, { maxLength: 4 }) }),
    frame({
      type: type('call_request'),
      callId: uuid,
      conversationId: uuid,
      calleeId: userId,
      callType: fc.constantFrom('VOICE', 'VIDEO'),
    }),
    frame({ type: type('call_ringing'), callId }),
    frame({ type: type('call_accept'), callId, peerId: fc.constant('peer') }),
    frame({ type: type('call_reject'), callId }),
    frame({ type: type('call_connected'), callId }),
    frame({
      type: type('call_end'),
      callId,
      reason: fc.constantFrom('hangup', 'failed', 'lost', 'declined'),
    }),
    frame({ type: type('call_rejoin'), callId, peerId: fc.constantFrom('peer', 'peer-2', '-') }),
    frame({
      type: type('call_quality'),
      callId,
      summary: fc.record({
        score: fc.integer({ min: 0, max: 6 }),
        worst: fc.constant(1),
        callType: fc.constant('VOICE'),
      }),
    }),
    frame({ type: type('call_hold'), callId }),
    frame({ type: type('call_resume'), callId }),
    frame({
      type: type('call_description'),
      callId,
      description: fc.record({ type: fc.constantFrom('offer', 'answer'), sdp: text }),
      round: fc.nat({ max: 5 }),
    }),
    frame({
      type: type('call_candidate'),
      callId,
      candidate: fc.record({ candidate: text, sdpMid: fc.constantFrom('0', null) }),
    }),
    fc.record(
      {
        type: type('call_media'),
        callId,
        muted: fc.boolean(),
        cameraOff: fc.boolean(),
        screenMid: strange,
        recording: fc.boolean(),
      },
      { requiredKeys: ['type', 'callId', 'muted', 'cameraOff'] },
    ),
    frame({ type: type('call_ask'), callId, wish: fc.constantFrom('video', 'recording', 'money') }),
    frame({
      type: type('call_reply'),
      callId,
      wish: fc.constantFrom('video', 'recording'),
      accepted: fc.boolean(),
    }),
  );
}

/** One member replaced by something else, or added. */
function mutated(known: KnownIds): fc.Arbitrary<Record<string, unknown>> {
  return fc
    .tuple(honest(known), fc.nat({ max: 6 }), fc.oneof(strange, fc.string()), anything)
    .map(([frame, index, name, value]) => {
      const key = Object.keys(frame)[index] ?? name;
      return { ...Object.fromEntries(Object.entries(frame)), [key]: value };
    });
}

const garbage: fc.Arbitrary<string | Buffer> = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.json({ maxDepth: 3 }),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc.constantFrom(
    '{',
    'null',
    '1',
    '[]',
    '{"type":null}',
    '{"type":"hello"}',
    '{"type":"pong"'.concat(',"a":{'.repeat(2_000)),
    '['.repeat(LIMITS.frameBytes),
    '{"type":"constructor"}',
    '{"__proto__":{"type":"pong"}}',
    '{"type":"__proto__","constructor":{"prototype":{"polluted":true}}}',
    `{"type":"pong","pad":"${'x'.repeat(LIMITS.frameBytes)}"}`,
  ),
);

/** Anything that can come through an open socket, and some of what should. */
export function hostileFrames(known: KnownIds): fc.Arbitrary<string | Buffer> {
  return fc.oneof(
    { weight: 4, arbitrary: honest(known).map(stringify) },
    { weight: 4, arbitrary: mutated(known).map(stringify) },
    { weight: 2, arbitrary: garbage },
  );
}

function stringify(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'bigint' ? String(member) : member,
  );
}
