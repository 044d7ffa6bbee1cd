import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { emojiFiles } from '../../scripts/make-emoji.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

describe('the emoji data', () => {
  for (const [path, content] of Object.entries(emojiFiles())) {
    it(`is in ${path} as Unicode’s packages have it`, () => {
      // A difference: run `node scripts/make-emoji.js`.
      expect(readFileSync(join(ROOT, path), 'utf8') === content).toBe(true);
    });
  }
});
