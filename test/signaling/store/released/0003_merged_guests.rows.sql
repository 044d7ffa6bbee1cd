insert into users (id, name, picture, kind, peer_address, last_seen_at, created_at, merged_into) values
  ('guest-2', 'Bob', null, 'guest', 'dddd4444', null, 1750000000070, 'buyer-7');
insert into joined_conversations (id, into_id, guest_id) values
  ('018f4e3a-0000-7000-8000-00000000000c', '018f4e3a-0000-7000-8000-00000000000a', 'guest-2');
