import type { RecorderProblem } from '../../client/recorder/recorder-state.js';
import type { PlainKey } from '../../locales/types.js';

const KNOWN = [
  'permission_denied',
  'permission_dismissed',
  'device_missing',
  'insecure_page',
  'calls_unsupported',
  'empty',
  'in_call',
] as const;

/** The sentence of a refusal; one without its own means that the microphone is not free. */
export function refusalKey(problem: RecorderProblem): PlainKey {
  const known = KNOWN.find((each) => each === problem);
  return known ? `record_${known}` : 'record_device_in_use';
}
