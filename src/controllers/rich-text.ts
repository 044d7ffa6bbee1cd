/**
 * Reads the little marks people put into text: *bold* _italic_ ~strike~ `code`, and addresses. One
 * pass to pair the marks, one to cut the text; both linear, whatever the text is.
 *
 * A mark opens before a letter at the beginning of a word and closes after one at the end of a word,
 * on the same line. What lies in `code` or in an address is left alone. A pair that would cross
 * another one is no pair.
 */

export interface TextPiece {
  readonly text: string;
  readonly bold?: boolean;
  readonly italic?: boolean;
  readonly strike?: boolean;
  readonly code?: boolean;
  /** An address of one of the allowed kinds; `text` shows its host as it really is. */
  readonly href?: string;
}

type Style = 'bold' | 'italic' | 'strike';

const STYLES: Readonly<Record<string, Style>> = { '*': 'bold', _: 'italic', '~': 'strike' };

/** Code, or an address up to a space, a quote, or a character that turns the direction of text. */
const WHOLE =
  /`([^`\n]+)`|\b(?:https?:\/\/|mailto:|tel:)[^\s<>"'`\u200e\u200f\u202a-\u202e\u2066-\u2069]+/giu;
const CLOSERS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
const WORD = /[\p{L}\p{N}]/u;
const TEL = /^tel:\+?[\d().-]{3,20}$/i;
const MAILTO = /^mailto:[^@/]+@[^@/]+$/i;

/** Cuts a text into pieces of one look each. */
export function readRichText(text: string): TextPiece[] {
  const pieces: TextPiece[] = [];
  const plain: { from: number; to: number }[] = [];
  const whole: { from: number; to: number; piece: TextPiece }[] = [];
  let at = 0;
  for (const match of text.matchAll(WHOLE)) {
    const [found, code] = match;
    const piece = code === undefined ? linkOf(found) : { text: code, code: true };
    if (!piece) continue;
    const length = code === undefined ? trimmedLength(found) : found.length;
    plain.push({ from: at, to: match.index });
    whole.push({ from: match.index, to: match.index + length, piece });
    at = match.index + length;
  }
  plain.push({ from: at, to: text.length });
  const pairs = pairMarks(text, plain);
  const style: Partial<Record<Style, true>> = {};
  plain.forEach(({ from, to }, index) => {
    let start = from;
    const cut = (end: number): void => {
      if (end > start) pieces.push({ text: text.slice(start, end), ...style });
      start = end + 1;
    };
    for (let i = from; i < to; i++) {
      const mark = pairs.get(i);
      if (!mark) continue;
      cut(i);
      if (style[mark]) delete style[mark];
      else style[mark] = true;
    }
    cut(to);
    const next = whole[index];
    if (next) pieces.push({ ...next.piece, ...style });
  });
  return pieces;
}

/** Where marks stand that belong to a pair. */
function pairMarks(
  text: string,
  parts: readonly { from: number; to: number }[],
): Map<number, Style> {
  const pairs = new Map<number, Style>();
  const open = new Map<string, number>();
  for (const { from, to } of parts) {
    for (let i = from; i < to; i++) {
      const mark = text.charAt(i);
      if (mark === '\n') open.clear();
      const style = STYLES[mark];
      if (!style) continue;
      const before = text.charAt(i - 1);
      const after = text.charAt(i + 1);
      const begin = open.get(mark);
      if (begin !== undefined && begin < i - 1 && isInk(before) && !WORD.test(after)) {
        pairs.set(begin, style).set(i, style);
        for (const [other, position] of open) if (position >= begin) open.delete(other);
      } else if (begin === undefined && isInk(after) && after !== mark && !WORD.test(before)) {
        open.set(mark, i);
      }
    }
  }
  return pairs;
}

function isInk(character: string): boolean {
  return character.trim() !== '';
}

function linkOf(found: string): TextPiece | undefined {
  const address = found.slice(0, trimmedLength(found));
  if (TEL.test(address) || MAILTO.test(address)) return { text: address, href: address };
  if (!/^https?:/i.test(address)) return undefined;
  return webLink(address);
}

/** An address with a name or password in it only pretends to lead where it seems to. */
function webLink(address: string): TextPiece | undefined {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return undefined;
  }
  if (url.username || url.password || !url.hostname) return undefined;
  const path = /^https?:\/\/[^/?#]*(.*)$/isu.exec(address)?.[1] ?? '';
  return { text: `${url.protocol}//${url.host}${path}`, href: url.href };
}

/** Without the full stop, or the bracket opened before it, that only ends the sentence. */
function trimmedLength(address: string): number {
  const counts = new Map<string, number>();
  for (const character of address) counts.set(character, (counts.get(character) ?? 0) + 1);
  let end = address.length;
  for (; end > 0; end--) {
    const last = address.charAt(end - 1);
    const opener = CLOSERS[last];
    const isLoose = opener && (counts.get(last) ?? 0) > (counts.get(opener) ?? 0);
    if (!isLoose && !/[.,;:!?*_~]/.test(last)) break;
    counts.set(last, (counts.get(last) ?? 0) - 1);
  }
  return end;
}

const FACE = String.raw`\p{ExtPict}(?:\uFE0F|\p{EMod})?`;
const ONE_EMOJI = String.raw`(?:\p{RI}\p{RI}|${FACE}(?:\u200D${FACE}|[\u{E0020}-\u{E007F}])*)`;
const FEW_EMOJI = new RegExp(String.raw`^\s*(?:${ONE_EMOJI}\s*){1,3}$`, 'u');
const MOST_EMOJI_LENGTH = 64;

/** Whether a text is one to three emoji and nothing else. */
export function isFewEmoji(text: string): boolean {
  return text.length <= MOST_EMOJI_LENGTH && FEW_EMOJI.test(text);
}
