import type { LocaleController } from './locale-controller.js';

const DAY_MS = 86_400_000;
const FORMATS = {
  time: { hour: 'numeric', minute: '2-digit' },
  week: { weekday: 'long' },
  date: { day: 'numeric', month: 'long' },
  year: { day: 'numeric', month: 'long', year: 'numeric' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Intl objects are slow to make and a log shows hundreds of times: one per language and kind. */
function format(lang: string, kind: keyof typeof FORMATS, at: Date): string {
  const key = lang + kind;
  let made = formatters.get(key);
  if (!made) formatters.set(key, (made = new Intl.DateTimeFormat(lang, FORMATS[kind])));
  return made.format(at);
}

/** “14:03” or “2:03 PM”, as the language has it. */
export function formatTime(lang: string, at: Date): string {
  return format(lang, 'time', at);
}

/** “Today”, “Yesterday”, a week day within the last week, then the date. */
export function formatDay(lang: string, at: Date, now: Date): string {
  const daysAgo = daysBetween(at, now);
  if (daysAgo === 0 || daysAgo === 1) {
    const words = new Intl.RelativeTimeFormat(lang, { numeric: 'auto' }).format(-daysAgo, 'day');
    return words.charAt(0).toLocaleUpperCase(lang) + words.slice(1);
  }
  if (daysAgo > 1 && daysAgo < 7) return format(lang, 'week', at);
  return format(lang, at.getFullYear() === now.getFullYear() ? 'date' : 'year', at);
}

/** Time today, otherwise the day: for a list of conversations. */
export function formatShort(lang: string, at: Date, now: Date): string {
  return daysBetween(at, now) === 0 ? formatTime(lang, at) : formatDay(lang, at, now);
}

/** “Last seen today at 14:03”: absolute, so that it needs no clock to stay true. */
export function formatLastSeen(locale: LocaleController, at: Date, now: Date): string {
  const day = formatDay(locale.lang, at, now).toLocaleLowerCase(locale.lang);
  const when = daysBetween(at, now) < 2 ? day : formatDay(locale.lang, at, now);
  return locale.t('lastSeen', {
    when: locale.t('dayAtTime', { day: when, time: formatTime(locale.lang, at) }),
  });
}

/** A key that is the same for all instants of one local day. */
export function dayKey(at: Date): string {
  return `${at.getFullYear()}-${at.getMonth()}-${at.getDate()}`;
}

function daysBetween(at: Date, now: Date): number {
  const start = (date: Date): number =>
    Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  return Math.round((start(now) - start(at)) / DAY_MS);
}
