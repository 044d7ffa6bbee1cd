/** The pictures of a moment: one that fills the frame, one in its corner. */
export interface Pictures {
  readonly large?: MediaStreamTrack | undefined;
  readonly small?: MediaStreamTrack | undefined;
}

const WIDTH = 1280;
const HEIGHT = 720;
const FRAMES_PER_SECOND = 15;
const MARGIN = 24;
/** The corner's share of the width. */
const SMALL = 0.22;

/** One track of pictures from many, which may come, go and change their places. */
export class PictureMixer {
  readonly #canvas = document.createElement('canvas');
  readonly #context = this.#canvas.getContext('2d', { alpha: false });
  readonly #stream: MediaStream;
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #large = makeVideo();
  readonly #small = makeVideo();

  constructor() {
    this.#canvas.width = WIDTH;
    this.#canvas.height = HEIGHT;
    this.#stream = this.#canvas.captureStream(FRAMES_PER_SECOND);
    // Not by animation frames: those stop while the page is behind another.
    this.#timer = setInterval(() => this.#draw(), 1_000 / FRAMES_PER_SECOND);
  }

  get stream(): MediaStream {
    return this.#stream;
  }

  update({ large, small }: Pictures): void {
    showTrack(this.#large, large);
    showTrack(this.#small, small);
  }

  /** Idempotent. */
  close(): void {
    clearInterval(this.#timer);
    this.update({});
    for (const track of this.#stream.getTracks()) track.stop();
  }

  #draw(): void {
    const context = this.#context;
    if (!context) return;
    context.fillStyle = '#000';
    context.fillRect(0, 0, WIDTH, HEIGHT);
    drawInside(context, this.#large, { x: 0, y: 0, width: WIDTH, height: HEIGHT });
    const [width, height] = [WIDTH * SMALL, HEIGHT * SMALL];
    const [x, y] = [WIDTH - width - MARGIN, HEIGHT - height - MARGIN];
    drawInside(context, this.#small, { x, y, width, height });
  }
}

function makeVideo(): HTMLVideoElement {
  const video = document.createElement('video');
  video.muted = video.autoplay = video.playsInline = true;
  return video;
}

function showTrack(video: HTMLVideoElement, track: MediaStreamTrack | undefined): void {
  const shown = (video.srcObject as MediaStream | null)?.getTracks()[0];
  if (shown === track) return;
  video.srcObject = track ? new MediaStream([track]) : null;
  // Refused when the next one comes before this one has begun.
  if (track) void video.play().catch(() => undefined);
}

/** As large as it fits, in the middle. */
function drawInside(
  context: CanvasRenderingContext2D,
  video: HTMLVideoElement,
  box: { x: number; y: number; width: number; height: number },
): void {
  const { videoWidth, videoHeight } = video;
  if (!video.srcObject || videoWidth === 0 || videoHeight === 0) return;
  const scale = Math.min(box.width / videoWidth, box.height / videoHeight);
  const [width, height] = [videoWidth * scale, videoHeight * scale];
  const x = box.x + (box.width - width) / 2;
  context.drawImage(video, x, box.y + (box.height - height) / 2, width, height);
}
