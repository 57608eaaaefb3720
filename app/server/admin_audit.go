package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"time"

	"oso/internal/errs"
	"oso/internal/server"
	"oso/internal/server/db"
	"oso/internal/server/trail"
	"oso/internal/server/workflow"
)

type auditAnswer struct{ trail.Result }

func (a auditAnswer) Text(w io.Writer) {
	fmt.Fprintf(w, "%d entries in %d chains, %d signed days.\n", a.Rows, a.Chains, a.Signed)
	for _, b := range a.Broken {
		fmt.Fprintf(w, "BROKEN %s: %s\n", b.Chain, b.What)
	}
}

// auditVerify checks that no chain was cut, changed or written anew since its
// head was signed. It answers with its document also when something is broken.
func auditVerify(k *call) func(context.Context) (answer, error) {
	return func(ctx context.Context) (answer, error) {
		s, err := k.store(ctx, true)
		if err != nil {
			return nil, err
		}
		defer s.Close()
		out, err := verifyAudit(ctx, s)
		if err != nil {
			return nil, err
		}
		if len(out.Broken) > 0 {
			k.exit = errs.Exit(errs.Damaged)
		}
		return out, nil
	}
}

func verifyAudit(ctx context.Context, s *server.Store) (auditAnswer, error) {
	r, err := trail.Verify(ctx, s.DB.Reader(), s.Keys.Trust())
	return auditAnswer{r}, err
}

type purgeAnswer struct {
	Purged int `json:"purged"`
}

func (a purgeAnswer) Text(w io.Writer) { fmt.Fprintf(w, "%d cases are erased.\n", a.Purged) }

// purge shreds cases that ended before the retention: key, sealed columns and
// blobs. Reference, states, audit and money stay.
func purge(k *call) func(context.Context) (answer, error) {
	days := 3650
	k.flags.IntVar(&days, "older-than", days, "`DAYS` since the case ended")
	return func(ctx context.Context) (answer, error) {
		if days < 1 {
			return nil, errs.E(errs.Usage, "purge", "The retention is one day or more. Nothing was erased.")
		}
		s, err := k.store(ctx, false)
		if err != nil {
			return nil, err
		}
		defer s.Close()
		n, err := purgeBefore(ctx, s, k.now(), k.now().AddDate(0, 0, -days))
		return purgeAnswer{n}, err
	}
}

func purgeBefore(ctx context.Context, s *server.Store, now, limit time.Time) (int, error) {
	cases, err := s.DB.Q().ListCases(ctx)
	if err != nil {
		return 0, db.Err(err, "purge")
	}
	ends := []workflow.State{workflow.Closed, workflow.Withdrawn, workflow.CannotAnswer, workflow.Expired}
	n := 0
	for _, c := range cases {
		if !slices.Contains(ends, workflow.State(c.State)) || c.UpdatedAt >= limit.UnixMilli() {
			continue
		}
		if _, err := s.DB.Q().GetLegalHold(ctx, c.ID); err == nil {
			continue // kept, whatever its age
		} else if err = db.Err(err, "purge"); !errs.Is(err, errs.NotFound) {
			return n, err
		}
		if err := s.DB.Tx(ctx, func(tx *sql.Tx) error {
			if _, err := db.AppendAudit(ctx, tx, db.Audit{Chain: c.ID, ServerTime: now.UnixMilli(), ActorID: by, Role: "admin", Event: "purge", FromState: c.State, ToState: c.State}); err != nil {
				return err
			}
			return db.EraseCase(ctx, tx, c.ID, now.UnixMilli())
		}); err != nil {
			return n, err
		}
		n++
	}
	return n, s.EraseDoomed(ctx)
}

type bundleAnswer struct {
	File string `json:"file"`
}

func (a bundleAnswer) Text(w io.Writer) {
	fmt.Fprintln(w, "Written. It holds numbers and versions only.")
}

// bundle is everything in a support bundle: nothing of a patient, no name, no
// address, no key.
type bundle struct {
	Made         time.Time        `json:"made"`
	Version      string           `json:"version"`
	Commit       string           `json:"commit"`
	Go           string           `json:"go"`
	System       string           `json:"system"`
	IssuingUntil *time.Time       `json:"issuing_until"`
	Cases        map[string]int64 `json:"cases"` // by state
	Devices      int              `json:"devices"`
	Notices      map[string]int   `json:"notices"` // by state
	Charges      map[string]int   `json:"charges"`
	Jobs         map[string]int64 `json:"jobs"`
	Blobs        int64            `json:"blobs"`
	BlobBytes    int64            `json:"blob_bytes"`
	Database     int64            `json:"database_bytes"`
	Audit        auditAnswer      `json:"audit"`
}

func supportBundle(k *call) func(context.Context) (answer, error) {
	return func(ctx context.Context) (answer, error) {
		s, err := k.store(ctx, true)
		if err != nil {
			return nil, err
		}
		defer s.Close()
		b, err := k.gather(ctx, s)
		if err != nil {
			return nil, err
		}
		j, err := json.MarshalIndent(b, "", "  ")
		if err != nil {
			return nil, errs.Op(err, "write support bundle")
		}
		if err := os.WriteFile(k.args[0], append(j, '\n'), 0o600); err != nil {
			return nil, errs.Wrap(err, errs.Refused, "write support bundle", "The file could not be written. Name another place.")
		}
		return bundleAnswer{k.args[0]}, s.Audit(ctx, db.SystemChain, by, "support-bundle", k.now())
	}
}

func (k *call) gather(ctx context.Context, s *server.Store) (bundle, error) {
	const op = "gather support bundle"
	until := s.Keys.IssuingUntil().UTC()
	b := bundle{
		Made: k.now().UTC(), Version: version, Commit: commit, Go: runtime.Version(), System: runtime.GOOS + "/" + runtime.GOARCH, IssuingUntil: &until,
		Cases: map[string]int64{}, Notices: map[string]int{}, Charges: map[string]int{}, Jobs: map[string]int64{},
	}
	q := s.DB.Q()
	states, err := q.CountCasesByState(ctx)
	if err != nil {
		return b, db.Err(err, op)
	}
	for _, c := range states {
		b.Cases[c.State] = c.Cases
	}
	devices, err := q.ListDevices(ctx)
	if err != nil {
		return b, db.Err(err, op)
	}
	b.Devices = len(devices)
	charges, err := q.ListCharges(ctx)
	if err != nil {
		return b, db.Err(err, op)
	}
	for _, c := range charges {
		b.Charges[c.State]++
	}
	for _, state := range []string{"pending", "sending", "sent", "skipped", "failed"} {
		n, err := q.ListNoticesByState(ctx, state)
		if err != nil {
			return b, db.Err(err, op)
		}
		b.Notices[state] = len(n)
	}
	rows, err := s.DB.Reader().QueryContext(ctx, "SELECT state, COUNT(*) FROM river_job GROUP BY state")
	if err != nil {
		return b, db.Err(err, op)
	}
	defer rows.Close()
	for rows.Next() {
		var state string
		var n int64
		if err := rows.Scan(&state, &n); err != nil {
			return b, db.Err(err, op)
		}
		b.Jobs[state] = n
	}
	if err := rows.Err(); err != nil {
		return b, db.Err(err, op)
	}
	if err := s.Blobs.Keys(ctx, func(_ string, size int64) error { b.Blobs++; b.BlobBytes += size; return nil }); err != nil {
		return b, err
	}
	if b.Database, err = s.DatabaseBytes(); err != nil {
		return b, err
	}
	b.Audit, err = verifyAudit(ctx, s)
	return b, err
}
