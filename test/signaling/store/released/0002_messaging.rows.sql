insert into messages (id, conversation_id, sender_id, type, seq, rev, text, media, location, bid, bid_status, bid_expires_at, forwarded, reactions, played_by, created_at) values
  ('018f4e3a-0000-7000-8000-000000000005', '018f4e3a-0000-7000-8000-00000000000a', 'buyer-7', 'LOCATION', 4, 5, null, null, '{"latitude":41.3,"longitude":69.2}', null, null, null, 0, '[{"emoji":"👍","userIds":["seller-42"]}]', '[]', 1750000000050),
  ('018f4e3a-0000-7000-8000-000000000006', '018f4e3a-0000-7000-8000-00000000000a', 'buyer-7', 'BID', 5, 6, null, null, null, '{"amount":"8500","currency":"EUR"}', 'declined', 1750000900000, 0, '[]', '[]', 1750000000051),
  ('018f4e3a-0000-7000-8000-000000000007', '018f4e3a-0000-7000-8000-00000000000a', 'seller-42', 'FILE', 6, 7, 'The papers', '{"fileId":"018f4e3a-0000-7000-8000-0000000000f1","name":"papers.txt","mimeType":"text/plain","size":5}', null, null, null, null, 1, '[]', '[]', 1750000000052);
update conversations set last_seq = 6, rev = 7 where id = '018f4e3a-0000-7000-8000-00000000000a';
update participants set archived = 1, muted_until = 4102444800000, view_rev = 2 where user_id = 'seller-42' and conversation_id = '018f4e3a-0000-7000-8000-00000000000b';
insert into devices (user_id, device_id, plays, seen_at) values
  ('buyer-7', '018f4e3a-0000-7000-8000-0000000000d1', '["audio/webm;codecs=opus"]', 1750000000060);
insert into blocks (user_id, blocked_id, created_at) values ('seller-42', 'guest-1', 1750000000061);
insert into stars (user_id, message_id, conversation_id, created_at) values
  ('buyer-7', '018f4e3a-0000-7000-8000-000000000002', '018f4e3a-0000-7000-8000-00000000000a', 1750000000062);
insert into reports (id, reporter_id, user_id, conversation_id, message_id, reason, text, created_at) values
  ('018f4e3a-0000-7000-8000-0000000000e1', 'seller-42', 'guest-1', '018f4e3a-0000-7000-8000-00000000000b', null, 'spam', 'Again and again', 1750000000063);
insert into files (id, conversation_id, owner_id, name, mime_type, size, sha256, blob, created_at) values
  ('018f4e3a-0000-7000-8000-0000000000f1', '018f4e3a-0000-7000-8000-00000000000a', 'seller-42', 'papers.txt', 'text/plain', 5, 'x', 'blob-1', 1750000000064);
insert into uploads (id, conversation_id, owner_id, name, size, created_at, updated_at) values
  ('018f4e3a-0000-7000-8000-0000000000f2', '018f4e3a-0000-7000-8000-00000000000a', 'buyer-7', 'more.txt', 9, 1750000000065, 1750000000065);
-- The index of the messages of version 1, as this version made it.
insert into message_words (terms, message_id) values
  ('5f969dc16f42is 5f969dc16f42the 5f969dc16f42zebra 5f969dc16f42still 5f969dc16f42there 0bb0d9060ccfis 0bb0d9060ccfthe 0bb0d9060ccfzebra 0bb0d9060ccfstill 0bb0d9060ccfthere m018f4e3a000070008000000000000001 v018f4e3a00007000800000000000000a', '018f4e3a-0000-7000-8000-000000000001'),
  ('5f969dc16f42yes 5f969dc16f42سياره 0bb0d9060ccfyes 0bb0d9060ccfسياره m018f4e3a000070008000000000000002 v018f4e3a00007000800000000000000a', '018f4e3a-0000-7000-8000-000000000002'),
  ('d39150c85b98hello d39150c85b98from d39150c85b98a d39150c85b98guest 0bb0d9060ccfhello 0bb0d9060ccffrom 0bb0d9060ccfa 0bb0d9060ccfguest m018f4e3a000070008000000000000004 v018f4e3a00007000800000000000000b', '018f4e3a-0000-7000-8000-000000000004');
