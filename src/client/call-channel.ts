/** Both sides open it by this number, so that it needs no negotiation of its own. */
const CHANNEL_ID = 100;
/** Plain PeerJS gets stuck with more; what we say is small. */
const MOST_BUFFERED_BYTES = 256 * 1024;
const MOST_UNITS = 64 * 1024;
/** How long what was said last may take on its way out. */
const LINGER_MS = 300;

/** A channel of our own inside the connection of a call: it works while the broker is away. */
export class CallChannel {
  readonly #channel: RTCDataChannel;
  #hasHeard = false;

  constructor(rtc: RTCPeerConnection, onSaid: (text: string) => void) {
    this.#channel = rtc.createDataChannel('deskbell', { negotiated: true, id: CHANNEL_ID });
    this.#channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (typeof data !== 'string' || data.length > MOST_UNITS) return;
      this.#hasHeard = true;
      onSaid(data);
    });
  }

  /** The other side has spoken: it has such a channel, too. */
  get hasHeard(): boolean {
    return this.#hasHeard;
  }

  /** @returns false when it is not open, or full */
  say(text: string): boolean {
    const { readyState, bufferedAmount } = this.#channel;
    if (readyState !== 'open' || bufferedAmount > MOST_BUFFERED_BYTES) return false;
    this.#channel.send(text);
    return true;
  }

  /** Resolves when the other side closed it, or what was said has had its time. */
  async finish(): Promise<void> {
    if (this.#channel.readyState !== 'open' || !this.#hasHeard) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, LINGER_MS);
      this.#channel.addEventListener('close', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
