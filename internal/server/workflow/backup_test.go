package workflow

import (
	"database/sql"
	"testing"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/principal"
)

// next names the second specialist as the one who is asked next.
func (w *world) next(person string) *Backup {
	return &Backup{PersonID: person, Synopsis: []byte("sealed for the next"), Fits: "hepatology"}
}

// TestBackupIsOfferedByItself: whoever was named as the next is offered the case
// when the first declines or lets the limit pass, with the own limit, and is the
// one who may answer then.
func TestBackupIsOfferedByItself(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*world) (Status, error){
		"declined": func(w *world) (Status, error) {
			return w.do(Command{Event: DeclineOffer, Actor: w.by(w.specialist, principal.Specialist), Reason: "no-time"})
		},
		"no answer": func(w *world) (Status, error) {
			t, _ := w.timer(OfferTimeout)
			return w.fire(t)
		},
	} {
		w := newWorld(t)
		w.toTriage()
		w.must(Offered, Command{Event: Offer, Actor: w.by(w.coordinator, principal.Coordinator), PersonID: w.specialist, Synopsis: []byte("sealed"), Backup: w.next(w.second)})
		s, err := end(w)
		if err != nil || s.State != Offered {
			t.Fatalf("%s: %v %v", name, s.State, err)
		}
		o := must(w.db.Q().GetOpenOffer(w.ctx, w.id))
		if o.PersonID != w.second || string(o.SynopsisSealed) != "sealed for the next" || o.Fits != "hepatology" || o.BackupID != "" {
			t.Errorf("%s: %+v", name, o)
		}
		if again, _ := w.timer(OfferTimeout); again.Due != o.DueAt {
			t.Errorf("%s: the second offer has no limit of its own", name)
		}
		if _, err := w.do(Command{Event: AcceptOffer, Actor: w.by(w.specialist, principal.Specialist)}); !errs.Is(err, errs.Forbidden) {
			t.Errorf("%s: the first accepts after that: %v", name, err)
		}
		w.must(InReview, Command{Event: AcceptOffer, Actor: w.by(w.second, principal.Specialist)})
	}
}

// TestBackupIsNotOffered: not one who declined before, whose credentials lapsed,
// who said of the case that there is a conflict, or who would be shown what the
// case is not any more. The case then waits in triage for a person.
func TestBackupIsNotOffered(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		backup func(*world) string
		before func(*world)
		then   func(*world)
	}{
		"declined before": {before: func(w *world) {
			w.must(Offered, Command{Event: Offer, Actor: w.by(w.coordinator, principal.Coordinator), PersonID: w.second})
			w.must(Triage, Command{Event: DeclineOffer, Actor: w.by(w.second, principal.Specialist), Reason: "no-time"})
		}},
		"did not answer before": {before: func(w *world) {
			w.must(Offered, Command{Event: Offer, Actor: w.by(w.coordinator, principal.Coordinator), PersonID: w.second})
			timer, _ := w.timer(OfferTimeout)
			if _, err := w.fire(timer); err != nil {
				t.Fatal(err)
			}
		}},
		"a trainee":       {backup: func(w *world) string { return w.trainee }},
		"another's role":  {backup: func(w *world) string { return w.radiologist }},
		"the same person": {backup: func(w *world) string { return w.specialist }},
		"amended since": {then: func(w *world) {
			w.must(Offered, Command{Event: Amend, Actor: w.by(w.physician, principal.Physician), Object: sum("2")})
		}},
	} {
		w := newWorld(t)
		w.toTriage()
		if c.before != nil {
			c.before(w)
		}
		who := w.second
		if c.backup != nil {
			who = c.backup(w)
		}
		w.must(Offered, Command{Event: Offer, Actor: w.by(w.coordinator, principal.Coordinator), PersonID: w.specialist, Backup: w.next(who)})
		if c.then != nil {
			c.then(w)
		}
		if s, err := w.do(Command{Event: DeclineOffer, Actor: w.by(w.specialist, principal.Specialist), Reason: "no-time"}); err != nil || s.State != Triage {
			t.Errorf("%s: %v %v", name, s.State, err)
		}
	}
	w := newWorld(t)
	w.toTriage()
	w.must(Offered, Command{Event: Offer, Actor: w.by(w.coordinator, principal.Coordinator), PersonID: w.specialist, Backup: w.next(w.second)})
	w.must(Triage, Command{Event: CancelOffer, Actor: w.by(w.coordinator, principal.Coordinator), Reason: "chosen-wrongly"})
}

// TestConflictIsForTheWholeCase: who said that there is a conflict of interest, or
// from whom the case was taken for it, has no part in it afterwards, as writer or
// reader.
func TestConflictIsForTheWholeCase(t *testing.T) {
	t.Parallel()
	for name, says := range map[string]func(*world){
		"declined": func(w *world) {
			w.must(Triage, Command{Event: DeclineOffer, Actor: w.by(w.specialist, principal.Specialist), Reason: ConflictOfInterest})
		},
		"taken away": func(w *world) {
			w.must(InReview, Command{Event: AcceptOffer, Actor: w.by(w.specialist, principal.Specialist)})
			w.must(Triage, Command{Event: Unassign, Actor: w.by(w.coordinator, principal.Coordinator), Reason: ConflictOfInterest})
		},
	} {
		w := newWorld(t)
		w.toTriage()
		coordinator := w.by(w.coordinator, principal.Coordinator)
		if err := w.db.Tx(w.ctx, func(tx *sql.Tx) error {
			return db.New(tx).InsertRole(w.ctx, db.InsertRoleParams{ID: casefile.NewID(), PersonID: w.specialist, Role: string(principal.Radiologist), FromAt: 1})
		}); err != nil {
			t.Fatal(err)
		}
		w.must(Offered, Command{Event: Offer, Actor: coordinator, PersonID: w.specialist})
		says(w)
		if _, err := w.do(Command{Event: Offer, Actor: coordinator, PersonID: w.specialist}); !errs.Is(err, errs.Refused) {
			t.Errorf("%s: offered again: %v", name, err)
		}
		if _, err := w.do(Command{Event: AssignOverread, Actor: coordinator, PersonID: w.specialist, Read: ImagingRead}); !errs.Is(err, errs.Refused) {
			t.Errorf("%s: assigned a review: %v", name, err)
		}
		w.must(Offered, Command{Event: Offer, Actor: coordinator, PersonID: w.second})
		for _, o := range must(w.db.Q().ListOffers(w.ctx, w.id)) { // made at one moment: in no order
			if name == "taken away" && o.PersonID == w.specialist && o.State != "ended" {
				t.Errorf("an offer that was accepted and taken away is %s", o.State)
			}
		}
	}
}
