/** Internals for `:state()`, or nothing where the browser has none. */
export function attachStates(element: HTMLElement): ElementInternals | undefined {
  try {
    return element.attachInternals();
  } catch {
    return undefined;
  }
}

/** Turns custom states on or off. Browsers of before 2024 know no plain names: left out there. */
export function toggleStates(
  internals: ElementInternals | undefined,
  states: Readonly<Record<string, boolean>>,
): void {
  for (const [name, isOn] of Object.entries(states)) {
    try {
      if (isOn) internals?.states.add(name);
      else internals?.states.delete(name);
    } catch {
      // Only styling is lost.
    }
  }
}
