-- What the server has not acknowledged, the journal of what it has, and half-typed text.
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

-- All that is not done; small whatever the size of the journal.
CREATE INDEX entry_open ON entry (seq) WHERE state <> 2;
CREATE INDEX entry_record ON entry (record);
CREATE INDEX entry_done ON entry (settled_at) WHERE state = 2;

CREATE TABLE draft (
  key TEXT PRIMARY KEY,
  text TEXT NOT NULL,
  at INTEGER NOT NULL
) WITHOUT ROWID;
