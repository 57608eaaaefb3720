package cli

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/draft"
	"oso/internal/errs"
)

type importsAnswer struct {
	Imports []importLine `json:"imports"`
}

func (a importsAnswer) Text(w io.Writer) {
	for _, x := range a.Imports {
		fmt.Fprintf(w, "%s  %s, %s, from %s: %d of %d files read, %d refused\n", x.ID, day(x.Began), x.By, casefile.CleanName(strings.Join(x.Sources, ", ")), max(0, x.Found-x.Unread), x.Found, x.Refused)
		if x.Why != "" {
			fmt.Fprintf(w, "          %s\n", x.Why)
		}
		if s := x.SetAside; s != nil {
			fmt.Fprintf(w, "          set aside by %s: %s\n", s.By, s.Reason)
		}
	}
}

// importsList lists the imports into a case, oldest first.
func importsList(ctx context.Context, c *call) (any, error) {
	return c.workstation(ctx, func(d *draft.Workstation) (any, error) {
		lines, err := importLines(ctx, d, c.caseID())
		return importsAnswer{lines}, err
	})
}

func importLines(ctx context.Context, d *draft.Workstation, id casefile.CaseID) ([]importLine, error) {
	all, err := d.Imports(ctx, id)
	out := make([]importLine, 0, len(all))
	for _, x := range all {
		l := importLine{x.ID, x.Import, x.Unread(), x.Outstanding()}
		l.Ahead = nil // marks say nothing to people
		out = append(out, l)
	}
	if errs.Is(err, errs.Damaged) { // the others are told
		err = nil
	}
	return out, err
}

type importReport struct {
	importLine
	Report []reportLine `json:"report"`
	Next   int          `json:"next"` // the number to read on from; -1: that is all
}

// reportLine is one file of an import's report. Its outcome is one of those of
// the answer of import, or unread, opened (an archive, whose files follow),
// later (it came in with a later import), apart (not chosen for this case).
type reportLine struct {
	casebook.ReportFile
	Outcome  string `json:"outcome"`
	LeftOut  bool   `json:"left_out,omitempty"`
	Decision string `json:"decision,omitempty"` // a person's reason
	By       string `json:"by,omitempty"`
}

func (a importReport) Text(w io.Writer) {
	importsAnswer{[]importLine{a.importLine}}.Text(w)
	for _, f := range a.Report {
		fmt.Fprintf(w, "%-9s %s", f.Outcome, casefile.CleanName(casebook.Named(f.Path)))
		if f.Reason != "" {
			fmt.Fprintf(w, ": %s", f.Reason)
		}
		if f.LeftOut {
			fmt.Fprintf(w, " Left out by %s: %s", f.By, f.Decision)
		}
		fmt.Fprintln(w)
	}
	if a.Next >= 0 {
		fmt.Fprintf(w, "More: --from %d\n", a.Next)
	}
}

// importsShow reads a part of an import's report.
func importsShow(ctx context.Context, c *call) (any, error) {
	return c.workstation(ctx, func(d *draft.Workstation) (any, error) {
		lines, err := importLines(ctx, d, c.caseID())
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(lines, func(x importLine) bool { return x.ID == c.args[1] })
		if i < 0 {
			return nil, errs.E(errs.NotFound, "show import", "This case has no such import. Nothing was changed. See which there are with oso imports list.")
		}
		a := importReport{importLine: lines[i], Report: []reportLine{}}
		outcome := c.outcome
		if outcome == "unread" {
			outcome = casebook.ReportUnread
		}
		var files []draft.ReportedFile
		if files, a.Next, err = d.ReportFiles(ctx, c.caseID(), c.args[1], outcome, c.from, max(1, c.limit)); err != nil {
			return nil, err
		}
		for _, f := range files {
			x := reportLine{ReportFile: f.ReportFile, Outcome: f.Outcome}
			if x.Outcome == casebook.ReportUnread {
				x.Outcome = "unread"
			}
			if g := f.Decision; g != nil {
				x.LeftOut, x.Decision, x.By = !g.Accept, g.Reason, g.By
			}
			a.Report = append(a.Report, x)
		}
		return a, nil
	})
}

// importsEnd is a person's word that the rest of an import is not needed.
func importsEnd(ctx context.Context, c *call) (any, error) {
	return c.workstation(ctx, func(d *draft.Workstation) (any, error) {
		if _, err := d.SetAside(ctx, c.caseID(), []string{c.args[1]}, c.reason); err != nil {
			return nil, err
		}
		lines, err := importLines(ctx, d, c.caseID())
		return importsAnswer{lines}, err
	})
}
