-- The fixed part of the cache; the tables of the kinds are made from their field tables.
CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT
) WITHOUT ROWID;

-- What the server last said of a record that has commands not settled yet.
CREATE TABLE base (
  kind INTEGER NOT NULL,
  id BLOB NOT NULL,
  version INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (kind, id)
) WITHOUT ROWID;

-- What a first load says went away; taken out when it comes to its end.
CREATE TABLE load_gone (
  kind INTEGER NOT NULL,
  id BLOB NOT NULL,
  last INTEGER NOT NULL,
  whole INTEGER NOT NULL
);

-- Where each customer stands in the order of names; the search index has the same row ids.
CREATE TABLE customer_order (
  pos INTEGER PRIMARY KEY,
  n INTEGER NOT NULL
);

-- The text is normalised before, so that the ascii tokenizer, which leaves other bytes alone, does.
CREATE VIRTUAL TABLE customer_text USING fts5 (
  text,
  content = '',
  detail = 'none',
  columnsize = 0,
  prefix = '1 2 3',
  tokenize = 'ascii'
);
