import { expect } from '@open-wc/testing';
import { FileIntake } from '../../src/client/direct/files/file-intake.js';
import { sendFile } from '../../src/client/direct/files/send-file.js';
import { DeskbellError } from '../../src/core/errors.js';
import {
  FILE_BLOCK_BYTES,
  FILE_HEADER_BYTES,
  FILE_WINDOW_BLOCKS,
  readFileFrame,
} from '../../src/protocol/file-frames.js';
import { connectPair, type Connected } from '../support/data-channels.js';
import { makeId } from '../support/fake-broker.js';

const BLOCK = FILE_BLOCK_BYTES;
const never = new AbortController().signal;

let pair: Connected;

function bytesOf(size: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: size }, (_, at) => (at * 31 + (at >> 8)) & 0xff);
}

/** A sink that remembers, and can be made to wait. */
class Shelf {
  readonly parts: Uint8Array<ArrayBuffer>[] = [];
  hold: Promise<void> = Promise.resolve();

  async write(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.hold;
    this.parts.push(bytes.slice());
  }

  async bytes(): Promise<Uint8Array> {
    return new Uint8Array(await new Blob(this.parts).arrayBuffer());
  }
}

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'fine',
    (error: unknown) => (error instanceof DeskbellError ? error.code : String(error)),
  );

interface Journey {
  size?: number;
  announced?: number;
  /** Changes a message on its way; undefined loses it. */
  meddle?(message: ArrayBuffer, index: number): ArrayBuffer | undefined;
}

/** Sends a file whose messages somebody may meddle with. */
async function travel({ size = 3 * BLOCK, announced = size, meddle }: Journey) {
  const { near, far } = await pair.channel();
  const transferId = makeId();
  const shelf = new Shelf();
  const intake = new FileIntake(announced, shelf);
  let sent = 0;
  const send = near.send.bind(near) as (message: ArrayBuffer) => void;
  near.send = ((message: ArrayBuffer) => {
    const changed = meddle ? meddle(message, sent++) : message;
    if (changed) send(changed);
  }) as typeof near.send;
  const taken = codeOf(intake.take(far, transferId, never));
  const blob = new Blob([bytesOf(size)]);
  const job = { channel: near, transferId, blob, fromBlock: 0, digests: [], signal: never };
  const given = codeOf(sendFile({ ...job, onProgress: () => undefined }));
  return { taken: await taken, given: await given, shelf, intake };
}

beforeEach(async () => {
  pair = await connectPair();
});

afterEach(() => pair.close());

describe('a file from device to device', () => {
  for (const size of [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 20 * BLOCK + 7]) {
    it(`of ${size} bytes arrives as it was sent`, async () => {
      const { taken, given, shelf } = await travel({ size });
      expect([taken, given]).to.deep.equal(['fine', 'fine']);
      const got = await shelf.bytes();
      expect(got.length).to.equal(size);
      const want = bytesOf(size);
      expect(got.every((byte, at) => byte === want[at])).to.equal(true);
    });
  }

  it('tells how far it is on both sides, never back', async () => {
    const { near, far } = await pair.channel();
    const transferId = makeId();
    const size = 40 * BLOCK;
    const [out, back]: number[][] = [[], []];
    const intake = new FileIntake(size, new Shelf(), (bytes) => back?.push(bytes));
    await Promise.all([
      intake.take(far, transferId, never),
      sendFile({
        channel: near,
        transferId,
        blob: new Blob([bytesOf(size)]),
        fromBlock: 0,
        digests: [],
        signal: never,
        onProgress: (bytes) => out?.push(bytes),
      }),
    ]);
    for (const seen of [out, back]) {
      expect(seen?.at(-1)).to.equal(size);
      expect(seen).to.deep.equal([...(seen ?? [])].sort((a, b) => a - b));
    }
  });

  it('waits for a receiver whose disk is slow', async () => {
    const { near, far } = await pair.channel();
    const transferId = makeId();
    const size = 2 * FILE_WINDOW_BLOCKS * BLOCK;
    const shelf = new Shelf();
    let release: () => void = () => undefined;
    shelf.hold = new Promise((resolve) => (release = resolve));
    let arrived = 0;
    let stuck: () => void = () => undefined;
    const full = new Promise<void>((resolve) => (stuck = resolve));
    far.addEventListener('message', () => {
      if (++arrived === FILE_WINDOW_BLOCKS) stuck();
    });
    const taken = new FileIntake(size, shelf).take(far, transferId, never);
    const given = sendFile({
      channel: near,
      transferId,
      blob: new Blob([new Uint8Array(size)]),
      fromBlock: 0,
      digests: [],
      signal: never,
      onProgress: () => undefined,
    });
    await full;
    // Whatever else was under way would come before this.
    const { near: other, far: otherEnd } = await pair.channel('later');
    const heard = new Promise((resolve) => otherEnd.addEventListener('message', resolve));
    other.send('now');
    await heard;
    expect(arrived).to.equal(FILE_WINDOW_BLOCKS);
    release();
    await Promise.all([taken, given]);
    expect((await shelf.bytes()).length).to.equal(size);
  });

  const damages: Record<string, Journey> = {
    'has a changed byte': {
      meddle(message, index) {
        if (index === 1) new Uint8Array(message)[FILE_HEADER_BYTES + 5]! ^= 1;
        return message;
      },
    },
    'is bigger than announced': { size: 3 * BLOCK + 1, announced: 3 * BLOCK },
    'is smaller than announced': { size: 2 * BLOCK, announced: 3 * BLOCK },
    'is shorter in its last block': { size: 3 * BLOCK - 1, announced: 3 * BLOCK },
    'misses a block': { meddle: (message, index) => (index === 1 ? undefined : message) },
    'has blocks of another transfer': {
      meddle(message) {
        new Uint8Array(message)[4]! ^= 1;
        return message;
      },
    },
    'ends with another root': {
      meddle(message, index) {
        if (index === 3) new Uint8Array(message)[40]! ^= 1;
        return message;
      },
    },
    'is of another version': {
      meddle(message) {
        new Uint8Array(message)[0] = 2;
        return message;
      },
    },
    'is cut off within a message': { meddle: (message) => message.slice(0, 100) },
    'is text': { meddle: () => 'no file' as unknown as ArrayBuffer },
  };
  for (const [what, journey] of Object.entries(damages)) {
    it(`that ${what} is refused`, async () => {
      const { taken, given, intake } = await travel(journey);
      expect(taken).to.equal('file_damaged');
      expect(given).to.equal('network');
      expect(intake.nextBlock).to.be.lessThan(4);
    });
  }

  it('is refused when its sender takes no heed of the credit', async () => {
    const { near, far } = await pair.channel();
    const shelf = new Shelf();
    shelf.hold = new Promise(() => undefined);
    const stopping = new AbortController();
    const intake = new FileIntake(1_000 * BLOCK, shelf);
    const taken = intake.take(far, makeId(), stopping.signal);
    for (let n = 0; n < FILE_WINDOW_BLOCKS + 20; n++) near.send(new Uint8Array(100));
    expect(await codeOf(taken)).to.equal('file_damaged');
  });

  it('goes on over another channel from the first missing block', async () => {
    const size = 10 * BLOCK + 3;
    const blob = new Blob([bytesOf(size)]);
    const shelf = new Shelf();
    const intake = new FileIntake(size, shelf);
    const digests: Uint8Array[] = [];
    const asked: number[] = [];
    const attempt = async (cutAt: number) => {
      const { near, far } = await pair.channel();
      const transferId = makeId();
      asked.push(intake.nextBlock);
      let seen = 0;
      far.addEventListener('message', ({ data }: MessageEvent<ArrayBuffer>) => {
        if (readFileFrame(data)?.kind === 'block' && ++seen === cutAt) near.close();
      });
      const fromBlock = intake.nextBlock;
      const job = { channel: near, transferId, blob, fromBlock, digests, signal: never };
      const given = codeOf(sendFile({ ...job, onProgress: () => undefined }));
      const taken = await codeOf(intake.take(far, transferId, never));
      await given;
      return taken;
    };
    expect(await attempt(4)).to.equal('network');
    expect(intake.nextBlock).to.be.within(1, 10);
    // A sender who knows nothing of the first attempt.
    digests.length = 0;
    expect(await attempt(Infinity)).to.equal('fine');
    expect(asked[1]).to.be.greaterThan(0);
    const [got, want] = [await shelf.bytes(), bytesOf(size)];
    expect(got.length).to.equal(size);
    expect(got.every((byte, at) => byte === want[at])).to.equal(true);
  });

  it('can be stopped from both sides', async () => {
    for (const who of ['sender', 'receiver'] as const) {
      const { near, far } = await pair.channel();
      const [giving, taking] = [new AbortController(), new AbortController()];
      const transferId = makeId();
      const size = 8 * FILE_WINDOW_BLOCKS * BLOCK;
      const stop = () => (who === 'sender' ? giving : taking).abort();
      const intake = new FileIntake(size, new Shelf(), stop);
      const job = {
        channel: near,
        transferId,
        blob: new Blob([new Uint8Array(size)]),
        fromBlock: 0,
      };
      const [taken, given] = await Promise.all([
        codeOf(intake.take(far, transferId, taking.signal)),
        codeOf(
          sendFile({ ...job, digests: [], signal: giving.signal, onProgress: () => undefined }),
        ),
      ]);
      const expected = who === 'sender' ? ['network', 'aborted'] : ['aborted', 'network'];
      expect([taken, given]).to.deep.equal(expected);
    }
  });

  it('that cannot be read any more says so', async () => {
    const { near, far } = await pair.channel();
    const transferId = makeId();
    const blob = new Blob([bytesOf(2 * BLOCK)]);
    blob.slice = () => {
      throw new DOMException('changed', 'NotReadableError');
    };
    const taken = codeOf(new FileIntake(2 * BLOCK, new Shelf()).take(far, transferId, never));
    const job = { channel: near, transferId, blob, fromBlock: 0, digests: [], signal: never };
    const given = await codeOf(sendFile({ ...job, onProgress: () => undefined }));
    expect(given).to.equal('unreadable_file');
    expect(await taken).to.equal('network');
  });
});
