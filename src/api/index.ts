/**
 * The broker's HTTP API as functions, for other programs: a site's backend, a bot, a page of one's
 * own. Needs nothing but `fetch`: no elements, no session, no socket.
 */
export { createApiClient, type ApiClient, type ApiClientOptions } from './api-client.js';
export { DeskbellError, type DeskbellErrorCode } from '../core/errors.js';
export type { Operations } from './operations.js';
export type * from './schemas.js';
