package opinion

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/server/db"
)

// lost names what the content shows or cites and is not in the case any more.
func (w *Working) lost(ctx context.Context, q *db.Queries, c *deed.Content) ([]string, error) {
	var out []string
	gone := func(id casefile.RecordID) (bool, error) {
		_, err := w.readable(ctx, q, id)
		if errs.Is(err, errs.NotFound) {
			return true, nil
		}
		return false, err
	}
	for i := range c.Figures {
		for _, id := range c.Figures[i].Image.Records() {
			is, err := gone(id)
			if err != nil {
				return nil, err
			}
			if is {
				out = append(out, fmt.Sprintf("Figure %d", i+1))
				break
			}
		}
	}
	// What a reader cited is no longer the author's to take out: it is named in words.
	named := map[string]bool{}
	own := *c
	own.Findings = slices.DeleteFunc(slices.Clone(c.Findings), func(s deed.Section) bool {
		return slices.ContainsFunc(w.Overreads, func(o db.Overread) bool { return o.State == "final" && (Reading{Kind: o.Kind}).heading() == s.Heading })
	})
	own.Texts(func(_ string, text *string) {
		for _, m := range c.Marks(*text) {
			if m.Kind == deed.MarkRecord {
				named[c.Citations[m.Numbers[0]-1].Label] = true
			}
		}
	})
	for _, x := range c.Citations {
		is, err := gone(x.Target.Record)
		if err != nil {
			return nil, err
		}
		if is && named[x.Label] {
			out = append(out, "“"+x.Label+"”")
		}
	}
	return out, nil
}

// held are the places in records that the case still holds.
func (w *Working) held(ctx context.Context, q *db.Queries, list []deed.Citation) ([]deed.Citation, error) {
	var out []deed.Citation
	for _, x := range list {
		if _, err := w.readable(ctx, q, x.Target.Record); err == nil {
			out = append(out, x)
		} else if !errs.Is(err, errs.NotFound) {
			return nil, err
		}
	}
	return out, nil
}

// checkShown looks over figures and citations; nothing is said where there are
// none. lost is what the case does not hold any more.
func checkShown(c *deed.Content, lost []string) []Check {
	var out []Check
	figures, dead := map[int]bool{}, slices.Clone(lost)
	cited := 0
	c.Texts(func(_ string, text *string) {
		for _, m := range c.Marks(*text) {
			switch m.Kind {
			case deed.MarkFigure:
				figures[m.Numbers[0]] = true
				cited++
			case deed.MarkRecord:
				cited++
			case deed.MarkLost:
				dead = append(dead, "“"+m.Said()+"”")
			}
		}
	})
	slices.Sort(dead)
	dead = slices.Compact(dead)
	if len(dead) > 0 {
		out = append(out, Check{Code: CheckCited, Detail: "Not there any more, remove or cite again: " + few(dead)})
	} else if cited > 0 {
		out = append(out, Check{Code: CheckCited, OK: true, Detail: "What the text cites is there"})
	}
	if len(c.Figures) == 0 {
		return out
	}
	var bare, unnamed []string
	printed := 0
	for i := range c.Figures {
		f := &c.Figures[i]
		name := fmt.Sprintf("Figure %d", i+1)
		if f.Legend() == "" {
			bare = append(bare, name)
		}
		if !figures[i+1] {
			unnamed = append(unnamed, name)
		}
		if f.Printed {
			printed++
		}
	}
	if len(bare) > 0 {
		out = append(out, Check{Code: CheckFigures, Detail: "Write what is to be seen: " + few(bare)})
	} else {
		out = append(out, Check{Code: CheckFigures, OK: true, Detail: fmt.Sprintf("%s, %d printed", count(len(c.Figures), "figure", "figures"), printed)})
	}
	if len(unnamed) > 0 {
		out = append(out, Check{Code: CheckNamed, OK: true, Notice: true, Detail: "No text names " + few(unnamed)})
	}
	return out
}

func few(list []string) string {
	named := strings.Join(list[:min(len(list), 3)], "; ")
	if more := len(list) - 3; more > 0 {
		named += fmt.Sprintf("; and %d more", more)
	}
	return named
}
