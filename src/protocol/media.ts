import * as v from 'valibot';
import { Seq, Uuid } from './primitives.js';

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

/** The formats a voice note can be in, best first. A device tells which of them it can play. */
export const VOICE_FORMATS = {
  webm: 'audio/webm;codecs=opus',
  ogg: 'audio/ogg;codecs=opus',
  mp4: 'audio/mp4;codecs=mp4a.40.2',
} as const;
export type VoiceFormat = keyof typeof VOICE_FORMATS;
