import type { FastifyReply, FastifyRequest } from 'fastify';
import type * as v from 'valibot';
import type { ErrorCode } from '../../src/protocol/index.js';
import type { Identity } from '../domain/types.js';

/**
 * Who may ask:
 * - `anyone`: no token is looked at
 * - `visitor`: whoever has none; a former guest's token makes them that guest again
 * - `person`: whoever has a valid token
 * - `admin`: a person of that role; to any other there is no such route
 * - `link`: whoever has a link that the broker has signed, or a valid token
 * - `operator`: whoever runs the broker, as the route itself finds out
 */
export type Caller = 'anyone' | 'visitor' | 'person' | 'admin' | 'link' | 'operator';

export const GROUPS = {
  broker: 'The broker',
  people: 'People',
  conversations: 'Conversations',
  messages: 'Messages',
  files: 'Files',
  calls: 'Calls',
  admins: 'Looking after the people',
} as const;
export type Group = keyof typeof GROUPS;

/** An answer that is no JSON; the handler sends it by itself. */
export interface Raw {
  readonly mimeType: string;
}

/** A body that the handler reads as it comes. */
export type Stream =
  | { readonly mimeType: 'application/octet-stream' }
  /** A form with one file and these fields, which are texts. */
  | { readonly mimeType: 'multipart/form-data'; readonly fields: v.GenericSchema };

type TextSchemas = Readonly<Record<string, v.GenericSchema<string, unknown>>>;

/**
 * All that can be said of a route before somebody calls it. What comes in is parsed by it, who asks is
 * admitted by it, and the API document is made of it.
 */
export interface Contract {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Without the `/api` of where it is registered. */
  readonly url: string;
  /** Clients name their functions after it, so that it is never changed. */
  readonly id: string;
  readonly group: Group;
  readonly summary: string;
  readonly detail?: string;
  readonly caller: Caller;
  /** By name. One that ends in “id” and cannot be one is not found, like an id that nobody has. */
  readonly params?: TextSchemas;
  readonly headers?: TextSchemas;
  readonly query?: v.GenericSchema;
  readonly body?: v.GenericSchema;
  readonly stream?: Stream;
  /** By status, the usual one first (the lowest). `null` has no body. */
  readonly answers: Readonly<Record<number, v.GenericSchema | Raw | null>>;
  /** Its answer is sent while it is still read: it has no ETag. */
  readonly gradual?: true;
  /** Headers of its answers, and what they say. */
  readonly tells?: Readonly<Record<string, string>>;
  /** Refusals of its own, beside those of every route of its kind (problems-of.ts). */
  readonly problems?: readonly ErrorCode[];
}

type Read<S> = S extends v.GenericSchema ? v.InferOutput<S> : undefined;
type ReadAll<S> = S extends TextSchemas ? { readonly [Name in keyof S]: Read<S[Name]> } : undefined;

/** What a handler is given: all that its contract names, parsed. */
export interface Incoming<C extends Contract> {
  readonly actor: C['caller'] extends 'person' | 'admin' ? Identity : Identity | null;
  readonly params: ReadAll<C['params']>;
  readonly headers: ReadAll<C['headers']>;
  readonly query: Read<C['query']>;
  readonly body: Read<C['body']>;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

type AnswerOf<A> = A extends v.GenericSchema
  ? // One that is read while it is sent, the handler sends by itself.
    v.InferOutput<A> | FastifyReply
  : A extends Raw
    ? FastifyReply
    : FastifyReply | void;

/** What a handler may answer: one of what its contract names. */
export type Outgoing<C extends Contract> = AnswerOf<C['answers'][keyof C['answers']]>;

export type Handler<C extends Contract> = (
  incoming: Incoming<C>,
) => Outgoing<C> | Promise<Outgoing<C>>;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** `null` for what only refuses. */
    contract?: Contract | null;
  }
}
