package cli

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/draft"
	"oso/internal/clinic/inquiry"
	"oso/internal/clinic/subject"
	"oso/internal/errs"
	"oso/internal/policy"
)

// discrepanciesAnswer is what import found, as it stands.
type discrepanciesAnswer struct {
	Discrepancies []discrepancyLine `json:"discrepancies"`
	History       []draft.Judgment  `json:"history"`
}

type discrepancyLine struct {
	Code     string               `json:"code"`
	Rank     string               `json:"rank"` // whose, unreadable, missing, hint
	Severity casefile.Severity    `json:"severity"`
	Blocks   bool                 `json:"blocks"` // the seal
	Title    string               `json:"title"`
	Message  string               `json:"message"`
	Patient  string               `json:"patient"`
	Subjects []subjectLine        `json:"subjects"`
	Records  []casefile.RecordID  `json:"records"`
	Decision *discrepancyDecision `json:"decision"` // null: none
	Compare  []comparisonLine     `json:"compare"`
}

type comparisonLine struct {
	What    string `json:"what"`
	Case    string `json:"case"`
	Found   string `json:"found"`
	Differs bool   `json:"differs"`
	Answer  string `json:"answer"` // agrees, partly, absent, apart, unreadable, differs
}

type subjectLine struct {
	Name    string              `json:"name"`
	Which   string              `json:"which"`
	Missing string              `json:"missing"`
	Files   []string            `json:"files"`
	Records []casefile.RecordID `json:"records"`
}

type discrepancyDecision struct {
	Accept bool      `json:"accept"`
	Reason string    `json:"reason"`
	By     string    `json:"by"`
	At     time.Time `json:"at"`
}

func (a discrepanciesAnswer) Text(w io.Writer) {
	for _, f := range a.Discrepancies {
		state := "waits"
		switch {
		case f.Blocks:
			state = "stops the seal"
		case f.Decision != nil && f.Decision.Accept:
			state = "kept by " + f.Decision.By
		case f.Decision != nil:
			state = "left out by " + f.Decision.By
		}
		fmt.Fprintf(w, "%s (%s, %s)\n  %s\n", f.Title, f.Code, state, f.Message)
		for _, c := range f.Compare {
			if c.Differs {
				fmt.Fprintf(w, "  %s: the case says %s, the records say %s\n", c.What, orDash(c.Case), orDash(c.Found))
			}
		}
		for _, s := range f.Subjects {
			line := casefile.CleanName(s.Name)
			if s.Which != "" {
				line += ", " + s.Which
			}
			if s.Missing != "" {
				line += "; missing: " + s.Missing
			}
			fmt.Fprintf(w, "  - %s\n", line)
			if s.Which != "" && len(s.Files) <= 3 {
				fmt.Fprintf(w, "    %s\n", casefile.CleanName(strings.Join(s.Files, ", ")))
			}
		}
	}
	if len(a.Discrepancies) == 0 {
		fmt.Fprintln(w, "Import found nothing that a person must look at.")
	}
	for _, j := range a.History {
		fmt.Fprintf(w, "%s %s by %s: %s, %s\n", j.At.Local().Format("2 Jan 2006 15:04"), j.What, j.By, j.Title, casefile.CleanName(strings.Join(j.Names, "; ")))
	}
}

func recordsDiscrepancies(ctx context.Context, c *call) (any, error) {
	return c.workstation(ctx, func(d *draft.Workstation) (any, error) {
		all, err := d.Discrepancies(ctx, c.caseID())
		if err != nil {
			return nil, err
		}
		a := discrepanciesAnswer{Discrepancies: []discrepancyLine{}}
		for i := range all {
			a.Discrepancies = append(a.Discrepancies, discrepancyLineOf(&all[i]))
		}
		a.History, err = d.Judgments(ctx, c.caseID())
		return a, err
	})
}

func discrepancyLineOf(f *draft.Discrepancy) discrepancyLine {
	out := discrepancyLine{
		Code: f.Code, Rank: f.Rank.String(), Severity: f.Severity, Blocks: f.Blocks(), Title: f.Title(), Message: f.Message, Patient: f.Patient,
		Subjects: []subjectLine{}, Records: f.Records, Compare: []comparisonLine{},
	}
	for _, c := range f.Compare {
		out.Compare = append(out.Compare, comparisonLine(c))
	}
	for i := range f.Subjects {
		s := &f.Subjects[i]
		out.Subjects = append(out.Subjects, subjectLine{s.Name(), s.Which(), subject.Say(s.Missing), s.Files, s.Records})
	}
	if f.Decision != nil {
		out.Decision = &discrepancyDecision{f.Decision.Accept, f.Decision.Reason, f.Decision.By, f.Decision.At}
	}
	return out
}

// requestAnswer are the letters to the places that made the case's records.
type requestAnswer struct {
	Letters []requestLetter `json:"letters"`
	File    string          `json:"file,omitempty"`
}

type requestLetter struct {
	Place string `json:"place"`
	Text  string `json:"text"`
}

func (a requestAnswer) Text(w io.Writer) {
	if a.File != "" {
		fmt.Fprintln(w, "The letter is written.")
		return
	}
	for i, l := range a.Letters {
		if i > 0 {
			fmt.Fprint(w, "\n----\n\n")
		}
		for line := range strings.Lines(l.Text) {
			fmt.Fprintln(w, casefile.CleanName(strings.TrimRight(line, "\n")))
		}
	}
	if len(a.Letters) == 0 {
		fmt.Fprintln(w, "Nothing is missing that a place could be asked for.")
	}
}

func recordsRequest(ctx context.Context, c *call) (any, error) {
	const op = "write request"
	return c.workstation(ctx, func(d *draft.Workstation) (any, error) {
		all, err := inquiry.Letters(ctx, d, c.caseID())
		if err != nil {
			return nil, err
		}
		a := requestAnswer{Letters: []requestLetter{}}
		for _, l := range all {
			if c.place == "" || strings.EqualFold(c.place, l.Place) {
				a.Letters = append(a.Letters, requestLetter{l.Place, l.Text})
			}
		}
		if len(c.args) < 2 {
			return a, nil
		}
		switch {
		case len(a.Letters) == 0:
			return nil, errs.E(errs.NotFound, op, "There is nothing to ask for there, so nothing was written.")
		case len(a.Letters) > 1:
			return nil, errs.E(errs.Usage, op, "There is more than one place to write to, and a file holds one letter. Nothing was written. Name the place with --place, as the letters without a file show it.")
		}
		paper := policy.Paper(c.paper)
		if paper == "" {
			x, err := d.Get(ctx, c.caseID())
			if err != nil {
				return nil, err
			}
			paper = policy.PaperIn(x.Document.Residence)
		}
		pdf, err := inquiry.PDF(inquiry.Title, a.Letters[0].Text, paper, c.Now())
		if err != nil {
			return nil, err
		}
		a.File = c.args[1]
		return a, draft.WriteFile(c.args[1], pdf)
	})
}
