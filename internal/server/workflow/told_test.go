package workflow

import (
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/principal"
)

// told are the notices of a name to a person, so far.
func (w *world) told(name, person string) (n int) {
	for _, x := range must(w.db.Q().ListNotices(w.ctx, w.id)) {
		if x.Notice == name && x.PersonID == person {
			n++
		}
	}
	return n
}

// TestAmendedWhileHeldIsLookedAt: what comes while a case is held from triage
// is reviewed as what comes in triage; elsewhere the case goes back to where it
// was.
func TestAmendedWhileHeldIsLookedAt(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		name string
		from func(*world)
		want State
	}{
		{"triage", func(w *world) { w.toTriage() }, IntakeReview},
		{"offered", func(w *world) {
			w.toTriage()
			w.must(Offered, Command{Event: Offer, Actor: w.by(w.coordinator, principal.Coordinator), PersonID: w.specialist, Synopsis: []byte("s"), Object: sum("s")})
		}, IntakeReview},
		{"in review", func(w *world) {
			w.toTriage()
			w.must(Offered, Command{Event: Offer, Actor: w.by(w.coordinator, principal.Coordinator), PersonID: w.specialist, Synopsis: []byte("s"), Object: sum("s")})
			w.must(InReview, Command{Event: AcceptOffer, Actor: w.by(w.specialist, principal.Specialist)})
		}, InReview},
	} {
		w := newWorld(t)
		x.from(w)
		coordinator := w.by(w.coordinator, principal.Coordinator)
		w.must(OnHold, Command{Event: Hold, Actor: coordinator, Reason: "other"})
		w.must(OnHold, Command{Event: Amend, Actor: w.by(w.physician, principal.Physician), Object: sum("v2")})
		if s, err := w.do(Command{Event: Resume, Actor: coordinator}); err != nil || s.State != x.want {
			t.Errorf("held from %s, resumed: %s, %v; want %s", x.name, s.State, err, x.want)
		}
	}
}

// TestReadersAreToldWhenTheirPartEnds: whatever ends the case or takes the
// review away, an over-reader hears of it, and nobody else's reader does.
func TestReadersAreToldWhenTheirPartEnds(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		notice string
		cmd    Command
	}{
		{"withdrawn", Command{Event: Withdraw, Reason: "other"}},
		{"withdrawn", Command{Event: Revoke}},
		{"cannot-answer", Command{Event: GiveBack, Reason: "other"}},
		{"not-eligible", Command{Event: RefuseLocation, Place: &Place{Answer: Refused}}},
		{"overread-ended", Command{Event: RemoveOverread, Read: ImagingRead, Reason: "other"}},
		{"overread-ended", Command{Event: OverreadNotAvailable, Read: ImagingRead, Reason: "other"}},
		{"amended", Command{Event: Amend}},
	} {
		w := newWorld(t)
		w.toTriage()
		coordinator := w.by(w.coordinator, principal.Coordinator)
		w.must(Triage, Command{Event: AssignOverread, Actor: coordinator, Read: ImagingRead, PersonID: w.radiologist})
		if x.cmd.Actor = coordinator; x.cmd.Event == Amend {
			x.cmd.Actor = w.by(w.physician, principal.Physician)
		}
		if _, err := w.do(x.cmd); err != nil {
			t.Errorf("%s: %v", x.cmd.Event, err)
			continue
		}
		if n := w.told(x.notice, w.radiologist); n != 1 {
			t.Errorf("%s: the radiologist is told %d times", x.cmd.Event, n)
		}
		if w.told(x.notice, w.pathologist) != 0 {
			t.Errorf("%s: a reader of nothing is told", x.cmd.Event)
		}
	}
}

// TestQuestionIsAnsweredToWhoAsked, be it the specialist or an over-reader.
func TestQuestionIsAnsweredToWhoAsked(t *testing.T) {
	t.Parallel()
	for _, role := range []principal.Role{principal.Radiologist, principal.Specialist} {
		w := newWorld(t)
		w.toTriage()
		coordinator, specialist := w.by(w.coordinator, principal.Coordinator), w.by(w.specialist, principal.Specialist)
		w.must(Triage, Command{Event: AssignOverread, Actor: coordinator, Read: ImagingRead, PersonID: w.radiologist})
		w.must(Offered, Command{Event: Offer, Actor: coordinator, PersonID: w.specialist, Synopsis: []byte("s"), Object: sum("s")})
		w.must(InReview, Command{Event: AcceptOffer, Actor: specialist})
		asker, other := w.by(w.radiologist, principal.Radiologist), specialist
		if role == principal.Specialist {
			asker, other = other, asker
		}
		w.must(InReview, Command{Event: AskQuestion, Actor: asker, Object: sum("q")})
		w.must(InReview, Command{Event: AnswerQuestion, Actor: coordinator, Object: sum("a")})
		if w.told("question-answered", asker.ID) != 1 || w.told("question-answered", other.ID) != 0 {
			t.Errorf("the %s asked and is told %d times, the other %d", role, w.told("question-answered", asker.ID), w.told("question-answered", other.ID))
		}
	}
}

// TestAuthorizationRunsFromItsSignature, not from when the case came, and a new
// agreement begins it anew.
func TestAuthorizationRunsFromItsSignature(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	cmd := w.received()
	cmd.AgreedAt = w.now.Add(-300 * day)
	if _, err := w.do(cmd); err != nil {
		t.Fatal(err)
	}
	authorized := func() bool {
		a := &act{ctx: w.ctx, q: w.db.Q(), cfg: w.flow.cfg}
		a.row = must(a.q.GetCase(w.ctx, w.id))
		a.status = StatusOf(a.row)
		return must(a.facts(Command{Event: Hold, Now: w.now, Actor: principal.TheProgram()})).Authorization
	}
	w.now = w.now.Add(64 * day)
	if !authorized() {
		t.Error("has run out before its year")
	}
	w.now = w.now.Add(2 * day)
	if authorized() {
		t.Error("is in force a year after the signature, since the case came later")
	}
	amended := Command{Event: Amend, Actor: w.by(w.physician, principal.Physician), Object: sum("v2"), Amended: Amended{Agreement: Signed}, AgreedAt: w.now.Add(time.Hour)}
	if _, err := w.do(amended); err != nil {
		t.Fatal(err)
	}
	if !authorized() {
		t.Error("a new agreement does not begin it anew")
	}
	w.now = w.now.Add(365 * day)
	if authorized() {
		t.Error("a desk's clock that is ahead makes it last longer")
	}
	if _, err := w.do(Command{Event: Hold, Actor: w.by(w.stranger, principal.Coordinator), Reason: "other"}); !errs.Is(err, errs.Forbidden) {
		t.Errorf("a stranger: %v", err)
	}
}

// TestContributorsAreToldOfNoReview: a review that is late or in doubt is its
// reader's, and no matter of who writes a part of the opinion.
func TestContributorsAreToldOfNoReview(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.toTriage()
	coordinator, reader := w.by(w.coordinator, principal.Coordinator), w.by(w.radiologist, principal.Radiologist)
	w.must(Triage, Command{Event: AssignOverread, Actor: coordinator, Read: ImagingRead, PersonID: w.radiologist})
	limit, ok := w.timer(OverreadOverdue)
	if !ok {
		t.Fatal("the review has no limit")
	}
	w.must(Offered, Command{Event: Offer, Actor: coordinator, PersonID: w.specialist, Synopsis: []byte("s"), Object: sum("s")})
	w.must(InReview, Command{Event: AcceptOffer, Actor: w.by(w.specialist, principal.Specialist)})
	part := casefile.NewID()
	w.must(InReview, Command{Event: AskPart, Actor: coordinator, PartID: part, PersonID: w.second, About: []byte("sealed"), Object: sum("a")})
	w.must(InReview, Command{Event: AcceptPart, Actor: w.by(w.second, principal.Specialist), PartID: part})

	if _, err := w.fire(limit); err != nil {
		t.Fatal(err)
	}
	w.must(InReview, Command{Event: FinalizeOverread, Actor: reader, Read: ImagingRead, Object: sum("report")}, func(q *db.Queries) error {
		_, err := q.SaveOverreadReport(w.ctx, db.SaveOverreadReportParams{CaseID: w.id, Kind: "imaging", ReaderID: w.radiologist, ReportSealed: []byte("x"), ReportSHA256: sum("report"), Signature: []byte("s")})
		return err
	})
	w.must(InReview, Command{Event: DoubtOverread, Actor: coordinator, Read: ImagingRead})
	for _, notice := range []string{"overread-late", "overread-doubted"} {
		if r, c := w.told(notice, w.radiologist), w.told(notice, w.second); r != 1 || c != 0 {
			t.Errorf("%s: the reader is told %d times, the contributor %d", notice, r, c)
		}
	}
}
