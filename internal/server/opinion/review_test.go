package opinion

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/server/db"
)

// TestTheLetterSaysWhatItsAuthorMarked: what was reviewed is what the author says,
// record by record; it holds for what it was said over, and is no other author's.
func TestTheLetterSaysWhatItsAuthorMarked(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w, d := working(t)
	now := time.Now()
	do := func(fn func(*db.Queries) error) {
		t.Helper()
		if err := d.Tx(ctx, func(tx *sql.Tx) error { return fn(db.New(tx)) }); err != nil {
			t.Fatal(err)
		}
	}
	// put stores what the clinic sealed.
	put := func(items ...deed.Item) {
		t.Helper()
		do(func(q *db.Queries) error {
			for i, it := range items {
				sealed, err := w.SealItem(it)
				if err != nil {
					return err
				}
				if err := q.InsertRecord(ctx, db.InsertRecordParams{CaseID: w.Row.ID, ID: string(it.Record), Version: 1, Bytes: 1, DescriptionSealed: sealed, Position: int64(i)}); err != nil {
					return err
				}
			}
			return nil
		})
	}
	image := func(record casefile.RecordID, sum string) deed.Item {
		return deed.Item{Record: record, Kind: deed.ItemRecord, Path: string(record), SHA256: sum, DICOM: &deed.DICOMRef{StudyUID: "1", SeriesUID: "1.1", Modality: "CT", Study: "CT chest", StudyDate: "2026-08-20"}}
	}
	const slides = "Six slides, by mail"
	put(image("i1", "aa"), image("i2", "bb"), deed.Item{Record: "l", Kind: deed.ItemRecord, Path: "letter.pdf", SHA256: "cc"})
	do(func(q *db.Queries) error { return w.Start(ctx, q, author(), deed.Letterhead{}, "2026-11-24", now) })
	latest := func() *Draft {
		t.Helper()
		x, err := w.Latest(ctx, d.Q())
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	mark := func(seen map[string]Seen, by Author) *Draft {
		t.Helper()
		x := latest()
		list := []Mark{}
		for _, r := range x.Review {
			for line, s := range seen {
				if strings.HasPrefix(r.Line, line) {
					list = append(list, Mark{r.Key, s, r.Over})
				}
			}
		}
		x.Content.Reviewed = []string{"Everything, twice"} // not the page's to say
		do(func(q *db.Queries) error {
			_, err := w.Save(ctx, q, Base{1, x.RowVersion()}, x.Content, list, by, deed.Letterhead{}, now)
			return err
		})
		return latest()
	}
	want := func(what string, x *Draft, reviewed, unseen []string, check string) {
		t.Helper()
		if !slices.Equal(x.Content.Reviewed, reviewed) || !slices.Equal(x.Content.Unseen, unseen) {
			t.Errorf("%s: reviewed %q, not seen %q", what, x.Content.Reviewed, x.Content.Unseen)
		}
		if c := checkReviewed(&x.Content, x.Review); c.Detail != check {
			t.Errorf("%s: %q", what, c.Detail)
		}
	}
	const study = "CT chest, 20 Aug 2026: 2 images in 1 series"
	want("begun", latest(), []string{}, nil, "Mark what you have seen: "+study+"; letter.pdf; "+slides)
	x := mark(map[string]Seen{"CT": SeenPart, "Six": SeenNot}, author())
	want("marked in part", x, []string{study + " (seen in part)"}, []string{slides}, "Mark what you have seen: letter.pdf")
	x = mark(map[string]Seen{"CT": SeenWhole, "letter": SeenWhole, "Six": SeenNot}, author())
	want("marked", x, []string{study, "letter.pdf"}, []string{slides}, "Everything sent is marked: 2 seen, 1 not seen")

	// Saved without marks, they stay.
	do(func(q *db.Queries) error {
		_, err := w.Save(ctx, q, Base{1, x.RowVersion()}, x.Content, nil, author(), deed.Letterhead{}, now)
		return err
	})
	want("saved again", latest(), []string{study, "letter.pdf"}, []string{slides}, "Everything sent is marked: 2 seen, 1 not seen")

	// A further image of the study came: what was said of it before does not count,
	// also from a page that still shows the study as it was.
	before := latest().Review
	put(image("i3", "dd"))
	const more = "CT chest, 20 Aug 2026: 3 images in 1 series"
	x = latest()
	want("amended", x, []string{"letter.pdf"}, []string{slides}, "Mark what you have seen: "+more)
	if i := slices.IndexFunc(x.Review, func(r Reviewable) bool { return r.Line == more }); i < 0 || !x.Review[i].Changed {
		t.Errorf("it is not said that the study changed: %+v", x.Review)
	}
	stale := []Mark{}
	for _, r := range before {
		stale = append(stale, Mark{r.Key, r.Seen, r.Over})
	}
	do(func(q *db.Queries) error {
		_, err := w.Save(ctx, q, Base{1, x.RowVersion()}, x.Content, stale, author(), deed.Letterhead{}, now)
		return err
	})
	want("from an older page", latest(), []string{"letter.pdf"}, []string{slides}, "Mark what you have seen: "+more)

	// Whoever takes the case over has seen nothing of it yet.
	heir := author()
	heir.ID = "b"
	do(func(q *db.Queries) error { return w.Start(ctx, q, heir, deed.Letterhead{}, "2026-11-25", now) })
	want("taken over", latest(), []string{}, nil, "Mark what you have seen: "+more+"; letter.pdf; "+slides)

	x = latest()
	err := d.Tx(ctx, func(tx *sql.Tx) error {
		_, err := w.Save(ctx, db.New(tx), Base{1, x.RowVersion()}, x.Content, []Mark{{x.Review[0].Key, "glanced", ""}}, heir, deed.Letterhead{}, now)
		return err
	})
	if !errs.Is(err, errs.Invalid) {
		t.Errorf("a word that there is not: %v", err)
	}
}
