package opinion

import (
	"context"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"oso/internal/casefile"
	"oso/internal/characters"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/prose"
	"oso/internal/server/db"
)

// mostCitations bounds what an opinion cites.
const mostCitations = 200

// ownCitations keeps what a text names, each by a label that says truly what it
// is.
func (w *Working) ownCitations(ctx context.Context, q *db.Queries, c, before *deed.Content) error {
	const op = "save citation"
	if len(c.Citations) > max(2*mostCitations, len(before.Citations)) {
		return errs.E(errs.TooLarge, op, "An opinion may cite 200 places. Nothing was saved. Remove some.")
	}
	named := map[string]bool{}
	c.Texts(func(_ string, text *string) {
		for _, m := range c.Marks(*text) {
			if m.Kind == deed.MarkRecord {
				named[c.Citations[m.Numbers[0]-1].Label] = true
			}
		}
	})
	var out []deed.Citation
	for _, x := range c.Citations {
		if !named[x.Label] {
			continue
		}
		delete(named, x.Label) // of two that are called the same the first is meant
		if slices.ContainsFunc(before.Citations, func(b deed.Citation) bool {
			return b.Label == x.Label && b.Page == x.Page && sameTarget(b.Target, x.Target)
		}) {
			out = append(out, x)
			continue
		}
		now, err := w.Cite(ctx, q, x.Target, x.Page, saysPoint.MatchString(x.Label))
		if err != nil {
			return err
		}
		again, ok := strings.CutPrefix(x.Label, now.Label)
		if !ok || again != "" && !counted(again) || !deed.ValidLabel(x.Label) {
			return errs.E(errs.Invalid, op, "A citation says something else than the record that it names. Nothing was saved. Remove it and cite the place again.")
		}
		now.Label = x.Label
		out = append(out, now)
	}
	if len(out) > max(mostCitations, len(before.Citations)) {
		return errs.E(errs.TooLarge, op, "An opinion may cite 200 places. Nothing was saved. Remove some.")
	}
	c.Citations = out
	return nil
}

// counted tells whether s is the number that tells apart what is called the same.
func counted(s string) bool {
	s, open := strings.CutPrefix(s, " (")
	s, end := strings.CutSuffix(s, ")")
	n, err := strconv.Atoi(s)
	return open && end && err == nil && n >= 2 && n <= mostCitations && s == strconv.Itoa(n)
}

func sameTarget(a, b casefile.Target) bool {
	same := func(a, b *float64) bool { return a == b || a != nil && b != nil && *a == *b }
	return a.Record == b.Record && a.Series == b.Series && a.SOP == b.SOP && a.Frame == b.Frame && same(a.X, b.X) && same(a.Y, b.Y)
}

// Cite is how a text names a place in the records: its label and what it opens. With
// points the label says the point of an image, too: what has no list of its places
// finds them again by their labels.
func (w *Working) Cite(ctx context.Context, q *db.Queries, t casefile.Target, page int, points bool) (deed.Citation, error) {
	const op = "cite record"
	it, err := w.readable(ctx, q, t.Record)
	if err != nil {
		return deed.Citation{}, err
	}
	wrong := errs.E(errs.Invalid, op, "There is no such place in this record. Nothing was cited. Open the record and cite again.")
	if page < 0 || page > 100_000 || t.Frame < 0 || (t.X == nil) != (t.Y == nil) {
		return deed.Citation{}, wrong
	}
	for _, v := range []*float64{t.X, t.Y} {
		if v != nil && !(*v > -1e7 && *v < 1e7) {
			return deed.Citation{}, wrong
		}
	}
	c := w.citation(ctx, q, it, t, page, naming{points: points})
	if items, err := w.Items(ctx, q); err != nil {
		return c, err
	} else if len(w.called(ctx, q, items, c.Label)) > 1 {
		c = w.citation(ctx, q, it, t, page, naming{series: true, points: points})
	}
	if !deed.ValidLabel(c.Label) {
		return c, wrong
	}
	return c, nil
}

// naming is what a label says beside the record and its image.
type naming struct {
	series bool // the number of the series, where another is called the same
	points bool // the pixel under a point
}

// citation is how a place of a record is called.
func (w *Working) citation(ctx context.Context, q *db.Queries, it deed.Item, t casefile.Target, page int, says naming) deed.Citation {
	c := deed.Citation{Target: casefile.Target{Record: it.Record}, Page: page}
	name, place := it.Name(), ""
	if d := it.DICOM; d != nil && d.StudyUID != "" {
		c.Target.Series, c.Target.SOP, c.Target.Frame, c.Target.X, c.Target.Y = d.SeriesUID, d.SOPInstanceUID, t.Frame, t.X, t.Y
		if name = strings.TrimSpace(d.Series); name == "" {
			name = strings.TrimSpace(d.Study)
		}
		if m := strings.TrimSpace(d.Modality); m != "" && !strings.HasPrefix(strings.ToUpper(name), strings.ToUpper(m)) {
			name = strings.TrimSpace(m + " " + name)
		}
		if name == "" {
			name = "Image"
		}
		if d.StudyDate != "" {
			place += ", " + sayPartial(d.StudyDate)
		}
		if says.series {
			if m := w.Known(ctx, q, it); m != nil && strings.TrimSpace(m.Number) != "" {
				place += ", series " + strings.TrimSpace(m.Number)
			}
		}
		if d.Number > 0 {
			place += fmt.Sprintf(", image %d", d.Number)
		}
		if t.Frame > 1 && d.Modality != "SM" { // of a slide it is a tile
			place += fmt.Sprintf(", frame %d", t.Frame)
		}
		if says.points && t.X != nil && t.Y != nil && *t.X >= 0 && *t.Y >= 0 {
			column, row := math.Floor(*t.X), math.Floor(*t.Y)
			place += fmt.Sprintf(", column %.0f, row %.0f", column+1, row+1)
			c.Target.X, c.Target.Y = new(column+0.5), new(row+0.5) // where the label leads
		}
	}
	if page > 0 {
		place += fmt.Sprintf(", page %d", page)
	}
	c.Label = labelOf(name, place)
	return c
}

var (
	saysPoint  = regexp.MustCompile(`, column (\d{1,7}), row (\d{1,7})(?:, page \d{1,6})?$`)
	saysFrame  = regexp.MustCompile(`, frame (\d{1,6})(?:, column \d{1,7}, row \d{1,7})?(?:, page \d{1,6})?$`)
	saysPage   = regexp.MustCompile(`, page (\d{1,6})$`)
	saysSeries = regexp.MustCompile(`, series [^,]+`)
)

// called are the places that have a label: one, where it names one truly.
func (w *Working) called(ctx context.Context, q *db.Queries, items []deed.Item, label string) (out []deed.Citation) {
	number := func(re *regexp.Regexp) int {
		if m := re.FindStringSubmatch(label); m != nil {
			n, _ := strconv.Atoi(m[1])
			return n
		}
		return 0
	}
	frame, page := number(saysFrame), number(saysPage)
	var x, y *float64
	if m := saysPoint.FindStringSubmatch(label); m != nil {
		column, _ := strconv.ParseFloat(m[1], 64)
		row, _ := strconv.ParseFloat(m[2], 64)
		x, y = new(column-0.5), new(row-0.5)
	}
	// A name may end as a place does.
	places := [][2]int{{0, 0}}
	for _, at := range [][2]int{{frame, page}, {0, page}, {frame, 0}} {
		if !slices.Contains(places, at) {
			places = append(places, at)
		}
	}
	for _, it := range items {
		if it.Kind != deed.ItemRecord {
			continue
		}
		for _, at := range places {
			to := casefile.Target{Frame: at[0], X: x, Y: y}
			c := w.citation(ctx, q, it, to, at[1], naming{points: true})
			if c.Label != label && saysSeries.MatchString(label) && saysSeries.ReplaceAllString(c.Label, "") == saysSeries.ReplaceAllString(label, "") {
				c = w.citation(ctx, q, it, to, at[1], naming{series: true, points: true})
			}
			if c.Label == label {
				out = append(out, c)
				break
			}
		}
	}
	return out
}

// Cited are the places that a text names whose author has no list of them, a report
// or a part of another: found by what the records are called, each once. What two
// records are called leads nowhere.
func (w *Working) Cited(ctx context.Context, q *db.Queries, text string) ([]deed.Citation, error) {
	out := []deed.Citation{}
	var items []deed.Item
	seen := map[string]bool{}
	for _, label := range append(deed.Brackets(text), deed.Brackets(prose.Plain(text))...) {
		if seen[label] || !deed.ValidLabel(label) || len(seen) == mostCitations {
			continue
		}
		seen[label] = true
		if items == nil {
			var err error
			if items, err = w.Items(ctx, q); err != nil {
				return nil, err
			}
		}
		if all := w.called(ctx, q, items, label); len(all) == 1 {
			out = append(out, all[0])
		}
	}
	return out, nil
}

// quoted gives a content the places that another's signed text names, and the text
// with the letter's names of them: where the letter calls another place the same,
// with the next number behind it.
func quoted(c *deed.Content, text string, places []deed.Citation) string {
	for _, x := range places {
		same := func(have deed.Citation) bool {
			return have.Target.Record == x.Target.Record && have.Target.Frame == x.Target.Frame && have.Page == x.Page
		}
		label := x.Label
		for n := 2; ; n++ {
			i := slices.IndexFunc(c.Citations, func(have deed.Citation) bool { return have.Label == label })
			if i < 0 {
				own := x
				own.Label = label
				c.Citations = append(slices.Clip(c.Citations), own)
			}
			if i < 0 || same(c.Citations[i]) {
				break
			}
			label = fmt.Sprintf("%s (%d)", x.Label, n)
		}
		if label != x.Label {
			text = strings.ReplaceAll(text, "["+x.Label+"]", "["+label+"]")
		}
	}
	return text
}

// labelOf writes a name so that nothing in it is taken for a mark, is not seen,
// or cannot be printed; what is too long is cut, and its place stays.
func labelOf(name, place string) string {
	say := func(s string) string {
		s = strings.Map(func(r rune) rune {
			switch {
			case r == '[':
				return '('
			case r == ']':
				return ')'
			case unicode.IsSpace(r), unicode.IsControl(r):
				return ' '
			case unicode.Is(unicode.Cf, r), r == unicode.ReplacementChar:
				return -1
			}
			return r
		}, characters.Set(s))
		return strings.Join(strings.Fields(s), " ")
	}
	name, place = say(name), say(place)
	const room = deed.MaxLabel - len(" (200)") // to tell apart what is called the same
	if r := []rune(name); len(r)+len([]rune(place)) > room {
		name = strings.TrimSpace(string(r[:max(room-1-len([]rune(place)), 0)])) + "…"
	}
	label := strings.TrimPrefix(name+place, ", ")
	if !deed.ValidLabel(label) { // as a number alone, it would be another mark
		label = "Record " + label
	}
	return label
}
