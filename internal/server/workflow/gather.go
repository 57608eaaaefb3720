package workflow

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"time"

	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/principal"
)

// facts reads everything that a guard may ask about.
func (a *act) facts(cmd Command) (Facts, error) {
	s := a.status
	f := Facts{
		Now: cmd.Now, Role: cmd.Actor.Role, Reason: cmd.Reason,
		Kind: s.Kind, PayerKind: s.PayerKind,
		Participation: cmd.Participates, AccountReady: cmd.AccountReady,
		Identified: cmd.Identified, Amended: cmd.Amended, Read: cmd.Read,
		ActVerified: cmd.ActVerified, WithdrawalIsFree: a.cfg.WithdrawalIsFree,
		Authorization: true, Evidence: validHash(cmd.Object),
	}
	if p := cmd.Place; p != nil {
		f.Location, f.ForbidImaging, f.ForbidPathology = p.Answer, p.ForbidImaging, p.ForbidPathology
	}
	if n := cmd.New; n != nil && s.State == None {
		f.Kind, f.PayerKind, f.Emergent, f.CourtesyCopy = n.Kind, n.PayerKind, n.Emergent, n.Copy
		f.WantsImaging, f.WantsPathology, f.Agreement = n.Imaging, n.Pathology, n.Agreement
	}
	if a.row.ID != "" {
		f.Authorization = a.cfg.authorized(a.row, cmd.Now)
	}
	for _, step := range []func(Command, *Facts) error{a.actorFacts, a.namedFacts, a.caseFacts, a.opinionFacts, a.partFacts} {
		if err := step(cmd, &f); err != nil {
			return Facts{}, err
		}
	}
	if t := cmd.Timer; t != nil {
		due, err := a.due(*t)
		if err != nil {
			return Facts{}, err
		}
		f.TimerEntered, f.TimerDue = t.Token, due
	} else {
		f.TimerEntered, f.TimerDue = -1, cmd.Now
	}
	return f, nil
}

// caseFacts: materials, money, the open offer, over-reads, the license.
func (a *act) caseFacts(cmd Command, f *Facts) error {
	if a.row.ID == "" {
		return nil
	}
	id := a.row.ID
	m, err := a.q.CountMaterials(a.ctx, id)
	if err != nil {
		return db.Err(err, "count materials")
	}
	f.Declared, f.Outstanding, f.Unreturned, f.Untranslated = m.Declared, m.Outstanding, m.Unreturned, m.Untranslated

	a.part = db.Contribution{}
	a.offer, err = a.q.GetOpenOffer(a.ctx, id)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return db.Err(err, "load offer")
	}
	f.OfferedTo = a.offer.PersonID
	offers, err := a.q.ListOffers(a.ctx, id)
	if err != nil {
		return db.Err(err, "load offers")
	}
	who := f.Named
	if who.ID == "" {
		who = f.Actor
	}
	for _, o := range offers {
		if who.Is(o.PersonID) {
			f.NamedDeclined = f.NamedDeclined || f.Named.ID != "" && oneOf(o.State, "declined", "timed-out", "ended")
			f.Conflict = f.Conflict || o.Reason == ConflictOfInterest
		}
	}

	if a.parts, err = a.q.ListContributions(a.ctx, id); err != nil {
		return db.Err(err, "load parts")
	}
	for _, p := range a.parts {
		state := PartState(p.State)
		f.PartsOpen = f.PartsOpen || state.Open()
		f.Conflict = f.Conflict || who.Is(p.PersonID) && p.Reason == ConflictOfInterest
		if p.ID == cmd.PartID {
			a.part = p
			f.Part, f.PartOf, f.PartDue = state, p.PersonID, p.DueAt
			f.PartSigned = p.SignedSHA256 != "" && p.SignedSHA256 == cmd.Object && len(p.SignedSealed) > 0
		}
	}
	reads, err := a.q.ListOverreads(a.ctx, id)
	if err != nil {
		return db.Err(err, "load over-reads")
	}
	a.reads = reads
	for _, r := range reads {
		if Read(r.Kind) == cmd.Read {
			f.ReaderID, f.ReadDue, f.ReadDoubted = r.ReaderID, r.DueAt, r.DoubtedAt > 0
			f.ReportSigned = r.ReportSHA256 != "" && r.ReportSHA256 == cmd.Object && len(r.Signature) > 0
		}
		f.ReadsDoubted = f.ReadsDoubted || Overread(r.State) == Final && r.DoubtedAt > 0
	}
	if cmd.Event == AddToOverread {
		if f.ReportSigned, err = a.added(cmd); err != nil {
			return err
		}
	}

	a.charge, err = a.q.GetChargeByCase(a.ctx, id)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return db.Err(err, "load charge")
	}
	f.ChargeState = a.charge.State
	f.OfPartner = a.row.PartnerID != ""
	if oneOf(cmd.Event, RequestPlacement, ArrangePlacement, DeclinePlacement) {
		if f.Placement, err = Placement(a.ctx, a.q, id); err != nil {
			return err
		}
	}
	f.EstimateMade = cmd.Estimate.valid()
	if a.row.PartnerID != "" {
		p, err := a.q.GetPartner(a.ctx, a.row.PartnerID)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return db.Err(err, "load partner")
		}
		f.ContractAccepts = p.Holds(cmd.Now) && p.AcceptsEstimates
	}

	if cmd.Actor.Role == principal.System { // what the program may take for granted from what is stored
		who, physician, err := a.q.Who(a.ctx, a.row.PhysicianID, cmd.Now)
		if err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
		f.LicenseKnown = err == nil && !who.Left && physician.LicenseCheckedAt > 0
		f.Identified = a.status.SealVer > 0 && f.Declared > 0 && f.Outstanding == 0
	} else {
		f.LicenseKnown = cmd.LicenseKnown
	}
	return nil
}

// opinionFacts: the opinion named, or the newest.
func (a *act) opinionFacts(cmd Command, f *Facts) error {
	a.opinion = db.Opinion{}
	if a.row.ID == "" {
		return nil
	}
	var o db.Opinion
	var err error
	if cmd.OpinionID != "" {
		o, err = a.q.GetOpinion(a.ctx, cmd.OpinionID)
		if err == nil && o.CaseID != a.row.ID {
			return errs.E(errs.NotFound, "load opinion", "This opinion does not belong to this case.")
		}
		if err != nil {
			return db.Err(err, "load opinion")
		}
	} else {
		o, err = a.q.GetLatestOpinion(a.ctx, a.row.ID)
		// Acts on what was released mean the current version, not one that is being written.
		if err == nil && o.ReleasedAt == 0 && a.status.Version > 0 && oneOf(cmd.Event, Access, Deliver, AcknowledgeCorrection) {
			o, err = a.q.GetOpinionVersion(a.ctx, db.GetOpinionVersionParams{CaseID: a.row.ID, Version: a.status.Version})
		}
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return db.Err(err, "load opinion")
		}
	}
	a.opinion = o
	f.Author, f.Approver, f.OpinionVersion, f.Delivered = o.AuthorID, o.ApproverID, o.Version, o.DeliveredAt > 0
	f.AnswersComplete, f.LimitsStated = o.AnswersComplete, o.LimitsStated
	f.SameBytes = validHash(cmd.Object) && cmd.Object == o.ContentSHA256
	if cmd.Event == Deliver { // Object is the proof of delivery; the version named is what was delivered
		f.SameBytes = o.ContentSHA256 != ""
	}
	f.OpinionSigned = o.ContentSHA256 != "" && len(o.AuthorSignature) > 0
	if o.ReleasedAt == 0 && o.Version != a.status.Version+1 {
		f.OpinionSigned = false
	}
	if f.SameRecords, err = SameRecords(a.ctx, a.q, a.row, o.ContentSHA256, SignedOver{o.ManifestSHA256, o.FiledRecords}); err != nil {
		return err
	}
	f.ReadsAdded = ReadingsAdded(a.reads, o.SignedAt)
	f.PackageStored = o.PackageBlob != "" && len(o.ApproverSignature) > 0 && f.Actor.Is(o.ApproverID)
	return nil
}

// added tells whether what an addendum acts on is stored and signed.
func (a *act) added(cmd Command) (bool, error) {
	list, err := a.q.ListSignedReadings(a.ctx, a.row.ID)
	if err != nil {
		return false, db.Err(err, "load addendum")
	}
	return slices.ContainsFunc(list, func(r db.SignedReading) bool {
		return Read(r.Kind) == cmd.Read && r.OfSHA256 != "" && r.BodySHA256 == cmd.Object && len(r.Signature) > 0
	}), nil
}

// ReadingsAdded tells whether a final over-read was added to after a signature, in
// unix milliseconds.
func ReadingsAdded(reads []db.Overread, signed int64) bool {
	return slices.ContainsFunc(reads, func(r db.Overread) bool {
		return Overread(r.State) == Final && signed > 0 && r.AddedAt > signed
	})
}

// authorized: the patient's authorization has not run out. It runs from its
// signature; of a case from before that was kept, from its beginning.
func (c Config) authorized(row db.Case, now time.Time) bool {
	from := row.AgreedAt
	if from == 0 {
		from = row.CreatedAt
	}
	return now.Before(time.UnixMilli(from).Add(c.AuthorizedFor))
}

// OfferDue is when an offer of a case that is made now has to be answered.
func (f *Flow) OfferDue(row db.Case, now time.Time) time.Time {
	_, due, _ := f.cfg.timer(OfferTimeout, Status{State: Offered, Emergent: row.Emergent}, now)
	return due
}

// Authorized is the same for pages, which offer what can be begun.
func (f *Flow) Authorized(row db.Case, now time.Time) bool { return f.cfg.authorized(row, now) }

// SignedOver is what the records of a case were as a version was signed: the hash of
// the clinic's manifest, and which were filed beside it.
type SignedOver struct{ Manifest, Filed string }

// FiledRecords names the records of a case that were filed, as a signature keeps
// them.
func FiledRecords(ctx context.Context, q *db.Queries, id string) (string, error) {
	rows, err := q.ListFiledRecords(ctx, id)
	if err != nil {
		return "", db.Err(err, "list filed records")
	}
	var ids []string
	for _, r := range rows {
		ids = append(ids, r.ID)
	}
	return FiledAs(ids), nil
}

// FiledAs is how a signature keeps which records were filed.
func FiledAs(ids []string) string { return strings.Join(slices.Sorted(slices.Values(ids)), " ") }

// SameRecords says whether what was signed (the hash of its content, over which
// records) rests on the records that the case has now: the newest sealed version,
// and what was filed beside it. A case that no clinic has sealed has nothing newer.
func SameRecords(ctx context.Context, q *db.Queries, c db.Case, content string, over SignedOver) (bool, error) {
	if content == "" {
		return false, nil // not signed
	}
	filed, err := FiledRecords(ctx, q, c.ID)
	if err != nil || filed != over.Filed {
		return false, err
	}
	newest, err := q.GetManifestSHA256(ctx, db.GetManifestSHA256Params{CaseID: c.ID, Version: c.SealVersion})
	if errors.Is(err, sql.ErrNoRows) {
		return true, nil
	}
	return newest == over.Manifest, db.Err(err, "compare records")
}

func (e *Estimate) valid() bool {
	if e == nil || len(e.Lines) == 0 || len(e.Currency) != 3 {
		return false
	}
	for _, l := range e.Lines {
		if l.Code == "" || l.Cents < 0 {
			return false
		}
	}
	return true
}

func validHash(s string) bool {
	b, err := hex.DecodeString(s)
	return err == nil && len(b) == 32
}
