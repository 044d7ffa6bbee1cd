const MOST_CHARS = 255;
const FALLBACK = 'file';
const TURNS_TEXT = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const CONTROLS = /[\u0000-\u001f\u007f]/g;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** A name as a form sends it, without path, controls and what turns the text around. */
export function cleanName(name: string | undefined): string {
  const base = (name ?? '').split(/[/\\]/).at(-1) ?? '';
  const clean = base.replace(CONTROLS, '').replace(TURNS_TEXT, '').replace(LONE_SURROGATE, '');
  const short = clean.trim().slice(0, MOST_CHARS).replace(LONE_SURROGATE, '').trim();
  return /^\.*$/.test(short) ? FALLBACK : short;
}

/** A file that was written anew in another format must not say the old one. */
export function renameAs(name: string, extension: string): string {
  const stem = name.replace(/\.[^.]{1,5}$/, '');
  return `${stem.slice(0, MOST_CHARS - extension.length - 1)}.${extension}`;
}
