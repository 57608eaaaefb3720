package desktop

import (
	"slices"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/errs"
)

// Imports are the imports into a case, the newest first.
func (r *Records) Imports(id string) ([]ImportSummary, error) {
	d, err := r.a.workstation()
	if err != nil {
		return nil, err
	}
	all, err := d.Imports(r.a.ctx, casefile.CaseID(id))
	if err != nil && !errs.Is(err, errs.Damaged) {
		return nil, err
	}
	out := []ImportSummary{}
	for _, x := range slices.Backward(all) {
		s := ImportSummary{
			ID: x.ID, At: stamp(x.Began), Ended: stampOf(x.Ended), By: x.By, Sources: append([]string{}, x.Sources...), Places: append([]string{}, x.Places...),
			Again: []ImportAgain{}, Running: x.Running, Queued: x.Queued, Stuck: x.Loops(), Why: x.Why,
			Imported: x.Imported, Kept: x.Kept, Duplicate: x.Duplicate, Refused: x.Refused, Apart: x.Apart, Bytes: x.Bytes,
			Listed: x.Pages > 0, Open: x.Outstanding(), Away: r.a.imports.isAway(x.ID),
		}
		s.Read, s.Found, s.Unread = x.Counted()
		if s.Stuck {
			s.Why = stuckImport
		}
		for _, g := range x.Again {
			s.Again = append(s.Again, ImportAgain{stamp(g.At), g.By})
		}
		if a := x.SetAside; a != nil {
			s.AsideBy, s.AsideAt, s.AsideReason = a.By, stamp(a.At), a.Reason
		}
		out = append(out, s)
	}
	return out, nil
}

// reportFiles is how many files of a report the page gets at once.
const reportFiles = 200

// ImportFiles reads a part of an import's report: the files of one outcome
// ("all": of any, "unread": those not read) from a number on.
func (r *Records) ImportFiles(id, imported, outcome string, from int) (ImportFiles, error) {
	d, err := r.a.workstation()
	if err != nil {
		return ImportFiles{}, err
	}
	if outcome == "unread" {
		outcome = casebook.ReportUnread
	}
	files, next, err := d.ReportFiles(r.a.ctx, casefile.CaseID(id), imported, outcome, from, reportFiles)
	if err != nil {
		return ImportFiles{}, err
	}
	out := ImportFiles{Files: []ImportFile{}, Next: next}
	for _, f := range files {
		x := ImportFile{Path: f.Path, Outcome: f.Outcome, Reason: f.Reason, Type: f.Type, Bytes: f.Bytes, Record: string(f.Record)}
		if f.Outcome == casebook.ReportUnread {
			x.Outcome = "unread"
		}
		if g := f.Decision; g != nil {
			x.Decided, x.LeftOut, x.DecidedBy, x.DecidedWhy = true, !g.Accept, g.By, g.Reason
		}
		out.Files = append(out.Files, x)
	}
	return out, nil
}
