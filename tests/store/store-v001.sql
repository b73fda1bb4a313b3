-- outbox.db as version 1 wrote it: one command done, one rejected, one not sent, one draft.
BEGIN;
CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT
) WITHOUT ROWID;
CREATE TABLE entry (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  record TEXT NOT NULL,
  root TEXT,
  state INTEGER NOT NULL,
  body TEXT NOT NULL,
  problem TEXT,
  version INTEGER NOT NULL DEFAULT 0,
  at INTEGER NOT NULL,
  settled_at INTEGER
);
CREATE INDEX entry_open ON entry (seq) WHERE state <> 2;
CREATE INDEX entry_record ON entry (record);
CREATE INDEX entry_done ON entry (settled_at) WHERE state = 2;
CREATE TABLE draft (
  key TEXT PRIMARY KEY,
  text TEXT NOT NULL,
  at INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO entry VALUES
  (1, '01980000-0000-7000-8000-0000000000a1', 'customer', '01980000-0000-7000-8000-000000000002', NULL, 2,
   '{"at":"2026-11-22T09:00:00.000000Z","id":"01980000-0000-7000-8000-0000000000a1","kind":"customer.create","record":"01980000-0000-7000-8000-000000000002","set":{"last_name":"Готовый","type":"person"}}',
   NULL, 1, 1795338000000000, 4102444800000000),
  (2, '01980000-0000-7000-8000-0000000000a2', 'customer', '01980000-0000-7000-8000-000000000001', NULL, 4,
   '{"at":"2026-11-22T09:01:00.000000Z","id":"01980000-0000-7000-8000-0000000000a2","kind":"customer.create","record":"01980000-0000-7000-8000-000000000001","set":{"last_name":"Старый","type":"person"}}',
   '{"code":"invalid","detail":"no","status":422,"title":"Invalid","type":"about:blank"}', 0, 1795338060000000, NULL),
  (3, '01980000-0000-7000-8000-0000000000a3', 'customer', '01980000-0000-7000-8000-000000000003', NULL, 0,
   '{"at":"2026-11-22T09:02:00.000000Z","id":"01980000-0000-7000-8000-0000000000a3","kind":"customer.create","record":"01980000-0000-7000-8000-000000000003","set":{"last_name":"Ждущий","type":"person"}}',
   NULL, 0, 1795338120000000, NULL);
INSERT INTO draft VALUES ('new-customer', 'Капель', 1795338120000000);
PRAGMA user_version = 1;
COMMIT;
