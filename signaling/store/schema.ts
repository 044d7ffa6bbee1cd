import type { CallEndReason, CallStatus, CallType, MessageType } from '../../src/protocol/index.js';

/** Times are milliseconds since the epoch; `listing`, `call`, `metadata` are JSON. */
export interface Schema {
  users: {
    id: string;
    name: string | null;
    picture: string | null;
    kind: 'guest' | 'user';
    peer_address: string;
    last_seen_at: number | null;
    created_at: number;
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
}
