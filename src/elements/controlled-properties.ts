import type { LitElement } from 'lit';
import type { ControlledProperties } from '../controllers/controlled-session.js';

type Elements<T> = Pick<typeof LitElement, keyof typeof LitElement> & (new () => T);

const NAMES = ['messages', 'currentUser', 'otherUser', 'typing', 'hasOlder'] as const;

/** Adds the properties by which a page shows a conversation of its own, without a session. */
export function withControl<T extends LitElement>(
  base: Elements<T>,
): Elements<T & ControlledProperties> {
  class ControlledElement extends (base as unknown as typeof LitElement) {}
  for (const name of NAMES satisfies readonly (keyof ControlledProperties)[]) {
    ControlledElement.createProperty(name, { attribute: false });
  }
  return ControlledElement as unknown as Elements<T & ControlledProperties>;
}
