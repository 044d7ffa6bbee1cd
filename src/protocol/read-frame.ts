import * as v from 'valibot';

type SchemaTable = Readonly<Record<string, v.GenericSchema>>;
type Output<T extends SchemaTable> = { [K in keyof T]: v.InferOutput<T[K]> }[keyof T];

/**
 * `unknown` types are a newer peer's, or another reader's. `said` is what came, with whatever the
 * schema dropped: only to be compared.
 */
export type Read<F> =
  | { kind: 'frame'; frame: F; said: object }
  | { kind: 'unknown'; type: string }
  | { kind: 'invalid'; code: 'invalid_json' | 'invalid_frame'; said?: object };

const FIRST_ISSUE = { abortEarly: true } as const;

/**
 * Reads one frame of text against a table of schemas keyed by `type`. Never throws. For frames of
 * one's own broker: what strangers say is measured first, by `decodeFrame`.
 */
export function readFrame<T extends SchemaTable>(table: T, text: string): Read<Output<T>> {
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch {
    return { kind: 'invalid', code: 'invalid_json' };
  }
  const type = (said as { type?: unknown } | null)?.type;
  if (typeof said !== 'object' || !said || typeof type !== 'string') {
    return { kind: 'invalid', code: 'invalid_frame' };
  }
  const schema = Object.hasOwn(table, type) ? table[type] : undefined;
  if (!schema) return { kind: 'unknown', type };
  const parsed = v.safeParse(schema, said, FIRST_ISSUE);
  if (!parsed.success) return { kind: 'invalid', code: 'invalid_frame', said };
  return { kind: 'frame', frame: parsed.output as Output<T>, said };
}
