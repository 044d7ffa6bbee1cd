/**
 * Tells the beginning of a press of the record button from its end. While the code of the recorder
 * is being loaded, the end may arrive first.
 */
export class RecordPress {
  #endedAtMs = 0;

  /** Whether this event begins a press; one that ends it is remembered. */
  begins(event: Event): boolean {
    const { type, button, detail, timeStamp } = event as PointerEvent;
    if (button !== 0) return false;
    // A click of no pointer is a key's.
    if (type === 'pointerdown' || (type === 'click' && detail === 0)) return true;
    this.#endedAtMs = timeStamp;
    return false;
  }

  /** Whether the press that this event began is over. */
  isOver({ timeStamp }: Event): boolean {
    return timeStamp < this.#endedAtMs;
  }
}
