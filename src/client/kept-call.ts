import * as v from 'valibot';
import { CallType } from '../protocol/index.js';
import type { KeyValueStorage } from './storage.js';
import { CALL } from './storage-keys.js';

/** The call this tab is in, as it has to be again after a reload. */
const KeptCall = v.object({
  callId: v.string(),
  type: CallType,
  muted: v.boolean(),
  cameraOff: v.boolean(),
});
export type KeptCall = v.InferOutput<typeof KeptCall>;

/**
 * In the storage of the tab: another tab has no part in the call. Read by was-in-call.ts too: a page that
 * was reloaded in a call connects by itself.
 */
export class CallKeeper {
  constructor(
    readonly storage: KeyValueStorage,
    readonly broker: string,
  ) {}

  get(): KeptCall | undefined {
    try {
      const said: unknown = JSON.parse(this.storage.get(CALL + this.broker) ?? 'null');
      const parsed = v.safeParse(KeptCall, said);
      return parsed.success ? parsed.output : undefined;
    } catch {
      return undefined;
    }
  }

  keep(call: KeptCall): void {
    this.storage.set(CALL + this.broker, JSON.stringify(call));
  }

  forget(): void {
    this.storage.remove(CALL + this.broker);
  }
}
