package db

import (
	"context"
	"time"
)

// DropPictures lets go of the pictures that no version named since the time, and
// dooms what is stored of them.
func DropPictures(ctx context.Context, q *Queries, before, now time.Time) error {
	if err := q.DoomUnnamedPictures(ctx, DoomUnnamedPicturesParams{CreatedAt: now.UnixMilli(), Before: before.UnixMilli()}); err != nil {
		return Err(err, "let go of pictures")
	}
	return Err(q.DropPictures(ctx, before.UnixMilli()), "let go of pictures")
}
