package draft

import (
	"context"
	"slices"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/deed"
	"oso/internal/errs"
)

// ReportedFile is a file of an import's report, with what a person decided on
// its record.
type ReportedFile struct {
	casebook.ReportFile
	Decision *deed.Decision // the last one; nil: none
}

// ReportFiles reads a part of an import's report: at most n files from the one
// numbered from (0 is the first), of one outcome or, with "all", of any. next
// is where to read on, and -1 at the end. It reads page by page, so that nobody
// holds a report of half a million files.
func (d *Workstation) ReportFiles(ctx context.Context, id casefile.CaseID, imported, outcome string, from, n int) (files []ReportedFile, next int, err error) {
	next = -1
	err = d.Vault.View(ctx, id, func(tx *casebook.Tx) error {
		row, err := casebook.Get[casebook.Import](tx, casebook.KindImport, imported)
		if err != nil {
			return err
		}
		decided, err := decisionsByRecord(tx)
		if err != nil {
			return err
		}
		for page := max(0, from) / casebook.PageFiles; page < row.Value.Pages; page++ {
			p, err := casebook.Page(tx, imported, page)
			if errs.Is(err, errs.NotFound) || errs.Is(err, errs.Damaged) {
				continue // told by the check
			}
			if err != nil {
				return err
			}
			for i := range p.Value.Files {
				at := page*casebook.PageFiles + i
				f := p.Value.Files[i]
				if at < from || outcome != "all" && f.Outcome != outcome {
					continue
				}
				if len(files) == n {
					next = at
					return nil
				}
				x := ReportedFile{ReportFile: f}
				if f.Record != "" {
					x.Decision = decided[f.Record]
				}
				files = append(files, x)
			}
		}
		return nil
	})
	return files, next, err
}

// decisionsByRecord are the last decisions on records.
func decisionsByRecord(tx *casebook.Tx) (map[casefile.RecordID]*deed.Decision, error) {
	rows, err := casebook.List[deed.Decision](tx, casebook.KindDecision)
	if err != nil && !errs.Is(err, errs.Damaged) {
		return nil, err
	}
	slices.SortFunc(rows, func(a, b casebook.Row[deed.Decision]) int { return a.Value.At.Compare(b.Value.At) })
	out := map[casefile.RecordID]*deed.Decision{}
	for i := range rows {
		for _, r := range rows[i].Value.Records {
			out[r] = &rows[i].Value
		}
	}
	return out, nil
}
