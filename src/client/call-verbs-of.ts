import { isLive } from '../core/call-machine.js';
import type { CallLine } from './call-line.js';
import type { CallVerbs } from './call-verbs.js';
import { kindOf } from './captured.js';
import type { CallDevices } from './media.js';

export interface VerbPorts {
  devices: CallDevices;
  /** The call on show. */
  line(): CallLine;
  swap(): void;
}

/** What a running call can do, of the call on show. */
export function callVerbs({ devices, line, swap }: VerbPorts): CallVerbs {
  const isOn = () => isLive(line().call);
  return {
    async holdCall() {
      line().dispatch({ type: 'hold' });
    },
    async resumeCall() {
      line().dispatch({ type: 'resume' });
    },
    async swapCalls() {
      swap();
    },
    async shareScreen() {
      if (isOn()) await line().media.talk.talk.shareScreen();
    },
    async stopSharing() {
      if (isOn()) await line().media.talk.talk.stopSharing();
    },
    async askFor(wish) {
      if (isOn()) line().media.talk.talk.ask(wish);
    },
    async reply(accepted) {
      if (isOn()) line().media.talk.talk.reply(accepted);
    },
    async stopRecording() {
      if (isOn()) await line().media.talk.talk.stopRecording();
    },
    listDevices: () => devices.list(),
    async useDevice(kind, id) {
      const track = await devices.use(kind, id);
      if (track) line().media.own.replace(kindOf(track), track);
    },
    async pushToTalk(active) {
      devices.talkWhile(active);
      line().media.own.show();
    },
  };
}
