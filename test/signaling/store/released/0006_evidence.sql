CREATE TABLE "kysely_migration" ("name" varchar(255) not null primary key, "timestamp" varchar(255) not null);
CREATE TABLE "kysely_migration_lock" ("id" varchar(255) not null primary key, "is_locked" integer default 0 not null);
CREATE TABLE "users" ("id" text primary key, "name" text, "picture" text, "kind" text not null, "peer_address" text not null unique, "last_seen_at" bigint, "created_at" bigint not null, "merged_into" text);
CREATE TABLE "conversations" ("id" text primary key, "pair_key" text not null, "listing_id" text default '' not null, "listing" text, "last_seq" bigint default 0 not null, "rev" bigint default 0 not null, "created_at" bigint not null, "updated_at" bigint not null, constraint "conversations_pair_listing" unique ("pair_key", "listing_id"));
CREATE TABLE "participants" ("conversation_id" text not null references "conversations" ("id") on delete cascade, "user_id" text not null references "users" ("id"), "delivered_seq" bigint default 0 not null, "read_seq" bigint default 0 not null, "mark_rev" bigint default 0 not null, "archived" bigint default 0 not null, "view_rev" bigint default 0 not null, "muted_until" bigint, "shown_delivered_seq" bigint, "shown_read_seq" bigint, constraint "participants_key" primary key ("conversation_id", "user_id"));
CREATE INDEX "participants_user" on "participants" ("user_id");
CREATE TABLE "messages" ("id" text primary key, "conversation_id" text not null references "conversations" ("id") on delete cascade, "sender_id" text not null references "users" ("id"), "type" text not null, "seq" bigint not null, "rev" bigint not null, "text" text, "call" text, "reply_to" text, "created_at" bigint not null, "edited_at" bigint, "deleted_at" bigint, "media" text, "location" text, "bid" text, "bid_status" text, "bid_expires_at" bigint, "forwarded" integer default 0 not null, "reactions" text default '[]' not null, "played_by" text default '[]' not null, constraint "messages_place" unique ("conversation_id", "seq"));
CREATE INDEX "messages_change" on "messages" ("conversation_id", "rev");
CREATE TABLE "calls" ("id" text primary key, "conversation_id" text not null references "conversations" ("id") on delete cascade, "caller_id" text not null references "users" ("id"), "callee_id" text not null references "users" ("id"), "type" text not null, "status" text not null, "started_at" bigint, "ended_at" bigint, "duration" bigint, "missed_reason" text, "metadata" text default '{}' not null, "end_reason" text, "connected_at" bigint, "caller_device_id" text, "callee_device_id" text, "caller_peer_id" text, "callee_peer_id" text, "created_at" bigint not null, "updated_at" bigint not null);
CREATE INDEX "calls_open" on "calls" ("status") where "status" in ('RINGING', 'ANSWERED');
CREATE INDEX "calls_caller_id" on "calls" ("caller_id", "created_at");
CREATE INDEX "calls_callee_id" on "calls" ("callee_id", "created_at");
CREATE INDEX "calls_conversation_id" on "calls" ("conversation_id", "created_at");
CREATE INDEX "messages_bid" on "messages" ("conversation_id", "seq") where "bid" is not null;
CREATE INDEX "messages_file" on "messages" (json_extract(media, '$.fileId')) where "media" is not null;
CREATE UNIQUE INDEX "messages_open_bid" on "messages" ("conversation_id") where "bid_status" = 'open';
CREATE INDEX "messages_bid_expiry" on "messages" ("bid_expires_at") where "bid_status" = 'open';
CREATE TABLE "devices" ("user_id" text not null references "users" ("id"), "device_id" text not null, "plays" text not null, "seen_at" bigint not null, constraint "devices_key" primary key ("user_id", "device_id"));
CREATE TABLE "stars" ("user_id" text not null references "users" ("id"), "message_id" text not null references "messages" ("id") on delete cascade, "conversation_id" text not null, "created_at" bigint not null, constraint "stars_key" primary key ("user_id", "message_id"));
CREATE INDEX "stars_conversation" on "stars" ("user_id", "conversation_id", "created_at");
CREATE TABLE "reports" ("id" text primary key, "reporter_id" text not null references "users" ("id"), "user_id" text not null, "conversation_id" text, "message_id" text, "reason" text not null, "text" text, "created_at" bigint not null, "state" text default 'open' not null, "note" text, "changed_by" text, "changed_at" bigint, "evidence" text);
CREATE TABLE "files" ("id" text primary key, "conversation_id" text not null references "conversations" ("id") on delete cascade, "owner_id" text not null references "users" ("id"), "name" text not null, "mime_type" text not null, "size" bigint not null, "sha256" text not null, "blob" text not null, "width" integer, "height" integer, "thumbnail_blob" text, "thumbnail_width" integer, "thumbnail_height" integer, "placeholder" text, "created_at" bigint not null);
CREATE INDEX "files_blob" on "files" ("blob");
CREATE INDEX "files_thumbnail_blob" on "files" ("thumbnail_blob");
CREATE INDEX "files_created_at" on "files" ("created_at");
CREATE TABLE "uploads" ("id" text primary key, "conversation_id" text not null references "conversations" ("id") on delete cascade, "owner_id" text not null references "users" ("id"), "name" text not null, "size" bigint not null, "created_at" bigint not null, "updated_at" bigint not null);
CREATE INDEX "uploads_owner" on "uploads" ("owner_id");
CREATE VIRTUAL TABLE message_words using fts5(
    terms, message_id unindexed, tokenize = 'ascii', detail = none,
    content = '', contentless_delete = 1, contentless_unindexed = 1
  );
CREATE TABLE "joined_conversations" ("id" text primary key, "into_id" text not null references "conversations" ("id") on delete cascade, "guest_id" text not null);
CREATE INDEX "joined_conversations_guest" on "joined_conversations" ("guest_id");
CREATE INDEX "joined_conversations_into" on "joined_conversations" ("into_id");
CREATE TABLE "audit" ("id" text primary key, "admin_id" text not null, "action" text not null, "report_id" text, "request_id" text not null, "created_at" bigint not null);
CREATE INDEX "reports_newest" on "reports" ("created_at", "id");
CREATE INDEX "audit_newest" on "audit" ("created_at", "id");
CREATE TRIGGER "audit_no_update" before update on audit
      begin select raise(abort, 'the audit is only ever added to'); end;
CREATE TRIGGER "audit_no_delete" before delete on audit
      begin select raise(abort, 'the audit is only ever added to'); end;
CREATE TABLE "blocks" ("user_id" text not null references "users" ("id"), "blocked_id" text not null, "created_at" bigint not null, constraint "blocks_key" primary key ("user_id", "blocked_id"));
CREATE INDEX "blocks_blocked" on "blocks" ("blocked_id");
CREATE TABLE "departures" ("gone_id" text primary key references "users" ("id"), "user_id" text not null, "left_at" bigint not null);
CREATE INDEX "departures_user_id" on "departures" ("user_id");
CREATE INDEX "departures_left_at" on "departures" ("left_at");
insert into kysely_migration_lock values ('migration_lock', 0);
insert into kysely_migration values ('0001_people_conversations_calls', '2026-01-01T00:00:00.000Z');
insert into kysely_migration values ('0002_messaging', '2026-01-01T00:00:00.000Z');
insert into kysely_migration values ('0003_merged_guests', '2026-01-01T00:00:00.000Z');
insert into kysely_migration values ('0004_admins', '2026-01-01T00:00:00.000Z');
insert into kysely_migration values ('0005_departures', '2026-01-01T00:00:00.000Z');
insert into kysely_migration values ('0006_evidence', '2026-01-01T00:00:00.000Z');
