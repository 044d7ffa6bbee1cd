import type { Selectable } from 'kysely';
import type {
  Bid,
  BidDraft,
  Listing,
  Location,
  Media,
  Message,
  MessageCall,
  ReceiptMark,
} from '../../src/protocol/index.js';
import type { Schema } from './schema.js';
import type { CallRecord, NewMessage, PersonRecord, StoredFile } from './store.js';

type Row<T extends keyof Schema> = Selectable<Schema[T]>;

export const instantOf = (ms: number): string => new Date(ms).toISOString();
const instantOrNull = (ms: number | null): string | null => (ms === null ? null : instantOf(ms));
const msOrNull = (instant: string | null): number | null =>
  instant === null ? null : Date.parse(instant);

export function personOf(row: Row<'users'>): PersonRecord {
  return {
    id: row.id,
    ...(row.name !== null && { name: row.name }),
    ...(row.picture !== null && { picture: row.picture }),
    kind: row.kind,
    peerAddress: row.peer_address,
    ...(row.last_seen_at !== null && { lastSeenAtMs: row.last_seen_at }),
    ...(row.merged_into !== null && { mergedIntoId: row.merged_into }),
  };
}

export function messageOf(row: Row<'messages'>): Message {
  return {
    id: row.id,
    conversationId: row.conversation_id,
    senderId: row.sender_id,
    type: row.type,
    seq: row.seq,
    rev: row.rev,
    createdAt: instantOf(row.created_at),
    ...(row.text !== null && { text: row.text }),
    ...(row.call !== null && { call: JSON.parse(row.call) as MessageCall }),
    ...(row.media !== null && { media: JSON.parse(row.media) as Media }),
    ...(row.location !== null && { location: JSON.parse(row.location) as Location }),
    ...(row.bid !== null && { bid: bidOf(row, row.bid) }),
    ...(row.reply_to !== null && { replyTo: row.reply_to }),
    ...(row.forwarded === 1 && { forwarded: true }),
    ...(row.edited_at !== null && { editedAt: instantOf(row.edited_at) }),
    ...(row.deleted_at !== null && { deletedAt: instantOf(row.deleted_at) }),
    reactions: JSON.parse(row.reactions) as Message['reactions'],
    ...(row.played_by !== '[]' && { playedBy: JSON.parse(row.played_by) as string[] }),
  };
}

function bidOf(row: Row<'messages'>, json: string): Bid {
  const { amount, currency, counterTo } = JSON.parse(json) as BidDraft;
  return {
    amount,
    currency,
    status: row.bid_status ?? 'expired',
    expiresAt: instantOf(row.bid_expires_at ?? row.created_at),
    ...(counterTo !== undefined && { counterTo }),
  };
}

/** `media` as it was made for it. */
export function messageRowOf(
  message: NewMessage,
  place: { seq: number; rev: number },
  media: Media | undefined,
): Row<'messages'> {
  const { call, location, bid } = message;
  return {
    id: message.id,
    conversation_id: message.conversationId,
    sender_id: message.senderId,
    type: message.type,
    seq: place.seq,
    rev: place.rev,
    text: message.text ?? null,
    call: call ? JSON.stringify(call) : null,
    media: media ? JSON.stringify(media) : null,
    location: location ? JSON.stringify(location) : null,
    bid: bid ? bidColumnOf(bid.draft) : null,
    bid_status: bid ? 'open' : null,
    bid_expires_at: bid?.expiresAtMs ?? null,
    forwarded: message.forwarded ? 1 : 0,
    reactions: '[]',
    played_by: '[]',
    reply_to: message.replyTo ?? null,
    created_at: message.atMs,
    edited_at: null,
    deleted_at: null,
  };
}

function bidColumnOf({ amount, currency, counterTo }: BidDraft): string {
  return JSON.stringify({ amount, currency, counterTo });
}

export function storedFileOf(row: Row<'files'>): StoredFile {
  const { thumbnail_width: width, thumbnail_height: height } = row;
  return {
    name: row.name,
    mimeType: row.mime_type,
    size: row.size,
    ...(row.width !== null && { width: row.width }),
    ...(row.height !== null && { height: row.height }),
    ...(row.placeholder !== null && { placeholder: row.placeholder }),
    ...(width !== null && height !== null && { thumbnail: { width, height } }),
  };
}

/** What somebody else is shown of a person's mark. */
export function shownMarkOf(row: Row<'participants'>, viewerId: string): ReceiptMark {
  if (row.user_id === viewerId) return markOf(row);
  const { shown_delivered_seq: delivered, shown_read_seq: read } = row;
  return markOf({
    user_id: row.user_id,
    delivered_seq: delivered ?? row.delivered_seq,
    read_seq: read ?? row.read_seq,
  });
}

export function markOf(
  row: Pick<Row<'participants'>, 'user_id' | 'delivered_seq' | 'read_seq'>,
): ReceiptMark {
  return { userId: row.user_id, deliveredSeq: row.delivered_seq, readSeq: row.read_seq };
}

export function listingOf(json: string | null): Listing | undefined {
  return json === null ? undefined : (JSON.parse(json) as Listing);
}

export function callOf(row: Row<'calls'>): CallRecord {
  return {
    id: row.id,
    conversationId: row.conversation_id,
    callerId: row.caller_id,
    calleeId: row.callee_id,
    type: row.type,
    status: row.status,
    startedAt: instantOrNull(row.started_at),
    endedAt: instantOrNull(row.ended_at),
    duration: row.duration,
    missedReason: row.missed_reason,
    metadata: JSON.parse(row.metadata) as Record<string, unknown>,
    createdAt: instantOf(row.created_at),
    updatedAt: instantOf(row.updated_at),
    endReason: row.end_reason,
    connectedAt: instantOrNull(row.connected_at),
    callerDeviceId: row.caller_device_id,
    calleeDeviceId: row.callee_device_id,
    callerPeerId: row.caller_peer_id,
    calleePeerId: row.callee_peer_id,
  };
}

export function callRowOf(call: CallRecord): Row<'calls'> {
  return {
    id: call.id,
    conversation_id: call.conversationId,
    caller_id: call.callerId,
    callee_id: call.calleeId,
    type: call.type,
    status: call.status,
    started_at: msOrNull(call.startedAt),
    ended_at: msOrNull(call.endedAt),
    duration: call.duration,
    missed_reason: call.missedReason,
    metadata: JSON.stringify(call.metadata),
    end_reason: call.endReason,
    connected_at: msOrNull(call.connectedAt),
    caller_device_id: call.callerDeviceId,
    callee_device_id: call.calleeDeviceId,
    caller_peer_id: call.callerPeerId,
    callee_peer_id: call.calleePeerId,
    created_at: Date.parse(call.createdAt),
    updated_at: Date.parse(call.updatedAt),
  };
}
