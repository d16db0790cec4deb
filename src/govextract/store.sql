-- The layout of a run's store. inputs: a report to be, by name; contents: what was made of some bytes under some
-- options, by key, which inputs of the same bytes share; originals: the documents of the tables, in their order;
-- ledger: what people look at.
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE runs (
  run INTEGER PRIMARY KEY, arguments TEXT NOT NULL, started TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP, finished TEXT
);
CREATE TABLE inputs (
  name TEXT PRIMARY KEY, path BLOB NOT NULL, ordinal INTEGER NOT NULL, run INTEGER NOT NULL, key TEXT, done INTEGER
) WITHOUT ROWID;
CREATE INDEX inputs_place ON inputs (path, ordinal);
CREATE INDEX inputs_key ON inputs (key);
CREATE TABLE contents (
  key TEXT PRIMARY KEY, run INTEGER NOT NULL, again TEXT, status TEXT NOT NULL, code TEXT, details TEXT,
  format TEXT, size INTEGER, sha256 TEXT, encoding TEXT, replaced INTEGER, notes TEXT, chars INTEGER,
  events INTEGER, mentions INTEGER, unresolved INTEGER, seconds REAL, record BLOB, text BLOB
);
CREATE TABLE originals (n INTEGER PRIMARY KEY, name TEXT NOT NULL, key TEXT NOT NULL, sha256 TEXT NOT NULL);
CREATE UNIQUE INDEX originals_sha256 ON originals (sha256);
CREATE VIEW ledger AS
  SELECT i.name, CASE WHEN c.status = 'ok' AND o.name <> i.name THEN 'duplicate' ELSE c.status END AS status,
    c.code, c.details, CASE WHEN c.status = 'ok' AND o.name <> i.name THEN o.name END AS duplicate_of,
    c.format, c.size, c.sha256, c.encoding, c.replaced, c.notes, c.chars, c.events, c.mentions, c.unresolved,
    c.seconds, i.key
  FROM inputs i JOIN contents c USING (key) LEFT JOIN originals o USING (sha256)
  WHERE i.run = (SELECT max(run) FROM runs) AND i.done = i.run;
