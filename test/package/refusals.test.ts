import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ERROR_STATUS } from '../../src/protocol/error-status.js';
import { CLOSE_CODES } from '../../src/protocol/index.js';

const ROOT = new URL('../../', import.meta.url);

const broker = readdirSync(new URL('signaling', ROOT), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => `signaling/${name}`)
  // Frames are read there, by both sides.
  .concat('src/protocol/codec.ts')
  .map((file) => readFileSync(new URL(file, ROOT), 'utf8'))
  .join('\n');

describe('what the broker can say no with', () => {
  it.each(Object.keys(ERROR_STATUS))('%s is an error that it raises somewhere', (code) => {
    expect(broker).toContain(`'${code}'`);
  });

  it.each(Object.keys(CLOSE_CODES))('%s is a reason for which it closes a socket', (reason) => {
    expect(broker).toMatch(new RegExp(`'${reason}'|CLOSE_CODES\\.${reason}\\b`));
  });
});
