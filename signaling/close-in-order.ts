interface Closable {
  close(): Promise<unknown>;
}

type Steps = readonly (Closable | readonly Closable[])[];

/**
 * Closes step after step, what is in one step at once; only the first time. Whatever cannot be
 * closed keeps none of the rest open; the first error is told when all is over.
 */
export function closeInOrder(...steps: Steps): () => Promise<void> {
  let closing: Promise<void> | undefined;
  return () => (closing ??= closeAll(steps));
}

async function closeAll(steps: Steps): Promise<void> {
  const errors: unknown[] = [];
  for (const step of steps) {
    const ends = await Promise.allSettled([step].flat().map(async (each) => each.close()));
    for (const end of ends) if (end.status === 'rejected') errors.push(end.reason);
  }
  if (errors.length > 0) throw errors[0];
}
