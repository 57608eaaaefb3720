package jobs

import (
	"context"
	"encoding/json"
	"time"

	"oso/internal/server/db"
	"oso/internal/server/trace"
)

// metadata is what is stored beside a job and is no part of it: River does not
// compare it when it looks whether a job is there already.
type metadata struct {
	Trace string `json:"oso_trace,omitempty"`
}

// carryFor is how far off a job may be to belong to the trace of who put it
// down. A reminder in thirty days is a story of its own.
const carryFor = time.Hour

func carry(ctx context.Context, j db.Job) []byte {
	m := metadata{trace.Carried(ctx)}
	if m.Trace == "" || !j.Due.IsZero() && time.Until(j.Due) > carryFor {
		return nil
	}
	b, err := json.Marshal(m)
	if err != nil {
		return nil // a job without its trace is a job
	}
	return b
}

// carried is the trace that a job was put down in; River keeps notes of its own
// there.
func carried(b []byte) string {
	var m metadata
	if json.Unmarshal(b, &m) != nil {
		return ""
	}
	return m.Trace
}
