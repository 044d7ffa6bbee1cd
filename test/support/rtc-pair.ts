/** Two connections of one page, joined by hand; either may ask for a negotiation, one after the other. */
export class RtcPair {
  readonly a = new RTCPeerConnection();
  readonly b = new RTCPeerConnection();
  negotiations = 0;
  #turn: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor() {
    const pairs = [
      [this.a, this.b],
      [this.b, this.a],
    ] as const;
    for (const [from, to] of pairs) {
      from.addEventListener('icecandidate', ({ candidate }) => {
        void to.addIceCandidate(candidate ?? undefined).catch(() => undefined);
      });
      from.addEventListener('negotiationneeded', () => {
        this.#turn = this.#turn.then(() => this.#negotiate(from, to));
      });
    }
  }

  /** When all that either side sends has its place in the session. */
  async settled(): Promise<void> {
    const isOpen = ({ mid }: RTCRtpTransceiver) => mid === null;
    do {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      await this.#turn;
    } while ([this.a, this.b].some((each) => each.getTransceivers().some(isOpen)));
  }

  async connected(): Promise<void> {
    while (this.a.connectionState !== 'connected' || this.b.connectionState !== 'connected') {
      await new Promise((resolve) => {
        this.a.addEventListener('connectionstatechange', resolve, { once: true });
        this.b.addEventListener('connectionstatechange', resolve, { once: true });
      });
    }
  }

  close(): void {
    this.#isClosed = true;
    this.a.close();
    this.b.close();
  }

  async #negotiate(from: RTCPeerConnection, to: RTCPeerConnection): Promise<void> {
    if (this.#isClosed) return;
    this.negotiations++;
    await from.setLocalDescription();
    await to.setRemoteDescription(from.localDescription!);
    await to.setLocalDescription();
    await from.setRemoteDescription(to.localDescription!);
  }
}

/** Stands in for a screen: a picture of one colour that goes on being painted. */
export class PaintedScreen {
  readonly #context: CanvasRenderingContext2D;
  readonly #timer: ReturnType<typeof setInterval>;
  readonly canvas = document.createElement('canvas');

  constructor(color: string, width = 640, height = 360) {
    Object.assign(this.canvas, { width, height });
    this.#context = this.canvas.getContext('2d')!;
    let turn = 0;
    const paint = () => {
      this.#context.fillStyle = color;
      this.#context.fillRect(0, 0, width, height);
      // So that each picture differs from the one before.
      this.#context.fillStyle = turn++ % 2 ? '#000' : '#fff';
      this.#context.fillRect(0, 0, 8, 8);
    };
    paint();
    this.#timer = setInterval(paint, 50);
  }

  stream(): MediaStream {
    return this.canvas.captureStream(20);
  }

  close(): void {
    clearInterval(this.#timer);
  }
}

/** The colour in the middle of the next picture of a stream, as [red, green, blue]. */
export async function nextColor(stream: MediaStream): Promise<number[]> {
  const video = document.createElement('video');
  video.muted = true;
  video.srcObject = stream;
  await video.play();
  await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
  const context = new OffscreenCanvas(1, 1).getContext('2d')!;
  context.drawImage(video, video.videoWidth / 2, video.videoHeight / 2, 1, 1, 0, 0, 1, 1);
  video.srcObject = null;
  return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
}
