import { DeskbellError } from '../../core/errors.js';
import { LateVerbTarget, type LateVerbs } from '../late-verbs.js';

/** The verbs beyond text, ready to be used. */
export function assembleLate(): LateVerbs {
  return new LateVerbTarget(() => Promise.reject(new DeskbellError('unavailable')));
}
