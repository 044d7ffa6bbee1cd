/**
 * The verbs of a call beyond taking and ending it. Their code comes with the call; the session holds
 * only the forwarders (calls-door.ts).
 */
import type { CallWish } from '../protocol/index.js';
import type { DeviceChoices, DeviceKind } from './types.js';

/** All reject with `DeskbellError`. */
export interface CallVerbs {
  /** Nothing is sent and nothing is heard until `resumeCall`; the other side is told. */
  holdCall(): Promise<void>;
  resumeCall(): Promise<void>;
  /** Talks in the call that was on hold, and puts this one on hold. */
  swapCalls(): Promise<void>;
  /** Asks the browser for a screen, a window or a tab, and sends it beside the camera. */
  shareScreen(): Promise<void>;
  stopSharing(): Promise<void>;
  /**
   * Asks the other side whether they agree to a picture in a voice call, or to a recording. What was
   * asked for begins by itself with their yes.
   */
  askFor(wish: CallWish): Promise<void>;
  /** Answers what the other side asks for; takes back what this side asked for. */
  reply(accepted: boolean): Promise<void>;
  /** Ends a recording that was agreed to and offers it as a file. */
  stopRecording(): Promise<void>;
  /** The devices there are, with their names where the browser tells them. */
  listDevices(): Promise<DeviceChoices>;
  /** Uses this device now, in a call, and remembers it for the next one. */
  useDevice(kind: DeviceKind, id: string): Promise<void>;
  /** Talks for as long as a key is held, while muted. */
  pushToTalk(active: boolean): Promise<void>;
}

/** Their names, for those who pass them on. */
export const CALL_VERBS = [
  'holdCall',
  'resumeCall',
  'swapCalls',
  'shareScreen',
  'stopSharing',
  'askFor',
  'reply',
  'stopRecording',
  'listDevices',
  'useDevice',
  'pushToTalk',
] as const satisfies readonly (keyof CallVerbs)[];
