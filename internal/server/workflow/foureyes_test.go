package workflow

import (
	"database/sql"
	"testing"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/principal"
)

// somebody is one human with several roles: the id to act and to be named by,
// for each.
type somebody map[principal.Role]string

// human enters one person with the roles: twice and linked, as whoever had an
// account for each role became one, or once with every role.
func (w *world) human(linked bool, roles ...principal.Role) somebody {
	w.t.Helper()
	s, first := somebody{}, ""
	ms := w.now.UnixMilli()
	err := w.db.Tx(w.ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		for _, role := range roles {
			h := principal.Held{Role: role}
			if role == principal.Physician || role == principal.ClinicStaff {
				h.Clinic = w.clinic
			}
			if first != "" && !linked {
				s[role] = first
				if err := q.InsertRole(w.ctx, db.InsertRoleParams{ID: casefile.NewID(), PersonID: first, Role: string(role), ClinicID: h.Clinic, FromAt: ms}); err != nil {
					return err
				}
				continue
			}
			id := casefile.NewID()
			s[role] = id
			if err := q.Enter(w.ctx, db.InsertPersonParams{
				ID: id, Name: "P", Tenured: true, Licensed: true, BoardCertified: true, CredentialsUntil: w.now.AddDate(5, 0, 0).UnixMilli(),
				LicenseCheckedAt: ms, CreatedAt: ms, UpdatedAt: ms,
			}, h, "test"); err != nil {
				return err
			}
			if first == "" {
				first = id
			} else if err := q.InsertLink(w.ctx, db.InsertLinkParams{PersonID: first, EntryID: id}); err != nil {
				return err
			}
		}
		_, err := q.Relink(w.ctx, w.now)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

// of is the same human acting under a role.
func (w *world) of(s somebody, role principal.Role) principal.Actor { return w.by(s[role], role) }

// refuses tries an act that is somebody else's to do, and looks that nothing
// was changed.
func (w *world) refuses(cmd Command, before ...func(*db.Queries) error) {
	w.t.Helper()
	was := must(w.db.Q().GetCase(w.ctx, w.id)).Seq
	_, err := w.do(cmd, before...)
	if kind := errs.KindOf(err); kind != errs.Forbidden && kind != errs.Refused {
		w.t.Errorf("%s by %s: %v", cmd.Event, cmd.Actor.Role, err)
	}
	if is := must(w.db.Q().GetCase(w.ctx, w.id)).Seq; is != was {
		w.t.Errorf("%s by %s changed the case", cmd.Event, cmd.Actor.Role)
	}
}

// reason is one that may be given for an event; none where it has none.
func (w *world) reason(e Event) string {
	if list := w.flow.Config().Reasons[e]; len(list) > 0 {
		return list[0]
	}
	return ""
}

// settled is a case at triage whose reviews wait for nobody.
func (w *world) settled() (coordinator principal.Actor) {
	w.toTriage()
	coordinator = w.by(w.coordinator, principal.Coordinator)
	w.must(Triage, Command{Event: RemoveOverread, Actor: coordinator, Read: ImagingRead, Reason: "not-needed"})
	return coordinator
}

// from brings a case into the physician's hands, and is of that physician.
func (w *world) from(physician string) {
	cmd := w.received()
	cmd.Actor, cmd.New.PhysicianID = w.by(physician, principal.Physician), physician
	w.must(IntakeReview, cmd)
}

// TestFourEyesArePeoples: every act that needs another pair of eyes is refused
// to the same human, under whichever role, and by whichever entry it comes.
func TestFourEyesArePeoples(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		roles []principal.Role
		walk  func(w *world, me somebody)
	}{
		{"the author does not approve", []principal.Role{principal.Specialist, principal.Approver}, func(w *world, me somebody) {
			coordinator := w.settled()
			author, approver := w.of(me, principal.Specialist), w.of(me, principal.Approver)
			w.must(Offered, Command{Event: Offer, Actor: coordinator, PersonID: me[principal.Specialist]})
			w.must(InReview, Command{Event: AcceptOffer, Actor: author})
			w.must(SignedDraft, Command{Event: SignDraft, Actor: author, Object: sum("o")}, w.draft(author.ID, 1, "opinion", "o"))
			w.refuses(Command{Event: TakeUp, Actor: approver})
			w.must(Approval, Command{Event: TakeUp, Actor: w.by(w.approver, principal.Approver)})
			w.refuses(Command{Event: TakeUp, Actor: approver})
			w.refuses(Command{Event: ReturnDraft, Actor: approver, Reason: w.reason(ReturnDraft)})
			w.refuses(Command{Event: Approve, Actor: approver, Object: sum("o")}, w.packed(approver.ID, 1))
			w.must(Released, Command{Event: Approve, Actor: w.by(w.approver, principal.Approver), Object: sum("o")}, w.packed(w.approver, 1))
			// The next version is another's, on this one's words.
			w.must(Released, Command{Event: BeginCorrection, Actor: author, Reason: "error"})
			w.must(Released, Command{Event: ReassignRevision, Actor: coordinator, PersonID: w.second, Reason: w.reason(ReassignRevision)})
			w.must(Released, Command{Event: SignRevision, Actor: w.by(w.second, principal.Specialist), Object: sum("o2")}, w.draft(w.second, 2, "correction", "o2"))
			w.refuses(Command{Event: TakeUpRevision, Actor: approver})
			w.must(Released, Command{Event: TakeUpRevision, Actor: w.by(w.approver, principal.Approver)})
			w.refuses(Command{Event: ReturnRevision, Actor: approver, Reason: w.reason(ReturnRevision)})
			w.refuses(Command{Event: ApproveRevision, Actor: approver, Object: sum("o2")}, w.packed(approver.ID, 2))
			w.must(Released, Command{Event: ApproveRevision, Actor: w.by(w.approver, principal.Approver), Object: sum("o2")}, w.packed(w.approver, 2))
		}},
		{"whose words went to the next author does not approve", []principal.Role{principal.Specialist, principal.Radiologist, principal.Approver}, func(w *world, me somebody) {
			w.toTriage()
			coordinator := w.by(w.coordinator, principal.Coordinator)
			author, approver, next := w.of(me, principal.Specialist), w.of(me, principal.Approver), w.by(w.specialist, principal.Specialist)
			w.must(Offered, Command{Event: Offer, Actor: coordinator, PersonID: me[principal.Specialist]})
			w.must(InReview, Command{Event: AcceptOffer, Actor: author})
			w.must(Triage, Command{Event: Unassign, Actor: coordinator, Reason: "illness"}, w.draft(author.ID, 1, "opinion", "o"))
			w.refuses(Command{Event: AssignOverread, Actor: coordinator, Read: ImagingRead, PersonID: me[principal.Radiologist]})
			w.must(Triage, Command{Event: RemoveOverread, Actor: coordinator, Read: ImagingRead, Reason: "not-needed"})
			w.must(Offered, Command{Event: Offer, Actor: coordinator, PersonID: w.specialist})
			w.must(InReview, Command{Event: AcceptOffer, Actor: next})
			w.must(SignedDraft, Command{Event: SignDraft, Actor: next, Object: sum("o")}, w.draft(next.ID, 1, "opinion", "o"))
			w.refuses(Command{Event: TakeUp, Actor: approver})
			w.must(Approval, Command{Event: TakeUp, Actor: w.by(w.approver, principal.Approver)})
			w.refuses(Command{Event: Approve, Actor: approver, Object: sum("o")}, w.packed(approver.ID, 1))
		}},
		{"whose saved words a revision's author took over does not approve", []principal.Role{principal.Specialist, principal.Approver}, func(w *world, me somebody) {
			coordinator := w.settled()
			first, approver := w.by(w.specialist, principal.Specialist), w.of(me, principal.Approver)
			w.must(Offered, Command{Event: Offer, Actor: coordinator, PersonID: w.specialist})
			w.must(InReview, Command{Event: AcceptOffer, Actor: first})
			w.must(SignedDraft, Command{Event: SignDraft, Actor: first, Object: sum("o")}, w.draft(first.ID, 1, "opinion", "o"))
			w.must(Approval, Command{Event: TakeUp, Actor: w.by(w.approver, principal.Approver)})
			w.must(Released, Command{Event: Approve, Actor: w.by(w.approver, principal.Approver), Object: sum("o")}, w.packed(w.approver, 1))
			w.must(Released, Command{Event: BeginCorrection, Actor: first, Reason: "error"})
			for _, next := range []string{me[principal.Specialist], w.second} {
				w.must(Released, Command{Event: ReassignRevision, Actor: coordinator, PersonID: next, Reason: w.reason(ReassignRevision)})
			}
			w.must(Released, Command{Event: SignRevision, Actor: w.by(w.second, principal.Specialist), Object: sum("o2")}, w.draft(w.second, 2, "correction", "o2"))
			w.refuses(Command{Event: TakeUpRevision, Actor: approver})
			w.must(Released, Command{Event: TakeUpRevision, Actor: w.by(w.approver, principal.Approver)})
			w.refuses(Command{Event: ApproveRevision, Actor: approver, Object: sum("o2")}, w.packed(approver.ID, 2))
		}},
		{"the reader neither writes nor approves", []principal.Role{principal.Radiologist, principal.Specialist, principal.Approver}, func(w *world, me somebody) {
			w.toTriage()
			coordinator := w.by(w.coordinator, principal.Coordinator)
			w.must(Triage, Command{Event: AssignOverread, Actor: coordinator, Read: ImagingRead, PersonID: me[principal.Radiologist]})
			w.refuses(Command{Event: Offer, Actor: coordinator, PersonID: me[principal.Specialist]})
			w.must(Offered, Command{Event: Offer, Actor: coordinator, PersonID: w.specialist})
			w.must(InReview, Command{Event: AcceptOffer, Actor: w.by(w.specialist, principal.Specialist)})
			reader := w.of(me, principal.Radiologist)
			w.must(InReview, Command{Event: FinalizeOverread, Actor: reader, Read: ImagingRead, Object: sum("report")}, func(q *db.Queries) error {
				_, err := q.SaveOverreadReport(w.ctx, db.SaveOverreadReportParams{CaseID: w.id, Kind: "imaging", ReaderID: me[principal.Radiologist], ReportSealed: []byte("x"), ReportSHA256: sum("report"), Signature: []byte("s")})
				return err
			})
			w.must(SignedDraft, Command{Event: SignDraft, Actor: w.by(w.specialist, principal.Specialist), Object: sum("o")}, w.draft(w.specialist, 1, "opinion", "o"))
			w.refuses(Command{Event: TakeUp, Actor: w.of(me, principal.Approver)})
			w.must(Approval, Command{Event: TakeUp, Actor: w.by(w.approver, principal.Approver)})
			w.refuses(Command{Event: TakeUp, Actor: w.of(me, principal.Approver)})
			w.must(Released, Command{Event: Approve, Actor: w.by(w.approver, principal.Approver), Object: sum("o")}, w.packed(w.approver, 1))
			w.must(Released, Command{Event: BeginCorrection, Actor: w.by(w.specialist, principal.Specialist), Reason: "error"})
			w.refuses(Command{Event: ReassignRevision, Actor: coordinator, PersonID: me[principal.Specialist], Reason: w.reason(ReassignRevision)})
		}},
		{"the author reads nothing", []principal.Role{principal.Specialist, principal.Radiologist}, func(w *world, me somebody) {
			w.toTriage()
			coordinator := w.by(w.coordinator, principal.Coordinator)
			w.must(Offered, Command{Event: Offer, Actor: coordinator, PersonID: me[principal.Specialist]})
			w.refuses(Command{Event: AssignOverread, Actor: coordinator, Read: ImagingRead, PersonID: me[principal.Radiologist]})
			w.must(InReview, Command{Event: AcceptOffer, Actor: w.of(me, principal.Specialist)})
			w.refuses(Command{Event: AssignOverread, Actor: coordinator, Read: ImagingRead, PersonID: me[principal.Radiologist]})
			w.must(InReview, Command{Event: AssignOverread, Actor: coordinator, Read: ImagingRead, PersonID: w.radiologist})
		}},
		{"the physician has no part for the service", []principal.Role{principal.Physician, principal.Coordinator, principal.Specialist, principal.Radiologist, principal.Approver}, func(w *world, me somebody) {
			w.from(me[principal.Physician])
			coordinator := w.by(w.coordinator, principal.Coordinator)
			for _, e := range []Event{CheckAgreement, DecideLocation, SetEstimate, RejectAgreement, Hold} {
				w.refuses(Command{Event: e, Actor: w.of(me, principal.Coordinator), Reason: w.reason(e), Object: sum("agreement"), Estimate: w.estimate()})
			}
			w.must(IntakeReview, Command{Event: CheckAgreement, Actor: coordinator, Object: sum("agreement")})
			w.must(IntakeReview, Command{Event: DecideLocation, Actor: coordinator, Reason: "counsel-asked"})
			w.must(IntakeReview, Command{Event: SetEstimate, Actor: coordinator, Estimate: w.estimate()})
			w.must(Triage, Command{Event: FindComplete, Actor: coordinator})
			w.refuses(Command{Event: AssignOverread, Actor: coordinator, Read: ImagingRead, PersonID: me[principal.Radiologist]})
			w.must(Triage, Command{Event: RemoveOverread, Actor: coordinator, Read: ImagingRead, Reason: "not-needed"})
			w.refuses(Command{Event: Offer, Actor: coordinator, PersonID: me[principal.Specialist]})
			w.must(Offered, Command{Event: Offer, Actor: coordinator, PersonID: w.specialist})
			w.must(InReview, Command{Event: AcceptOffer, Actor: w.by(w.specialist, principal.Specialist)})
			w.must(SignedDraft, Command{Event: SignDraft, Actor: w.by(w.specialist, principal.Specialist), Object: sum("o")}, w.draft(w.specialist, 1, "opinion", "o"))
			w.refuses(Command{Event: TakeUp, Actor: w.of(me, principal.Approver)})
			w.must(Approval, Command{Event: TakeUp, Actor: w.by(w.approver, principal.Approver)})
			w.must(Released, Command{Event: Approve, Actor: w.by(w.approver, principal.Approver), Object: sum("o")}, w.packed(w.approver, 1))
			w.refuses(Command{Event: Deliver, Actor: w.of(me, principal.Coordinator), Object: sum("evidence")})
			w.must(Completed, Command{Event: Access, Actor: w.of(me, principal.Physician), Object: sum("o"), ActVerified: true, Act: []byte("act")})
		}},
		{"nor has a colleague at the clinic", []principal.Role{principal.ClinicStaff, principal.Specialist, principal.Approver}, func(w *world, me somebody) {
			coordinator := w.settled()
			w.refuses(Command{Event: Offer, Actor: coordinator, PersonID: me[principal.Specialist]})
			w.must(Offered, Command{Event: Offer, Actor: coordinator, PersonID: w.specialist})
			w.must(InReview, Command{Event: AcceptOffer, Actor: w.by(w.specialist, principal.Specialist)})
			w.must(SignedDraft, Command{Event: SignDraft, Actor: w.by(w.specialist, principal.Specialist), Object: sum("o")}, w.draft(w.specialist, 1, "opinion", "o"))
			w.refuses(Command{Event: TakeUp, Actor: w.of(me, principal.Approver)})
		}},
		{"who joins the clinic afterwards has none any more", []principal.Role{principal.Specialist}, func(w *world, me somebody) {
			coordinator := w.settled()
			w.must(Offered, Command{Event: Offer, Actor: coordinator, PersonID: me[principal.Specialist]})
			if err := w.db.Tx(w.ctx, func(tx *sql.Tx) error {
				return db.New(tx).InsertRole(w.ctx, db.InsertRoleParams{ID: casefile.NewID(), PersonID: me[principal.Specialist], Role: string(principal.Physician), ClinicID: w.clinic, FromAt: w.now.UnixMilli()})
			}); err != nil {
				w.t.Fatal(err)
			}
			w.refuses(Command{Event: AcceptOffer, Actor: w.of(me, principal.Specialist)})
		}},
		{"who has a part does not stand in", []principal.Role{principal.Physician, principal.Approver}, func(w *world, me somebody) {
			coordinator := w.settled()
			// At another clinic until now: a part is had before the conflict is.
			w.at(me[principal.Physician], "elsewhere")
			w.must(Offered, Command{Event: Offer, Actor: coordinator, PersonID: w.specialist})
			w.must(InReview, Command{Event: AcceptOffer, Actor: w.by(w.specialist, principal.Specialist)})
			w.must(SignedDraft, Command{Event: SignDraft, Actor: w.by(w.specialist, principal.Specialist), Object: sum("o")}, w.draft(w.specialist, 1, "opinion", "o"))
			w.must(Approval, Command{Event: TakeUp, Actor: w.of(me, principal.Approver)})
			w.at(me[principal.Physician], w.clinic)
			w.refuses(Command{Event: NameCovering, Actor: coordinator, PersonID: me[principal.Physician], Reason: w.reason(NameCovering)})
			w.must(Approval, Command{Event: NameCovering, Actor: coordinator, PersonID: w.stranger, Reason: w.reason(NameCovering)})
		}},
	} {
		for how, linked := range map[string]bool{"two roles": false, "two accounts": true} {
			t.Run(c.name+", "+how, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t)
				c.walk(w, w.human(linked, c.roles...))
			})
		}
	}
}

// at moves a clinic's physician to another one.
func (w *world) at(person, clinic string) {
	w.t.Helper()
	if err := w.db.Tx(w.ctx, func(tx *sql.Tx) error {
		if clinic == "elsewhere" {
			clinic = casefile.NewID()
			if err := db.New(tx).InsertClinic(w.ctx, db.InsertClinicParams{ID: clinic, Name: "Elsewhere", CreatedAt: 1}); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(w.ctx, "UPDATE roles SET clinic_id = ? WHERE person_id = ? AND role = 'physician'", clinic, person)
		return err
	}); err != nil {
		w.t.Fatal(err)
	}
}

// TestARoleIsHeldWhileItIs: who no longer holds a role acts under it no more,
// and a role held elsewhere opens no door.
func TestARoleIsHeldWhileItIs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	coordinator := w.settled()
	me := w.human(false, principal.Specialist, principal.Approver)
	w.must(Offered, Command{Event: Offer, Actor: coordinator, PersonID: me[principal.Specialist]})
	atDesk := w.of(me, principal.Specialist)
	atDesk.Kind = principal.Desk
	w.refuses(Command{Event: AcceptOffer, Actor: atDesk})
	if err := w.db.Tx(w.ctx, func(tx *sql.Tx) error {
		for _, r := range must(db.New(tx).ListRoles(w.ctx, me[principal.Specialist])) {
			if r.Role != string(principal.Specialist) {
				continue
			}
			if _, err := db.New(tx).EndRole(w.ctx, db.EndRoleParams{ID: r.ID, UntilAt: w.now.UnixMilli(), EndedBy: "test"}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	w.refuses(Command{Event: AcceptOffer, Actor: w.of(me, principal.Specialist)})
	who, _, err := w.db.Q().Who(w.ctx, me[principal.Approver], w.now)
	if err != nil || who.Holds(principal.Specialist) || !who.Holds(principal.Approver) {
		t.Errorf("holds %v, %v", who.Roles, err)
	}
}
