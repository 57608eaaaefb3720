package server

import (
	"context"
	"log/slog"
)

// quiet keeps net/http's own lines, which name addresses of clinics, at debug
// level and without their text.
type quiet struct{ slog.Handler }

func (q quiet) Handle(ctx context.Context, r slog.Record) error {
	return q.Handler.Handle(ctx, slog.NewRecord(r.Time, slog.LevelDebug, "http: a connection ended early", r.PC))
}
