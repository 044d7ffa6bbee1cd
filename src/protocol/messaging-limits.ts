/**
 * Sizes, counts and times of messages beyond text. Apart from LIMITS, because the smallest page
 * needs some of those and none of these.
 */
export const MESSAGING_LIMITS = {
  /** A file's name as people see it. */
  fileNameChars: 255,
  /** Where a location is, in words. */
  addressChars: 256,
  /** Bars of a voice note's wave form. */
  waveformBars: 64,
  /** A voice note or video that claims to be longer is refused. */
  mediaSeconds: 6 * 60 * 60,
  /** A file that goes from device to device. */
  directFileBytes: 64 * 1024 ** 3,
  /** Different reactions of one person to one message. */
  reactionsPerPerson: 3,
  /** How long an offer can stand. */
  bidLeastSeconds: 60,
  bidMostSeconds: 30 * 24 * 60 * 60,
  bidSeconds: 2 * 24 * 60 * 60,
  /** Words one searches for, bytes. */
  queryBytes: 256,
  /** A report's own words, bytes. */
  reportBytes: 4 * 1024,
  /** Starred messages that a conversation carries with it. */
  starsListed: 500,
} as const;
