import { destination, pino, type Logger, type LoggerOptions } from 'pino';

export type Log = Logger;

/**
 * JSON lines on stderr; stdout belongs to the one line with the URL. What people write, tokens and
 * query strings are never given to the log; `redact` is the net below that.
 */
export function createLog(level: string): Log {
  return pino(logOptions(level), destination({ dest: 2, sync: true }));
}

export function logOptions(level: string): LoggerOptions {
  return {
    level,
    base: undefined,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ level: label }) },
    redact: ['token', '*.token', 'authorization', '*.authorization', 'text', '*.text', 'url'],
    serializers: { err: describeError },
  };
}

/** Type, code and stack of an error; no other property of it, since those may quote a request. */
function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: 'not an Error' };
  const { name, message, stack } = error;
  const code = 'code' in error ? error.code : undefined;
  const cause = error.cause === undefined ? undefined : describeError(error.cause);
  return { name, message, code, stack, cause };
}
