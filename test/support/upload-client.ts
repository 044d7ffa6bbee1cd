import { randomUUID } from 'node:crypto';
import type { Media, Message } from '../../src/protocol/index.js';
import type { ApiAnswer, BrokerHandle } from './start-broker.js';

export interface UploadAnswer {
  readonly id: string;
  readonly offset: number;
  readonly size: number;
  readonly file?: Media;
  readonly code?: string;
  readonly detail?: string;
}

/** Two people with a conversation, and how one of them sends files. */
export interface UploadClient {
  readonly token: string;
  readonly otherToken: string;
  /** Takes no part. */
  readonly strangerToken: string;
  readonly conversationId: string;
  begin(over?: object): Promise<ApiAnswer<UploadAnswer>>;
  patch(
    id: string,
    offset: number | string,
    body: BodyInit,
    over?: object,
  ): Promise<ApiAnswer<UploadAnswer>>;
  /** Announced and sent in one piece. */
  upload(bytes: Uint8Array, name?: string): Promise<ApiAnswer<UploadAnswer>>;
  /** A multipart form; a field that is bytes is its file. */
  form<Body = Message & { code: string }>(
    path: string,
    fields: Readonly<Record<string, string | Uint8Array>>,
    name?: string,
  ): Promise<ApiAnswer<Body>>;
}

export async function createUploadClient(broker: BrokerHandle): Promise<UploadClient> {
  const token = await broker.token('buyer-7');
  const otherToken = await broker.token('seller-42');
  await broker.api('/api/me', { token: otherToken });
  const { body } = await broker.api<{ id: string }>('/api/conversations', {
    token,
    json: { userId: 'seller-42' },
  });
  const conversationId = body.id;

  const begin = (over: object = {}) =>
    broker.api<UploadAnswer>('/api/uploads', {
      token,
      json: { id: randomUUID(), conversationId, name: 'notes.txt', size: 5, ...over },
    });

  const patch = (id: string, offset: number | string, bytes: BodyInit, over: object = {}) =>
    broker.api<UploadAnswer>(`/api/uploads/${id}`, {
      token,
      method: 'PATCH',
      headers: { 'content-type': 'application/octet-stream', 'upload-offset': String(offset) },
      body: bytes,
      ...over,
    });

  return {
    token,
    otherToken,
    strangerToken: await broker.token('stranger-1'),
    conversationId,
    begin,
    patch,
    async upload(bytes, name = 'file.bin') {
      const id = randomUUID();
      const begun = await begin({ id, name, size: bytes.length });
      return begun.status === 200 ? patch(id, 0, Buffer.from(bytes)) : begun;
    },
    form(path, fields, name = 'file.bin') {
      const form = new FormData();
      for (const [field, value] of Object.entries(fields)) {
        if (typeof value === 'string') form.append(field, value);
        else form.append(field, new Blob([Buffer.from(value)]), name);
      }
      return broker.api(path, { token, method: 'POST', body: form });
    },
  };
}
