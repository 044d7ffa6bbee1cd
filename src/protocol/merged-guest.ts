import * as v from 'valibot';
import { UserId, Uuid } from './primitives.js';

/** A guest who is the member now, and those of their conversations that are part of another one. */
export const MergedGuest = v.object({
  guestId: UserId,
  joined: v.array(v.object({ id: Uuid, intoId: Uuid })),
});
export type MergedGuest = v.InferOutput<typeof MergedGuest>;
