package opinion

import (
	"context"
	"slices"
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/characters"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/server/db"
)

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
	return w.Save(ctx, q, base, c, nil, "", author, head, now)
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
	return w.Save(ctx, q, base, c, nil, "", author, head, now)
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
	if err := c.CheckFigures(); err != nil && !(errs.Is(err, errs.TooLarge) && noMore(c, before)) {
		return err
	}
	if len(c.Figures) == 0 {
		c.Figures = nil
	}
	return w.ownCitations(ctx, q, c, before)
}

// noMore tells whether a content shows no more than another: a correction begins
// with all figures of what it replaces, and is signed when its author has taken out
// what no letter holds.
func noMore(c, before *deed.Content) bool {
	sum := func(c *deed.Content) (printed int, bytes int64) {
		for i := range c.Figures {
			if c.Figures[i].Printed {
				printed++
			}
			bytes += int64(c.Figures[i].Picture.Bytes)
		}
		return printed, bytes
	}
	p, b := sum(c)
	mostPrinted, mostBytes := sum(before)
	return len(c.Figures) <= len(before.Figures) && p <= mostPrinted && b <= mostBytes
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
	slide := false
	it, err := w.readable(ctx, q, k.Record)
	switch {
	case errs.Is(err, errs.NotFound) && was != nil: // it stays until its author removes it; the check names it
		k.Study, k.Series, k.SOP, k.Modality, k.Date, k.Description, k.InstanceNumber, k.SeriesNumber =
			was.Study, was.Series, was.SOP, was.Modality, was.Date, was.Description, was.InstanceNumber, was.SeriesNumber
		slide = was.Optics != nil
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
		slide = d.Modality == "SM"
		k.SeriesNumber = ""
		if m := w.Known(ctx, q, it); m != nil {
			k.SeriesNumber = characters.Set(strings.TrimSpace(m.Number))
			if k.Frame > max(m.Frames, 1) {
				return errs.E(errs.Invalid, op, "The image has no such frame. Nothing was saved. Open the image and mark it again.")
			}
		}
	}
	if o := k.Optics; !slide { // another image's number and frame would go out of its caption
		k.Optics = nil
	} else if o != nil {
		said := *o
		said.Path = characters.Set(strings.TrimSpace(o.Path))
		k.Optics = &said
	}
	if err := w.ownState(ctx, q, k.State, was); err != nil {
		return err
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

// ownState refuses a presentation state that the case does not hold; one that it
// held stays with its figure until the author removes that, and the check names it.
func (w *Working) ownState(ctx context.Context, q *db.Queries, s *casefile.PresentationState, was *casefile.KeyImage) error {
	if s == nil || was != nil && was.State != nil && *was.State == *s {
		return nil
	}
	it, err := w.readable(ctx, q, s.Record)
	if err == nil && (it.DICOM == nil || it.DICOM.SOPInstanceUID != s.SOP) {
		err = errs.E(errs.Invalid, "save figure", "The key image names another presentation state than this record holds. Nothing was saved. Open the image and mark it again.")
	}
	return err
}
