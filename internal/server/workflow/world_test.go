package workflow

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/server/db"
	"oso/internal/server/db/schematest"
	"oso/internal/server/dbtest"
	"oso/internal/server/principal"
)

// tables are those of the service, made once.
var tables schematest.Tables

func TestMain(m *testing.M) { dbtest.Main(m) }

// world is a database with people in it, for Apply's tests.
type world struct {
	t    testing.TB
	ctx  context.Context
	db   *db.DB
	flow *Flow
	now  time.Time
	jobs []db.Job
	id   string // the case

	clinic, partner                                              string
	physician, stranger, coordinator, specialist, second         string
	radiologist, pathologist, trainee, lapsed, approver, billing string
	partnerAdmin, deputy                                         string // deputy: another approver
}

func sum(s string) string { h := sha256.Sum256([]byte(s)); return hex.EncodeToString(h[:]) }

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func newWorld(t testing.TB) *world {
	ctx := context.Background()
	d := tables.Memory(t)
	w := &world{t: t, ctx: ctx, db: d, flow: New(Defaults(time.UTC)), now: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
	w.clinic, w.partner = casefile.NewID(), casefile.NewID()
	ms := w.now.UnixMilli()
	err := d.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		if err := q.InsertClinic(ctx, db.InsertClinicParams{ID: w.clinic, Name: "Clinic", CreatedAt: ms}); err != nil {
			return err
		}
		if err := q.InsertPartner(ctx, db.InsertPartnerParams{ID: w.partner, Name: "Partner", AcceptsEstimates: true, CreatedAt: ms}); err != nil {
			return err
		}
		person := func(id *string, role principal.Role, change func(*db.InsertPersonParams)) error {
			*id = casefile.NewID()
			p := db.InsertPersonParams{
				ID: *id, Email: *id + "@example.org", Name: "P",
				Tenured: true, Licensed: true, BoardCertified: true, CredentialsUntil: w.now.AddDate(5, 0, 0).UnixMilli(),
				CreatedAt: ms, UpdatedAt: ms,
			}
			if change != nil {
				change(&p)
			}
			h := principal.Held{Role: role}
			switch role {
			case principal.Physician:
				h.Clinic = w.clinic
			case principal.PartnerAdmin:
				h.Partner = w.partner
			}
			return q.Enter(ctx, p, h, "test")
		}
		for _, x := range []struct {
			id     *string
			role   principal.Role
			change func(*db.InsertPersonParams)
		}{
			{&w.physician, principal.Physician, func(p *db.InsertPersonParams) { p.LicenseCheckedAt = ms }},
			{&w.stranger, principal.Physician, func(p *db.InsertPersonParams) { p.LicenseCheckedAt = ms }},
			{&w.coordinator, principal.Coordinator, nil},
			{&w.specialist, principal.Specialist, nil},
			{&w.second, principal.Specialist, nil},
			{&w.radiologist, principal.Radiologist, nil},
			{&w.pathologist, principal.Pathologist, nil},
			{&w.trainee, principal.Specialist, func(p *db.InsertPersonParams) { p.Trainee = true }},
			{&w.lapsed, principal.Radiologist, func(p *db.InsertPersonParams) { p.CredentialsUntil = ms - 1 }},
			{&w.approver, principal.Approver, nil},
			{&w.deputy, principal.Approver, nil},
			{&w.billing, principal.Billing, nil},
			{&w.partnerAdmin, principal.PartnerAdmin, nil},
		} {
			if err := person(x.id, x.role, x.change); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) enqueue(_ context.Context, _ *sql.Tx, jobs ...db.Job) error {
	w.jobs = append(w.jobs, jobs...)
	return nil
}

// do applies one command in a transaction of its own; before runs first, in
// the same one, as a door would.
func (w *world) do(cmd Command, before ...func(*db.Queries) error) (Status, error) {
	cmd.CaseID, cmd.Now = w.id, w.now
	var s Status
	kept := len(w.jobs)
	err := w.db.Tx(w.ctx, func(tx *sql.Tx) error {
		for _, f := range before {
			if err := f(db.New(tx)); err != nil {
				return err
			}
		}
		var err error
		s, err = w.flow.Apply(w.ctx, tx, w.enqueue, cmd)
		return err
	})
	if err != nil {
		w.jobs = w.jobs[:kept]
	}
	return s, err
}

func (w *world) must(want State, cmd Command, before ...func(*db.Queries) error) Status {
	w.t.Helper()
	s, err := w.do(cmd, before...)
	if err != nil {
		w.t.Fatalf("%s: %v", cmd.Event, err)
	}
	if s.State != want {
		w.t.Fatalf("%s led to %s, want %s", cmd.Event, s.State, want)
	}
	return s
}

// by is somebody who came through the door that bears the role.
func (w *world) by(id string, role principal.Role) principal.Actor {
	p := principal.Principal{Person: principal.Person{ID: id}}
	for _, p.Kind = range principal.Kinds() {
		if p.Kind.Bears(role) {
			break
		}
	}
	return p.As(role)
}

// received is the command of a clinic's sealed case with everything there.
func (w *world) received() Command {
	w.id = casefile.NewID()
	ref := ""
	if err := w.db.Tx(w.ctx, func(tx *sql.Tx) (err error) { ref, err = db.NewReference(w.ctx, tx); return }); err != nil {
		w.t.Fatal(err)
	}
	return Command{
		Event: Receive, Actor: w.by(w.physician, principal.Physician), Object: sum("manifest"), Participates: true,
		Place: &Place{Answer: Check, Rule: "1"},
		New: &NewCase{
			Reference: ref, ClinicID: w.clinic, PhysicianID: w.physician, PartnerID: w.partner,
			Kind: "second-opinion", PayerKind: "partner", Copy: true, Imaging: true, Agreement: Attested,
			Materials:  []Material{{ID: casefile.NewID(), Kind: "imaging", Channel: "upload", Arrived: true}},
			KeyWrapped: []byte("wrapped"), Summary: []byte("sealed"), Document: []byte("sealed"), Contact: []byte("sealed"), AgreementS: []byte("sealed"),
		},
	}
}

func (w *world) estimate() *Estimate {
	return &Estimate{Currency: "USD", Lines: []Line{{"second-opinion", 95000}, {ImagingLine, 20000}, {PathologyLine, 30000}}}
}

// draft puts a signed draft of the next version down, as the editor would.
func (w *world) draft(author string, version int64, kind, text string) func(*db.Queries) error {
	return func(q *db.Queries) error {
		id := casefile.NewID()
		if old, err := q.GetOpinionVersion(w.ctx, db.GetOpinionVersionParams{CaseID: w.id, Version: version}); err == nil {
			id = old.ID
		} else if err := q.InsertOpinion(w.ctx, db.InsertOpinionParams{
			ID: id, CaseID: w.id, Version: version, Kind: kind, AuthorID: author, DraftSealed: []byte{}, UpdatedAt: w.now.UnixMilli(),
		}); err != nil {
			return err
		}
		_, err := q.SaveOpinionSigned(w.ctx, db.SaveOpinionSignedParams{
			ID: id, ContentSealed: []byte("sealed"), ContentSHA256: sum(text), ManifestSHA256: sum("manifest"),
			AnswersComplete: true, LimitsStated: true, AuthorSignature: []byte("sig"), AuthorID: author, UpdatedAt: w.now.UnixMilli(),
		})
		return err
	}
}

func (w *world) packed(approver string, version int64) func(*db.Queries) error {
	return func(q *db.Queries) error {
		o, err := q.GetOpinionVersion(w.ctx, db.GetOpinionVersionParams{CaseID: w.id, Version: version})
		if err != nil {
			return err
		}
		_, err = q.SaveOpinionPackage(w.ctx, db.SaveOpinionPackageParams{
			ID: o.ID, ApproverSignature: []byte("sig"), ApproverID: approver, PackageBlob: "opinions/sealed", PackageSHA256: sum("p"),
			Fingerprint: "f", KeyWrapped: []byte{}, UpdatedAt: w.now.UnixMilli(),
		})
		return err
	}
}

// settle does what billing's worker does: takes the charge to its end.
func (w *world) settle(state string) func(*db.Queries) error {
	return func(q *db.Queries) error {
		c, err := q.GetChargeByCase(w.ctx, w.id)
		if err != nil {
			return err
		}
		if _, err := q.BeginCharge(w.ctx, c.ID); err != nil {
			return err
		}
		_, err = q.EndCharge(w.ctx, db.EndChargeParams{ID: c.ID, Attempts: c.Attempts, State: state, GatewayRef: "g", SettledAt: w.now.UnixMilli()})
		return err
	}
}
