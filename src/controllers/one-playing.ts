interface Playing {
  pause(): void;
}

let playing: Playing | undefined;

/** Only one thing makes a sound on a page: what played before is paused. */
export function playAlone(next: Playing): void {
  if (playing !== next) playing?.pause();
  playing = next;
}

/** It is over with this one. */
export function stopPlaying(one: Playing): void {
  if (playing === one) playing = undefined;
}
