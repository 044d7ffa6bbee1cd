/** So many in any window of this length. */
export interface Rate {
  readonly points: number;
  readonly windowMs: number;
}

/** How much one person (`frames`: one socket) may do. */
export interface PersonLimits {
  readonly messages: Rate;
  readonly calls: Rate;
  readonly conversations: Rate;
  readonly frames: Rate;
  /** Sockets open at a time. */
  readonly sockets: number;
}
