import { html } from 'lit';

/** Text before the first hit that a snippet keeps. */
const LEAD_CHARS = 24;
const MOST_CHARS = 160;

/** The part of a text where the words stand, with the words marked. */
export function highlight(text: string, words: readonly string[]): unknown {
  const lower = text.toLocaleLowerCase();
  // Where lower-casing changes lengths, positions mean nothing.
  const found = lower.length === text.length ? hitsOf(lower, words) : [];
  const from = Math.max(0, (found[0]?.[0] ?? 0) - LEAD_CHARS);
  const to = Math.min(text.length, from + MOST_CHARS);
  const pieces: unknown[] = [from > 0 ? '…' : ''];
  let at = from;
  for (const [start, end] of found) {
    if (start < at || end > to) continue;
    pieces.push(text.slice(at, start), html`<mark>${text.slice(start, end)}</mark>`);
    at = end;
  }
  pieces.push(text.slice(at, to), to < text.length ? '…' : '');
  return pieces;
}

/** Beginnings and ends of all hits, in order. */
function hitsOf(text: string, words: readonly string[]): [start: number, end: number][] {
  const hits: [number, number][] = [];
  for (const word of words) {
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
      hits.push([at, at + word.length]);
    }
  }
  return hits.sort(([a], [b]) => a - b);
}
