-- +goose Up
-- What came in and is no case's yet (docs/adr/0142). The bytes are chunks of the
-- clinic 'inbox' under the item's id, sealed under the item's own key; mark is a
-- keyed hash of them, by which nothing is taken twice.
CREATE TABLE inbox_items (
  id TEXT NOT NULL PRIMARY KEY,
  channel TEXT NOT NULL,
  state TEXT NOT NULL,
  together TEXT NOT NULL DEFAULT '',
  mark TEXT NOT NULL,
  bytes BIGINT NOT NULL,
  pages BIGINT NOT NULL DEFAULT 0,
  again BIGINT NOT NULL DEFAULT 0,
  arrived_at BIGINT NOT NULL,
  key_wrapped BLOB NOT NULL DEFAULT X'',
  about_sealed BLOB NOT NULL DEFAULT X'',
  case_id TEXT NOT NULL DEFAULT '',
  record_id TEXT NOT NULL DEFAULT '',
  material_id TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  decided_by TEXT NOT NULL DEFAULT '',
  decided_at BIGINT NOT NULL DEFAULT 0,
  told_at BIGINT NOT NULL DEFAULT 0,
  destroy_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX inbox_items_state ON inbox_items (state, arrived_at);
CREATE INDEX inbox_items_mark ON inbox_items (mark);
CREATE INDEX inbox_items_case ON inbox_items (case_id);

-- The item that a record was filed from; empty: the clinic sealed it.
ALTER TABLE records ADD COLUMN item_id TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE records DROP COLUMN item_id;
DROP TABLE inbox_items;
