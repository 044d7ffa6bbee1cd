import type { LitElement } from 'lit';
import type { ControlledMessage, ControlledProperties } from '../controllers/controlled-session.js';
import type { User } from '../protocol/index.js';
import { property } from './decorators.js';

type Elements<T> = Pick<typeof LitElement, keyof typeof LitElement> & (new () => T);

/** Adds the properties by which a page shows a conversation of its own, without a session. */
export function withControl<T extends LitElement>(
  base: Elements<T>,
): Elements<T & ControlledProperties> {
  class ControlledElement extends (base as unknown as typeof LitElement) {
    @property({ attribute: false }) messages?: readonly ControlledMessage[] | undefined;
    @property({ attribute: false }) currentUser?: User | undefined;
    @property({ attribute: false }) otherUser?: User | undefined;
    @property({ attribute: false }) typing?: boolean | undefined;
    @property({ attribute: false }) hasOlder?: boolean | undefined;
  }
  return ControlledElement as unknown as Elements<T & ControlledProperties>;
}
