const AUDIO = { echoCancellation: true, noiseSuppression: true, autoGainControl: true } as const;
const LARGE = { width: { ideal: 1280 }, height: { ideal: 720 } } as const;
/** For machines that would be busy with the large one: to show, to send and to receive it. */
const SMALL = { width: { ideal: 640 }, height: { ideal: 480 } } as const;
const FEW_CORES = 2;

/** Chosen just now: this one or none. Chosen once: this one if it is there. */
type Which = { readonly exact: string } | { readonly ideal: string };

type Wish = Which | undefined;

export const exact = (id: string): Wish => (id ? { exact: id } : undefined);
export const ideal = (id: string | undefined): Wish => (id ? { ideal: id } : undefined);

/** With echo, noise and loudness taken care of, whichever microphone it is. */
export function soundOf(which: Wish): MediaTrackConstraints {
  return { ...AUDIO, ...(which && { deviceId: which }) };
}

/** A certain camera, or whichever looks that way. */
export function pictureOf(which: Wish, facing = 'user'): MediaTrackConstraints {
  const cores = globalThis.navigator?.hardwareConcurrency ?? Infinity;
  const size = cores > FEW_CORES ? LARGE : SMALL;
  return { ...size, ...(which ? { deviceId: which } : { facingMode: facing }) };
}

/** What `getUserMedia` is asked for, by kind of track. */
export interface Wanted {
  readonly audio?: MediaTrackConstraints;
  readonly video?: MediaTrackConstraints;
}

export const isIdeal = (track: MediaTrackConstraints | undefined): boolean =>
  idealOf(track) !== undefined;

/** A browser may pass over an ideal device that is there: those that are, are asked for exactly. */
export function insist(wanted: Wanted, listed: readonly MediaDeviceInfo[]): Wanted {
  const on = (track: MediaTrackConstraints | undefined) => {
    const id = idealOf(track);
    const isThere = id !== undefined && listed.some(({ deviceId }) => deviceId === id);
    return isThere ? { ...track, deviceId: { exact: id } } : track;
  };
  const [audio, video] = [on(wanted.audio), on(wanted.video)];
  return { ...(audio && { audio }), ...(video && { video }) };
}

function idealOf(track: MediaTrackConstraints | undefined): string | undefined {
  return (track?.deviceId as Wish as { ideal?: string } | undefined)?.ideal;
}
