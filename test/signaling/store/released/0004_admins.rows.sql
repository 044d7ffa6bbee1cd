update reports set state = 'resolved', note = 'Told them off', changed_by = 'admin-1', changed_at = 1750000000080
  where id = '018f4e3a-0000-7000-8000-0000000000e1';
insert into audit (id, admin_id, action, report_id, request_id, created_at) values
  ('018f4e3a-0000-7000-8000-0000000000a1', 'admin-1', 'read', '018f4e3a-0000-7000-8000-0000000000e1', '018f4e3a-0000-7000-8000-0000000000a2', 1750000000081);
