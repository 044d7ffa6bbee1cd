import { CallShell, type CallPorts } from './calls.js';
import { storedDevices } from './device-memory.js';
import { CallKeeper } from './kept-call.js';
import { CallDevices } from './media.js';
import { PeerJsLink } from './peerjs-link.js';
import type { PeerJsPeerOptions } from './peerjs-peer.js';
import type { Surroundings } from './surroundings.js';
import { SILENT_TONES, webAudioTones } from './tones.js';

export interface CallAssembly extends Omit<
  CallPorts,
  'devices' | 'screens' | 'isSupported' | 'makeLink' | 'loadTalk' | 'tones' | 'keeper'
> {
  world: Surroundings;
  link: PeerJsPeerOptions;
  /** False: nothing is heard but the other side. */
  sounds: boolean;
}

/** Everything of a call. A chunk of its own: most pages never ring. */
export function assembleCalls({ world, link, sounds, ...ports }: CallAssembly): CallShell {
  const tones = sounds ? (world.tones ?? webAudioTones()) : SILENT_TONES;
  return new CallShell({
    ...ports,
    tones,
    keeper: new CallKeeper(world.tabStorage, link.broker),
    devices: new CallDevices(world.devices, storedDevices(world.storage, link.broker)),
    screens: world.devices,
    isSupported: world.isCallingSupported,
    makeLink: world.makeLink ?? ((handlers) => new PeerJsLink(link, handlers)),
    loadTalk: async () => (await import('./talk/assemble-talk.js')).assembleTalk,
  });
}
