import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { storedDevices } from '../client/device-memory.js';
import { CallDevices } from '../client/media.js';
import { keyValueStorage } from '../client/storage.js';
import type { DeviceChoices, DeviceKind, SessionState } from '../client/types.js';
import type { DeskbellErrorCode } from '../core/errors.js';
import { errorCodeOf } from './sentences.js';
import type { SessionHost } from './session-host.js';
import { TrackLevel } from './track-level.js';

const NOTHING: DeviceChoices = {
  microphone: { choices: [] },
  camera: { choices: [] },
  speaker: { choices: [] },
};

export interface DevicesControllerParts {
  readonly host: () => SessionHost;
  /** How loud the microphone is, 0–1; many times a second, so that nothing else is drawn for it. */
  onLevel(level: number): void;
  /** A call came or went: the devices are wanted elsewhere. */
  onInterrupted(): void;
}

/**
 * The devices of an element for as long as it stands in the page: those of the call while there is
 * one, else its own, opened to be tried out.
 */
export class DevicesController implements ReactiveController {
  choices: DeviceChoices = NOTHING;
  stream: MediaStream | null = null;
  /** Why a device is not there. */
  error: DeskbellErrorCode | undefined;
  isBusy = false;

  #own: CallDevices | undefined;
  #meter: TrackLevel | undefined;
  #unsubscribe: (() => void) | undefined;

  constructor(
    readonly element: ReactiveControllerHost,
    readonly parts: DevicesControllerParts,
  ) {
    element.addController(this);
  }

  /** What is shown is what the other side of a call gets. */
  get isInCall(): boolean {
    return this.#own === undefined;
  }

  hostConnected(): void {
    const host = this.parts.host();
    const wasCalling = isCalling(host.state);
    if (wasCalling) this.#follow(host);
    else this.#openOwn(host);
    this.#unsubscribe = host.subscribe(() => {
      const { state } = host;
      const isRung = state.otherCall?.phase === 'incoming';
      if (isCalling(state) !== wasCalling || isRung) return this.parts.onInterrupted();
      if (wasCalling) this.#show(state);
    });
  }

  hostDisconnected(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    this.#meter?.close();
    this.#meter = undefined;
    this.stream = null;
    this.#own?.release();
    this.#own = undefined;
  }

  /** Takes another device; what is wrong with it is in `error`. */
  async use(kind: DeviceKind, id: string): Promise<void> {
    const own = this.#own;
    await this.#attempt(async () => {
      if (!own) await this.parts.host().peek()?.calls.useDevice(kind, id);
      else {
        await own.use(kind, id);
        this.#showOwn(own);
        this.choices = await own.list();
      }
    });
  }

  /** Asks for the devices anew. */
  async retry(): Promise<void> {
    const own = this.#own;
    if (own) await this.#attempt(() => this.#acquire(own));
  }

  #openOwn(host: SessionHost): void {
    const memory = storedDevices(
      keyValueStorage(() => localStorage),
      host.broker,
    );
    const own = new CallDevices(navigator.mediaDevices, memory);
    this.#own = own;
    own.connect({
      onReplaced: () => this.#showOwn(own),
      onLost: (_kind, { code }) => {
        this.error = code;
        this.#showOwn(own);
      },
      onChoices: (choices) => {
        this.choices = choices;
        this.element.requestUpdate();
      },
    });
    void this.retry();
  }

  async #acquire(own: CallDevices): Promise<void> {
    try {
      const refusal = await own.acquire('VIDEO');
      if (refusal) throw refusal;
    } finally {
      if (own === this.#own) {
        this.#showOwn(own);
        this.choices = await own.list();
      }
    }
  }

  #follow(host: SessionHost): void {
    this.#show(host.state);
    if (host.state.media.devices) return;
    void host
      .peek()
      ?.calls.listDevices()
      .then((listed) => {
        this.choices = host.state.media.devices ?? listed ?? NOTHING;
        this.element.requestUpdate();
      })
      .catch(() => undefined);
  }

  #show({ media }: SessionState): void {
    this.choices = media.devices ?? this.choices;
    this.error = media.notice?.code;
    this.#look(media.localStream);
  }

  #showOwn(own: CallDevices): void {
    if (own === this.#own) this.#look(own.preview());
  }

  #look(stream: MediaStream | null): void {
    this.stream = stream;
    const track = stream?.getAudioTracks()[0];
    if (track !== this.#meter?.track) {
      this.#meter?.close();
      this.parts.onLevel(0);
      this.#meter = track && new TrackLevel(track, (level) => this.parts.onLevel(level));
    }
    this.element.requestUpdate();
  }

  async #attempt(work: () => Promise<unknown>): Promise<void> {
    this.isBusy = true;
    this.error = undefined;
    this.element.requestUpdate();
    try {
      await work();
    } catch (cause) {
      const code = errorCodeOf(cause);
      if (code !== 'aborted') this.error = code;
    }
    this.isBusy = false;
    this.element.requestUpdate();
  }
}

function isCalling({ call }: SessionState): boolean {
  return call.phase !== 'idle' && call.phase !== 'ended';
}
