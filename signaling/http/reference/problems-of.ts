import { ERROR_STATUS } from '../../../src/protocol/error-status.js';
import type { ErrorCode } from '../../../src/protocol/index.js';
import type { DescribedRoute } from './described-routes.js';

/** Every refusal a route may answer with, in the order of the table of codes. */
export function problemsOf({ path, contract }: DescribedRoute): ErrorCode[] {
  const { caller, method, params, query, headers, stream, problems = [] } = contract;
  const codes = new Set<ErrorCode>(['internal', 'unavailable', ...problems]);
  const add = (applies: boolean, ...more: ErrorCode[]) => {
    if (applies) for (const code of more) codes.add(code);
  };
  const wantsToken = caller === 'person' || caller === 'admin' || caller === 'link';
  add(path.startsWith('/api/'), 'origin_not_allowed', 'rate_limited');
  add(wantsToken, 'unauthorized', 'token_expired', 'bad_request');
  add(params !== undefined || caller === 'admin', 'not_found');
  add(query !== undefined || headers !== undefined, 'bad_request');
  // Also where none is wanted: one that comes is read.
  add(method !== 'GET', 'bad_request', 'unsupported_media_type', 'body_too_large');
  add(method !== 'GET' && !stream, 'invalid_json');
  return (Object.keys(ERROR_STATUS) as ErrorCode[]).filter((code) => codes.has(code));
}
