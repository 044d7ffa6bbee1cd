import { AccountExport } from '../../protocol/account.js';
import type { LateVerbs } from '../late-verbs.js';
import { signOut } from '../sign-out.js';
import type { LatePorts } from './late-ports.js';
import { NOTHING } from './queries.js';

/** Years of messages are read and sent piece by piece. */
const EXPORT_LIMIT_MS = 10 * 60_000;

/** What a person may ask of whoever keeps their data. See docs/privacy.md. */
export function accountVerbs({
  identify,
  rest,
}: LatePorts): Pick<LateVerbs, 'exportAccount' | 'deleteAccount'> {
  return {
    async exportAccount({ signal } = {}) {
      await identify();
      return rest.ask('me/export', AccountExport, { signal, timeoutMs: EXPORT_LIMIT_MS });
    },

    async deleteAccount() {
      await identify();
      await rest.ask('me', NOTHING, { method: 'DELETE' });
      // Else a guest's token would make them somebody new at once.
      await signOut();
    },
  };
}
