package opinion

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"oso/internal/casefile"
	"oso/internal/characters"
	"oso/internal/deed"
	"oso/internal/prose"
	"oso/internal/server/db"
)

// follows is what a revision of the version begins with: a correction with all of
// it, an addendum with what the physician asks further, and with its limits and
// figures. The rest stands in the version that it adds to, and stays in force.
func follows(c deed.Content, kind deed.OpinionKind, words []string, version int64, today string) deed.Content {
	c.Kind, c.Change, c.Supersedes, c.Date = kind, "", 0, today
	if kind == deed.KindCorrection {
		c.Supersedes, c.Change = int(version), prose.Escape(strings.Join(words, "\n"))
	} else {
		c = deed.Content{
			Format: c.Format, Kind: kind, Date: today, AddsTo: int(version), Further: Numbered(words), TextForm: c.TextForm,
			Limits: unmarked(&c, c.Limits), Figures: slices.Clone(c.Figures),
		}
		if len(words) > 1 {
			c.FurtherEach = slices.Clone(words)
		}
		for i := range c.Figures { // its texts may name them; printed once is enough
			c.Figures[i].Printed = false
		}
	}
	c.Reviewed, c.Unseen = nil, nil // as the marks that are still the author's say
	return c
}

// Numbered are questions as one text: one is itself.
func Numbered(questions []string) string {
	if len(questions) == 1 {
		return questions[0]
	}
	var lines []string
	for i, q := range questions {
		lines = append(lines, fmt.Sprintf("%d. %s", i+1, q))
	}
	return strings.Join(lines, "\n")
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
	if c.Thanks == w.thanksFurther(int64(c.AddsTo)) {
		c.Thanks = "" // the correction adds to nothing
	}
	return joined(base, c), nil
}

// joined is an opinion with all that an addendum says, as parts of its own where it
// has no place for it. References and notes of both stand in one list; the
// addendum's marks go along. Of a figure that both show it is the addendum's state.
func joined(base, add deed.Content) deed.Content {
	had, limits := unmarked(&base, base.Limits), unmarked(&add, add.Limits)
	base.Figures, base.Citations = slices.Clone(base.Figures), slices.Clone(base.Citations)
	for _, f := range add.Figures {
		i := slices.IndexFunc(base.Figures, func(x deed.Figure) bool { return x.Image.ID == f.Image.ID })
		if i < 0 {
			base.Figures = append(base.Figures, f)
			continue
		}
		f.Printed = f.Printed || base.Figures[i].Printed
		base.Figures[i] = f
	}
	add.SetFigures(base.Figures) // what its texts name goes along
	references, refer := appended(base.References, add.References)
	notes, note := appended(base.Notes, add.Notes)
	add.Refer(refer, note)
	base.References, base.Notes = references, notes
	base.Limits = slices.Clone(base.Limits)
	for i, limit := range add.Limits { // it began with the opinion's, without their marks
		if !slices.Contains(had, limits[i]) {
			base.Limits = append(base.Limits, limit)
		}
	}
	base.Also, _ = appended(base.Also, add.Also)
	for _, x := range add.Citations {
		if !slices.ContainsFunc(base.Citations, func(y deed.Citation) bool { return y.Label == x.Label }) {
			base.Citations = append(base.Citations, x)
		}
	}

	each := len(add.FurtherEach) == len(add.Answers) && len(add.Answers) > 1
	said := []string{other(base.Thanks, add.Thanks)}
	if !each {
		said = append(said, prose.Escape(add.Further))
	}
	for i := range add.Answers {
		a := &add.Answers[i]
		if each { // each question before its answer
			said = append(said, prose.Escape(add.FurtherEach[i]))
		}
		said = append(said, add.Spoken(a.Reply()))
		for j := range a.Parts {
			said = append(said, add.Spoken(a.Parts[j].Reply()))
		}
	}
	said = append(said, other(base.Assessment, add.Assessment), other(base.Recommendation, add.Recommendation))
	base.Sections = append(append(slices.Clone(base.Sections), deed.Section{Heading: "Asked further", Text: together(said...)}), others(base.Sections, add.Sections)...)
	base.Findings = append(slices.Clone(base.Findings), others(base.Findings, add.Findings)...)
	base.Scenarios = append(slices.Clone(base.Scenarios), others(base.Scenarios, add.Scenarios)...)
	for _, x := range []struct {
		of   *string
		more string
	}{
		{&base.Complaint, add.Complaint}, {&base.History, add.History}, {&base.NotReviewed, add.NotReviewed}, {&base.Reached, add.Reached}, {&base.TravelFor, add.TravelFor},
	} {
		*x.of = together(*x.of, other(*x.of, x.more))
	}
	base.Travel = base.Travel || add.Travel
	base.Options = append(slices.Clone(base.Options), add.Options...)
	base.Earlier = append(slices.Clone(base.Earlier), add.Earlier...)
	ownRows(&base)
	if add.Diagnosis != "" {
		base.Diagnosis = add.Diagnosis
	}
	if add.Plan != "" {
		base.Plan = add.Plan
	}
	return base
}

// ownRows gives a row a name of its own where another has it.
func ownRows(c *deed.Content) {
	taken := map[string]bool{}
	own := func(id *string) {
		if taken[*id] {
			*id = casefile.NewID()
		}
		taken[*id] = true
	}
	for i := range c.Options {
		own(&c.Options[i].ID)
	}
	for i := range c.Earlier {
		own(&c.Earlier[i].ID)
	}
}

// other is a text that says something else than another: an addendum of before
// began with the opinion's.
func other(base, text string) string {
	if strings.TrimSpace(text) == strings.TrimSpace(base) {
		return ""
	}
	return text
}

func others(base, list []deed.Section) []deed.Section {
	return slices.DeleteFunc(slices.Clone(list), func(s deed.Section) bool { return slices.Contains(base, s) })
}

// together are texts as paragraphs of one.
func together(texts ...string) string {
	return strings.Join(slices.DeleteFunc(texts, func(s string) bool { return strings.TrimSpace(s) == "" }), "\n\n")
}

// thanksFurther is how an addendum to a version begins.
func (w *Working) thanksFurther(version int64) string {
	return salutation(w.Physician) + prose.Escape(fmt.Sprintf("Thank you for your further question about your patient %s. This letter adds to version %d of my opinion, which stays in force.", characters.Set(w.Person.Name), version))
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
