/** What the domain keeps. */
export interface Store {
  /** Rejects when the database does not answer. */
  check(): Promise<void>;
  /** Writes what is queued, then closes. Idempotent. */
  close(): Promise<void>;
}
