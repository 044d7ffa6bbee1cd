import { noChange } from 'lit';
import { AsyncDirective, directive } from 'lit/async-directive.js';
import type { ElementPart, PartInfo } from 'lit/directive.js';
import { PartType } from 'lit/directive.js';
import { playThrough } from './speaker.js';

class MediaStreamDirective extends AsyncDirective {
  #media: HTMLMediaElement | undefined;
  #onRefused: (() => void) | undefined;
  #speakerId: string | undefined;

  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new TypeError('mediaStream() belongs in a tag');
  }

  render(_stream: MediaStream | null, _onRefused?: () => void, _speakerId?: string): unknown {
    return noChange;
  }

  override update(
    part: ElementPart,
    [stream, onRefused, speakerId]: [MediaStream | null, (() => void)?, string?],
  ): unknown {
    const media = part.element;
    if (!(media instanceof HTMLMediaElement)) return noChange;
    this.#media = media;
    this.#onRefused = onRefused;
    if (speakerId !== this.#speakerId) {
      this.#speakerId = speakerId;
      void playThrough(media, speakerId);
    }
    if (media.srcObject !== stream) {
      media.srcObject = stream;
      this.#play();
    }
    return noChange;
  }

  /** A removed element lets go of the stream's frames; the tracks belong to the session. */
  override disconnected(): void {
    if (this.#media) this.#media.pause();
  }

  override reconnected(): void {
    this.#play();
  }

  #play(): void {
    const media = this.#media;
    if (!media?.srcObject) return;
    media.play().catch((cause: unknown) => {
      // An interrupted play() is followed by another; only a refusal needs a person.
      if (cause instanceof DOMException && cause.name === 'NotAllowedError') this.#onRefused?.();
    });
  }
}

/**
 * `<audio ${mediaStream(stream, onRefused, speakerId)}>`: plays a stream, also after the element was
 * moved, through the speaker that was chosen. `onRefused` is called when the browser wants a click
 * first.
 */
export const mediaStream = directive(MediaStreamDirective);
