import sharp, { type Sharp } from 'sharp';

/** A picture of two halves: red on the left, blue on the right. */
export function halves(width = 80, height = 40): Sharp {
  const left = { create: { width: width / 2, height, channels: 3 as const, background: '#f00' } };
  return sharp({ create: { width, height, channels: 3, background: '#00f' } }).composite([
    { input: left, left: 0, top: 0 },
  ]);
}

/** 51° 30′ N 0° 7′ W, as a camera writes it. */
export const PLACE = {
  IFD0: { Make: 'Blue Door Cameras', Copyright: 'deskbell-secret-owner' },
  IFD3: {
    GPSLatitudeRef: 'N',
    GPSLatitude: '51/1 30/1 26/1',
    GPSLongitudeRef: 'W',
    GPSLongitude: '0/1 7/1 39/1',
  },
};

/** Frames of one colour each. */
export async function film(format: 'gif' | 'webp', frames = 3): Promise<Buffer> {
  const [width, height] = [20, 10];
  const colours = Array.from({ length: frames }, (_, i) => [255 - i * 60, i * 60, 128]);
  const raw = Buffer.concat(
    colours.map((colour) =>
      Buffer.from(Array.from({ length: width * height }, () => colour).flat()),
    ),
  );
  const roll = sharp(raw, {
    raw: { width, height: height * frames, channels: 3, pageHeight: height },
  });
  return format === 'gif'
    ? roll.gif({ delay: frames > 1 ? [50, 60, 70].slice(0, frames) : 50, loop: 2 }).toBuffer()
    : roll.webp({ delay: [50, 60, 70].slice(0, frames), loop: 2 }).toBuffer();
}

/** A PNG that says it has so many pixels; its data is for none of them. */
export async function claimedPng(width: number, height: number): Promise<Buffer> {
  const bytes = await halves(2, 2).png().toBuffer();
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
  return bytes;
}

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

const element = (id: number[], body: Buffer | number[]): Buffer => {
  const bytes = Buffer.from(body);
  return Buffer.concat([Buffer.from([...id, 0x80 | bytes.length]), bytes]);
};

/** What a recorder begins a WebM file with: the header, an open segment, its tracks. */
export function webm(tracks: readonly ('audio' | 'video')[]): Buffer {
  const header = element([0x1a, 0x45, 0xdf, 0xa3], element([0x42, 0x82], Buffer.from('webm')));
  const entries = tracks.map((track, index) =>
    element(
      [0xae],
      Buffer.concat([
        element([0xd7], [index + 1]),
        element([0x83], [track === 'video' ? 1 : 2]),
        element([0x86], Buffer.from('A_OPUS')),
      ]),
    ),
  );
  const openSegment = Buffer.from([0x18, 0x53, 0x80, 0x67, 0x01, ...Array<number>(7).fill(0xff)]);
  const list = element([0x16, 0x54, 0xae, 0x6b], Buffer.concat(entries));
  return Buffer.concat([header, openSegment, list, Buffer.alloc(200, 7)]);
}

const box = (type: string, ...bodies: Buffer[]): Buffer => {
  const body = Buffer.concat(bodies);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length + 8);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, body]);
};

/** An MP4 whose index stands behind the sound, as many recorders leave it. */
export function mp4(handlers: readonly ('soun' | 'vide')[], brand = 'isom'): Buffer {
  const traks = handlers.map((handler) =>
    box('trak', box('mdia', box('hdlr', Buffer.alloc(8), Buffer.from(handler), Buffer.alloc(13)))),
  );
  const ftyp = box('ftyp', Buffer.from(`${brand}\0\0\0\0${brand}`, 'latin1'));
  return Buffer.concat([ftyp, box('mdat', Buffer.alloc(5000, 3)), box('moov', ...traks)]);
}

/** The first page of an Ogg file with Opus in it, as its header is. */
export function oggOpus(): Buffer {
  const page = Buffer.concat([
    Buffer.from('OggS'),
    Buffer.from([0, 2]),
    Buffer.alloc(20),
    Buffer.from([1, 19]),
  ]);
  const head = Buffer.concat([Buffer.from('OpusHead'), Buffer.from([1, 1, 0, 0]), Buffer.alloc(7)]);
  return Buffer.concat([page, head, Buffer.alloc(100, 5)]);
}

/** A second of silence. */
export function wav(): Buffer {
  const head = Buffer.alloc(44);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(36 + 8000, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8000, 24);
  head.writeUInt32LE(8000, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(8000, 40);
  return Buffer.concat([head, Buffer.alloc(8000, 128)]);
}
