package chart

import (
	"context"
	"database/sql"

	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/server/db"
)

// Text is what a record says in words, as a process of its own read it. It is made
// anew where it is missing, or was made of other bytes or by an older reader.
type Text struct {
	SHA256 string `json:"sha256"` // of the record's bytes
	Reader int    `json:"reader"`
	Text   string `json:"text"`
	Whole  bool   `json:"whole"`
}

// TextReader counts up when records are read otherwise.
const TextReader = 1

// KnownText is what was read of a record before; false: nothing was.
func (c *Case) KnownText(ctx context.Context, q *db.Queries, it deed.Item) (Text, bool) {
	var t Text
	sealed, err := q.GetRecordText(ctx, db.GetRecordTextParams{CaseID: c.Row.ID, RecordID: string(it.Record)})
	if err != nil || c.openJSON(recordText, string(it.Record), sealed, &t) != nil {
		return Text{}, false // it is read anew
	}
	return t, t.SHA256 == it.SHA256 && t.Reader == TextReader
}

// KeepText keeps what was read. Nobody waits for it or misses it: an erased case
// keeps nothing.
func (c *Case) KeepText(ctx context.Context, it deed.Item, t Text) error {
	t.SHA256, t.Reader = it.SHA256, TextReader
	sealed, err := c.sealJSON(recordText, string(it.Record), t)
	if err != nil {
		return err
	}
	return errs.Op(c.store.db.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		row, err := q.GetCase(ctx, c.Row.ID)
		if err != nil || row.ErasedAt > 0 {
			return err
		}
		return db.Err(q.PutRecordText(ctx, db.PutRecordTextParams{CaseID: c.Row.ID, RecordID: string(it.Record), TextSealed: sealed}), "keep text")
	}), "keep text")
}
