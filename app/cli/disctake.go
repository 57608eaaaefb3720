package cli

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"oso/internal/casefile"
	"oso/internal/clinic/draft"
	"oso/internal/clinic/importer"
	"oso/internal/clinic/roster"
	"oso/internal/clinic/survey"
	"oso/internal/errs"
	"oso/internal/pdf"
)

// takenCase is what became of one case of a disc.
type takenCase struct {
	ID       casefile.CaseID `json:"id"`
	People   []string        `json:"people"` // keys of the survey
	New      bool            `json:"new"`
	Imported int             `json:"imported"`
	Kept     int             `json:"kept"`
	Had      int             `json:"duplicate"`
	Rejected int             `json:"rejected"`
	Waiting  int             `json:"waiting"` // for a decision
	Why      string          `json:"why"`     // why nothing was added
}

// takeAnswer is what disc take and disc go-on did.
type takeAnswer struct {
	Cases   []takenCase     `json:"cases"`
	Nothing []string        `json:"nothing_new"` // keys of those of whom a case has everything
	Open    []openPerson    `json:"open"`        // those of whom a person must say where they go
	Loose   int             `json:"left_out"`    // files that name nobody, or several, and went nowhere
	Without []survey.Listed `json:"without"`     // rows of the table of which no records were found
	Error   *importError    `json:"error,omitempty"`
}

// openPerson is somebody of whom a person must say where the records go.
type openPerson struct {
	Person  string         `json:"person"`
	Matches []survey.Match `json:"matches"`
}

func (a takeAnswer) Text(w io.Writer) {
	for _, x := range a.Cases {
		what := "added to"
		if x.New {
			what = "new"
		}
		fmt.Fprintf(w, "%s  %s: %d imported, %d kept, %d were there, %d rejected, %d to decide\n", x.ID, what, x.Imported, x.Kept, x.Had, x.Rejected, x.Waiting)
		if x.Why != "" {
			fmt.Fprintf(w, "          %s\n", x.Why)
		}
	}
	for _, x := range a.Open {
		fmt.Fprintf(w, "%s: it is not clear whose case this is. Name it: oso disc take --person %s --into ID, or --into new\n", x.Person, x.Person)
		for _, m := range x.Matches {
			fmt.Fprintf(w, "          %s  %s\n", m.Case, m.Name)
		}
	}
	for _, l := range a.Without {
		fmt.Fprintf(w, "row %d, %s: %s\n", l.Line, orDash(casefile.CleanName(l.Name)), strings.Join(l.Problems, " "))
	}
	fmt.Fprintf(w, "%d cases, %d patients with nothing new, %d files left out.\n", len(a.Cases), len(a.Nothing), a.Loose)
}

func discTake(ctx context.Context, c *call) (any, error) {
	return c.workstation(ctx, func(d *draft.Workstation) (any, error) {
		s, err := c.look(ctx, c.args)
		if err != nil {
			return nil, err
		}
		seen := s.Snapshot()
		matches, err := survey.Matches(ctx, d.Vault, seen.People)
		if err != nil {
			return nil, err
		}
		answer := takeAnswer{Cases: []takenCase{}, Nothing: []string{}, Open: []openPerson{}, Without: []survey.Listed{}}
		rows, err := c.rows(s, &seen, &answer)
		if err != nil {
			return nil, err
		}
		choices, err := c.choices(&seen, matches, rows, &answer)
		if err != nil {
			return nil, err
		}
		if len(choices) > 0 {
			plan, err := s.Choose(ctx, d, choices)
			if err != nil {
				return nil, err
			}
			for i, x := range choices {
				answer.Cases = append(answer.Cases, takenCase{People: x.People, New: plan.Rows[i].New != nil})
			}
			if err := c.carry(ctx, d, &plan, &answer, s.Whose()); err != nil {
				answer.Error = &importError{errs.KindOf(err), errs.Message(err)}
				return nil, failed{answer}
			}
		}
		return answer.exit()
	})
}

// exit is the answer, as found incomplete where something waits for a person.
func (a takeAnswer) exit() (any, error) {
	whole := len(a.Open)+len(a.Without) == 0
	for _, x := range a.Cases {
		whole = whole && x.Rejected == 0 && x.Waiting == 0 && x.Why == ""
	}
	if !whole {
		return nil, failed{a}
	}
	return a, nil
}

// rows reads the table of the cases, by the person whom a row is about.
func (c *call) rows(s *survey.Survey, seen *survey.Snapshot, a *takeAnswer) (map[string]survey.Listed, error) {
	rows := map[string]survey.Listed{}
	if c.table == "" {
		return rows, nil
	}
	t, err := roster.Read(c.table)
	if err != nil {
		return nil, err
	}
	for _, l := range s.List(seen, t, c.table) {
		if l.Person == "" {
			a.Without = append(a.Without, l)
		} else {
			rows[l.Person] = l
		}
	}
	return rows, nil
}

// choices are what the command line chose, and for the rest what is proposed.
func (c *call) choices(seen *survey.Snapshot, matches map[string][]survey.Match, rows map[string]survey.Listed, a *takeAnswer) ([]survey.Choice, error) {
	const op = "take disc"
	for _, key := range c.person {
		if seen.Person(key) == nil {
			return nil, errs.E(errs.NotFound, op, "There is no patient with this key on the disc. Nothing was stored. See the keys with: oso disc survey")
		}
	}
	if c.into != "" && len(c.person) == 0 && len(seen.People) != 1 {
		return nil, errs.E(errs.Usage, op, "Several patients are on the disc. Nothing was stored. Say with --person whose records go into this case.")
	}
	var out []survey.Choice
	for i := range seen.People {
		p := &seen.People[i]
		if len(c.person) > 0 && !slices.Contains(c.person, p.Key) {
			continue
		}
		target := p.Propose(matches[p.Key])
		if c.into != "" {
			target = c.into
		}
		x := survey.Choice{People: []string{p.Key}}
		switch target {
		case survey.ToNone:
			a.Nothing = append(a.Nothing, p.Key)
			continue
		case survey.ToAsk:
			a.Open = append(a.Open, openPerson{p.Key, matches[p.Key]})
			continue
		case survey.ToNew:
			row, listed := rows[p.Key]
			if !listed && c.table != "" {
				a.Open = append(a.Open, openPerson{p.Key, []survey.Match{}})
				continue
			}
			if x.Doc = p.Document(); listed {
				x.Doc = row.Document
			}
			if x.Doc.Residence.Country == "" {
				x.Doc.Residence = casefile.Place{Country: c.country, Region: c.region}
			}
			if x.Doc.Residence.Country == "" {
				return nil, errs.E(errs.Usage, op, "Where the patients live is asked before anything is stored. Nothing was. Give --country, and --region where the country has them.")
			}
			x.Taken = p.Taken(x.Doc)
		default:
			x.Case = casefile.CaseID(target)
			if n := len(out); c.into != "" && n > 0 {
				out[n-1].People = append(out[n-1].People, p.Key) // a person said that they are one
				continue
			}
		}
		out = append(out, x)
	}
	for _, l := range seen.Loose {
		at := slices.IndexFunc(out, func(x survey.Choice) bool { return len(seen.People) == 1 || slices.Contains(x.People, l.Beside) })
		if at >= 0 && (c.nobody && l.Kind == survey.Nobody || l.Kind == survey.Refused) {
			out[at].Loose = append(out[at].Loose, l.ID)
		} else {
			a.Loose += l.Files
		}
	}
	return out, nil
}

// carry makes the plan's cases and adds their records, one after the other. A
// plan whose disc is not there stays as it is. One that left a reason is told
// with the answer, and goes.
func (c *call) carry(ctx context.Context, d *draft.Workstation, plan *survey.Plan, a *takeAnswer, whose func(string) ([]string, bool)) error {
	self, err := pdf.Self()
	if err != nil {
		return err
	}
	unlock, err := c.unlocker()
	if err != nil {
		return err
	}
	if err := plan.Prepare(ctx, d); err != nil {
		return err
	}
	for i := range plan.Rows {
		out := &a.Cases[i]
		out.ID, out.Why = plan.Rows[i].Case, plan.Rows[i].Why
		if !plan.Due(i) {
			continue
		}
		r, done, err := plan.Import(ctx, d, i, importer.Request{Avoid: []string{c.data}, Spool: c.data, PDF: self, Now: c.Now, Progress: c.importProgress(), Unlock: unlock, Whose: whose})
		if err == nil && !done {
			err = c.fill(ctx, d, r, out)
			if errs.Is(err, errs.NotFound) || importer.Other(err) {
				return err
			}
		}
		rest, rerr := plan.Ended(ctx, d.Vault, i, err)
		if rerr != nil {
			return rerr
		}
		if !rest {
			return err
		}
		out.Why = plan.Rows[i].Why
	}
	if plan.Left() == 0 && len(plan.Whys()) > 0 {
		return survey.Forget(ctx, d.Vault, plan.ID)
	}
	return nil
}

// fill runs the import of one row.
func (c *call) fill(ctx context.Context, d *draft.Workstation, r importer.Request, out *takenCase) error {
	report, err := importer.Run(ctx, r)
	for _, f := range report.Files {
		switch f.Outcome {
		case importer.Imported:
			out.Imported++
		case importer.Kept:
			out.Kept++
		case importer.Duplicate:
			out.Had++
		case importer.Rejected:
			out.Rejected++
		}
	}
	out.Waiting = report.Waiting
	if rerr := d.Refresh(context.WithoutCancel(ctx), r.Case); err == nil {
		err = rerr
	}
	return err
}

// discGoOn carries out what was chosen and not done. A disc that is away holds up
// no other.
func discGoOn(ctx context.Context, c *call) (any, error) {
	return c.workstation(ctx, func(d *draft.Workstation) (any, error) {
		plans, err := survey.Plans(ctx, d.Vault)
		if err != nil {
			return nil, err
		}
		answer := takeAnswer{Cases: []takenCase{}, Nothing: []string{}, Open: []openPerson{}, Without: []survey.Listed{}}
		for i := range plans {
			one := takeAnswer{}
			for _, r := range plans[i].Rows {
				one.Cases = append(one.Cases, takenCase{ID: r.Case, People: []string{}, New: r.New != nil, Why: r.Why})
			}
			err := c.carry(ctx, d, &plans[i], &one, nil)
			answer.Cases = append(answer.Cases, one.Cases...)
			if err != nil && answer.Error == nil {
				answer.Error = &importError{errs.KindOf(err), errs.Message(err)}
			}
			if ctx.Err() != nil {
				break
			}
		}
		if answer.Error != nil {
			return nil, failed{answer}
		}
		return answer.exit()
	})
}
