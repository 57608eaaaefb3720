package main

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"time"

	"oso/internal/server/auth"
	"oso/internal/server/db"
	"oso/internal/server/principal"
)

type devicesAnswer struct {
	Devices []deviceView `json:"devices"`
}

type deviceView struct {
	ID       string     `json:"id"`
	Clinic   string     `json:"clinic"`
	Enrolled time.Time  `json:"enrolled"`
	Seen     *time.Time `json:"seen"`
	Revoked  *time.Time `json:"revoked"`
}

func (a devicesAnswer) Text(w io.Writer) {
	for _, d := range a.Devices {
		state := "in use"
		if d.Revoked != nil {
			state = "revoked"
		}
		seen := "never"
		if d.Seen != nil {
			seen = d.Seen.Format(time.DateOnly)
		}
		fmt.Fprintf(w, "%s  %-8s enrolled %s, last seen %-10s  %s\n", d.ID, state, d.Enrolled.Format(time.DateOnly), seen, d.Clinic)
	}
}

func deviceList(k *call) func(context.Context) (answer, error) {
	return func(ctx context.Context) (answer, error) {
		s, err := k.store(ctx, false)
		if err != nil {
			return nil, err
		}
		defer s.Close()
		rows, err := s.DB.Q().ListDevices(ctx)
		if err != nil {
			return nil, db.Err(err, "list devices")
		}
		out := devicesAnswer{Devices: []deviceView{}}
		for _, r := range rows {
			c, err := s.DB.Q().GetClinic(ctx, r.ClinicID)
			if err != nil {
				return nil, db.Err(err, "list devices")
			}
			out.Devices = append(out.Devices, deviceView{r.ID, c.Name, time.UnixMilli(r.EnrolledAt).UTC(), moment(r.SeenAt), moment(r.RevokedAt)})
		}
		return out, nil
	}
}

func moment(ms int64) *time.Time {
	if ms == 0 {
		return nil
	}
	t := time.UnixMilli(ms).UTC()
	return &t
}

type revokedAnswer struct {
	Revoked string `json:"revoked"`
}

func (a revokedAnswer) Text(w io.Writer) {
	fmt.Fprintln(w, "The workstation exchanges nothing any more.")
}

func deviceRevoke(k *call) func(context.Context) (answer, error) {
	return func(ctx context.Context) (answer, error) {
		s, err := k.store(ctx, false)
		if err != nil {
			return nil, err
		}
		defer s.Close()
		id := k.args[0]
		return revokedAnswer{id}, s.DB.Tx(ctx, func(tx *sql.Tx) error {
			return auth.RevokeDesk(ctx, tx, nil, id, "", "", principal.CommandLine(), k.now())
		})
	}
}
