/** False where a browser plays through whatever the system says. */
export function canChooseSpeaker(): boolean {
  return typeof HTMLMediaElement !== 'undefined' && 'setSinkId' in HTMLMediaElement.prototype;
}

/**
 * Plays an element through this speaker; without an id, or when the speaker is gone or refused,
 * through the browser's own choice.
 * @returns whether it is the wanted one
 */
export async function playThrough(element: HTMLMediaElement, id = ''): Promise<boolean> {
  if (!canChooseSpeaker()) return id === '';
  if (element.sinkId === id) return true;
  try {
    await element.setSinkId(id);
    return true;
  } catch {
    // Sound from another speaker is better than none.
    await element.setSinkId('').catch(() => undefined);
    return false;
  }
}
