import * as v from 'valibot';
import { MESSAGING_LIMITS } from './messaging-limits.js';
import { FileName, Seq, Uuid } from './primitives.js';

const Count = v.pipe(v.number(), v.integer(), v.minValue(0));
const Length = v.pipe(v.number(), v.minValue(0), v.maxValue(MESSAGING_LIMITS.mediaSeconds));

/** Loudness over time, 1 to 64 bars of 0–31 each. */
export const Waveform = v.pipe(
  v.array(v.pipe(Count, v.maxValue(31))),
  v.minLength(1),
  v.maxLength(MESSAGING_LIMITS.waveformBars),
);

/**
 * The file behind a message, as the broker made it: read with no more checks than a browser needs,
 * because every one of them is loaded with the chat. `url` and `thumbnail.url` are signed links of
 * the broker, made anew whenever the message is told and good for a day. A file without a `url`
 * never was at the broker: its sender hands it over on a direct link.
 */
export const Media = v.object({
  fileId: v.optional(Uuid),
  url: v.optional(v.string()),
  name: v.string(),
  /** What its bytes are, not what its name says. */
  mimeType: v.string(),
  size: Seq,
  width: v.optional(Seq),
  height: v.optional(Seq),
  durationSeconds: v.optional(v.number()),
  waveform: v.optional(v.array(v.number())),
  thumbnail: v.optional(v.object({ url: v.string(), width: Seq, height: Seq })),
  /** 4 × 4 pixels, rows from the top, 6 hexadecimal digits each: shown until the picture is here. */
  placeholder: v.optional(v.string()),
});
export type Media = v.InferOutput<typeof Media>;

/** The file of a message that is being sent: stored at the broker before, or kept by its sender. */
export const MediaDraft = v.union([
  v.object({
    fileId: Uuid,
    durationSeconds: v.optional(Length),
    waveform: v.optional(Waveform),
  }),
  v.object({
    name: FileName,
    mimeType: v.pipe(v.string(), v.regex(/^[a-z]+\/[\w.+-]{1,100}$/)),
    size: v.pipe(Count, v.maxValue(MESSAGING_LIMITS.directFileBytes)),
  }),
]);
export type MediaDraft = v.InferOutput<typeof MediaDraft>;

/** The formats a voice note can be in, best first. A device tells which of them it can play. */
export const VOICE_FORMATS = {
  webm: 'audio/webm;codecs=opus',
  ogg: 'audio/ogg;codecs=opus',
  mp4: 'audio/mp4;codecs=mp4a.40.2',
} as const;
export type VoiceFormat = keyof typeof VOICE_FORMATS;
export const VoiceFormat = v.picklist(['webm', 'ogg', 'mp4']);
