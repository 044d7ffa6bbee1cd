import type { JsonSchema } from '@valibot/to-json-schema';
import type { GenericSchema } from 'valibot';
import { brokerFrames } from '../../../src/protocol/broker-frames.js';
import { clientFrames } from '../../../src/protocol/client-frames.js';
import { LIMITS, SUBPROTOCOL } from '../../../src/protocol/index.js';
import { BROKER_WORDS, CLIENT_WORDS } from './frame-words.js';
import { convertAll, type JsonSchemas } from './json-schemas.js';

interface Ref {
  readonly $ref: string;
}

interface FrameMessage {
  readonly name: string;
  readonly summary: string;
  readonly payload: JsonSchema;
}

/** The members of AsyncAPI 3 that ours has. */
export interface SocketDocument {
  readonly asyncapi: '3.0.0';
  readonly info: object;
  readonly defaultContentType: string;
  readonly channels: Readonly<
    Record<string, { address: string; description: string; messages: Record<string, Ref> }>
  >;
  readonly operations: Readonly<
    Record<
      string,
      { action: 'send' | 'receive'; summary: string; channel: Ref; messages: readonly Ref[] }
    >
  >;
  readonly components: {
    readonly messages: Readonly<Record<string, FrameMessage>>;
    readonly schemas: JsonSchemas['named'];
  };
}

type Frames = Readonly<Record<string, GenericSchema>>;

const CHANNEL = `Text frames of one JSON object with a \`type\`, at most ${LIMITS.frameBytes / 1024} KiB. \
Subprotocol \`${SUBPROTOCOL}\` beside \`bearer.<jwt>\`, or \`?token=\`. The first frame is \`hello\`. Members and \
types that are not named here are ignored.`;

/** The app socket as AsyncAPI 3, made of the very schemas that read it. */
export function describeSocket(): SocketDocument {
  const schemas = convertAll([...Object.values(clientFrames), ...Object.values(brokerFrames)]);
  const said = messagesOf('device', clientFrames, CLIENT_WORDS, schemas);
  const heard = messagesOf('broker', brokerFrames, BROKER_WORDS, schemas);
  const inChannel = (names: readonly string[]) =>
    names.map((name) => ({ $ref: `#/channels/app/messages/${name}` }));
  const channel = { $ref: '#/channels/app' };
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Deskbell, the app socket',
      version: '1',
      license: { name: 'MIT' },
    },
    defaultContentType: 'application/json',
    channels: {
      app: {
        address: '/api/messages/ws',
        description: CHANNEL,
        messages: Object.fromEntries(
          Object.keys({ ...said, ...heard }).map((name) => [
            name,
            { $ref: `#/components/messages/${name}` },
          ]),
        ),
      },
    },
    operations: {
      hear: {
        action: 'receive',
        summary: 'What a device says.',
        channel,
        messages: inChannel(Object.keys(said)),
      },
      say: {
        action: 'send',
        summary: 'What the broker says.',
        channel,
        messages: inChannel(Object.keys(heard)),
      },
    },
    components: { messages: { ...said, ...heard }, schemas: schemas.named },
  };
}

function messagesOf(
  speaker: 'device' | 'broker',
  frames: Frames,
  words: Readonly<Record<string, string>>,
  schemas: JsonSchemas,
): Record<string, FrameMessage> {
  return Object.fromEntries(
    Object.entries(frames).map(([type, schema]) => [
      `${speaker}.${type}`,
      { name: type, summary: words[type] ?? '', payload: schemas.of(schema) },
    ]),
  );
}
