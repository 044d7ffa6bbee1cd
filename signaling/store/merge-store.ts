import type { Refused } from './store.js';

/** A guest becomes the member they have signed in as. */
export interface MergeStore {
  /**
   * Makes everything of the guest the member's, in one commit, and the guest one who is spent for good.
   * The same again changes nothing and answers the same. `not_found` for whoever is no guest, and for
   * another member's; `forbidden` for a guest in the member's place.
   */
  absorb(merge: Merge): Promise<MergeOutcome | Refused>;
}

export interface Merge {
  readonly guestId: string;
  readonly memberId: string;
}

export interface MergeOutcome {
  readonly changed: boolean;
  /** The guest's conversations as the member has them now; empty when nothing changed. */
  readonly talks: readonly MergedTalk[];
  /** Conversations that are no more, each with the one that has its messages now. */
  readonly joined: readonly JoinedTalk[];
  /** Calls that were not over. */
  readonly openCallIds: readonly string[];
}

export interface MergedTalk {
  readonly id: string;
  readonly otherId: string;
}

export interface JoinedTalk {
  readonly id: string;
  readonly intoId: string;
}
