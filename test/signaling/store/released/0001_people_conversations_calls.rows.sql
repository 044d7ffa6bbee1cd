insert into users (id, name, picture, kind, peer_address, last_seen_at, created_at) values
  ('buyer-7', 'Ann', null, 'user', 'aaaa1111', 1760000000000, 1750000000000),
  ('seller-42', 'Blue Door Motors', 'https://cdn.example.com/42.png', 'user', 'bbbb2222', null, 1750000000001),
  ('guest-1', null, null, 'guest', 'cccc3333', null, 1750000000002);
insert into conversations (id, pair_key, listing_id, listing, last_seq, rev, created_at, updated_at) values
  ('018f4e3a-0000-7000-8000-00000000000a', '["buyer-7","seller-42"]', 'car-1', '{"id":"car-1","title":"A blue car"}', 3, 4, 1750000000010, 1750000000033),
  ('018f4e3a-0000-7000-8000-00000000000b', '["guest-1","seller-42"]', '', null, 1, 1, 1750000000011, 1750000000040);
insert into participants (conversation_id, user_id, delivered_seq, read_seq, mark_rev) values
  ('018f4e3a-0000-7000-8000-00000000000a', 'buyer-7', 3, 3, 0),
  ('018f4e3a-0000-7000-8000-00000000000a', 'seller-42', 2, 1, 4),
  ('018f4e3a-0000-7000-8000-00000000000b', 'guest-1', 1, 1, 0),
  ('018f4e3a-0000-7000-8000-00000000000b', 'seller-42', 0, 0, 0);
insert into messages (id, conversation_id, sender_id, type, seq, rev, text, call, reply_to, created_at, edited_at, deleted_at) values
  ('018f4e3a-0000-7000-8000-000000000001', '018f4e3a-0000-7000-8000-00000000000a', 'buyer-7', 'TEXT', 1, 1, 'Is the zebra still there?', null, null, 1750000000030, null, null),
  ('018f4e3a-0000-7000-8000-000000000002', '018f4e3a-0000-7000-8000-00000000000a', 'seller-42', 'TEXT', 2, 2, 'Yes ✓ سيارة', null, '018f4e3a-0000-7000-8000-000000000001', 1750000000031, null, null),
  ('018f4e3a-0000-7000-8000-000000000003', '018f4e3a-0000-7000-8000-00000000000a', 'buyer-7', 'CALL_ENDED', 3, 3, null, '{"id":"018f4e3a-0000-7000-8000-0000000000c1","type":"VIDEO","status":"ENDED","durationSeconds":61}', null, 1750000000033, null, null),
  ('018f4e3a-0000-7000-8000-000000000004', '018f4e3a-0000-7000-8000-00000000000b', 'guest-1', 'TEXT', 1, 1, 'Hello from a guest', null, null, 1750000000040, null, null);
insert into calls (id, conversation_id, caller_id, callee_id, type, status, started_at, ended_at, duration, missed_reason, metadata, end_reason, connected_at, caller_device_id, callee_device_id, caller_peer_id, callee_peer_id, created_at, updated_at) values
  ('018f4e3a-0000-7000-8000-0000000000c1', '018f4e3a-0000-7000-8000-00000000000a', 'buyer-7', 'seller-42', 'VIDEO', 'ENDED', 1750000000032, 1750000061032, 61, null, '{}', 'hangup', 1750000000032, null, null, null, null, 1750000000031, 1750000061032);
