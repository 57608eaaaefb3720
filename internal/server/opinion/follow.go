package opinion

import (
	"context"
	"slices"
	"strings"

	"oso/internal/deed"
	"oso/internal/prose"
	"oso/internal/server/db"
)

// follows is what a revision of the version begins with.
func follows(c deed.Content, kind deed.OpinionKind, words string, version int64, today string) deed.Content {
	c.Kind, c.Change, c.Supersedes, c.Date = kind, "", 0, today
	if kind == deed.KindCorrection {
		c.Supersedes, c.Change = int(version), prose.Escape(words)
	} else {
		c.AddsTo, c.Further = int(version), words
		c.Answers, c.Assessment, c.Recommendation, c.Sections, c.Scenarios = nil, "", "", nil, nil
		c.Figures = slices.Clone(c.Figures)
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

// joined is an opinion with what an addendum says as parts of its own. Its author
// reads both before signing: of references and notes that the addendum has in
// another order the opinion's stay.
func joined(base, add deed.Content) deed.Content {
	figures := slices.Clone(base.Figures)
	for _, f := range add.Figures {
		if !slices.ContainsFunc(figures, func(x deed.Figure) bool { return x.Image.ID == f.Image.ID }) {
			figures = append(figures, f)
		}
	}
	add.SetFigures(figures) // what its texts name goes along
	base.Figures = figures
	longer := func(a, b []string) []string {
		if len(b) >= len(a) && slices.Equal(a, b[:len(a)]) {
			return b
		}
		return a
	}
	base.References, base.Notes = longer(base.References, add.References), longer(base.Notes, add.Notes)
	base.Citations = slices.Clone(base.Citations)
	for _, x := range add.Citations {
		if !slices.ContainsFunc(base.Citations, func(y deed.Citation) bool { return y.Label == x.Label }) {
			base.Citations = append(base.Citations, x)
		}
	}
	said := []string{prose.Escape(add.Further)}
	for _, a := range add.Answers {
		said = append(said, a.Text, a.Reason)
	}
	said = slices.DeleteFunc(append(said, add.Assessment, add.Recommendation), func(s string) bool { return strings.TrimSpace(s) == "" })
	base.Sections = append(append(slices.Clone(base.Sections), deed.Section{Heading: "Asked further", Text: strings.Join(said, "\n\n")}), add.Sections...)
	base.Scenarios = append(slices.Clone(base.Scenarios), add.Scenarios...)
	return base
}
