import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { LocalSound } from './local-sound.js';
import { playAlone, stopPlaying } from './one-playing.js';

/** What plays: an <audio>, or a sound of this device. */
export type Sound = Pick<
  HTMLAudioElement,
  'play' | 'pause' | 'paused' | 'ended' | 'currentTime' | 'duration' | 'playbackRate'
> &
  EventTarget;

export interface VoiceParts {
  url(): string | undefined;
  /** The recording itself, while it is not yet stored. */
  local(): Blob | undefined;
  /** Length as the message tells it, until the sound itself does. */
  seconds(): number;
  /** A fresh link, when the one there was has aged. */
  renew(): Promise<string | undefined>;
  onPlay(): void;
}

const VOICE_RATES = [1, 1.5, 2] as const;

const EVENTS = ['timeupdate', 'play', 'pause', 'ended', 'loadedmetadata', 'error'] as const;

/** Plays one voice message; the only one on the page while it does. */
export class VoiceController implements ReactiveController {
  rate: number = VOICE_RATES[0];
  /** It cannot be played, even with a fresh link. */
  hasFailed = false;

  #sound: Sound | undefined;
  #startAt = 0;
  #isRenewed = false;

  constructor(
    readonly element: ReactiveControllerHost,
    readonly parts: VoiceParts,
  ) {
    element.addController(this);
  }

  get isPlaying(): boolean {
    return this.#sound?.paused === false;
  }

  /** Seconds from the beginning. */
  get at(): number {
    return this.#sound?.currentTime ?? this.#startAt;
  }

  get length(): number {
    const known = this.#sound?.duration ?? NaN;
    return Number.isFinite(known) && known > 0 ? known : this.parts.seconds();
  }

  hostDisconnected(): void {
    this.#drop();
  }

  async toggle(): Promise<void> {
    if (this.isPlaying) return this.pause();
    this.hasFailed = false;
    const { url } = this.parts;
    this.#sound ??= this.#open(url());
    if (!this.#sound) return this.#giveUp();
    playAlone(this);
    await this.#start(this.#sound);
  }

  pause(): void {
    this.#sound?.pause();
  }

  /** Moves to this second, playing or not. */
  seek(seconds: number): void {
    this.#startAt = seconds;
    if (this.#sound) this.#sound.currentTime = seconds;
    this.element.requestUpdate();
  }

  nextRate(): void {
    const next = VOICE_RATES.findIndex((rate) => rate === this.rate) + 1;
    this.rate = VOICE_RATES[next % VOICE_RATES.length] ?? 1;
    if (this.#sound) this.#sound.playbackRate = this.rate;
    this.element.requestUpdate();
  }

  async #start(sound: Sound): Promise<void> {
    try {
      sound.playbackRate = this.rate;
      await sound.play();
      if (sound === this.#sound) this.parts.onPlay();
    } catch {
      // An aged link fails here or by the error event; whichever comes first renews it.
      if (sound === this.#sound && !this.hasFailed) await this.#retry();
    }
  }

  #open(url: string | undefined): Sound | undefined {
    const local = this.parts.local();
    let sound: Sound;
    if (url) sound = Object.assign(new Audio(), { preload: 'auto', src: url });
    else if (local) sound = new LocalSound(local);
    else return undefined;
    for (const name of EVENTS) sound.addEventListener(name, this.#onEvent);
    sound.currentTime = this.#startAt;
    return sound;
  }

  readonly #onEvent = ({ type }: Event): void => {
    // It could not be begun, or broke off.
    if (type === 'error') return void this.#retry();
    if (type === 'ended') {
      stopPlaying(this);
      this.seek(0);
    }
    this.element.requestUpdate();
  };

  async #retry(): Promise<void> {
    this.#startAt = this.at;
    this.#drop();
    if (this.#isRenewed) return this.#giveUp();
    this.#isRenewed = true;
    const url = await this.parts.renew();
    if (!url) return this.#giveUp();
    this.#sound = this.#open(url);
    if (this.#sound) await this.#start(this.#sound);
  }

  #giveUp(): void {
    this.#drop();
    this.hasFailed = true;
    this.#isRenewed = false;
    this.element.requestUpdate();
  }

  #drop(): void {
    const sound = this.#sound;
    this.#sound = undefined;
    stopPlaying(this);
    if (!sound) return;
    for (const name of EVENTS) sound.removeEventListener(name, this.#onEvent);
    sound.pause();
    if (sound instanceof HTMLAudioElement) sound.removeAttribute('src');
  }
}
