/** “0:32”, “1:05:09”, in the digits of the language. */
export function formatDuration(lang: string, seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  const plain = new Intl.NumberFormat(lang, { useGrouping: false });
  const padded = new Intl.NumberFormat(lang, { minimumIntegerDigits: 2 });
  const tail = padded.format(whole % 60);
  return hours > 0
    ? `${plain.format(hours)}:${padded.format(minutes)}:${tail}`
    : `${plain.format(minutes)}:${tail}`;
}
