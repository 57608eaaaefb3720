package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"oso/internal/errs"
	"oso/internal/server/db"
)

type uploadView struct {
	Clinic  string    `json:"clinic"`
	Device  string    `json:"device"`
	Case    string    `json:"case"`
	Bytes   int64     `json:"bytes"`
	Begun   time.Time `json:"begun"`
	Touched time.Time `json:"touched"`
}

type uploadsAnswer struct {
	Uploads []uploadView `json:"uploads"`
	Freed   int64        `json:"freed"`
}

func (a uploadsAnswer) Text(w io.Writer) {
	if a.Freed > 0 {
		fmt.Fprintf(w, "Freed: %d bytes. A workstation that comes back sends them again.\n", a.Freed)
	}
	for _, u := range a.Uploads {
		fmt.Fprintf(w, "%s  clinic %s  desk %s  %d bytes, last of them %s\n", u.Case, u.Clinic, u.Device, u.Bytes, u.Touched.UTC().Format(time.RFC3339))
	}
	fmt.Fprintf(w, "Cases that are not whole yet: %d.\n", len(a.Uploads))
}

// uploads shows what is kept of cases that were begun to be sent and are not
// whole; with --free what was not added to for some days is deleted first.
func uploads(k *call) func(context.Context) (answer, error) {
	var free bool
	var clinic string
	days := 7
	k.flags.BoolVar(&free, "free", false, "delete what was not added to for --older-than days")
	k.flags.StringVar(&clinic, "clinic", "", "only of this `CLINIC`")
	k.flags.IntVar(&days, "older-than", days, "`DAYS` since the last part came; 0: all")
	return func(ctx context.Context) (answer, error) {
		if days < 0 {
			return nil, errs.E(errs.Usage, "list uploads", "Days are none or more. Nothing was deleted.")
		}
		s, err := k.store(ctx, free) // what a version names only the keys tell
		if err != nil {
			return nil, err
		}
		defer s.Close()
		out := uploadsAnswer{Uploads: []uploadView{}}
		if free {
			if out.Freed, err = s.FreeUploads(ctx, clinic, by, k.now().AddDate(0, 0, -days), k.now()); err != nil {
				return nil, err
			}
		}
		rows, err := s.DB.Q().ListUploads(ctx)
		if err != nil {
			return nil, db.Err(err, "list uploads")
		}
		for _, u := range rows {
			if clinic == "" || u.ClinicID == clinic {
				out.Uploads = append(out.Uploads, uploadView{u.ClinicID, u.DeviceID, u.CaseID, u.Bytes, time.UnixMilli(u.BeganAt), time.UnixMilli(u.TouchedAt)})
			}
		}
		return out, nil
	}
}
