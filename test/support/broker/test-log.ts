import type { Log } from '../../../signaling/domain/types.js';

export interface LogLine {
  readonly level: keyof Log;
  readonly details: object;
  readonly message: string;
}

/** Keeps every line, so that a test can say what was or was not logged. */
export function createTestLog(): Log & { readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  const at = (level: keyof Log) => (details: object, message: string) =>
    void lines.push({ level, details, message });
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
