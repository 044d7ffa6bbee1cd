interface DurationFormat {
  readonly plain: Intl.NumberFormat;
  readonly padded: Intl.NumberFormat;
}

const formats = new Map<string, DurationFormat>();

/**
 * “0:32”, “1:05:09”, in the digits of the language. The first number of a page takes a browser up to
 * a fifth of a second: where a moment counts, ask for one before.
 */
export function formatDuration(lang: string, seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  const { plain, padded } = formatOf(lang);
  const tail = padded.format(whole % 60);
  return hours > 0
    ? `${plain.format(hours)}:${padded.format(minutes)}:${tail}`
    : `${plain.format(minutes)}:${tail}`;
}

function formatOf(lang: string): DurationFormat {
  let made = formats.get(lang);
  if (!made) {
    made = {
      plain: new Intl.NumberFormat(lang, { useGrouping: false }),
      padded: new Intl.NumberFormat(lang, { minimumIntegerDigits: 2 }),
    };
    formats.set(lang, made);
  }
  return made;
}
