const DECIMAL = /^\d+(?:\.\d+)?$/;
const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/**
 * “$1,250” in the manner of the language. A price that is no decimal number stays as its site wrote
 * it. The amount stays text on its way, so it is never rounded.
 */
export function formatMoney(lang: string, amount: string, currency?: string): string {
  if (!currency || !DECIMAL.test(amount)) return currency ? `${amount} ${currency}` : amount;
  const options: Intl.NumberFormatOptions & { readonly trailingZeroDisplay: 'stripIfInteger' } = {
    style: 'currency',
    currency,
    maximumFractionDigits: 4,
    trailingZeroDisplay: 'stripIfInteger',
  };
  // Browsers take decimals as text; our library of types does not know it yet.
  return new Intl.NumberFormat(lang, options).format(amount as unknown as number);
}

/** “1.4 MB” in the manner of the language. */
export function formatBytes(lang: string, bytes: number): string {
  const power = Math.min(3, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const options = { style: 'unit', unit: BYTE_UNITS[power], unitDisplay: 'short' } as const;
  const value = bytes / 1000 ** power;
  return new Intl.NumberFormat(lang, {
    ...options,
    maximumFractionDigits: value < 10 && power > 0 ? 1 : 0,
  }).format(value);
}

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** From so many of a unit on it is counted in it: “1 day” may be 47 hours. */
const ENOUGH = 1.98;

/** “in 2 days”, “in 36 hours”: a time from now on, to the nearest unit. */
export function formatRelative(lang: string, aheadMs: number): string {
  const [unit, ms] = UNITS.find(([, each]) => aheadMs >= ENOUGH * each) ?? UNITS[2];
  return new Intl.RelativeTimeFormat(lang).format(Math.round(aheadMs / ms), unit);
}
