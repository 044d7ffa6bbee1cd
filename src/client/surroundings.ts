import { VOICE_FORMATS, type VoiceFormat } from '../protocol/index.js';
import type { OpenSocket, SocketLike } from './socket-ports.js';
import type { Fetch, FetchWithProgress } from './http.js';
import type { Devices } from './media.js';
import type { Exclusive } from './message-sender.js';
import type { Outbox } from './outbox.js';
import type { MakePeerLink } from './peer-link.js';
import { frameStorage, keyValueStorage, type KeyValueStorage } from './storage.js';
import type { Tones } from './tones.js';

/** What a session takes from where it runs; tests and other hosts bring their own. */
export interface Surroundings {
  fetch: Fetch;
  openSocket: OpenSocket;
  openOutbox(): Promise<Outbox>;
  /** Keeps two tabs from doing the same work at once. */
  exclusive: Exclusive;
  /** Outlives the page. */
  storage: KeyValueStorage;
  /** Outlives a reload of this page, in its tab or its frame. */
  tabStorage: KeyValueStorage;
  /** `getDisplayMedia` is missing on phones. */
  devices: (Devices & Partial<Pick<MediaDevices, 'getDisplayMedia'>>) | undefined;
  /** Voice notes that can be played here. */
  plays(): VoiceFormat[];
  /** Replaces XMLHttpRequest, which alone tells how far an upload is. */
  fetchWithProgress?: FetchWithProgress;
  /** Replaces the tones made by WebAudio. */
  tones?: Tones;
  isCallingSupported(): boolean;
  /** Replaces PeerJS. */
  makeLink?: MakePeerLink;
}

/** The browser. Nothing in it is touched before it is used. */
export function browserSurroundings(): Surroundings {
  return {
    fetch: (input, init) => fetch(input, init),
    openSocket: (url, protocols) => new WebSocket(url, protocols) as SocketLike,
    openOutbox: async () => (await import('./indexeddb-outbox.js')).openIndexedDbOutbox(),
    exclusive: async (name, work, signal) =>
      'locks' in navigator ? navigator.locks.request(name, signal ? { signal } : {}, work) : work(),
    storage: keyValueStorage(() => localStorage),
    tabStorage: frameStorage(),
    devices: typeof navigator === 'undefined' ? undefined : navigator.mediaDevices,
    plays() {
      if (typeof document === 'undefined') return [];
      const player = document.createElement('audio');
      const formats = Object.keys(VOICE_FORMATS) as VoiceFormat[];
      return formats.filter((format) => player.canPlayType(VOICE_FORMATS[format]));
    },
    isCallingSupported: () => typeof RTCPeerConnection !== 'undefined',
  };
}
