import type { Readable } from 'node:stream';
import type { Multipart } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { BrokerError } from '../domain/broker-error.js';
import { cleanName } from '../files/names.js';
import type { Arrival } from '../files/upload-desk.js';

/** For the multipart parser. How large a file may be is decided where it is written. */
export const FORM_LIMITS = {
  fieldNameSize: 64,
  fieldSize: 64 * 1024,
  fields: 16,
  fileSize: Number.MAX_SAFE_INTEGER,
  files: 1,
  parts: 17,
  headerPairs: 16,
} as const;

/** A form with one file. Its file waits until it is forgotten. */
export interface FileForm {
  /** Empty ones count as left out, as browsers send them. */
  readonly fields: Readonly<Record<string, string>>;
  readonly name: string;
  readonly arrival: Arrival;
}

/** Reads the parts in the order they come, the file straight to where `take` puts it. */
export async function readForm(
  request: FastifyRequest,
  take: (source: Readable) => Promise<Arrival>,
): Promise<FileForm> {
  if (!request.isMultipart()) throw new BrokerError('unsupported_media_type');
  const fields = new Map<string, string>();
  let file: { name: string; arrival: Arrival } | undefined;
  try {
    for await (const part of partsOf(request)) {
      if (part.type === 'file') {
        if (file) throw new BrokerError('bad_request', { detail: 'One file at a time.' });
        file = { name: cleanName(part.filename), arrival: await take(part.file) };
      } else if (fields.has(part.fieldname)) {
        throw new BrokerError('bad_request', { detail: 'Repeated field.' });
      } else fields.set(part.fieldname, textOf(part));
    }
    if (!file) throw new BrokerError('bad_request', { detail: 'Missing or wrong: file.' });
    return { fields: Object.fromEntries([...fields].filter(([, text]) => text !== '')), ...file };
  } catch (error) {
    await file?.arrival.forget();
    throw error;
  }
}

/** What the parser throws is the form's fault; what comes of `take` goes past here. */
async function* partsOf(request: FastifyRequest): AsyncIterable<Multipart> {
  try {
    yield* request.parts();
  } catch (cause) {
    throw new BrokerError('bad_request', { detail: 'The form is not whole or too long.', cause });
  }
}

function textOf(part: { value: unknown; valueTruncated: boolean }): string {
  if (typeof part.value === 'string' && !part.valueTruncated) return part.value;
  throw new BrokerError('bad_request', { detail: 'A field is no text, or too long.' });
}
