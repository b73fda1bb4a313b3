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

-- What the server showed of masked fields, sealed, for one version of a row; "field" is a column.
CREATE TABLE revealed (
  kind INTEGER NOT NULL,
  id BLOB NOT NULL,
  field TEXT NOT NULL,
  version INTEGER NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (kind, id, field)
) WITHOUT ROWID;

-- What a first load says went away; taken out when it comes to its end. "kind" is the table whose
-- rows up to number "last" go: by their id, or by their customer when "children" is 1.
CREATE TABLE load_gone (
  kind INTEGER NOT NULL,
  id BLOB NOT NULL,
  children INTEGER NOT NULL,
  last INTEGER NOT NULL
);

-- Where each customer stands in the order of names; the search index has the same row ids.
CREATE TABLE customer_order (
  pos INTEGER PRIMARY KEY,
  n INTEGER NOT NULL
);

-- What hangs on each customer, summed up for lists; "n" is its row. Customers with nothing have none.
CREATE TABLE customer_summary (
  n INTEGER PRIMARY KEY,
  standing TEXT NOT NULL,
  in_force INTEGER NOT NULL,
  premium INTEGER NOT NULL,
  paid INTEGER NOT NULL,
  overdue INTEGER NOT NULL,
  products TEXT,
  next_event TEXT,
  next_on TEXT,
  next_sum INTEGER NOT NULL,
  next_product TEXT,
  ends_on TEXT,
  last_contact TEXT,
  changes_on TEXT
);

CREATE VIRTUAL TABLE customer_text USING fts5 (
  text,
  content = '',
  detail = 'none',
  columnsize = 0,
  prefix = '1 2 3 4 5 6',
  tokenize = 'unicode61 remove_diacritics 0'
);

-- Hashes of what the likes of a customer are looked up by, see desk-likeness.c.
CREATE TABLE customer_key (
  hash INTEGER NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (hash, n)
) WITHOUT ROWID;
CREATE INDEX customer_key_n ON customer_key (n);
