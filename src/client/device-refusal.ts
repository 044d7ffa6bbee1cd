import { DeskbellError } from '../core/errors.js';
import type { Captured } from './captured.js';

/** A refusal of which it is known what it is about. */
export class DeviceRefusal extends DeskbellError {
  constructor(
    readonly device: Captured,
    { code, cause }: DeskbellError,
  ) {
    super(code, { cause });
  }
}
