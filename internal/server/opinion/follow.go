package opinion

import (
	"context"
	"slices"
	"strings"

	"oso/internal/deed"
	"oso/internal/prose"
	"oso/internal/server/db"
)

// follows is what a revision of the version begins with: a correction with all of
// it, an addendum with what the physician asks further, and with its limits and
// figures. The rest stands in the version that it adds to, and stays in force.
func follows(c deed.Content, kind deed.OpinionKind, words string, version int64, today string) deed.Content {
	c.Kind, c.Change, c.Supersedes, c.Date = kind, "", 0, today
	if kind == deed.KindCorrection {
		c.Supersedes, c.Change = int(version), prose.Escape(words)
	} else {
		c = deed.Content{
			Format: c.Format, Kind: kind, Date: today, AddsTo: int(version), Further: words, TextForm: c.TextForm,
			Limits: unmarked(&c, c.Limits), Figures: slices.Clone(c.Figures),
		}
		for i := range c.Figures { // its texts may name them; printed once is enough
			c.Figures[i].Printed = false
		}
	}
	c.Reviewed, c.Unseen = nil, nil // as the marks that are still the author's say
	return c
}

// standing is what the newest version says with all that it adds to: a correction
// replaces every version before it, so it begins with the words of each.
func (w *Working) standing(ctx context.Context, q *db.Queries, d *Draft) (deed.Content, error) {
	c := d.Content
	form(&c)
	if c.AddsTo == 0 {
		return c, nil
	}
	before, err := w.Version(ctx, q, int64(c.AddsTo))
	if err != nil {
		return c, err
	}
	base, err := w.standing(ctx, q, before)
	if err != nil {
		return c, err
	}
	return joined(base, c), nil
}

// joined is an opinion with what an addendum says as parts of its own. References
// and notes of both stand in one list; the addendum's marks go along.
func joined(base, add deed.Content) deed.Content {
	figures := slices.Clone(base.Figures)
	for _, f := range add.Figures {
		if !slices.ContainsFunc(figures, func(x deed.Figure) bool { return x.Image.ID == f.Image.ID }) {
			figures = append(figures, f)
		}
	}
	add.SetFigures(figures) // what its texts name goes along
	base.Figures = figures
	references, refer := appended(base.References, add.References)
	notes, note := appended(base.Notes, add.Notes)
	add.Refer(refer, note)
	base.References, base.Notes = references, notes
	base.Limits, _ = appended(base.Limits, add.Limits)
	base.Also, _ = appended(base.Also, add.Also)
	base.Citations = slices.Clone(base.Citations)
	for _, x := range add.Citations {
		if !slices.ContainsFunc(base.Citations, func(y deed.Citation) bool { return y.Label == x.Label }) {
			base.Citations = append(base.Citations, x)
		}
	}
	said := []string{prose.Escape(add.Further)}
	for i := range add.Answers {
		said = append(said, add.Spoken(add.Answers[i].Reply()))
	}
	together := func(texts ...string) string {
		return strings.Join(slices.DeleteFunc(texts, func(s string) bool { return strings.TrimSpace(s) == "" }), "\n\n")
	}
	base.Sections = append(append(slices.Clone(base.Sections), deed.Section{Heading: "Asked further", Text: together(append(said, add.Assessment, add.Recommendation)...)}), add.Sections...)
	base.Scenarios = append(slices.Clone(base.Scenarios), add.Scenarios...)
	base.Options = append(slices.Clone(base.Options), add.Options...)
	base.Earlier = append(slices.Clone(base.Earlier), add.Earlier...)
	base.Reached, base.TravelFor = together(base.Reached, add.Reached), together(base.TravelFor, add.TravelFor)
	base.Travel = base.Travel || add.Travel
	if add.Diagnosis != "" {
		base.Diagnosis = add.Diagnosis
	}
	if add.Plan != "" {
		base.Plan = add.Plan
	}
	return base
}

// unmarked are lines without what points to references and notes: in a letter with
// others of its own they would come to name those.
func unmarked(c *deed.Content, lines []string) []string {
	out := make([]string, 0, len(lines))
	for _, line := range lines {
		kept := ""
		for _, m := range c.Marks(line) {
			if m.Kind == deed.MarkReference || m.Kind == deed.MarkNote {
				kept = strings.TrimRight(kept, " ")
			} else {
				kept += m.Text
			}
		}
		out = append(out, strings.TrimSpace(kept))
	}
	return out
}

// appended is a list with what another adds to it, each once, and where each of the
// other's stands in it, from 1.
func appended(base, add []string) (all []string, at []int) {
	all = slices.Clone(base)
	for _, s := range add {
		i := slices.Index(all, s)
		if i < 0 {
			i, all = len(all), append(all, s)
		}
		at = append(at, i+1)
	}
	return all, at
}
