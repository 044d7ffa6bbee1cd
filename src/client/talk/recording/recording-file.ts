/** What a browser may record in, the most widely played first, each with the ending of its file. */
const FORMATS = {
  picture: [
    ['video/mp4;codecs=avc1.42E01F,mp4a.40.2', 'mp4'],
    ['video/mp4;codecs=avc1.42E01F,opus', 'mp4'],
    ['video/webm;codecs=vp8,opus', 'webm'],
    ['video/webm', 'webm'],
    ['video/mp4', 'mp4'],
  ],
  sound: [
    ['audio/mp4;codecs=mp4a.40.2', 'm4a'],
    ['audio/mp4;codecs=opus', 'm4a'],
    ['audio/webm;codecs=opus', 'webm'],
    ['audio/ogg;codecs=opus', 'ogg'],
    ['audio/mp4', 'm4a'],
  ],
} as const;

export interface RecordingFormat {
  readonly mimeType: string;
  readonly ending: string;
}

/** Undefined where the browser records nothing that we know. */
export function chooseFormat(
  kind: keyof typeof FORMATS,
  canRecord: (mimeType: string) => boolean,
): RecordingFormat | undefined {
  for (const [mimeType, ending] of FORMATS[kind])
    if (canRecord(mimeType)) return { mimeType, ending };
  return undefined;
}

/** What no file system takes in a name, and what turns a text around. */
const UNFIT = /[\u0000-\u001f\u007f<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069\p{Cs}]+/gu;
const NAME_CHARS = 80;

/** `Sam Seller 2026-11-27 23.31.mp4`: sorts by time, in the local time of whoever records. */
export function recordingName(person: string, at: Date, ending: string): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
  const time = [two(at.getHours()), two(at.getMinutes())].join('.');
  const words = person.replace(UNFIT, ' ').replace(/\s+/g, ' ').trim();
  // Names that begin or end with a dot are hidden or refused.
  const name = [...words]
    .slice(0, NAME_CHARS)
    .join('')
    .replace(/^[.\s]+|[.\s]+$/g, '');
  return `${[name, day, time].filter(Boolean).join(' ')}.${ending}`;
}
