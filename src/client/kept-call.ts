import * as v from 'valibot';
import { CallType } from '../protocol/index.js';
import type { KeyValueStorage } from './storage.js';

/** The call this tab is in, as it has to be again after a reload. */
const KeptCall = v.object({
  callId: v.string(),
  type: CallType,
  muted: v.boolean(),
  cameraOff: v.boolean(),
});
export type KeptCall = v.InferOutput<typeof KeptCall>;

/** Read by was-in-call.ts too: a page that was reloaded in a call connects by itself. */
const keyOf = (broker: string): string => `deskbell:call:${broker}`;

/** In the storage of the tab: another tab has no part in the call. */
export class CallKeeper {
  constructor(
    readonly storage: KeyValueStorage,
    readonly broker: string,
  ) {}

  get(): KeptCall | undefined {
    try {
      const said: unknown = JSON.parse(this.storage.get(keyOf(this.broker)) ?? 'null');
      const parsed = v.safeParse(KeptCall, said);
      return parsed.success ? parsed.output : undefined;
    } catch {
      return undefined;
    }
  }

  keep(call: KeptCall): void {
    this.storage.set(keyOf(this.broker), JSON.stringify(call));
  }

  forget(): void {
    this.storage.remove(keyOf(this.broker));
  }
}
