import type { CallPeer, CallState } from '../core/call-state.js';
import { DeskbellError } from '../core/errors.js';
import type { CallType } from '../protocol/index.js';
import { CALL_VERBS, type CallVerbs } from './call-verbs.js';
import type { CallShell } from './calls.js';
import { emitterOf, type CallsEventMap, type Emit } from './session-events.js';
import type { Store } from './store.js';
import type { Calls, SessionState } from './types.js';

export interface CallsDoorPorts {
  store: Store<SessionState>;
  /** Fetches the chunk and makes the shell. */
  load(): Promise<CallShell>;
  onError(error: unknown): void;
}

type AnyVerb = (...args: never[]) => Promise<unknown>;

class Forwarder extends EventTarget {
  constructor(load: () => Promise<CallVerbs>) {
    super();
    for (const name of CALL_VERBS) {
      const value = async (...args: never[]) => ((await load())[name] as AnyVerb)(...args);
      Object.defineProperty(this, name, { value });
    }
  }
}

const CallVerbTarget = Forwarder as new (load: () => Promise<CallVerbs>) => EventTarget & CallVerbs;

/** The calls of a session before there is one: fetches all that a call needs when one begins. */
export class CallsDoor extends CallVerbTarget implements Calls {
  readonly emit: Emit<CallsEventMap> = emitterOf<CallsEventMap>(this);
  readonly #ports: CallsDoorPorts;
  #shell: CallShell | undefined;
  #loading: Promise<CallShell> | undefined;
  /** What the broker said meanwhile. */
  #heard: string[] = [];
  #isClosed = false;

  constructor(ports: CallsDoorPorts) {
    super(async () => (await this.#load()).verbs);
    this.#ports = ports;
  }

  async startCall(conversationId: string, callee: CallPeer, type: CallType): Promise<void> {
    await (await this.#load()).startCall(conversationId, callee, type);
  }

  async answerCall(callId?: string): Promise<void> {
    this.#shell?.answer(callId);
  }

  async endCall(callId?: string): Promise<void> {
    this.#shell?.end(callId);
  }

  async declineCall(callId?: string): Promise<void> {
    this.#shell?.decline(callId);
  }

  dismiss(): void {
    this.#shell?.dismiss();
  }

  toggleMute(): boolean {
    return this.#shell?.toggleMute() ?? false;
  }

  async toggleVideo(): Promise<boolean> {
    return this.#shell?.toggleVideo() ?? false;
  }

  async switchCamera(): Promise<void> {
    await this.#shell?.switchCamera();
  }

  getState(): CallState {
    return this.#ports.store.get().call;
  }

  isInCall(): boolean {
    const { phase } = this.getState();
    return phase !== 'idle' && phase !== 'ended';
  }

  getLocalMediaStream(): MediaStream | null {
    return this.#ports.store.get().media.localStream;
  }

  getRemoteMediaStream(): MediaStream | null {
    return this.#ports.store.get().media.remoteStream;
  }

  /**
   * Takes a frame of the broker, unread.
   * @param rings whether it tells of a call that this page does not know
   */
  hear(text: string, rings: boolean): void {
    if (this.#shell) return this.#shell.hear(text);
    if (!rings && !this.#loading) return;
    this.#heard.push(text);
    void this.#load().catch(this.#ports.onError);
  }

  /** The page goes away. */
  leave(): void {
    this.#shell?.leave();
  }

  close(): void {
    this.#isClosed = true;
    this.#shell?.close();
  }

  #load(): Promise<CallShell> {
    if (this.#shell) return Promise.resolve(this.#shell);
    this.#loading ??= this.#open().finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  async #open(): Promise<CallShell> {
    let shell: CallShell;
    try {
      shell = await this.#ports.load();
    } catch (cause) {
      this.#heard = [];
      throw new DeskbellError('network', { cause });
    }
    if (this.#isClosed) throw new DeskbellError('closed');
    this.#shell = shell;
    const heard = this.#heard;
    this.#heard = [];
    for (const text of heard) shell.hear(text);
    return shell;
  }
}
