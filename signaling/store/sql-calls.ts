import { randomUUID } from 'node:crypto';
import { sql, type Kysely } from 'kysely';
import type { Message, MessageType } from '../../src/protocol/index.js';
import type { ParticipantCache } from './participant-cache.js';
import { callOf, callRowOf } from './rows.js';
import type { Schema } from './schema.js';
import { standApart } from './sql-blocks.js';
import { readCallPast } from './sql-call-past.js';
import { listCalls } from './sql-call-list.js';
import { insertMessage } from './sql-messages.js';
import type { Write } from './sql-store.js';
import type { CallPast } from '../domain/call-silence.js';
import type { BeginStep, CallOutcome, CallRecord, CallStore, NewCall, PastSpan } from './store.js';

type Db = Kysely<Schema>;
/** As literals: a partial index serves no bound values. */
const OPEN = (['RINGING', 'ANSWERED'] as const).map((status) => sql.lit(status));

export function sqlCalls(db: Db, write: Write, participants: ParticipantCache): CallStore {
  return {
    begin: (call, decide, span) => write((tx) => begin(tx, call, { participants, decide, span })),

    change: (id, decide, by) =>
      write(async (tx) => {
        const call = await findCall(tx, id);
        // Before anything else is read: what is not theirs takes as long as what is not there.
        const isTheirs = by === undefined || by === call?.callerId || by === call?.calleeId;
        if (!call || !isTheirs) return { refused: 'not_found' };
        const others = await openCalls(tx, [call.callerId, call.calleeId]);
        const step = decide(
          call,
          others.filter((other) => other.id !== id),
        );
        if ('refused' in step) return step;
        if ('keep' in step) return { call, changed: false };
        return store(tx, { ...call, ...step.patch }, step.entry, 'update');
      }),

    find: (id) => findCall(db, id),

    open: (userIds) => openCalls(db, userIds),

    list: (userId, page) => listCalls(db, userId, page),
  };
}

async function begin(
  tx: Db,
  call: NewCall,
  {
    participants,
    decide,
    span,
  }: {
    participants: ParticipantCache;
    decide: (open: readonly CallRecord[], past?: CallPast) => BeginStep;
    span: PastSpan | undefined;
  },
): Promise<CallOutcome | Extract<BeginStep, { refused: unknown }>> {
  const known = await findCall(tx, call.id);
  if (known) {
    const same =
      known.conversationId === call.conversationId &&
      known.callerId === call.callerId &&
      known.calleeId === call.calleeId;
    return same ? { call: known, changed: false } : { refused: 'conflict' };
  }
  const userIds = await participants.of(tx, call.conversationId);
  if (![call.callerId, call.calleeId].every((id) => userIds.includes(id))) {
    return { refused: 'not_found' };
  }
  if (await standApart(tx, call.callerId, call.calleeId)) return { refused: 'blocked' };
  const past = span && (await readCallPast(tx, call, span));
  const step = decide(await openCalls(tx, [call.callerId, call.calleeId]), past);
  if ('refused' in step) return step;
  const busy = step.status === 'BUSY';
  const record: CallRecord = {
    ...call,
    status: step.status,
    startedAt: null,
    endedAt: busy ? call.createdAt : null,
    duration: null,
    missedReason: busy ? 'busy' : null,
    metadata: busy ? { reason: 'busy' } : {},
    updatedAt: call.createdAt,
    endReason: busy ? 'busy' : null,
    connectedAt: null,
    calleeDeviceId: null,
    callerPeerId: null,
    calleePeerId: null,
  };
  return store(tx, record, step.entry, 'insert');
}

/** The call and the line that tells of it are one commit. */
async function store(
  tx: Db,
  call: CallRecord,
  entry: MessageType | undefined,
  how: 'insert' | 'update',
): Promise<CallOutcome> {
  const row = callRowOf(call);
  if (how === 'insert') await tx.insertInto('calls').values(row).execute();
  else await tx.updateTable('calls').set(row).where('id', '=', call.id).execute();
  const message = entry && (await insertEntry(tx, call, entry));
  return { call, changed: true, ...(message && { message }) };
}

async function insertEntry(
  tx: Db,
  call: CallRecord,
  type: MessageType,
): Promise<Message | undefined> {
  const entry = await insertMessage(tx, {
    id: randomUUID(),
    conversationId: call.conversationId,
    senderId: call.callerId,
    type,
    call: {
      id: call.id,
      type: call.type,
      status: call.status,
      durationSeconds: call.duration,
      ...(call.endReason !== null && { reason: call.endReason }),
    },
    atMs: Date.parse(call.updatedAt),
  });
  return entry?.message;
}

async function findCall(db: Db, id: string): Promise<CallRecord | undefined> {
  const row = await db.selectFrom('calls').selectAll().where('id', '=', id).executeTakeFirst();
  return row && callOf(row);
}

async function openCalls(db: Db, userIds?: readonly string[]): Promise<readonly CallRecord[]> {
  let query = db.selectFrom('calls').selectAll().where('status', 'in', OPEN).orderBy('created_at');
  if (userIds) {
    query = query.where((eb) =>
      eb.or([eb('caller_id', 'in', userIds), eb('callee_id', 'in', userIds)]),
    );
  }
  return (await query.execute()).map(callOf);
}
