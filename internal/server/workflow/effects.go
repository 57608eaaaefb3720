package workflow

import "oso/internal/server/principal"

func with2(set []principal.Role, more ...principal.Role) []principal.Role {
	return append(append([]principal.Role{}, set...), more...)
}

var (
	begin = Effect{"tracks begin as the case says", func(s *Status, f Facts) {
		s.Participation, s.Materials = NotAsked, NoMaterials
		s.Agreement, s.Location = f.Agreement, f.Location
		s.ForbidImaging, s.ForbidPathology = f.ForbidImaging, f.ForbidPathology
		s.Imaging, s.Pathology = asked(f.WantsImaging), asked(f.WantsPathology)
		s.Billing, s.Query, s.Critical = NoBilling, NoQuery, NotCritical
		s.Correction, s.Revision, s.RecordRequest = NoCorrection, NoRevision, NoRequest
		s.Kind, s.PayerKind = f.Kind, f.PayerKind
		s.Emergent, s.CourtesyCopy = f.Emergent, f.CourtesyCopy
		s.SealVer = 1
	}}
	participates = Effect{"participation: accepted", func(s *Status, _ Facts) { s.Participation = Accepted }}
	refuse       = Effect{"location: refused", func(s *Status, f Facts) {
		*s = Status{
			State: s.State, Location: Refused, Participation: NotAsked, Agreement: NoAgreement, Materials: NoMaterials,
			Imaging: NotOrdered, Pathology: NotOrdered, Billing: NoBilling, Query: NoQuery, Critical: NotCritical,
			Correction: NoCorrection, Revision: NoRevision, RecordRequest: NoRequest,
			Kind: f.Kind, PayerKind: f.PayerKind, Seq: s.Seq, Entered: s.Entered,
		}
	}}
	arriving = Effect{"materials: arriving", func(s *Status, _ Facts) { s.Materials = Arriving }}
	relocate = Effect{"location: as asked again", func(s *Status, f Facts) {
		s.Location = placeNow(*s, f)
		s.ForbidImaging, s.ForbidPathology = forbidsNow(*s, f)
	}}
	removeForbidden = Effect{"over-reads that the place forbids: removed", func(s *Status, _ Facts) {
		for _, r := range []Read{ImagingRead, PathologyRead} {
			if o := s.read(r); s.forbids(r) && oneOf(*o, Ordered, Assigned) {
				*o = Removed
			}
		}
	}}
	startClock = Effect{"clock: starts, unless it runs", func(s *Status, f Facts) {
		if s.ClockStart == 0 {
			s.ClockStart = f.Now.UnixMilli()
		}
	}}
	// amended: what intake settled and the new version says otherwise is open
	// again. A review that was not asked for before waits for its order: it would
	// cost. An estimate that a payer accepted stands from the offer on.
	amended = Effect{"sealed version: one more; another agreement waits for its check, another place for its answer, another service or payer for an estimate, " +
		"what is newly announced for its arrival; held from triage: back to intake review", func(s *Status, f Facts) {
		s.SealVer++
		if w := f.Amended.Wanted; w != nil && s.beforeOffer() {
			s.Kind, s.PayerKind = w.Kind, w.PayerKind
			if oneOf(s.Billing, Estimated, EstimateAccepted) {
				s.Billing = NoBilling
			}
		}
		if s.State == OnHold && s.Return == Triage {
			s.Return = IntakeReview // what is new is looked at, as in triage itself
		}
		if f.Location != "" {
			if s.Location = placeNow(*s, f); f.Amended.Elsewhere {
				s.Location = f.Location // what a coordinator decided was about the other place
			}
			s.ForbidImaging, s.ForbidPathology = f.ForbidImaging, f.ForbidPathology
			removeForbidden.Do(s, f)
		}
		if oneOf(f.Amended.Agreement, Signed, Attested) && s.Agreement != Revoked {
			s.Agreement = f.Amended.Agreement
		}
		if f.Amended.Announced && s.Materials == Waived {
			s.Materials = Arriving
		}
		s.CourtesyCopy = s.CourtesyCopy && !f.Amended.NoCopy
	}}
	release = Effect{"version 1, not opened", func(s *Status, _ Facts) { s.Version, s.Unread = s.Version+1, true }}
	opens   = Effect{"opened", func(s *Status, _ Facts) { s.Unread = false }}

	answersRequest = Effect{"record request: answered, if open", func(s *Status, _ Facts) {
		if s.RecordRequest == RequestOpen {
			s.RecordRequest = RequestAnswered
		}
	}}
	revoked = Effect{"agreement: revoked", func(s *Status, _ Facts) { s.Agreement = Revoked }}
	// fee: withdrawal is free unless an over-read was performed.
	fee = Effect{"billing: due, if an over-read was performed and the price list says so", func(s *Status, f Facts) {
		if s.Billing == EstimateAccepted && !f.WithdrawalIsFree && (s.Imaging == Final || s.Pathology == Final) {
			s.Billing = Due
		}
	}}
	releaseRevision = Effect{"one version more, not opened; a correction waits to be acknowledged", func(s *Status, _ Facts) {
		if s.Revision == CorrectionApproval {
			s.Correction = AckPending
		}
		s.Version, s.Unread, s.Revision, s.Reminders = s.Version+1, true, NoRevision, 0
	}}
)

func asked(wanted bool) Overread {
	if wanted {
		return Ordered
	}
	return NotOrdered
}

func inOrder(s *Status, _ Facts) {
	if s.Materials != Waived {
		s.Materials = InOrder
	}
}

// step moves an addendum to a, a correction to c.
func step(a, c Revision) func(*Status, Facts) {
	return func(s *Status, _ Facts) {
		if oneOf(s.Revision, AddendumOpen, AddendumSigned, AddendumApproval) {
			s.Revision = a
			return
		}
		s.Revision = c
	}
}

func setRead(to Overread) Effect {
	return Effect{"the over-read: " + string(to), func(s *Status, f Facts) { *s.read(f.Read) = to }}
}

// Revising is which further version is being written: addendum, correction, or none.
func (s Status) Revising() string {
	switch {
	case s.isCorrection():
		return "correction"
	case s.Revision != NoRevision && s.Revision != "":
		return "addendum"
	}
	return ""
}

// isCorrection: the revision on its way corrects, it does not add.
func (s Status) isCorrection() bool {
	return oneOf(s.Revision, CorrectionOpen, CorrectionSigned, CorrectionApproval)
}
