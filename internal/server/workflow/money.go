package workflow

import (
	"encoding/json"
	"fmt"
	"slices"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/server/db"
)

// money orders, repeats and waives the case's one charge, and keeps estimates.
func (a *act) money(cmd Command, before Status, o Outcome) error {
	now := cmd.Now.UnixMilli()
	switch cmd.Event {
	case SetEstimate:
		return a.estimate(cmd)
	case AcceptEstimate:
		e, err := a.q.LatestEstimate(a.ctx, cmd.CaseID)
		if err != nil {
			return db.Err(err, "load estimate")
		}
		_, err = a.q.AcceptEstimate(a.ctx, db.AcceptEstimateParams{CaseID: cmd.CaseID, Version: e.Version, AcceptedAt: now, AcceptedBy: cmd.Actor.ID})
		return db.Err(err, "accept estimate")
	}
	switch o.Rule.Money {
	case OrderCharge:
		return a.order(cmd, o.Status, "completion")
	case OrderFee:
		if o.Status.Billing == Due && before.Billing != Due {
			return a.order(cmd, o.Status, "fee")
		}
	case OrderRetry:
		n, err := a.q.RetryCharge(a.ctx, a.charge.ID)
		if err == nil && n != 1 {
			return errs.E(errs.Conflict, "retry charge", "The charge is under way or done. Wait for its result.")
		}
		if err != nil {
			return db.Err(err, "retry charge")
		}
		return a.enqueueID(JobCharge, cmd.CaseID, fmt.Sprintf("%s/%d", a.charge.ID, a.charge.Attempts+1), a.charge.ID)
	case WaiveTheCharge:
		n, err := a.q.EndCharge(a.ctx, db.EndChargeParams{ID: a.charge.ID, Attempts: a.charge.Attempts, State: "waived", SettledAt: now})
		if err == nil && n != 1 {
			return errs.E(errs.Conflict, "waive charge", "The charge is under way or done. Wait for its result.")
		}
		return db.Err(err, "waive charge")
	}
	return nil
}

func (a *act) estimate(cmd Command) error {
	lines, err := json.Marshal(cmd.Estimate.Lines)
	if err != nil {
		return errs.Op(err, "put estimate")
	}
	last, err := a.q.LatestEstimate(a.ctx, cmd.CaseID)
	if err != nil && !errs.Is(db.Err(err, ""), errs.NotFound) {
		return db.Err(err, "put estimate")
	}
	return db.Err(a.q.InsertEstimate(a.ctx, db.InsertEstimateParams{
		CaseID: cmd.CaseID, Version: last.Version + 1, Lines: string(lines), Cents: total(cmd.Estimate.Lines),
		Currency: cmd.Estimate.Currency, CreatedBy: cmd.Actor.ID, CreatedAt: cmd.Now.UnixMilli(),
	}), "put estimate")
}

func (a *act) order(cmd Command, s Status, kind string) error {
	e, err := a.q.LatestEstimate(a.ctx, cmd.CaseID)
	if err != nil {
		return db.Err(err, "load estimate")
	}
	var lines []Line
	if err := json.Unmarshal([]byte(e.Lines), &lines); err != nil {
		return errs.Op(err, "read estimate")
	}
	lines = Performed(lines, s, kind == "fee")
	body, err := json.Marshal(lines)
	if err != nil {
		return errs.Op(err, "order charge")
	}
	id := casefile.NewID()
	n, err := a.q.PutCharge(a.ctx, db.PutChargeParams{
		ID: id, CaseID: cmd.CaseID, Kind: kind, Key: "case/" + cmd.CaseID, PayerKind: s.PayerKind, PartnerID: a.row.PartnerID,
		Lines: string(body), Cents: total(lines), Currency: e.Currency, CreatedAt: cmd.Now.UnixMilli(),
	})
	if err == nil && n != 1 {
		return errs.E(errs.Conflict, "order charge", "This case has its one charge already. Nothing was changed.")
	}
	if err != nil {
		return db.Err(err, "order charge")
	}
	return a.enqueueID(JobCharge, cmd.CaseID, id+"/0", id)
}

// Performed is what of an estimate is charged: the base lines and the add-ons
// that were performed. Of a case that ended early it is the withdrawal fee,
// where the estimate names one, else the add-ons that were performed.
func Performed(lines []Line, s Status, feeOnly bool) []Line {
	kept := []Line{}
	if i := slices.IndexFunc(lines, func(l Line) bool { return l.Code == WithdrawalFee }); i >= 0 && feeOnly {
		return lines[i : i+1]
	}
	for _, l := range lines {
		switch l.Code {
		case WithdrawalFee:
		case ImagingLine:
			if s.Imaging == Final {
				kept = append(kept, l)
			}
		case PathologyLine:
			if s.Pathology == Final {
				kept = append(kept, l)
			}
		default:
			if !feeOnly {
				kept = append(kept, l)
			}
		}
	}
	return kept
}

func total(lines []Line) int64 {
	var n int64
	for _, l := range lines {
		n += l.Cents
	}
	return n
}
