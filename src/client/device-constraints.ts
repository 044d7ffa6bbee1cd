const AUDIO = { echoCancellation: true, noiseSuppression: true, autoGainControl: true } as const;
const VIDEO = { width: { ideal: 1280 }, height: { ideal: 720 } } as const;

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
  return { ...VIDEO, ...(which ? { deviceId: which } : { facingMode: facing }) };
}
