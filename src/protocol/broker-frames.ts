import type * as v from 'valibot';
import { callFrames } from './call-frames.js';
import { callSignals } from './call-signals.js';
import { chatFrames } from './chat-frames.js';
import { linkFrames } from './link-frames.js';
import { rareFrames } from './rare-frames.js';

/** Everything the broker says to a device on the app socket. A page reads each part where it needs it. */
export const brokerFrames = {
  ...chatFrames,
  ...linkFrames,
  ...callFrames,
  ...callSignals,
  ...rareFrames,
} as const;

type Schemas = typeof brokerFrames;
export type BrokerFrameType = keyof Schemas;
export type BrokerFrameOf<T extends BrokerFrameType> = v.InferOutput<Schemas[T]>;
export type BrokerFrame = { [T in BrokerFrameType]: BrokerFrameOf<T> }[BrokerFrameType];
