import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  blocksOf,
  FILE_BLOCK_BYTES,
  FILE_DIGEST_BYTES,
  FILE_HEADER_BYTES,
  readFileFrame,
  writeFileHeader,
  type FileFrame,
} from '../../../src/protocol/file-frames.js';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

const frame = fc.record({
  kind: fc.constantFrom('block', 'end', 'credit'),
  transferId: fc.uuid(),
  index: fc.nat({ max: 2 ** 32 - 1 }),
  offset: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
  digest: bytes(FILE_DIGEST_BYTES),
  payload: fc.uint8Array({ minLength: 1, maxLength: 300 }),
}) as fc.Arbitrary<FileFrame>;

function written({ payload, ...header }: FileFrame): ArrayBuffer {
  const length = header.kind === 'block' ? payload.length : 0;
  const message = new ArrayBuffer(FILE_HEADER_BYTES + length);
  new Uint8Array(message).set(payload.subarray(0, length), FILE_HEADER_BYTES);
  return writeFileHeader(message, header);
}

/** A message with one thing changed. */
function changed(change: (view: DataView) => void, payloadBytes = 8): ArrayBuffer {
  const message = written({
    kind: 'block',
    transferId: '01890a5d-ac96-774b-bcce-b302099a8057',
    index: 1,
    offset: FILE_BLOCK_BYTES,
    digest: new Uint8Array(FILE_DIGEST_BYTES),
    payload: new Uint8Array(payloadBytes),
  });
  change(new DataView(message));
  return message;
}

describe('the binary frames of a file', () => {
  it('are read as they were written', () => {
    fc.assert(
      fc.property(frame, (said) => {
        const heard = readFileFrame(written(said));
        const payload = said.kind === 'block' ? said.payload : new Uint8Array();
        expect(heard).toEqual({ ...said, payload });
      }),
    );
  });

  it('are never misread: any bytes are a frame or nothing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
        const read = readFileFrame(noise.slice().buffer);
        expect(read === undefined || noise[0] === 1).toBe(true);
      }),
    );
  });

  it('are refused when they are another version, kind or length than they say', () => {
    expect(readFileFrame(changed(() => undefined))).toBeDefined();
    expect(readFileFrame(changed((view) => view.setUint8(0, 2)))).toBeUndefined();
    expect(readFileFrame(changed((view) => view.setUint8(1, 3)))).toBeUndefined();
    expect(readFileFrame(changed((view) => view.setUint16(2, 1)))).toBeUndefined();
    expect(readFileFrame(changed((view) => view.setUint32(32, 7)))).toBeUndefined();
    expect(readFileFrame(changed((view) => view.setUint32(32, 9)))).toBeUndefined();
    expect(readFileFrame(changed((view) => view.setUint8(1, 1)))).toBeUndefined();
    expect(readFileFrame(changed((view) => view.setUint8(24, 0xff)))).toBeUndefined();
    expect(readFileFrame(changed(() => undefined, FILE_BLOCK_BYTES))).toBeDefined();
    expect(readFileFrame(changed(() => undefined, FILE_BLOCK_BYTES + 1))).toBeUndefined();
    expect(readFileFrame(changed(() => undefined, 0))).toBeUndefined();
    expect(readFileFrame(new ArrayBuffer(FILE_HEADER_BYTES - 1))).toBeUndefined();
  });

  it('fit into the smallest message that browsers agree on', () => {
    expect(FILE_HEADER_BYTES + FILE_BLOCK_BYTES).toBeLessThanOrEqual(256 * 1024);
  });

  it('are as many as the file needs', () => {
    expect([0, 1, FILE_BLOCK_BYTES, FILE_BLOCK_BYTES + 1].map(blocksOf)).toEqual([0, 1, 1, 2]);
  });
});
