import { expect, it } from 'vitest';
import { frameStorage } from '../../../src/client/storage.js';

it('keeps what a page notes for as long as the program runs, where there is no window', () => {
  const kept = frameStorage();
  kept.set('deskbell:device:x', 'one');
  expect(kept.get('deskbell:device:x')).toBe('one');
  kept.remove('deskbell:device:x');
  expect(kept.get('deskbell:device:x')).toBeUndefined();
});
