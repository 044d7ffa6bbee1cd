/** A call told from outside: who says what, who must hear what, and how it is recorded. */
export interface Script {
  readonly name: string;
  /** `person.device`, each an open app socket that was welcomed. */
  readonly devices: readonly string[];
  /** Settings of the broker that the script is about; one that runs elsewhere keeps its own. */
  readonly settings?: Readonly<Record<string, string>>;
  /** How long to wait for what is heard, when that is longer than usual. */
  readonly withinMs?: number;
  /** A text names steps that many scripts begin with (passages.json). */
  readonly steps: readonly (Step | string)[];
}

export type Frame = Readonly<Record<string, unknown>>;

/**
 * `who` names devices by spaces. What is heard is described in part: the members that are written
 * must be there, `"$absent"` ones must not.
 */
export type Step =
  | readonly [who: string, verb: 'says', frame: Frame]
  | readonly [who: string, verb: 'hears', frame: Frame]
  /** Everything said before has been handled, and nothing more about calls has come. */
  | readonly [who: string, verb: 'hears nothing']
  /** The socket is closed. */
  | readonly [who: string, verb: 'leaves']
  /** The same device again, on a new socket; its welcome. */
  | readonly [who: string, verb: 'returns', welcome: Frame]
  /** By REST; the answer's status and body. */
  | readonly [person: string, verb: 'posts', path: string, answer: { status: number; body?: Frame }]
  /** As a person of it reads the record of a call: `GET /api/calls`. */
  | readonly [person: string, verb: 'reads', callId: string, call: Frame]
  /** The types of the messages in the conversation of two, oldest first. */
  | readonly [people: string, verb: 'have', types: readonly string[]];

/** The first member of `expected` that `actual` does not have, as a path; undefined when it has all. */
export function findDifference(actual: unknown, expected: unknown, path = ''): string | undefined {
  if (expected === '$any') return actual === undefined ? `${path} is absent` : undefined;
  if (expected === '$absent') return actual === undefined ? undefined : `${path} is there`;
  if (typeof expected !== 'object' || expected === null) {
    if (Object.is(actual, expected)) return undefined;
    return `${path} is ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`;
  }
  if (typeof actual !== 'object' || actual === null) return `${path} is ${JSON.stringify(actual)}`;
  if (Array.isArray(expected) && (actual as unknown[]).length !== expected.length) {
    return `${path} has ${(actual as unknown[]).length} items, not ${expected.length}`;
  }
  for (const [key, value] of Object.entries(expected)) {
    const member = (actual as Record<string, unknown>)[key];
    const difference = findDifference(member, value, `${path}.${key}`);
    if (difference !== undefined) return difference;
  }
  return undefined;
}
