/** As much of a stored message as consent is seen from. */
interface Said {
  readonly senderId: string;
  readonly call?: { readonly durationSeconds: number | null };
}

/**
 * Whether two people may learn each other's addresses: both have written, or a call between them
 * was answered.
 */
export function hasConsent(stored: readonly Said[] = []): boolean {
  const first = stored.find(({ call }) => !call);
  return stored.some(({ senderId, call }) =>
    call ? call.durationSeconds !== null : senderId !== first?.senderId,
  );
}
