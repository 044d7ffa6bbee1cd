import { ask, type Input } from './ask.js';
import type { Operations } from './operations.js';
import { ROUTES } from './routes.js';

export interface ApiClientOptions {
  /** Origin of the broker, such as `https://chat.example.com`. */
  readonly baseUrl: string;
  /** A JWT of whoever asks. */
  readonly token?: string;
  /** Asked before each request, in place of `token`: for tokens that are renewed. */
  readonly getToken?: () => string | undefined | Promise<string | undefined>;
  readonly fetch?: typeof globalThis.fetch;
  /** How long an answer may take; 15 s without it. Files have no limit but your `signal`. */
  readonly timeoutMs?: number;
}

/** What an operation is given: `params` of its path, `query`, `headers`, `body`, as far as it has them. */
type Given<Operation> = Omit<Operation, 'answer'> & {
  /** Ends the request; it rejects with `aborted`. */
  readonly signal?: AbortSignal;
};

type Ask<Operation extends { readonly answer: unknown }> =
  Record<never, never> extends Omit<Operation, 'answer'>
    ? (given?: Given<Operation>) => Promise<Operation['answer']>
    : (given: Given<Operation>) => Promise<Operation['answer']>;

/** One function for each operation of the API document, named by its `operationId`. */
export type ApiClient = { readonly [Id in keyof Operations]: Ask<Operations[Id]> };

/**
 * A client of a broker's HTTP API. What is refused rejects with a DeskbellError of the broker's
 * `code`; `network`, `timeout` and `aborted` are this side's.
 *
 *     const api = createApiClient({ baseUrl: 'https://chat.example.com', token });
 *     const { items } = await api.listMessages({ params: { id }, query: { limit: 20 } });
 */
export function createApiClient(options: ApiClientOptions): ApiClient {
  const functions = Object.entries(ROUTES).map(([id, route]) => [
    id,
    (given: Input = {}) => ask(options, route, given),
  ]);
  return Object.freeze(Object.fromEntries(functions)) as ApiClient;
}
