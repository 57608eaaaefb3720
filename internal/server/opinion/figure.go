package opinion

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"oso/internal/casefile"
	"oso/internal/characters"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/server/db"
)

// mostCitations bounds what an opinion cites.
const mostCitations = 200

// readable gives the record that an author shows or cites. Kind NotFound: the
// newest version of the case does not hold it, or it is none that authors read.
func (w *Working) readable(ctx context.Context, q *db.Queries, id casefile.RecordID) (deed.Item, error) {
	it, err := w.Item(ctx, q, id)
	if err == nil && it.Kind != deed.ItemRecord {
		return it, errs.E(errs.NotFound, "find record", "There is no such record in this case, or a newer version of the case does not hold it.")
	}
	return it, err
}

// PutFigure adds a figure to the draft that stands at base, or another state of
// it: from a window that shows the images while another has the text. A new one
// stands before the one of that id, where there is such; else it is the last.
func (w *Working) PutFigure(ctx context.Context, q *db.Queries, base Base, f deed.Figure, before string, author Author, head deed.Letterhead, now time.Time) (*Draft, error) {
	d, err := w.at(ctx, q, base)
	if err != nil {
		return nil, err
	}
	c := d.Content
	figures := slices.Clone(c.Figures)
	at := func(id string) int {
		return slices.IndexFunc(figures, func(x deed.Figure) bool { return x.Image.ID == id })
	}
	if i := at(f.Image.ID); i >= 0 {
		figures[i] = f
	} else if i := at(before); i >= 0 {
		figures = slices.Insert(figures, i, f)
	} else {
		figures = append(figures, f)
	}
	c.SetFigures(figures)
	return w.Save(ctx, q, base, c, nil, author, head, now)
}

// DropFigure takes one away by its key image's id, where no text names it or one
// after it, which would be called otherwise. One that is not there is gone.
func (w *Working) DropFigure(ctx context.Context, q *db.Queries, base Base, id string, author Author, head deed.Letterhead, now time.Time) (*Draft, error) {
	d, err := w.at(ctx, q, base)
	if err != nil {
		return nil, err
	}
	c := d.Content
	i := slices.IndexFunc(c.Figures, func(x deed.Figure) bool { return x.Image.ID == id })
	if i < 0 {
		return d, nil
	}
	named := false
	c.Texts(func(_ string, text *string) {
		for _, m := range c.Marks(*text) {
			named = named || m.Kind == deed.MarkFigure && m.Numbers[0] > i
		}
	})
	if named {
		return nil, errs.E(errs.Refused, "remove figure", "The letter names this figure, or one after it. Nothing was removed. Remove it on the writing page: what the letter says goes with it there.")
	}
	c.Figures = slices.Delete(slices.Clone(c.Figures), i, i+1)
	return w.Save(ctx, q, base, c, nil, author, head, now)
}

// ownFigures writes into the content what is not a page's to say of its figures
// and citations: what the image is, by whom it was marked, how large its picture
// is, what a place is called. before is what was saved last.
func (w *Working) ownFigures(ctx context.Context, q *db.Queries, c, before *deed.Content, author Author, now time.Time) error {
	for i := range c.Figures {
		if err := w.ownFigure(ctx, q, &c.Figures[i], before, author, now); err != nil {
			return err
		}
	}
	if err := c.CheckFigures(); err != nil {
		return err
	}
	if len(c.Figures) == 0 {
		c.Figures = nil
	}
	return w.ownCitations(ctx, q, c, before)
}

func (w *Working) ownFigure(ctx context.Context, q *db.Queries, f *deed.Figure, before *deed.Content, author Author, now time.Time) error {
	const op = "save figure"
	k := f.Image.Kept(casefile.KeyImage{})
	k.Note = strings.TrimSpace(strings.ReplaceAll(k.Note, "\r\n", "\n"))
	var was *casefile.KeyImage
	for i := range before.Figures {
		if x := &before.Figures[i].Image; x.ID == k.ID && x.Record == k.Record && x.Frame == k.Frame {
			was = x
		}
	}
	it, err := w.readable(ctx, q, k.Record)
	switch {
	case errs.Is(err, errs.NotFound) && was != nil: // it stays until its author removes it; the check names it
		k.Study, k.Series, k.SOP, k.Modality, k.Date, k.Description, k.InstanceNumber, k.SeriesNumber =
			was.Study, was.Series, was.SOP, was.Modality, was.Date, was.Description, was.InstanceNumber, was.SeriesNumber
	case err != nil:
		return err
	default:
		d := it.DICOM
		if d == nil || d.SOPInstanceUID == "" || d.SOPInstanceUID != k.SOP {
			return errs.E(errs.Invalid, op, "The key image does not show an image of this record. Nothing was saved. Open the image and mark it again.")
		}
		k.Study, k.Series, k.Modality, k.Date, k.InstanceNumber = d.StudyUID, d.SeriesUID, characters.Set(d.Modality), d.StudyDate, d.Number
		if k.Description = characters.Set(strings.TrimSpace(d.Series)); k.Description == "" {
			k.Description = characters.Set(strings.TrimSpace(d.Study))
		}
		k.SeriesNumber = ""
		if m := w.Known(ctx, q, it); m != nil {
			k.SeriesNumber = characters.Set(strings.TrimSpace(m.Number))
			if k.Frame > max(m.Frames, 1) {
				return errs.E(errs.Invalid, op, "The image has no such frame. Nothing was saved. Open the image and mark it again.")
			}
		}
	}
	if was != nil {
		k.By, k.At = was.By, was.At
	} else {
		at := now.UTC().Truncate(time.Second)
		k.By, k.At = SignerOf(author).Name, &at
	}
	f.Image = k
	row, err := q.GetPicture(ctx, db.GetPictureParams{CaseID: w.Row.ID, SHA256: f.Picture.SHA256})
	if err = db.Err(err, op); errs.Is(err, errs.NotFound) {
		return errs.Wrap(err, errs.NotFound, op, "The picture of a key image is not here. Nothing was saved. Open the image and mark it again.")
	} else if err != nil {
		return err
	}
	f.Picture = deed.Picture{SHA256: row.SHA256, Bytes: int(row.Size), Width: int(row.Width), Height: int(row.Height)}
	return nil
}

// ownCitations keeps what a text names, each by a label that says truly what it
// is.
func (w *Working) ownCitations(ctx context.Context, q *db.Queries, c, before *deed.Content) error {
	const op = "save citation"
	if len(c.Citations) > 2*mostCitations {
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
		now, err := w.Cite(ctx, q, x.Target, x.Page)
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
	if len(out) > mostCitations {
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

// Cite is how a text names a place in the records: its label and what it opens.
func (w *Working) Cite(ctx context.Context, q *db.Queries, t casefile.Target, page int) (deed.Citation, error) {
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
	c := deed.Citation{Target: casefile.Target{Record: t.Record}, Page: page}
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
		if d.Number > 0 {
			place += fmt.Sprintf(", image %d", d.Number)
		}
		if t.Frame > 1 {
			place += fmt.Sprintf(", frame %d", t.Frame)
		}
	}
	if page > 0 {
		place += fmt.Sprintf(", page %d", page)
	}
	c.Label = labelOf(name, place)
	if !deed.ValidLabel(c.Label) {
		return c, wrong
	}
	return c, nil
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
		is, err := gone(c.Figures[i].Image.Record)
		if err != nil {
			return nil, err
		}
		if is {
			out = append(out, fmt.Sprintf("Figure %d", i+1))
		}
	}
	for _, x := range c.Citations {
		is, err := gone(x.Target.Record)
		if err != nil {
			return nil, err
		}
		if is {
			out = append(out, "“"+x.Label+"”")
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

// pictureOf reads the pictures of figures, for a letter.
func (w *Working) pictureOf(ctx context.Context, q *db.Queries) func(deed.Picture) ([]byte, error) {
	return func(p deed.Picture) ([]byte, error) { return w.Picture(ctx, q, p.SHA256) }
}

// pictures are all that the content names, each once.
func (w *Working) pictures(ctx context.Context, q *db.Queries, c *deed.Content) ([][]byte, error) {
	var out [][]byte
	seen := map[string]bool{}
	for i := range c.Figures {
		sum := c.Figures[i].Picture.SHA256
		if seen[sum] {
			continue
		}
		seen[sum] = true
		b, err := w.Picture(ctx, q, sum)
		if err != nil {
			return nil, err
		}
		out = append(out, b)
	}
	return out, nil
}

// NamePictures notes which pictures a version names, so that the others go: after
// a save, and after a version is dropped.
func (w *Working) NamePictures(ctx context.Context, q *db.Queries, now time.Time) error {
	const op = "name pictures"
	have, err := q.ListPictures(ctx, w.Row.ID)
	if err != nil || len(have) == 0 {
		return db.Err(err, op)
	}
	named := map[string]bool{}
	take := func(c *deed.Content) {
		for i := range c.Figures {
			named[c.Figures[i].Picture.SHA256] = true
		}
	}
	heads, err := q.ListOpinionHeads(ctx, w.Row.ID)
	if err != nil {
		return db.Err(err, op)
	}
	for _, h := range heads {
		row, err := q.GetOpinion(ctx, h.ID)
		if err != nil {
			return db.Err(err, op)
		}
		var s stored
		if err := w.OpenDraft(row, &s); err != nil {
			return errs.Op(err, op)
		}
		take(&s.Content)
		signed, err := w.Content(row)
		if err != nil {
			return errs.Op(err, op)
		}
		for _, b := range [][]byte{s.Previous, signed} {
			var c deed.Content
			if len(b) > 0 && json.Unmarshal(b, &c) == nil {
				take(&c)
			}
		}
	}
	for _, r := range have {
		at := int64(0)
		switch {
		case named[r.SHA256] == (r.UnnamedAt == 0):
			continue
		case !named[r.SHA256]:
			at = now.UnixMilli()
		}
		if err := q.NamePicture(ctx, db.NamePictureParams{CaseID: w.Row.ID, SHA256: r.SHA256, UnnamedAt: at}); err != nil {
			return db.Err(err, op)
		}
	}
	return nil
}
