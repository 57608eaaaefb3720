package clinicapi

import (
	"context"
	"slices"
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/server/acts"
	"oso/internal/server/calendar"
	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/server/workflow"
	"oso/internal/wire"
)

// Whom a case waits for, as the clinic is told.
const (
	waitsClinic  = "clinic"
	waitsPatient = "patient"
	waitsOSO     = "oso"
)

// status is how a case stands, for its clinic.
func (a *API) status(ctx context.Context, c *chart.Case) (wire.Status, error) {
	row := c.Row
	s := wire.Status{Reference: casefile.Reference(row.Reference), State: workflow.State(row.State), Since: time.UnixMilli(row.UpdatedAt).UTC(), Waiting: waiting(row)}
	reason := "" // of the step that led here
	step, err := a.db.Q().LastStep(ctx, db.LastStepParams{Chain: row.ID, State: row.State})
	if err = db.Err(err, "read status"); err == nil {
		s.Since, reason = time.UnixMilli(step.ServerTime).UTC(), step.Reason
	} else if !errs.Is(err, errs.NotFound) {
		return s, err
	}
	if row.ClockStarted != 0 {
		start, due := time.UnixMilli(row.ClockStarted).UTC(), time.UnixMilli(row.DueAt).UTC()
		s.ClockStart, s.ClockDue = &start, &due
	}
	if err := a.acts(ctx, row, &s); err != nil {
		return s, err
	}
	if err := a.afterwards(ctx, row, &s); err != nil {
		return s, err
	}
	if s.Note, err = a.statusNote(ctx, c); s.Note == "" && err == nil {
		s.Note = stoodNote(workflow.State(row.State), reason)
	}
	return s, err
}

// acts names the versions of which the service has the act of opening, those
// beyond the first of which it has the acknowledgement or waits for none, and
// those that it hands over no more.
func (a *API) acts(ctx context.Context, c db.Case, s *wire.Status) error {
	if c.Version == 0 {
		return nil // nothing was released
	}
	rows, handed, err := a.versions(ctx, c)
	if err != nil {
		return err
	}
	waits := c.Correction == string(workflow.AckPending) || c.Correction == string(workflow.AckOverdue)
	for _, r := range rows {
		if r.AccessedAt != 0 {
			s.Opened = append(s.Opened, int(r.Version))
		}
		if r.Version > 1 && (r.AcknowledgedAt != 0 || !waits || r.Version < c.Version) {
			s.Acknowledged = append(s.Acknowledged, int(r.Version))
		}
		if !slices.Contains(handed, r.Version) {
			s.Withheld = append(s.Withheld, int(r.Version))
		}
	}
	return nil
}

// waiting maps where a case stands to whom it waits for; empty: for nobody.
func waiting(c db.Case) string {
	switch {
	case c.Critical == string(workflow.Raised), c.Critical == string(workflow.Called), c.Query == string(workflow.WithDoctor), c.Agreement == string(workflow.Rejected):
		return waitsClinic
	case c.Correction == string(workflow.AckPending), c.Correction == string(workflow.AckOverdue):
		return waitsClinic
	}
	switch workflow.State(c.State) {
	case workflow.AwaitingPhysician, workflow.AwaitingMaterials, workflow.Released:
		return waitsClinic
	case workflow.Registered, workflow.Preparing, workflow.IntakeReview:
		if c.Billing == string(workflow.Estimated) && c.PayerKind == string(casefile.PayerPatient) {
			return waitsPatient
		}
		return waitsOSO
	case workflow.Triage, workflow.Offered, workflow.InReview, workflow.SignedDraft, workflow.Approval, workflow.OnHold:
		return waitsOSO
	case workflow.PaymentFailed:
		return waitsPatient
	}
	return ""
}

// statusNote says what is asked of the clinic, where that is not plain from
// the state: which materials are missing or deficient, and why.
func (a *API) statusNote(ctx context.Context, c *chart.Case) (string, error) {
	switch row := c.Row; {
	case row.Critical == string(workflow.Raised), row.Critical == string(workflow.Called):
		return "OSO has something urgent to tell the physician and telephones. If nobody has called, call OSO now.", nil
	case row.Agreement == string(workflow.Rejected):
		return "The agreement was not in order. Have it signed again and seal the case once more.", nil
	case row.State != string(workflow.AwaitingMaterials):
		return "", nil
	}
	list, err := a.db.Q().ListMaterials(ctx, c.Row.ID)
	if err != nil {
		return "", db.Err(err, "list materials")
	}
	var lines []string
	for _, m := range list {
		if m.State == "arrived" {
			continue
		}
		line, note, err := c.Material(m)
		if err != nil {
			return "", err
		}
		if why, ok := deficiencies[m.Reason]; ok {
			line += ": " + why
		}
		if note != "" {
			line += " (" + note + ")"
		}
		lines = append(lines, line)
	}
	if len(lines) == 0 {
		return "", nil
	}
	again, err := a.askedAgain(ctx, c.Row)
	return "Still needed: " + strings.Join(lines, "; ") + "." + again, err
}

// askedAgain says on which day, by the clinic's own clocks, OSO asks again for what is
// missing, where a coordinator has named one.
func (a *API) askedAgain(ctx context.Context, c db.Case) (string, error) {
	const op = "read status"
	tasks, err := a.db.Q().ListTasks(ctx, c.ID)
	if err != nil {
		return "", db.Err(err, op)
	}
	for _, t := range tasks {
		if t.Kind != workflow.TaskAskMaterials || t.LaterAt <= a.now().UnixMilli() {
			continue
		}
		clinic, err := a.db.Q().GetClinic(ctx, c.ClinicID)
		if err != nil {
			return "", db.Err(err, op)
		}
		at := time.UnixMilli(t.LaterAt).In(calendar.Clocks(clinic.Zone, a.office))
		return " OSO asks again on " + at.Format("2 January 2006") + ".", nil
	}
	return "", nil
}

// stoodNote says why a case stands or has ended, by the reason's code: what was
// noted beside it is the service's own.
func stoodNote(state workflow.State, reason string) string {
	switch state {
	case workflow.OnHold, workflow.Withdrawn, workflow.CannotAnswer:
	default:
		return ""
	}
	words, ok := acts.Reasons()[reason]
	if !ok || reason == "other" {
		return ""
	}
	return words + "."
}

// deficiencies are the reasons' codes in words.
var deficiencies = map[string]string{
	"missing": "not there", "illegible": "cannot be read", "not-english": "not in English", "wrong-patient": "belongs to another patient",
}
