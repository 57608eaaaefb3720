package db

import (
	"context"
	"slices"
	"strings"
)

// Rows that a case may have thousands of are put many at a time: over a network
// each statement is a round trip, and all other writers wait for it.

// atOnce is how many rows go into one statement.
const atOnce = 100

// What stands for one row in the statements that are made to put many.
const (
	recordValues = "(?1, ?2, ?3, ?4, ?5, ?6)"
	chunkValues  = "(?1, ?2, ?3, ?4, ?5, ?6, ?7, TRUE)"
)

// InsertRecords is InsertRecord for many, each of another id.
func (q *Queries) InsertRecords(ctx context.Context, rows []InsertRecordParams) error {
	return many(ctx, q, insertRecord, recordValues, rows, func(r InsertRecordParams) []any {
		return []any{r.CaseID, r.ID, r.Version, r.Bytes, r.DescriptionSealed, r.Position}
	})
}

// InsertNamedChunks is InsertNamedChunk for many, each of another hash.
func (q *Queries) InsertNamedChunks(ctx context.Context, rows []InsertNamedChunkParams) error {
	return many(ctx, q, insertNamedChunk, chunkValues, rows, func(c InsertNamedChunkParams) []any {
		return []any{c.ClinicID, c.CaseID, c.SHA256, c.Size, c.BlobKey, c.BlobOffset, c.ReceivedAt}
	})
}

// many puts rows by a statement that was written for one.
func many[T any](ctx context.Context, q *Queries, statement, one string, rows []T, args func(T) []any) error {
	marks := one
	for i := range 9 {
		marks = strings.ReplaceAll(marks, "?"+string(rune('1'+i)), "?")
	}
	for some := range slices.Chunk(rows, atOnce) {
		var all []any
		for _, r := range some {
			all = append(all, args(r)...)
		}
		text := strings.Replace(statement, one, marks+strings.Repeat(", "+marks, len(some)-1), 1)
		if _, err := q.db.ExecContext(ctx, text, all...); err != nil {
			return Err(err, "keep rows")
		}
	}
	return nil
}
