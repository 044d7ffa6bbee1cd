import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { DeskbellErrorCode } from '../core/errors.js';
import { errorCodeOf } from './sentences.js';

/** One thing that a dialog does, and how far it is. */
export class TaskController implements ReactiveController {
  status: 'idle' | 'busy' | 'done' = 'idle';
  /** Why it failed, until the next try. */
  error: DeskbellErrorCode | undefined;

  constructor(readonly element: ReactiveControllerHost) {
    element.addController(this);
  }

  hostConnected(): void {}

  /** @returns whether it was done; a second call while one is under way does nothing */
  async run(task: () => Promise<unknown>): Promise<boolean> {
    if (this.status === 'busy') return false;
    this.#set('busy');
    try {
      await task();
      this.#set('done');
      return true;
    } catch (cause) {
      this.#set('idle', errorCodeOf(cause));
      return false;
    }
  }

  #set(status: TaskController['status'], error?: DeskbellErrorCode): void {
    this.status = status;
    this.error = error;
    this.element.requestUpdate();
  }
}
