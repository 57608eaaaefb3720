package console

import (
	"context"
	"database/sql"
	"net/http"
	"time"

	"oso/internal/server/db"
)

// keepChosen keeps a picture that somebody chose from a file, until a version names
// it; one that none names is gone a day later.
func (k *Console) keepChosen(ctx context.Context, op string, drop func(q *db.Queries, ctx context.Context, before int64) error, put func(q *db.Queries, now int64) error) error {
	now := k.Now()
	return k.DB.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		if err := drop(q, ctx, now.Add(-24*time.Hour).UnixMilli()); err != nil {
			return db.Err(err, op)
		}
		return db.Err(put(q, now.UnixMilli()), op)
	})
}

// serveChosen lets the browser keep it: its address is its hash.
func serveChosen(w http.ResponseWriter, mediaType string, b []byte) {
	w.Header().Set("Cache-Control", "private, max-age=31536000, immutable")
	servePicture(w, mediaType, b)
}
