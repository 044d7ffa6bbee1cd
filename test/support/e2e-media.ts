import { expect, type Locator, type Page } from '@playwright/test';

declare global {
  interface Window {
    /** Every connection the page made, oldest first. */
    recordedConnections: RTCPeerConnection[];
  }
}

/** Runs before a page's own scripts and keeps every RTCPeerConnection within reach of a test. */
export function recordConnections(): void {
  const recorded: RTCPeerConnection[] = [];
  window.recordedConnections = recorded;
  window.RTCPeerConnection = class extends window.RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      recorded.push(this);
    }
  };
}

interface Inbound {
  readonly audioBytes: number;
  readonly videoBytes: number;
  readonly framesDecoded: number;
}

/** What arrived on all connections of a page so far. */
function inboundOf(page: Page): Promise<Inbound> {
  return page.evaluate(async () => {
    const sum = { audioBytes: 0, videoBytes: 0, framesDecoded: 0 };
    for (const connection of window.recordedConnections) {
      for (const report of (await connection.getStats()).values()) {
        if (report.type !== 'inbound-rtp') continue;
        if (report.kind === 'audio') sum.audioBytes += report.bytesReceived;
        else {
          sum.videoBytes += report.bytesReceived;
          sum.framesDecoded += report.framesDecoded ?? 0;
        }
      }
    }
    return sum;
  });
}

/**
 * Media arrives here: bytes of sound, and with `video` decoded frames too, grow from now on. What a
 * state says is not asked.
 */
export async function expectMediaToFlow(page: Page, { video }: { video: boolean }): Promise<void> {
  const before = await inboundOf(page);
  await expect
    .poll(async () => {
      const now = await inboundOf(page);
      return {
        sound: now.audioBytes > before.audioBytes + 500,
        picture: now.framesDecoded > before.framesDecoded + 5 && now.videoBytes > before.videoBytes,
      };
    })
    .toEqual({ sound: true, picture: video });
}

/** The video shows a picture that is not one colour. */
export async function expectPicture(video: Locator): Promise<void> {
  await expect
    .poll(() =>
      video.evaluate((element) => {
        const { videoWidth, videoHeight } = element as HTMLVideoElement;
        if (!videoWidth || !videoHeight) return 0;
        const canvas = document.createElement('canvas');
        canvas.width = 32;
        canvas.height = 32;
        const context = canvas.getContext('2d');
        if (!context) return 0;
        context.drawImage(element as HTMLVideoElement, 0, 0, 32, 32);
        const pixels = context.getImageData(0, 0, 32, 32).data;
        return new Set(Array.from({ length: 32 * 32 }, (_, i) => pixels[i * 4 + 1])).size;
      }),
    )
    .toBeGreaterThan(2);
}

/**
 * Nothing of a call is left: every connection that carried media is closed and no camera or
 * microphone is on. A direct link for data may stay.
 */
export async function expectMediaReleased(page: Page): Promise<void> {
  await expect
    .poll(() =>
      page.evaluate(() =>
        window.recordedConnections.flatMap((connection) => [
          ...(connection.connectionState === 'closed' || connection.getTransceivers().length === 0
            ? []
            : [connection.connectionState]),
          ...connection
            .getSenders()
            .filter(({ track }) => track?.readyState === 'live')
            .map(({ track }) => track?.kind ?? ''),
        ]),
      ),
    )
    .toEqual([]);
}
