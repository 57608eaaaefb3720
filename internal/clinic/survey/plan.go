package survey

import (
	"context"
	"slices"
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/draft"
	"oso/internal/clinic/importer"
	"oso/internal/errs"
	"oso/internal/policy"
)

// Choice is what a person chose for one case.
type Choice struct {
	People []string          // keys of those whose records go there
	Loose  []string          // ids of what names nobody, and goes there too
	Case   casefile.CaseID   // the case that was found; empty: a new one
	Doc    casefile.Document // of a new one
	Taken  []string          // of a new one: fields of Doc that no person typed (intake.Takable)
}

// Plan is what a person chose of one disc, until it is done. It is a row of the
// workstation (KindSetting), sealed as any other, and goes with the last import.
type Plan struct {
	ID    string    `json:"-"`
	Began time.Time `json:"began"`
	By    string    `json:"by"`
	Paths []string  `json:"paths"`
	Roots []string  `json:"roots,omitempty"` // marks of what lay there when it was looked at (importer.Roots)
	Rows  []PlanRow `json:"rows"`
}

// PlanRow is one case of a plan. A new case's document stays only until the
// transaction that makes the case.
type PlanRow struct {
	Case     casefile.CaseID    `json:"case,omitempty"`
	New      *casefile.Document `json:"new,omitempty"`
	Taken    []string           `json:"taken,omitempty"`
	Only     casebook.Only      `json:"only"`
	Import   string             `json:"import,omitempty"` // the import that was begun for it
	Imported bool               `json:"imported,omitempty"`
	Why      string             `json:"why,omitempty"` // why it was not done: a sentence

	held bool // it waits until somebody goes on with the plan
}

// Left is how many of the rows are to be done.
func (p *Plan) Left() int {
	n := 0
	for i := range p.Rows {
		if !p.Rows[i].Imported {
			n++
		}
	}
	return n
}

// Whys are the reasons of what was not done, each once.
func (p *Plan) Whys() []string {
	var out []string
	for i := range p.Rows {
		out = once(out, p.Rows[i].Why)
	}
	return out
}

// planPrefix begins the ids of the rows that hold plans.
const planPrefix = "disc-"

// Choose keeps what a person chose, as a plan to be carried out. Nothing is kept
// where a place is refused (R12): the error's kind is Refused, and it names the row's
// number. What belongs to nobody chosen is left out.
func (s *Survey) Choose(ctx context.Context, d *draft.Workstation, choices []Choice) (Plan, error) {
	const op = "choose from disc"
	plan := Plan{ID: planPrefix + casefile.NewID(), Began: d.Now().UTC(), By: d.Vault.User().Signature(), Paths: s.Paths}
	snap := s.Snapshot()
	s.mu.Lock()
	plan.Roots = s.roots
	s.mu.Unlock()
	given := map[string]bool{}
	for i := range choices {
		c := &choices[i]
		row := PlanRow{Case: c.Case, Taken: c.Taken}
		if len(c.People)+len(c.Loose) == 0 {
			return plan, errs.E(errs.Usage, op, "A case was chosen, and no records for it. Nothing was stored. Say whose records go into it, or leave it out.")
		}
		for _, key := range slices.Concat(c.People, c.Loose) {
			if given[key] {
				return plan, errs.E(errs.Usage, op, "The same records were chosen for two cases. Nothing was stored. Each patient’s records go into one case.")
			}
			given[key] = true
		}
		if err := snap.only(c, &row.Only); err != nil {
			return plan, err
		}
		if c.Case == "" {
			decision, err := d.Decide(ctx, c.Doc)
			if err != nil {
				return plan, err
			}
			if decision.Outcome == policy.Refused {
				return plan, errs.E(errs.Refused, op, decision.Refusal())
			}
			doc := c.Doc
			row.New = &doc
		}
		plan.Rows = append(plan.Rows, row)
	}
	if len(plan.Rows) == 0 {
		return plan, errs.E(errs.Usage, op, "Nothing was chosen. Nothing was stored. Choose whose records go into which case.")
	}
	err := d.Vault.Update(ctx, "", func(tx *casebook.Tx) error {
		if err := plan.unlike(tx); err != nil {
			return err
		}
		_, err := casebook.Put(tx, casebook.KindSetting, casebook.Row[Plan]{ID: plan.ID, Value: plan})
		return err
	})
	return plan, err
}

// unlike tells whether somebody gets a new case by the plan for whom another plan is
// still to make one: carried out after it, they would have two.
func (p *Plan) unlike(tx *casebook.Tx) error {
	rows, err := casebook.ListBelow[Plan](tx, casebook.KindSetting, planPrefix)
	if err != nil && !errs.Is(err, errs.Damaged) { // told elsewhere
		return err
	}
	waits := map[string]bool{}
	for i := range rows {
		for _, r := range rows[i].Value.Rows {
			for _, who := range r.Only.People {
				waits[who] = waits[who] || r.New != nil
			}
		}
	}
	for _, r := range p.Rows {
		if r.New != nil && slices.ContainsFunc(r.Only.People, func(who string) bool { return waits[who] }) {
			return errs.E(errs.Conflict, "choose from disc", "A case was chosen for one of these patients before, and it is not made yet. Nothing was stored. Go on with that first, where the cases are listed or by “oso disc go-on”, or set it aside where they are listed.")
		}
	}
	return nil
}

// only gathers the marks of what was chosen.
func (s *Snapshot) only(c *Choice, out *casebook.Only) error {
	const changed = "What was chosen is not on the disc as it was seen. Nothing was stored. Look at the disc again."
	for _, key := range c.People {
		i := slices.IndexFunc(s.People, func(p Person) bool { return p.Key == key })
		if i < 0 {
			return errs.E(errs.Conflict, "choose from disc", changed)
		}
		for _, x := range s.People[i].spellings {
			out.People = append(out.People, importer.PersonMark(&x.person))
		}
		out.Count, out.Bytes = out.Count+s.People[i].Files, out.Bytes+s.People[i].Bytes
	}
	for _, id := range c.Loose {
		i := slices.IndexFunc(s.Loose, func(l Loose) bool { return l.ID == id })
		if i < 0 {
			return errs.E(errs.Conflict, "choose from disc", changed)
		}
		out.Files = append(out.Files, s.Loose[i].marks...)
		out.Count, out.Bytes = out.Count+s.Loose[i].Files, out.Bytes+s.Loose[i].Bytes
	}
	return nil
}

// Plans are those that are not done, oldest first.
func Plans(ctx context.Context, v *casebook.Vault) ([]Plan, error) {
	var out []Plan
	err := v.View(ctx, "", func(tx *casebook.Tx) error {
		rows, err := casebook.ListBelow[Plan](tx, casebook.KindSetting, planPrefix)
		for _, r := range rows {
			r.Value.ID = r.ID
			out = append(out, r.Value)
		}
		if errs.Is(err, errs.Damaged) {
			return nil // told elsewhere
		}
		return err
	})
	slices.SortFunc(out, func(a, b Plan) int { return a.Began.Compare(b.Began) })
	return out, err
}

// Forget ends a plan. The cases that were made, and what is in them, stay.
func Forget(ctx context.Context, v *casebook.Vault, id string) error {
	if !strings.HasPrefix(id, planPrefix) {
		return errs.E(errs.NotFound, "forget plan", "That is not known here any more. Nothing was changed.")
	}
	return v.Update(ctx, "", func(tx *casebook.Tx) error { return tx.Delete(casebook.KindSetting, id, 0) })
}

// change rewrites a plan in tx; a plan that is gone stays so. It goes with its
// last row, but where a person must hear why something was not done (Forget).
func change(tx *casebook.Tx, id string, fn func(*Plan)) error {
	row, err := casebook.Get[Plan](tx, casebook.KindSetting, id)
	if err != nil {
		return err
	}
	fn(&row.Value)
	if row.Value.Left() == 0 && len(row.Value.Whys()) == 0 {
		return tx.Delete(casebook.KindSetting, id, row.Version)
	}
	_, err = casebook.Put(tx, casebook.KindSetting, row)
	return err
}
