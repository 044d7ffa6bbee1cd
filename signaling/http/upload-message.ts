import { randomUUID } from 'node:crypto';
import multipart from '@fastify/multipart';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as v from 'valibot';
import { Message, MessageText, Uuid } from '../../src/protocol/index.js';
import { MESSAGING_LIMITS } from '../../src/protocol/messaging-limits.js';
import { Waveform } from '../../src/protocol/message-draft.js';
import type { Identity } from '../domain/types.js';
import type { FileMessage } from '../files/file-messages.js';
import type { HttpContext } from './context.js';
import { FORM_LIMITS, readForm } from './form.js';
import { route } from './route.js';
import { parse } from './validate.js';

const common = {
  conversationId: Uuid,
  id: v.optional(Uuid, () => randomUUID()),
  replyTo: v.optional(Uuid),
};

const Seconds = v.pipe(
  v.string(),
  v.regex(/^\d{1,6}(\.\d{1,9})?$/),
  v.transform(Number),
  v.maxValue(MESSAGING_LIMITS.mediaSeconds),
);

/** Fields of a form are texts. */
const FileFields = v.object({
  ...common,
  type: v.optional(v.picklist(['IMAGE', 'VIDEO', 'FILE', 'VOICE'])),
  text: v.optional(MessageText),
  caption: v.optional(MessageText),
  duration: v.optional(Seconds),
});

const VoiceFields = v.object({
  ...common,
  duration: v.optional(Seconds),
  waveform: v.optional(v.pipe(v.string(), v.parseJson(), Waveform)),
});

/** A file and its message in one request. */
export function uploadMessageRoutes(app: FastifyInstance, context: HttpContext): void {
  app.register(async (forms) => formRoutes(forms, context));
}

const whole = {
  method: 'POST',
  group: 'messages',
  caller: 'person',
  answers: { 200: Message, 201: Message },
  problems: [
    'not_found',
    'blocked',
    'conflict',
    'file_too_large',
    'invalid_text',
    'empty_file',
    'unreadable_file',
  ],
} as const;

async function formRoutes(app: FastifyInstance, context: HttpContext): Promise<void> {
  app.removeAllContentTypeParsers();
  await app.register(multipart, { limits: FORM_LIMITS, throwFileSizeLimit: false });

  route(
    app,
    {
      ...whole,
      url: '/messages/upload',
      id: 'sendFile',
      summary: 'Sends a file as a message, in one request',
      detail:
        '201 when it is stored, 200 when this `id` was stored before. Without a `type` the bytes decide.',
      stream: { mimeType: 'multipart/form-data', fields: FileFields },
    },
    ({ actor, request, reply }) =>
      send(request, reply, { ...context, actor }, (fields) => {
        const { text, caption, duration, ...message } = parse(FileFields, fields);
        return { ...message, text: text ?? caption, durationSeconds: duration };
      }),
  );

  route(
    app,
    {
      ...whole,
      url: '/messages/upload-voice',
      id: 'sendVoice',
      summary: 'Sends a recording as a voice message, in one request',
      detail: '201 when it is stored, 200 when this `id` was stored before.',
      stream: { mimeType: 'multipart/form-data', fields: VoiceFields },
    },
    ({ actor, request, reply }) =>
      send(request, reply, { ...context, actor }, (fields) => {
        const { duration, ...message } = parse(VoiceFields, fields);
        return { ...message, type: 'VOICE', durationSeconds: duration };
      }),
  );
}

async function send(
  request: FastifyRequest,
  reply: FastifyReply,
  { actor, files, fileMessages }: HttpContext & { actor: Identity },
  read: (fields: FileFormFields) => FileMessage,
): Promise<Message> {
  const { fields, name, arrival } = await readForm(request, (source) =>
    files.uploads.takeWhole(actor, source),
  );
  try {
    const { message, created } = await fileMessages.send(actor, read(fields), name, arrival);
    reply.code(created ? 201 : 200);
    return message;
  } finally {
    await arrival.forget();
  }
}

type FileFormFields = Readonly<Record<string, string>>;
