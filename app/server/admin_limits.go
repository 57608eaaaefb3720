package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/db"
	"oso/internal/server/workflow"
)

type limitsAnswer struct {
	Limits workflow.Limits `json:"limits"`
	Stored bool            `json:"stored"`
}

func (a limitsAnswer) Text(w io.Writer) {
	b, err := json.MarshalIndent(a.Limits, "", "  ")
	if err == nil {
		fmt.Fprintln(w, string(b))
	}
	if a.Stored {
		fmt.Fprintln(w, "Stored. The service works with it from its next start.")
	}
}

// limits shows the stored limits, reminder days and reasons of the workflow, or
// stores those of a file in their place. What is not named is the default.
func limits(k *call) func(context.Context) (answer, error) {
	return func(ctx context.Context) (answer, error) {
		const op = "keep limits"
		s, err := k.store(ctx, false)
		if err != nil {
			return nil, err
		}
		defer s.Close()
		var out limitsAnswer
		if len(k.args) == 0 {
			row, err := s.DB.Q().GetSetting(ctx, workflow.SettingName)
			if err = db.Err(err, op); errs.Is(err, errs.NotFound) {
				return out, nil
			} else if err != nil {
				return nil, err
			}
			return &out, errs.Wrap(json.Unmarshal([]byte(row.Body), &out.Limits), errs.Damaged, op, "")
		}
		b, err := os.ReadFile(k.args[0])
		if err != nil {
			return nil, errs.Wrap(err, errs.NotFound, op, "The file with the limits is not where it was looked for. Nothing was changed.")
		}
		d := json.NewDecoder(bytes.NewReader(b))
		d.DisallowUnknownFields()
		if err := d.Decode(&out.Limits); err != nil {
			return nil, errs.Wrap(err, errs.Invalid, op, "The file is not of the form of limits"+unknownField(err)+": see docs/OPERATIONS.md. Nothing was changed.")
		}
		if _, err := out.Limits.Apply(workflow.Defaults(time.UTC)); err != nil {
			return nil, errs.Wrap(err, errs.Invalid, op, "A limit in the file cannot be used: a span that is none, reminders out of order, or reasons of an event that takes none. Nothing was changed.")
		}
		body, err := json.Marshal(out.Limits)
		if err != nil {
			return nil, errs.Op(err, op)
		}
		out.Stored = true
		now := k.now().UnixMilli()
		return out, s.DB.Tx(ctx, func(tx *sql.Tx) error {
			if err := db.New(tx).PutSetting(ctx, db.PutSettingParams{Name: workflow.SettingName, Body: string(body), UpdatedBy: by, UpdatedAt: now}); err != nil {
				return db.Err(err, op)
			}
			_, err := db.AppendAudit(ctx, tx, db.Audit{Chain: db.SystemChain, ServerTime: now, ActorID: by, Role: "admin", Event: "limits-changed", ObjectSHA256: seal.SHA256(body)})
			return err
		})
	}
}

// unknownField names what package encoding/json does not know, else nothing.
func unknownField(err error) string {
	_, name, ok := strings.Cut(err.Error(), "unknown field ")
	if !ok {
		return ""
	}
	return " (" + name + " is none)"
}
