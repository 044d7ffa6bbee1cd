import { DeskbellError, type DeskbellErrorCode } from '../core/errors.js';

/** What browsers call it → what we call it. */
const CODES: Readonly<Record<string, DeskbellErrorCode>> = {
  NotAllowedError: 'permission_denied',
  PermissionDeniedError: 'permission_denied',
  PermissionDismissedError: 'permission_dismissed',
  NotFoundError: 'device_missing',
  DevicesNotFoundError: 'device_missing',
  OverconstrainedError: 'device_missing',
  NotReadableError: 'device_in_use',
  TrackStartError: 'device_in_use',
  AbortError: 'device_in_use',
  InvalidStateError: 'device_in_use',
  SecurityError: 'insecure_page',
  TypeError: 'calls_unsupported',
};

/** The refusal of a microphone or camera in our own words. */
export function mediaErrorOf(cause: unknown): DeskbellError {
  if (cause instanceof DeskbellError) return cause;
  const { name = '', message = '' } = (cause ?? {}) as { name?: string; message?: string };
  // Chrome tells a closed prompt from a refusal only in the message.
  const dismissed = name === 'NotAllowedError' && /dismiss/i.test(message);
  const code = dismissed ? 'permission_dismissed' : CODES[name];
  return new DeskbellError(code ?? 'device_in_use', { cause });
}
