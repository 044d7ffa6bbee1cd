import { VOICE_FORMATS, type VoiceFormat } from '../../protocol/index.js';

/**
 * The MIME type to record in: the first that this browser records and every receiver plays. Who has
 * not told what they play is taken to play all; where nothing fits, what can be recorded is sent
 * all the same, since the receiver's next device may play it.
 *
 * @param plays for each receiver what their devices play
 * @returns undefined: the browser is left to choose
 */
export function chooseVoiceFormat(
  canRecord: (mimeType: string) => boolean,
  plays: readonly (readonly string[] | undefined)[],
): string | undefined {
  const names = Object.keys(VOICE_FORMATS) as VoiceFormat[];
  const recordable = names.filter((name) => canRecord(VOICE_FORMATS[name]));
  const common = recordable.find((name) => plays.every((list) => !list || list.includes(name)));
  const chosen = common ?? recordable[0];
  return chosen && VOICE_FORMATS[chosen];
}
