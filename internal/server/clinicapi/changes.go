package clinicapi

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/db"
	"oso/internal/wire"
)

// maxChanges bounds one answer of the feed.
const maxChanges = 500

// saidOnce are what is told as it stands now, whatever happened since the cursor.
var saidOnce = []wire.ChangeKind{wire.ChangeStatus, wire.ChangePolicy, wire.ChangePrices, wire.ChangeAgreement, wire.ChangeGuide}

// changes tells a clinic what happened after its cursor. Where a case moved
// several times, its status stands once, at the last of them: a status is how
// the case stands now. The page is signed: a cursor moves on nothing else.
func (a *API) changes(ctx context.Context, in *struct {
	After     int64  `query:"after"`
	Epoch     string `query:"epoch"`
	Nonce     string `query:"nonce"`
	Again     string `query:"again"` // numbers with commas
	Limit     int    `query:"limit"`
	Sequence  int64  `query:"sequence"`
	History   string `query:"history"`   // base64url
	Signature string `query:"signature"` // the device's over both, base64url
}) (*answer[wire.Changes], error) {
	dev := deviceOf(ctx)
	mark, err := a.grown(ctx, dev, in.Sequence, in.History, in.Signature)
	if err != nil {
		return nil, err
	}
	again, ok := numbers(in.Again)
	if !ok || !plainNonce(in.Nonce) {
		return nil, errs.E(errs.Invalid, "read changes", "What was asked for is not of the form that the service reads. Nothing was changed. Update the program.")
	}
	epoch, err := a.db.Q().Epoch(ctx)
	if err != nil {
		return nil, err
	}
	page := wire.Page{Epoch: epoch, Clinic: dev.Clinic, Device: dev.Device, Nonce: in.Nonce, After: in.After, Again: again, Mark: mark, Time: a.now()}
	if in.Epoch != "" && in.Epoch != epoch {
		page.After, page.Again = 0, nil // numbers of another epoch say nothing in this one
	}
	var body wire.PageBody
	if body.Changes, err = a.feed(ctx, &page, in.Limit); err != nil {
		return nil, err
	}
	for _, seq := range page.Again {
		row, err := a.db.Q().GetFeed(ctx, db.GetFeedParams{ClinicID: dev.Clinic, Seq: seq})
		if err = db.Err(err, "read change"); errs.Is(err, errs.NotFound) {
			continue
		} else if err != nil {
			return nil, err
		}
		if body.Again, err = a.appendChange(ctx, body.Again, row, epoch); err != nil {
			return nil, err
		}
	}
	out := wire.Changes{}
	if out.Body, err = seal.Canonical(body); err != nil {
		return nil, err
	}
	page.SHA256 = seal.SHA256(out.Body)
	out.Page, err = a.keys.SignPage(page)
	return &answer[wire.Changes]{out}, err
}

// feed gives the changes after the page's cursor and sets where it ends.
func (a *API) feed(ctx context.Context, page *wire.Page, limit int) ([]json.RawMessage, error) {
	if limit <= 0 || limit > maxChanges {
		limit = maxChanges
	}
	rows, err := a.db.Q().ListFeed(ctx, db.ListFeedParams{ClinicID: page.Clinic, After: page.After, MaxRows: int64(limit) + 1})
	if err != nil {
		return nil, db.Err(err, "list changes")
	}
	page.Cursor = page.After
	if len(rows) > limit {
		rows, page.More = rows[:limit], true
	}
	last := map[string]int64{} // of what is said once: kind and case
	for _, r := range rows {
		last[r.Kind+r.CaseID] = r.Seq
	}
	out := []json.RawMessage{}
	for _, r := range rows {
		page.Cursor = r.Seq
		kind := wire.ChangeKind(r.Kind)
		if slices.Contains(saidOnce, kind) && last[r.Kind+r.CaseID] != r.Seq {
			continue
		}
		if out, err = a.appendChange(ctx, out, r, page.Epoch); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// appendChange adds a row of the feed, where there is still something to tell.
// One that cannot be read at the service either (its summary is damaged) does
// not hold up the others: it goes out without content of its own, is kept by
// the workstation, and asked for again.
func (a *API) appendChange(ctx context.Context, out []json.RawMessage, r db.Feed, epoch string) ([]json.RawMessage, error) {
	c := wire.Change{Seq: r.Seq, Kind: wire.ChangeKind(r.Kind), At: time.UnixMilli(r.CreatedAt).UTC(), Case: casefile.CaseID(r.CaseID)}
	ok, err := a.fill(ctx, &c, r.RefID, epoch)
	switch errs.KindOf(err) {
	case "":
	case errs.Damaged, errs.Invalid, errs.SignatureMismatch:
		a.log.ErrorContext(ctx, "clinic door: a change cannot be read", "seq", r.Seq, "kind", r.Kind, "why", string(errs.KindOf(err)))
		ok, c.Unreadable = true, true
	default:
		return nil, err
	}
	if !ok {
		return out, nil
	}
	b, err := seal.Canonical(c)
	return append(out, b), err
}

// numbers reads what is asked for again.
func numbers(text string) ([]int64, bool) {
	if text == "" {
		return nil, true
	}
	parts := strings.Split(text, ",")
	if len(parts) > wire.MaxAgain {
		return nil, false
	}
	var out []int64
	for _, p := range parts {
		n, err := strconv.ParseInt(p, 10, 64)
		if err != nil || n < 0 {
			return nil, false
		}
		out = append(out, n)
	}
	slices.Sort(out)
	return slices.Compact(out), true
}

// plainNonce: it is signed as it came, so it is nothing but letters and digits.
func plainNonce(s string) bool {
	return len(s) <= 64 && !strings.ContainsFunc(s, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	})
}
