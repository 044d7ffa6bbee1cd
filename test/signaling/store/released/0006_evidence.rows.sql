update reports set evidence = '[{"messageId":"018f4e3a-0000-7000-8000-000000000004","by":"reported","type":"TEXT","text":"Hello from a guest","at":"2025-06-15T15:06:40.063Z"}]'
  where id = '018f4e3a-0000-7000-8000-0000000000e1';
