import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { describeSettings } from '../../../signaling/config.js';

const ROW = /^\|\s*`([A-Z][A-Z0-9_]+)`\s*\|([^|]*)\|([^|]*)\|\s*$/;

it('The README’s table of settings is the one the broker goes by', async () => {
  const readme = await readFile(new URL('../../../README.md', import.meta.url), 'utf8');
  const rows = readme
    .split('\n')
    .map((line) => ROW.exec(line))
    .filter((match) => match !== null)
    .map(([, name, fallback, description]) => ({
      name,
      fallback: fallback!.replaceAll('`', '').trim(),
      description: description!.trim(),
    }));
  expect(rows).toEqual(describeSettings());
});
