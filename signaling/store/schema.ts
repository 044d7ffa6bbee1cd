import type { Generated } from 'kysely';
import type {
  BidStatus,
  CallEndReason,
  CallStatus,
  CallType,
  MessageType,
} from '../../src/protocol/index.js';

/**
 * Times are milliseconds since the epoch, flags 0 or 1; `listing`, `call`, `metadata`, `media`,
 * `location`, `bid`, `reactions`, `played_by`, `plays`, `waveform` and `evidence` are JSON.
 */
export interface Schema {
  users: {
    id: string;
    name: string | null;
    picture: string | null;
    kind: 'guest' | 'user';
    peer_address: string;
    last_seen_at: number | null;
    created_at: number;
    /** Of a guest who has signed in: the member who has everything of theirs now. */
    merged_into: Generated<string | null>;
  };
  /** Conversations of guests that became part of one that their member had. */
  joined_conversations: {
    id: string;
    into_id: string;
    guest_id: string;
  };
  conversations: {
    id: string;
    pair_key: string;
    listing_id: string;
    listing: string | null;
    last_seq: number;
    rev: number;
    created_at: number;
    updated_at: number;
  };
  participants: {
    conversation_id: string;
    user_id: string;
    delivered_seq: number;
    read_seq: number;
    mark_rev: number;
    archived: Generated<number>;
    muted_until: Generated<number | null>;
    /** The marks that others are shown while this person blocks them; null: the true ones. */
    shown_delivered_seq: Generated<number | null>;
    shown_read_seq: Generated<number | null>;
    view_rev: Generated<number>;
  };
  messages: {
    id: string;
    conversation_id: string;
    sender_id: string;
    type: MessageType;
    seq: number;
    rev: number;
    text: string | null;
    call: string | null;
    /** Without links: those are made when it is told. */
    media: string | null;
    location: string | null;
    /** Amount, currency and what it answers; the rest of it changes and has columns. */
    bid: string | null;
    bid_status: BidStatus | null;
    bid_expires_at: number | null;
    forwarded: number;
    reactions: string;
    played_by: string;
    reply_to: string | null;
    created_at: number;
    edited_at: number | null;
    deleted_at: number | null;
  };
  calls: {
    id: string;
    conversation_id: string;
    caller_id: string;
    callee_id: string;
    type: CallType;
    status: CallStatus;
    started_at: number | null;
    ended_at: number | null;
    duration: number | null;
    missed_reason: string | null;
    metadata: string;
    end_reason: CallEndReason | null;
    connected_at: number | null;
    caller_device_id: string | null;
    callee_device_id: string | null;
    caller_peer_id: string | null;
    callee_peer_id: string | null;
    created_at: number;
    updated_at: number;
  };
  devices: {
    user_id: string;
    device_id: string;
    plays: string;
    seen_at: number;
  };
  /** The calls of who left lately are still counted, under the names that they have there now. */
  departures: {
    gone_id: string;
    user_id: string;
    left_at: number;
  };
  blocks: {
    user_id: string;
    /** Of no row where they have left. */
    blocked_id: string;
    created_at: number;
  };
  stars: {
    user_id: string;
    message_id: string;
    conversation_id: string;
    created_at: number;
  };
  reports: {
    id: string;
    reporter_id: string;
    user_id: string;
    conversation_id: string | null;
    message_id: string | null;
    reason: string;
    text: string | null;
    created_at: number;
    state: Generated<'open' | 'resolved'>;
    note: Generated<string | null>;
    changed_by: Generated<string | null>;
    changed_at: Generated<number | null>;
    /** `Evidence[]`: what was said, as it was when it was reported. */
    evidence: Generated<string | null>;
  };
  /** Looks of admins. The database takes no change of these. */
  audit: {
    id: string;
    admin_id: string;
    action: string;
    report_id: string | null;
    request_id: string;
    created_at: number;
  };
  /** `blob` and `thumbnail_blob` are keys of the blob store. */
  files: {
    id: string;
    conversation_id: string;
    owner_id: string;
    name: string;
    mime_type: string;
    size: number;
    sha256: string;
    blob: string;
    width: number | null;
    height: number | null;
    thumbnail_blob: string | null;
    thumbnail_width: number | null;
    thumbnail_height: number | null;
    placeholder: string | null;
    created_at: number;
  };
  /** Files that are arriving. */
  uploads: {
    id: string;
    conversation_id: string;
    owner_id: string;
    name: string;
    size: number;
    created_at: number;
    updated_at: number;
  };
}
