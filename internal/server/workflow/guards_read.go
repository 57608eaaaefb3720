package workflow

import "oso/internal/errs"

// Guards of over-reads (R38).
var (
	readAllowed = guard("the over-read is open at the place", errs.Refused,
		"This review may not be given at the patient's place.",
		func(s Status, f Facts) bool {
			imaging, pathology := forbidsNow(s, f)
			// By what was found when the case was last placed, and by what the rules say now.
			return f.Read != "" && !s.forbids(f.Read) && !(f.Read == ImagingRead && imaging) && !(f.Read == PathologyRead && pathology)
		})
	readOrderable = guard("not ordered, or given up before", errs.Refused,
		"This review is ordered or done already.",
		func(s Status, f Facts) bool { return oneOf(*s.read(f.Read), NotOrdered, NotAvailable, Removed) })
	readOpen = guard("the over-read is ordered and not final", errs.Refused,
		"This review is not open.",
		func(s Status, f Facts) bool { return f.Read != "" && oneOf(*s.read(f.Read), Ordered, Assigned) })
	readerFit = guard("radiologist or pathologist with credentials in date", errs.Refused,
		"This person may not be assigned: the right specialty, tenure, license and board certification must be on record and in date, and trainees never.",
		func(_ Status, f Facts) bool {
			return f.Named.Holds(reader(f.Read)) && !f.Candidate.Lapsed(f.Now)
		})
	isReader = guard("assigned to this reader", errs.Forbidden,
		"This review is not assigned to you.",
		func(s Status, f Facts) bool {
			return f.Read != "" && *s.read(f.Read) == Assigned && f.Actor.Is(f.ReaderID)
		})
	readUnsettled = guard("the over-read is ordered and not final, or its report is in doubt", errs.Refused,
		"This review is not open.",
		func(s Status, f Facts) bool {
			return f.Read != "" && (oneOf(*s.read(f.Read), Ordered, Assigned) || *s.read(f.Read) == Final && f.ReadDoubted)
		})
	readDoubted = guard("the over-read is final, and its report is in doubt", errs.Refused,
		"This review is not in doubt.",
		func(s Status, f Facts) bool { return f.Read != "" && *s.read(f.Read) == Final && f.ReadDoubted })
	readFinal = guard("the over-read is final", errs.Refused,
		"This review is not final.",
		func(s Status, f Facts) bool { return f.Read != "" && *s.read(f.Read) == Final })
	hasRead = guard("final, and by this reader", errs.Forbidden,
		"This review is not yours, or it is not final.",
		func(s Status, f Facts) bool {
			return f.Read != "" && *s.read(f.Read) == Final && f.Actor.Is(f.ReaderID)
		})
	itsLimit = guard("the timer is of the limit of an over-read that is assigned", errs.Refused,
		"This timer belongs to an earlier limit.",
		func(s Status, f Facts) bool {
			return f.Read != "" && *s.read(f.Read) == Assigned && f.TimerEntered == f.ReadDue
		})
	readsStand = guard("no over-read is in doubt", errs.Incomplete,
		"Another patient’s record was in the case when a review was signed, and its reader has not said since that it stands. The reader adds to it, or the coordinator records it as not available.",
		func(_ Status, f Facts) bool { return !f.ReadsDoubted })
	sameReadings = guard("no over-read was added to or put in doubt since it was signed", errs.Refused,
		"A review was added to, or is in doubt, since this was signed. Return it: the author looks at it and signs again.",
		func(_ Status, f Facts) bool { return !f.ReadsDoubted && !f.ReadsAdded })
	// An addendum adds to what stands and says nothing anew of the reviews.
	correctionReadsStand = guard("of a correction: no over-read is in doubt", errs.Incomplete,
		"Another patient’s record was in the case when a review was signed, and its reader has not said since that it stands. The reader adds to it, or the coordinator records it as not available.",
		func(s Status, f Facts) bool { return !s.isCorrection() || !f.ReadsDoubted })
	correctionSameReadings = guard("of a correction: no over-read was added to or put in doubt since it was signed", errs.Refused,
		"A review was added to, or is in doubt, since this was signed. Return it: the author looks at it and signs again.",
		func(s Status, f Facts) bool { return !s.isCorrection() || !f.ReadsDoubted && !f.ReadsAdded })
	correctionWritten = guard("a correction is being written", errs.Refused,
		"The opinion is released. A review is recorded as not available while a correction is being written: begin one first.",
		func(s Status, _ Facts) bool { return s.Revision == CorrectionOpen })
	reportSigned = guard("report stored and signed", errs.Incomplete,
		"The report is not signed yet.",
		func(_ Status, f Facts) bool { return f.ReportSigned })
	readsSettled = guard("over-reads final or recorded as not available", errs.Incomplete,
		"An ordered review is neither final nor recorded as not available.",
		func(s Status, _ Facts) bool { return settledRead(s.Imaging) && settledRead(s.Pathology) })
)
