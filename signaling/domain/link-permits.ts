/** That one peer may dial another for data, once, and soon. */
export interface LinkPermit {
  readonly askerId: string;
  readonly accepterId: string;
  readonly srcPeerId: string;
  readonly dstPeerId: string;
  readonly untilMs: number;
}

/** For one pair of people: some devices each, or a few attempts in a row. */
const PER_PAIR = 8;

/** Permits that nobody has used yet. They are few: each lives for a minute. */
export class LinkPermits {
  readonly #permits = new Map<string, LinkPermit>();

  /** The same two peers again is the same permit; of too many the oldest gives way. */
  grant(permit: LinkPermit, nowMs: number): void {
    this.#dropExpired(nowMs);
    this.#permits.delete(keyOf(permit));
    const ofPair = [...this.#permits].filter(
      ([, known]) => known.askerId === permit.askerId && known.accepterId === permit.accepterId,
    );
    const [oldest] = ofPair;
    if (oldest && ofPair.length >= PER_PAIR) this.#permits.delete(oldest[0]);
    this.#permits.set(keyOf(permit), permit);
  }

  /** Uses the permit up. */
  take(
    question: { srcUserId: string; srcPeerId: string; dstPeerId: string },
    nowMs: number,
  ): boolean {
    const permit = this.#permits.get(keyOf(question));
    if (permit?.askerId !== question.srcUserId) return false;
    this.#permits.delete(keyOf(permit));
    return permit.untilMs > nowMs;
  }

  /** Whatever these two allowed each other, in either direction. */
  revoke(userId: string, otherId: string): void {
    for (const [key, { askerId, accepterId }] of this.#permits) {
      const isTheirs =
        (askerId === userId && accepterId === otherId) ||
        (askerId === otherId && accepterId === userId);
      if (isTheirs) this.#permits.delete(key);
    }
  }

  /** All live equally long, so that the oldest come first. */
  #dropExpired(nowMs: number): void {
    for (const [key, { untilMs }] of this.#permits) {
      if (untilMs > nowMs) return;
      this.#permits.delete(key);
    }
  }
}

/** No peer id holds a space. */
function keyOf({ srcPeerId, dstPeerId }: { srcPeerId: string; dstPeerId: string }): string {
  return `${srcPeerId} ${dstPeerId}`;
}
