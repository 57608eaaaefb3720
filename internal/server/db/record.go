package db

import (
	"context"
	"slices"
	"strings"
)

// recordsAtOnce is how many records go into one statement.
const recordsAtOnce = 100

// recordValues is one record's place in the statement of InsertRecord.
const recordValues = "VALUES (?1, ?2, ?3, ?4, ?5, ?6)"

// InsertRecords is InsertRecord for many, each of another id: over a network each
// statement is a round trip, and all other writers wait for it.
func (q *Queries) InsertRecords(ctx context.Context, rows []InsertRecordParams) error {
	for some := range slices.Chunk(rows, recordsAtOnce) {
		var args []any
		for _, r := range some {
			args = append(args, r.CaseID, r.ID, r.Version, r.Bytes, r.DescriptionSealed, r.Position)
		}
		marks := "VALUES (?, ?, ?, ?, ?, ?)" + strings.Repeat(", (?, ?, ?, ?, ?, ?)", len(some)-1)
		if _, err := q.db.ExecContext(ctx, strings.Replace(insertRecord, recordValues, marks, 1), args...); err != nil {
			return Err(err, "keep records")
		}
	}
	return nil
}
