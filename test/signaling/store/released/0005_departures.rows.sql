insert into users (id, name, picture, kind, peer_address, last_seen_at, created_at) values
  ('gone-018f4e3a', null, null, 'guest', 'eeee5555', null, 1750000000090);
insert into departures (gone_id, user_id, left_at) values ('gone-018f4e3a', 'guest-3', 1750000000090);
-- Of somebody who left.
insert into blocks (user_id, blocked_id, created_at) values ('seller-42', 'guest-3', 1750000000091);
