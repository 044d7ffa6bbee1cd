import { errorCodeOf } from '../../controllers/sentences.js';
import { ask } from './ask-dialog.js';
import type { DeskPlace } from './desk-place.js';

/** Does it at once; when it fails, says so and offers to try again. */
export async function attempt(
  { root, locale }: Pick<DeskPlace, 'root' | 'locale'>,
  run: () => Promise<unknown>,
): Promise<void> {
  try {
    await run();
  } catch (cause) {
    const heading = locale.t('actionFailed');
    ask(root, { heading, error: errorCodeOf(cause), confirm: locale.t('retry'), run });
  }
}
