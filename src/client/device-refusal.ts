import type { DeskbellError } from '../core/errors.js';
import type { Captured } from './captured.js';

/** A refusal, and what it is about where that is one device. */
export type DeviceRefusal = DeskbellError & { readonly device?: Captured };

export const refusalOf = (device: Captured, error: DeskbellError): DeviceRefusal =>
  Object.assign(error, { device });
