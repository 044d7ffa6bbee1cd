import { afterEach, expect, it, vi } from 'vitest';
import { pictureOf } from '../../../src/client/device-constraints.js';

afterEach(() => vi.unstubAllGlobals());

it.each([
  [8, 1280, 720],
  [3, 1280, 720],
  [2, 640, 480],
  [1, 640, 480],
  [undefined, 1280, 720],
])('a machine of %s cores takes its camera at %d × %d', (hardwareConcurrency, width, height) => {
  vi.stubGlobal('navigator', { hardwareConcurrency });
  expect(pictureOf(undefined)).toEqual({
    width: { ideal: width },
    height: { ideal: height },
    facingMode: 'user',
  });
});
