import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ELEMENTS = fileURLToPath(new URL('../../src/elements', import.meta.url));
const PUBLIC = [
  'contact-button',
  'chat-panel',
  'chat-inbox',
  'call-modal',
  'call-history',
  'presence-badge',
];
const sources = new Map(
  readdirSync(ELEMENTS, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => [join(ELEMENTS, file), readFileSync(join(ELEMENTS, file), 'utf8')]),
);
const fileOf = (tag: string) => join(ELEMENTS, `${tag}.ts`);
const all = (text: string, pattern: RegExp) =>
  [...text.matchAll(pattern)].map(([, found]) => found!);

/** All that an element may show: what it imports, now or later, up to the next element of the page. */
function shownBy(file: string, seen = new Set<string>()): Set<string> {
  const text = sources.get(file);
  const isAnother = seen.size > 0 && PUBLIC.some((tag) => fileOf(tag) === file);
  if (text === undefined || seen.has(file) || isAnother) return seen;
  seen.add(file);
  const imports = /(?:^import (?!type)(?:[^;]*? from )?|import\()'(\.[^']+)\.js'/gm;
  for (const path of all(text, imports)) shownBy(join(dirname(file), `${path}.ts`), seen);
  return seen;
}

/** Parts as they stand in templates, chosen ones too; those that are put together cannot be read. */
function partsIn(files: Iterable<string>): string[] {
  const values = [...files].flatMap((file) => {
    const text = sources.get(file)!;
    const chosen = all(text, /\spart=\$\{([^}]+)\}/g);
    return [...all(text, /\spart="([^"$]+)"/g), ...chosen.flatMap((each) => all(each, /'(.+?)'/g))];
  });
  return [...new Set(values.flatMap((value) => value.split(' ')))].sort();
}

/** The parts that the comment of an element tells of. */
function documented(tag: string): string[] {
  const text = sources.get(fileOf(tag))!;
  const comment = text.slice(text.indexOf('@csspart'), text.indexOf('export class'));
  const parts = comment.split(/@(?:cssstate|fires|slot)/)[0]!;
  return [...all(parts, /@csspart ([\w-]+)/g), ...all(parts, /`([\w-]+)`/g)];
}

describe('the parts of the elements', () => {
  it.each(PUBLIC)('are all told of in the comment of <%s>', (tag) => {
    const parts = partsIn(shownBy(fileOf(tag)));
    expect(parts.length).toBeGreaterThan(0);
    const known = new Set(documented(tag));
    expect(parts.filter((part) => !known.has(part))).toEqual([]);
  });

  it('are handed on by every piece that is no element of the page', () => {
    for (const [file, text] of sources) {
      const [tag] = all(text, /define\('(deskbell-[\w-]+)'/g);
      const parts = partsIn([file]);
      if (!tag || parts.length === 0) continue;
      const uses = [...sources.values()].flatMap((each) => [
        ...all(each, new RegExp(`<${tag}\\s([^>]*)`, 'g')),
        ...all(each, new RegExp(`createElement\\('${tag}'\\)([^]*?)\\n}`, 'g')),
      ]);
      expect(uses, tag).not.toEqual([]);
      for (const use of uses) {
        const handedOn = use.includes('LOG_PARTS') ? sources.get(fileOf('chat-log'))! : use;
        const names = new Set(all(handedOn, /([\w-]+)/g));
        expect(use, tag).toMatch(/exportparts|place\(|handOn\(/);
        expect([tag, parts.filter((part) => !names.has(part))]).toEqual([tag, []]);
      }
    }
  });

  it('of a panel are those of an inbox with “chat-” before', () => {
    const text = sources.get(join(ELEMENTS, 'inbox/inbox-detail.ts'))!;
    const [list = ''] = all(text, /PANEL_PARTS =([^;]+);/g);
    expect(all(list, /([\w-]+)/g).sort()).toEqual(documented('chat-panel').sort());
  });
});
