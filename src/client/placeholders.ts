/** What is sent in place of a device, so that the device can take its place without negotiation. */
export interface Placeholder {
  readonly track: MediaStreamTrack;
  close(): void;
}

/** Made when first needed, as a microphone and a camera may be missing a whole call. */
export class Placeholders {
  #silence: Placeholder | undefined;
  #blank: Placeholder | undefined;

  silence(): MediaStreamTrack {
    return (this.#silence ??= makeSilence()).track;
  }

  blank(): MediaStreamTrack {
    return (this.#blank ??= makeBlankPicture()).track;
  }

  /** Idempotent. */
  close(): void {
    this.#silence?.close();
    this.#blank?.close();
    this.#silence = this.#blank = undefined;
  }
}

/** A microphone that hears nothing. Its packets tell the other side that we are there. */
export function makeSilence(): Placeholder {
  const context = new AudioContext();
  const source = context.createConstantSource();
  source.offset.value = 0;
  const destination = context.createMediaStreamDestination();
  source.connect(destination);
  source.start();
  // Refused without a gesture; then the packets begin with the next one.
  void context.resume().catch(() => undefined);
  const track = firstTrack(destination.stream);
  return {
    track,
    close() {
      track.stop();
      source.disconnect();
      if (context.state !== 'closed') void context.close();
    },
  };
}

/** A camera that sees nothing: no picture is ever sent. */
export function makeBlankPicture(): Placeholder {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 2;
  canvas.getContext('2d');
  const track = firstTrack(canvas.captureStream(0));
  return { track, close: () => track.stop() };
}

function firstTrack(stream: MediaStream): MediaStreamTrack {
  const [track] = stream.getTracks();
  if (!track) throw new TypeError('a stream without a track');
  return track;
}
