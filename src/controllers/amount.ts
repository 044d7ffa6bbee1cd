const MOST_WHOLE_DIGITS = 12;
/** Zeros of the decimal digits people write: ASCII, Arabic, Persian, Devanagari, full width. */
const ZEROS = [0x30, 0x660, 0x6f0, 0x966, 0xff10];
const DIGIT = /[0-9\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\uff10-\uff19]/g;
/** What only ever groups digits: spaces, apostrophes, the Arabic thousands sign; and direction marks. */
const GROUPING = /[\s\u00a0\u202f'’\u066c\u200e\u200f\u061c_]/g;

export type AmountProblem = 'missing' | 'invalid' | 'large' | 'decimals';
export type ParsedAmount = { readonly amount: string } | { readonly problem: AmountProblem };

/**
 * An amount as a person writes it, in any digits and with the separators of their language, as a
 * plain decimal number. `.` and `,` are told apart by what can only be meant: the last of both kinds
 * is the decimal point, one that repeats groups, and a single one is what the language says.
 *
 * @param lang decides for a text like `1,234`
 * @param decimals most digits after the point, as the currency has them
 */
export function parseAmount(text: string, lang: string, decimals: number): ParsedAmount {
  const plain = text.replace(DIGIT, asciiDigit).replace(GROUPING, '');
  if (plain === '') return { problem: 'missing' };
  if (!/^[\d.,\u066b]*\d[\d.,\u066b]*$/.test(plain)) return { problem: 'invalid' };
  const at = decimalPoint(plain, lang);
  const head = at < 0 ? plain : plain.slice(0, at);
  const tail = at < 0 ? '' : plain.slice(at + 1);
  if (/[.,\u066b]/.test(tail) || !/^\d*$|^\d{1,3}([.,]\d{2,3})*[.,]\d{3}$/.test(head)) {
    return { problem: 'invalid' };
  }
  const whole = head.replace(/[.,]/g, '').replace(/^0+(?=\d)/, '') || '0';
  const fraction = tail.replace(/0+$/, '');
  if (whole.length > MOST_WHOLE_DIGITS) return { problem: 'large' };
  if (fraction.length > decimals) return { problem: 'decimals' };
  if (whole === '0' && fraction === '') return { problem: 'missing' };
  return { amount: fraction ? `${whole}.${fraction}` : whole };
}

/** Digits after the point that a currency has, at most the four that the protocol carries. */
export function decimalsOf(currency: string): number {
  try {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency });
    return Math.min(4, format.resolvedOptions().maximumFractionDigits ?? 2);
  } catch {
    return 2;
  }
}

/** “€1,500”, in the language's way. The amount stays a decimal text: it is never rounded. */
export function formatAmount(lang: string, amount: string, currency: string): string {
  try {
    const format = new Intl.NumberFormat(lang, {
      style: 'currency',
      currency,
      minimumFractionDigits: 0,
      maximumFractionDigits: 4,
    });
    return format.format(amount as unknown as number);
  } catch {
    return `${amount} ${currency}`;
  }
}

function asciiDigit(digit: string): string {
  const code = digit.charCodeAt(0);
  const zero = ZEROS.find((each) => code >= each && code <= each + 9) ?? code;
  return String(code - zero);
}

/** Where the decimal point is, or -1. */
function decimalPoint(plain: string, lang: string): number {
  const arabic = plain.indexOf('\u066b');
  if (arabic >= 0) return arabic;
  const dot = plain.lastIndexOf('.');
  const comma = plain.lastIndexOf(',');
  if (dot >= 0 && comma >= 0) return Math.max(dot, comma);
  const at = Math.max(dot, comma);
  if (at < 0 || plain.indexOf(plain[at] ?? '') !== at) return -1;
  // Three digits behind it, and up to three before: the language decides.
  const isGroupLike = /^[1-9]\d{0,2}[.,]\d{3}$/.test(plain);
  return !isGroupLike || plain[at] === decimalSign(lang) ? at : -1;
}

function decimalSign(lang: string): string {
  const parts = new Intl.NumberFormat(lang).formatToParts(1.5);
  const sign = parts.find(({ type }) => type === 'decimal')?.value;
  return sign === ',' ? ',' : '.';
}
