package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"
)

// Job is an outbox row: something to be done outside a transaction, stored
// inside it. Package jobs runs it, at least once.
type Job struct {
	Kind    string          // which worker
	Key     string          // two jobs of one kind and key are one; empty: no such check
	CaseID  string          // empty where it belongs to no case
	Due     time.Time       // zero: at once
	Payload json.RawMessage // what the worker needs; never patient data
}

// Enqueue puts jobs into the outbox in the caller's transaction: both happen
// or neither. jobs.Client.Enqueue is the one that River runs.
type Enqueue func(ctx context.Context, tx *sql.Tx, jobs ...Job) error
