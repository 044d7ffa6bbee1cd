import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type {
  Interruption,
  RecorderEvent,
  RecorderState,
  VoiceNote,
} from '../client/recorder/recorder-state.js';
import { chooseVoiceFormat } from '../client/recorder/voice-format.js';
import { VoicePreview } from '../client/recorder/voice-preview.js';
import { VoiceRecorder } from '../client/recorder/voice-recorder.js';
import type { ConversationController } from './conversation-controller.js';
import type { SessionHost } from './session-host.js';

export interface RecorderControllerParts {
  readonly chat: () => ConversationController | undefined;
  /** Sends it; false keeps it for another try. */
  onNote(note: VoiceNote): boolean;
}

/** The recorder of one element: lives and ends with it, and gives way to a call. */
export class RecorderController implements ReactiveController {
  /** The browser could not play the note back; it can be sent all the same. */
  isUnplayable = false;

  readonly #recorder: VoiceRecorder;
  #preview: VoicePreview | undefined;
  #unsubscribe: (() => void) | undefined;

  constructor(
    readonly element: ReactiveControllerHost,
    readonly parts: RecorderControllerParts,
  ) {
    this.#recorder = new VoiceRecorder({
      devices: navigator.mediaDevices,
      mimeType: () => chooseVoiceFormat((type) => MediaRecorder.isTypeSupported(type), this.#plays),
      onChange: () => element.requestUpdate(),
      onNote: (note) => parts.onNote(note),
    });
    element.addController(this);
  }

  get state(): RecorderState {
    return this.#recorder.state;
  }

  get seconds(): number {
    return this.#recorder.seconds;
  }

  get moments(): readonly number[] {
    return this.#recorder.moments;
  }

  get isPlaying(): boolean {
    return this.#preview?.isPlaying === true;
  }

  /** How far the preview is, in seconds. */
  get position(): number {
    return this.#preview?.position ?? 0;
  }

  dispatch(event: RecorderEvent): void {
    if (event.type === 'press' && isCalling(this.#host)) {
      return this.#recorder.dispatch({ type: 'refused', problem: 'in_call' });
    }
    this.#recorder.dispatch(event);
    if (this.state.phase !== 'ready') this.#closePreview();
  }

  togglePreview(): void {
    const { state } = this;
    if (state.phase !== 'ready') return;
    const preview = (this.#preview ??= new VoicePreview(() => this.element.requestUpdate()));
    if (preview.isPlaying) return preview.pause();
    preview.play(state.note.blob).catch(() => {
      this.isUnplayable = true;
      this.element.requestUpdate();
    });
  }

  hostConnected(): void {
    this.#watchCalls();
  }

  hostUpdate(): void {
    this.#watchCalls();
  }

  hostDisconnected(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    this.#closePreview();
    this.#recorder.close();
  }

  get #host(): SessionHost | undefined {
    return this.parts.chat()?.host;
  }

  get #plays(): readonly (readonly string[] | undefined)[] {
    const { conversation, myId } = this.parts.chat()?.value ?? {};
    const people = conversation?.conversation.participants ?? [];
    return people.filter(({ id }) => id !== myId).map(({ plays }) => plays);
  }

  /** A call needs the microphone: what was recorded until then is kept. */
  #watchCalls(): void {
    const host = this.#host;
    this.#unsubscribe ??= host?.subscribe(() => {
      if (isCalling(host)) this.#interrupt('call');
    });
  }

  #interrupt(reason: Interruption): void {
    const { phase } = this.state;
    if (phase === 'asking' || phase === 'recording') this.dispatch({ type: 'interrupted', reason });
  }

  #closePreview(): void {
    this.#preview?.close();
    this.#preview = undefined;
    this.isUnplayable = false;
  }
}

function isCalling(host: SessionHost | undefined): boolean {
  const { phase } = host?.state.call ?? { phase: 'idle' };
  return phase !== 'idle' && phase !== 'ended';
}
