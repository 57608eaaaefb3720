package workflow

import (
	"encoding/json"
	"fmt"
	"time"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/principal"
)

// create stores a new case. A refused one keeps ids and nothing of the person.
func (a *act) create(cmd Command, s Status) error {
	n, now := cmd.New, cmd.Now.UnixMilli()
	if len(n.Reference) != 10 {
		return errs.E(errs.Invalid, "create case", "A case needs a ten-digit reference number. Nothing was saved.")
	}
	p := db.InsertCaseParams{
		ID: cmd.CaseID, Reference: n.Reference, ClinicID: n.ClinicID, PhysicianID: n.PhysicianID,
		Kind: n.Kind, PayerKind: n.PayerKind, PartnerID: n.PartnerID,
		State: string(None), Participation: string(s.Participation), Agreement: string(s.Agreement), Location: string(s.Location),
		Materials: string(s.Materials), ImagingRead: string(s.Imaging), PathologyRead: string(s.Pathology), Billing: string(s.Billing),
		Query: string(s.Query), Critical: string(s.Critical), Correction: string(s.Correction), Revision: string(s.Revision),
		RecordRequest: string(s.RecordRequest), Emergent: s.Emergent, CourtesyCopy: s.CourtesyCopy,
		CreatedAt: now, UpdatedAt: now,
		KeyWrapped: []byte{}, SummarySealed: []byte{}, DocumentSealed: []byte{}, ContactSealed: []byte{}, AgreementSealed: []byte{},
	}
	if s.State != NotEligible {
		p.PatientEmailable = n.Emailable
		p.KeyWrapped, p.SummarySealed, p.DocumentSealed = some(n.KeyWrapped), some(n.Summary), some(n.Document)
		p.ContactSealed, p.AgreementSealed = some(n.Contact), some(n.AgreementS)
	}
	if err := a.q.InsertCase(a.ctx, p); err != nil {
		return db.Err(err, "create case")
	}
	a.row.ID, a.row.ClinicID, a.row.PhysicianID, a.row.PartnerID = cmd.CaseID, n.ClinicID, n.PhysicianID, n.PartnerID
	if s.State == NotEligible {
		return nil
	}
	for i, m := range n.Materials {
		state, arrived := "declared", int64(0)
		if m.Arrived {
			state, arrived = "arrived", now
		}
		if err := a.q.InsertMaterial(a.ctx, db.InsertMaterialParams{
			ID: m.ID, CaseID: cmd.CaseID, Position: int64(i), Kind: m.Kind, Channel: m.Channel, Physical: m.Physical,
			State: "declared", DescriptionSealed: some(m.Description), UpdatedAt: now,
		}); err != nil {
			return db.Err(err, "declare material")
		}
		if !m.Arrived {
			continue
		}
		if _, err := a.q.UpdateMaterial(a.ctx, db.UpdateMaterialParams{
			ID: m.ID, CaseID: cmd.CaseID, State: state, ArrivedAt: arrived, NoteSealed: []byte{}, UpdatedAt: now,
		}); err != nil {
			return db.Err(err, "declare material")
		}
	}
	return nil
}

// beside writes the rows that hang on a case: offers, over-reads, parts, writers, opinions,
// accesses, findings, estimates.
func (a *act) beside(cmd Command, f Facts, before Status, o Outcome) error {
	for _, step := range []func(Command, Status, Outcome) error{a.offers, a.overreads, a.panel, a.writers, a.opinions, a.findings, a.people} {
		if err := step(cmd, before, o); err != nil {
			return err
		}
	}
	return nil
}

func (a *act) offers(cmd Command, before Status, o Outcome) error {
	now := cmd.Now.UnixMilli()
	switch cmd.Event {
	case Offer, OfferBackup:
		_, due, _ := a.cfg.timer(OfferTimeout, o.Status, cmd.Now)
		p := db.InsertOfferParams{
			ID: casefile.NewID(), CaseID: cmd.CaseID, PersonID: cmd.PersonID, SynopsisSealed: some(cmd.Synopsis), Fits: cmd.Fits,
			BackupSynopsisSealed: []byte{}, OfferedBy: cmd.Actor.ID, OfferedAt: now, DueAt: due.UnixMilli(),
		}
		if b := cmd.Backup; b != nil {
			p.BackupID, p.BackupFits, p.BackupSynopsisSealed = b.PersonID, b.Fits, some(b.Synopsis)
		}
		return db.Err(a.q.InsertOffer(a.ctx, p), "put offer")
	case Amend: // what the next one would be shown is not the case any more
		return db.Err(a.q.DropBackup(a.ctx, cmd.CaseID), "drop backup")
	case Unassign:
		return db.Err(a.q.EndAssignment(a.ctx, db.EndAssignmentParams{CaseID: cmd.CaseID, Reason: cmd.Reason, NoteSealed: some(cmd.Note)}), "end assignment")
	}
	if cmd.Event == SetEmergent && a.offer.ID != "" {
		_, due, _ := a.cfg.timer(OfferTimeout, o.Status, cmd.Now)
		return db.Err(a.q.HastenOffer(a.ctx, db.HastenOfferParams{ID: a.offer.ID, DueAt: min(a.offer.DueAt, due.UnixMilli())}), "hasten offer")
	}
	if before.State != Offered || o.Status.State == Offered || a.offer.ID == "" {
		return nil
	}
	state := "cancelled"
	switch cmd.Event {
	case AcceptOffer:
		state = "accepted"
	case DeclineOffer:
		state = "declined"
	case OfferTimeout:
		state = "timed-out"
	}
	_, err := a.q.AnswerOffer(a.ctx, db.AnswerOfferParams{ID: a.offer.ID, State: state, Reason: cmd.Reason, NoteSealed: some(cmd.Note), AnsweredAt: now})
	return db.Err(err, "end offer")
}

// writers keeps who has the opinion to write: what was written goes to the
// next, and a version names its last author alone.
func (a *act) writers(cmd Command, _ Status, _ Outcome) error {
	person := ""
	switch cmd.Event {
	case AcceptOffer, AcceptPart, SignDraft, SignRevision:
		person = cmd.Actor.ID
	case ReassignRevision:
		person = cmd.PersonID
	default:
		return nil
	}
	return db.Err(a.q.PutWriter(a.ctx, db.PutWriterParams{CaseID: cmd.CaseID, PersonID: person}), "put writer")
}

func (a *act) overreads(cmd Command, before Status, o Outcome) error {
	now := cmd.Now.UnixMilli()
	after := o.Status
	for _, r := range []Read{ImagingRead, PathologyRead} {
		was, is := *before.read(r), *after.read(r)
		if o.From == None {
			was = NotOrdered
		}
		again := cmd.Event == AssignOverread && cmd.Read == r // assigned to somebody else
		if after.State == NotEligible {
			continue
		}
		if was == is && !again {
			if err := a.sameRead(cmd, r, is); err != nil {
				return err
			}
			continue
		}
		if is == Ordered {
			if err := a.q.PutOverread(a.ctx, db.PutOverreadParams{
				ID: casefile.NewID(), CaseID: cmd.CaseID, Kind: string(r), State: string(is), OrderedAt: now, Empty: []byte{},
			}); err != nil {
				return db.Err(err, "order over-read")
			}
			continue
		}
		row, err := a.q.GetOverread(a.ctx, db.GetOverreadParams{CaseID: cmd.CaseID, Kind: string(r)})
		if err != nil {
			return db.Err(err, "load over-read")
		}
		p := db.UpdateOverreadParams{CaseID: cmd.CaseID, Kind: string(r), State: string(is), Reason: cmd.Reason, ReaderID: row.ReaderID}
		if is == Assigned {
			if err := a.office(); err != nil {
				return err
			}
			p.ReaderID, p.DueAt = cmd.PersonID, a.cfg.readDue(after, cmd.Now).UnixMilli()
		} else {
			p.FinishedAt = now
		}
		if _, err := a.q.UpdateOverread(a.ctx, p); err != nil {
			return db.Err(err, "write over-read")
		}
	}
	return nil
}

// sameRead is what happens to an over-read that stays as it is.
func (a *act) sameRead(cmd Command, r Read, is Overread) error {
	var err error
	switch now := cmd.Now.UnixMilli(); {
	case cmd.Event == AddToOverread && cmd.Read == r:
		_, err = a.q.AddToOverread(a.ctx, db.AddToOverreadParams{CaseID: cmd.CaseID, Kind: string(r), AddedAt: now})
	case cmd.Event == DoubtOverread && cmd.Read == r:
		_, err = a.q.DoubtOverread(a.ctx, db.DoubtOverreadParams{CaseID: cmd.CaseID, Kind: string(r), DoubtedAt: now})
	case cmd.Event == SetEmergent && is == Assigned:
		due := cmd.Now.Add(a.cfg.ReadEmergent)
		if err = a.q.HastenOverread(a.ctx, db.HastenOverreadParams{CaseID: cmd.CaseID, Kind: string(r), DueAt: due.UnixMilli()}); err == nil {
			err = a.hasten(cmd, Timer{Event: OverreadOverdue, Token: due.UnixMilli(), Due: due.UnixMilli(), Read: r}, string(r))
		}
	}
	return db.Err(err, "write over-read")
}

// hasten ends a limit earlier than it was set to; of tells those of one event apart.
func (a *act) hasten(cmd Command, t Timer, of string) error {
	body, err := json.Marshal(t)
	if err != nil {
		return errs.Op(err, "set timer")
	}
	key := fmt.Sprintf("%s/%d/%s/%s", cmd.CaseID, a.status.Seq+1, t.Event, of)
	return a.enqueue(a.ctx, a.tx, db.Job{Kind: JobTimer, Key: key, CaseID: cmd.CaseID, Due: time.UnixMilli(t.Due), Payload: body})
}

func (a *act) opinions(cmd Command, before Status, o Outcome) error {
	now := cmd.Now.UnixMilli()
	op := a.opinion
	p := db.UpdateOpinionStateParams{
		ID: op.ID, State: op.State, ApproverID: op.ApproverID, SignedAt: op.SignedAt, ApprovedAt: op.ApprovedAt,
		ReleasedAt: op.ReleasedAt, AccessedAt: op.AccessedAt, AcknowledgedAt: op.AcknowledgedAt, UpdatedAt: now,
	}
	kind := ""
	switch cmd.Event {
	case SignDraft, SignRevision:
		p.State, p.SignedAt = "signed", now
	case TakeUp, TakeUpRevision:
		p.State, p.ApproverID = "approval", cmd.Actor.ID
	case ReturnDraft, ReturnRevision, Unassign:
		p.State, p.ApproverID, p.SignedAt = "draft", "", 0
	case Approve, ApproveRevision:
		p.State, p.ApproverID, p.ApprovedAt, p.ReleasedAt = "released", cmd.Actor.ID, now, now
		if before.isCorrection() {
			if err := a.q.SupersedeOpinions(a.ctx, db.SupersedeOpinionsParams{CaseID: cmd.CaseID, Version: op.Version, SupersededAt: now}); err != nil {
				return db.Err(err, "supersede opinion")
			}
		}
	case Access:
		kind = "signed-act"
	case AccessSuperseded:
		kind = "superseded"
	case Deliver:
		kind = "delivery"
	case AcknowledgeCorrection:
		p.AcknowledgedAt = now
	case DropRevision:
		if op.ID != "" && op.ReleasedAt == 0 {
			return db.Err(a.q.DropOpinion(a.ctx, op.ID), "drop revision")
		}
		return nil
	default:
		return nil
	}
	if op.ID == "" {
		return nil // unassigned before a word was written
	}
	if kind != "" {
		if p.AccessedAt == 0 {
			p.AccessedAt = now
		}
		device := cmd.Device
		if device.IsZero() {
			device = cmd.Now
		}
		if err := a.q.InsertAccess(a.ctx, db.InsertAccessParams{
			ID: casefile.NewID(), CaseID: cmd.CaseID, OpinionID: op.ID, Kind: kind, PersonID: cmd.Actor.ID,
			DeviceID: cmd.Actor.Device, ContentSHA256: op.ContentSHA256, Act: some(cmd.Act),
			DeviceTime: device.UnixMilli(), CreatedAt: now,
		}); err != nil {
			return db.Err(err, "record access")
		}
	}
	_, err := a.q.UpdateOpinionState(a.ctx, p)
	return db.Err(err, "write opinion")
}

func (a *act) findings(cmd Command, _ Status, _ Outcome) error {
	now := cmd.Now.UnixMilli()
	switch cmd.Event {
	case RaiseCritical:
		return db.Err(a.q.InsertCriticalFinding(a.ctx, db.InsertCriticalFindingParams{
			ID: casefile.NewID(), CaseID: cmd.CaseID, RaisedBy: cmd.Actor.ID, FindingSealed: some(cmd.Finding), RaisedAt: now,
		}), "record finding")
	case LogCall:
		return db.Err(a.q.LogCriticalCall(a.ctx, db.LogCriticalCallParams{
			CaseID: cmd.CaseID, CalledBy: cmd.Actor.ID, CallSealed: some(cmd.Finding), CalledAt: now,
		}), "log call")
	case AcknowledgeCritical:
		return db.Err(a.q.AcknowledgeCriticalFindings(a.ctx, db.AcknowledgeCriticalFindingsParams{
			CaseID: cmd.CaseID, AcknowledgedBy: cmd.Actor.ID, AcknowledgedAt: now,
		}), "acknowledge finding")
	}
	return nil
}

func (a *act) people(cmd Command, before Status, _ Outcome) error {
	now := cmd.Now.UnixMilli()
	if !cmd.AgreedAt.IsZero() && oneOf(cmd.Event, Register, Receive, Amend) {
		at := min(cmd.AgreedAt.UnixMilli(), now) // a desk's clock may be ahead
		if err := a.q.SetCaseAgreed(a.ctx, db.SetCaseAgreedParams{ID: cmd.CaseID, AgreedAt: at}); err != nil {
			return db.Err(err, "record agreement")
		}
	}
	switch cmd.Event {
	case Amend:
		if w := cmd.Amended.Wanted; w != nil && before.beforeOffer() {
			return db.Err(a.q.SetCasePartner(a.ctx, db.SetCasePartnerParams{ID: cmd.CaseID, PartnerID: w.Partner}), "record payer")
		}
	case AskQuestion:
		return db.Err(a.q.SetCaseAsker(a.ctx, db.SetCaseAskerParams{ID: cmd.CaseID, AskerID: cmd.Actor.ID}), "record question")
	case AskDoctor:
		if cmd.PhysicianID == "" {
			return errs.E(errs.Incomplete, "ask doctor", "Say which physician is asked. Nothing was changed.")
		}
		a.row.PhysicianID = cmd.PhysicianID
		return db.Err(a.q.UpdateCasePhysician(a.ctx, db.UpdateCasePhysicianParams{ID: cmd.CaseID, PhysicianID: cmd.PhysicianID}), "ask doctor")
	case CheckLicense:
		if cmd.Actor.Role != principal.Coordinator {
			return nil
		}
		return db.Err(a.q.UpdatePersonLicense(a.ctx, db.UpdatePersonLicenseParams{
			ID: a.row.PhysicianID, LicenseCheckedAt: now, LicenseCheckedBy: cmd.Actor.ID, UpdatedAt: now,
		}), "record license")
	}
	return nil
}

// some is b, never nil: a BLOB column takes no NULL.
func some(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}
