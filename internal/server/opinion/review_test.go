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

// marking is a case whose records are marked for its letter.
type marking struct {
	t   *testing.T
	w   *Working
	d   *db.DB
	now time.Time
}

func (m *marking) do(fn func(*db.Queries) error) {
	m.t.Helper()
	if err := m.d.Tx(context.Background(), func(tx *sql.Tx) error { return fn(db.New(tx)) }); err != nil {
		m.t.Fatal(err)
	}
}

// put stores what the clinic sealed.
func (m *marking) put(items ...deed.Item) {
	m.t.Helper()
	m.do(func(q *db.Queries) error {
		for i, it := range items {
			sealed, err := m.w.SealItem(it)
			if err != nil {
				return err
			}
			if err := q.InsertRecord(context.Background(), db.InsertRecordParams{CaseID: m.w.Row.ID, ID: string(it.Record), Version: 1, Bytes: 1, DescriptionSealed: sealed, Position: int64(i)}); err != nil {
				return err
			}
		}
		return nil
	})
}

// remove takes records out, as an amendment does that no longer holds them.
func (m *marking) remove(records ...casefile.RecordID) {
	m.t.Helper()
	m.do(func(q *db.Queries) error {
		for _, r := range records {
			if err := q.RemoveRecord(context.Background(), db.RemoveRecordParams{CaseID: m.w.Row.ID, ID: string(r), RemovedVersion: 2}); err != nil {
				return err
			}
		}
		return nil
	})
}

func (m *marking) start(by Author) {
	m.t.Helper()
	m.do(func(q *db.Queries) error {
		return m.w.Start(context.Background(), q, by, deed.Letterhead{}, "2026-11-24", m.now)
	})
}

func (m *marking) latest() *Draft {
	m.t.Helper()
	x, err := m.w.Latest(context.Background(), m.d.Q())
	if err != nil {
		m.t.Fatal(err)
	}
	return x
}

// mark saves what an author says of everything whose line begins so.
func (m *marking) mark(seen map[string]Seen, by Author) *Draft {
	m.t.Helper()
	x := m.latest()
	list := []Mark{}
	for _, r := range x.Review {
		for line, s := range seen {
			if strings.HasPrefix(r.Line, line) {
				list = append(list, Mark{r.Key, s, r.Over})
			}
		}
	}
	return m.save(list, by)
}

// save saves the draft with these marks; nil: as before.
func (m *marking) save(list []Mark, by Author) *Draft {
	m.t.Helper()
	x := m.latest()
	x.Content.Reviewed = []string{"Everything, twice"} // not the page's to say
	m.do(func(q *db.Queries) error {
		_, err := m.w.Save(context.Background(), q, Base{x.Row.Version, x.RowVersion()}, x.Content, list, "", by, deed.Letterhead{}, m.now)
		return err
	})
	return m.latest()
}

func (m *marking) want(what string, x *Draft, reviewed, unseen []string, check string) {
	m.t.Helper()
	if !slices.Equal(x.Content.Reviewed, reviewed) || !slices.Equal(x.Content.Unseen, unseen) {
		m.t.Errorf("%s: reviewed %q, not seen %q", what, x.Content.Reviewed, x.Content.Unseen)
	}
	if c := checkReviewed(&x.Content, x.Review); c.Detail != check {
		m.t.Errorf("%s: %q", what, c.Detail)
	}
}

// image is one of a study of the chest.
func image(record casefile.RecordID, sum string) deed.Item {
	return deed.Item{Record: record, Kind: deed.ItemRecord, Path: string(record), SHA256: sum, DICOM: &deed.DICOMRef{StudyUID: "1", SeriesUID: "1.1", Modality: "CT", Study: "CT chest", StudyDate: "2026-08-20"}}
}

func document(record casefile.RecordID, name, sum string) deed.Item {
	return deed.Item{Record: record, Kind: deed.ItemRecord, Path: name, SHA256: sum}
}

// TestTheLetterSaysWhatItsAuthorMarked: what was reviewed is what the author says,
// record by record; it holds for what it was said over, and is no other author's.
func TestTheLetterSaysWhatItsAuthorMarked(t *testing.T) {
	t.Parallel()
	w, d := working(t)
	m := &marking{t, w, d, time.Now()}
	const slides = "Six slides, by mail"
	m.put(image("i1", "aa"), image("i2", "bb"), document("l", "letter.pdf", "cc"))
	m.start(author())
	const study = "CT chest, 20 Aug 2026: 2 images in 1 series"
	m.want("begun", m.latest(), []string{}, nil, "Mark what you have seen: "+study+"; letter.pdf; "+slides)
	x := m.mark(map[string]Seen{"CT": SeenPart, "Six": SeenNot}, author())
	m.want("marked in part", x, []string{study + " (seen in part)"}, []string{slides}, "Mark what you have seen: letter.pdf")
	x = m.mark(map[string]Seen{"CT": SeenWhole, "letter": SeenWhole, "Six": SeenNot}, author())
	m.want("marked", x, []string{study, "letter.pdf"}, []string{slides}, "Everything sent is marked: 2 seen, 1 not seen")
	m.want("saved again, without marks", m.save(nil, author()), []string{study, "letter.pdf"}, []string{slides}, "Everything sent is marked: 2 seen, 1 not seen")

	// A further image of the study came: what was said of it before does not count,
	// also from a page that still shows the study as it was.
	stale := []Mark{}
	for _, r := range m.latest().Review {
		stale = append(stale, Mark{r.Key, r.Seen, r.Over})
	}
	m.put(image("i3", "dd"))
	const more = "CT chest, 20 Aug 2026: 3 images in 1 series"
	x = m.latest()
	m.want("amended", x, []string{"letter.pdf"}, []string{slides}, "Mark what you have seen: "+more)
	if i := slices.IndexFunc(x.Review, func(r Reviewable) bool { return r.Line == more }); i < 0 || !x.Review[i].Changed {
		t.Errorf("it is not said that the study changed: %+v", x.Review)
	}
	m.want("from an older page", m.save(stale, author()), []string{"letter.pdf"}, []string{slides}, "Mark what you have seen: "+more)

	// Whoever takes the case over has seen nothing of it yet.
	heir := author()
	heir.ID = "b"
	m.start(heir)
	m.want("taken over", m.latest(), []string{}, nil, "Mark what you have seen: "+more+"; letter.pdf; "+slides)
	x = m.mark(map[string]Seen{"CT": SeenNot, "letter": SeenPart, "Six": SeenNot}, heir)
	m.want("marked by who took it over", x, []string{"letter.pdf (seen in part)"}, []string{more, slides}, "Everything sent is marked: 0 seen, 1 seen in part, 2 not seen")
	// Back with the first: what somebody else said since is not theirs.
	m.start(author())
	m.want("given back", m.latest(), []string{}, nil, "Mark what you have seen: "+more+"; letter.pdf; "+slides)

	x = m.latest()
	err := d.Tx(context.Background(), func(tx *sql.Tx) error {
		_, err := w.Save(context.Background(), db.New(tx), Base{1, x.RowVersion()}, x.Content, []Mark{{x.Review[0].Key, "glanced", ""}}, "", author(), deed.Letterhead{}, m.now)
		return err
	})
	if !errs.Is(err, errs.Invalid) {
		t.Errorf("a word that there is not: %v", err)
	}
}

// TestMarksFollowTheRecords: what came later is not marked, what was taken back is
// not in the letter, and what was put in another's place is another record.
func TestMarksFollowTheRecords(t *testing.T) {
	t.Parallel()
	const study = "CT chest, 20 Aug 2026: 2 images in 1 series"
	const slides = "Six slides, by mail"
	for name, c := range map[string]struct {
		change           func(*marking)
		reviewed, unseen []string
		check            string
	}{
		"a document came later": {
			func(m *marking) { m.put(document("n", "biopsy.pdf", "ee")) },
			[]string{study, "letter.pdf"}, []string{slides}, "Mark what you have seen: biopsy.pdf",
		},
		"a study came later": {
			func(m *marking) {
				it := image("j1", "ee")
				it.DICOM = &deed.DICOMRef{StudyUID: "2", SeriesUID: "2.1", Modality: "MR", Study: "Head", StudyDate: "2026-09-01"}
				m.put(it)
			},
			[]string{study, "letter.pdf"}, []string{slides}, "Mark what you have seen: MR Head, 1 Sep 2026: 1 image in 1 series",
		},
		"a document was taken back": {
			func(m *marking) { m.remove("l") },
			[]string{study}, []string{slides}, "Everything sent is marked: 1 seen, 1 not seen",
		},
		"an image was taken back": {
			func(m *marking) { m.remove("i2") },
			[]string{"letter.pdf"}, []string{slides}, "Mark what you have seen: CT chest, 20 Aug 2026: 1 image in 1 series",
		},
		"a study was taken back": {
			func(m *marking) { m.remove("i1", "i2") },
			[]string{"letter.pdf"}, []string{slides}, "Everything sent is marked: 1 seen, 1 not seen",
		},
		"all that was seen was taken back": {
			func(m *marking) { m.remove("i1", "i2", "l") },
			[]string{}, []string{slides}, "Say what was reviewed",
		},
		"a document was corrected": {
			func(m *marking) { m.remove("l"); m.put(document("l2", "letter.pdf", "ff")) },
			[]string{study}, []string{slides}, "Mark what you have seen: letter.pdf",
		},
		"a document has other bytes under its own number": {
			func(m *marking) { m.remove("l"); m.put(document("l", "letter.pdf", "ff")) },
			[]string{study}, []string{slides}, "Mark what you have seen: letter.pdf",
		},
		"an image was corrected": {
			func(m *marking) { m.remove("i2"); m.put(image("i4", "ff")) },
			[]string{"letter.pdf"}, []string{slides}, "Mark what you have seen: " + study,
		},
		"what was taken back came again": {
			func(m *marking) { m.remove("l"); m.put(document("l", "letter.pdf", "cc")) },
			[]string{study, "letter.pdf"}, []string{slides}, "Everything sent is marked: 2 seen, 1 not seen",
		},
		"a parcel is no longer announced": {
			func(m *marking) { m.w.Doc.Materials = nil },
			[]string{study, "letter.pdf"}, nil, "Everything sent is marked: 2 seen",
		},
		"a second parcel like the first was announced": {
			func(m *marking) { m.w.Doc.Materials = append(m.w.Doc.Materials, m.w.Doc.Materials[0]) },
			[]string{study, "letter.pdf"}, []string{slides}, "Mark what you have seen: " + slides,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, d := working(t)
			m := &marking{t, w, d, time.Now()}
			m.put(image("i1", "aa"), image("i2", "bb"), document("l", "letter.pdf", "cc"))
			m.start(author())
			m.mark(map[string]Seen{"CT": SeenWhole, "letter": SeenWhole, "Six": SeenNot}, author())
			c.change(m)
			m.want("before a save", m.latest(), c.reviewed, c.unseen, c.check)
			m.want("after a save", m.save(nil, author()), c.reviewed, c.unseen, c.check)
			keys := map[string]bool{}
			for _, r := range m.latest().Review {
				if keys[r.Key] {
					t.Errorf("two things are marked by one key: %s", r.Line)
				}
				keys[r.Key] = true
			}
		})
	}
}

// TestMarksOfARevision: a version after a released one begins with its author's own
// marks, as far as they still hold; with another author's, of nothing.
func TestMarksOfARevision(t *testing.T) {
	t.Parallel()
	heir := author()
	heir.ID = "b"
	const slides = "Six slides, by mail"
	for name, c := range map[string]struct {
		kind             deed.OpinionKind
		by               Author
		reviewed, unseen []string
		check            string
	}{
		"correction by its author":  {deed.KindCorrection, author(), []string{"letter.pdf"}, []string{slides}, "Mark what you have seen: CT chest, 20 Aug 2026: 3 images in 1 series"},
		"addendum by its author":    {deed.KindAddendum, author(), []string{"letter.pdf"}, []string{slides}, "Mark what you have seen: CT chest, 20 Aug 2026: 3 images in 1 series"},
		"correction by another one": {deed.KindCorrection, heir, []string{}, nil, "Mark what you have seen: CT chest, 20 Aug 2026: 3 images in 1 series; letter.pdf; " + slides},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, d := working(t)
			m := &marking{t, w, d, time.Now()}
			m.put(image("i1", "aa"), image("i2", "bb"), document("l", "letter.pdf", "cc"))
			m.start(author())
			signed := m.mark(map[string]Seen{"CT": SeenWhole, "letter": SeenWhole, "Six": SeenNot}, author())
			if err := d.Tx(t.Context(), func(tx *sql.Tx) error {
				_, err := tx.ExecContext(t.Context(), "UPDATE opinions SET released_at = 1 WHERE id = $1", signed.Row.ID)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			m.put(image("i3", "dd"))
			m.do(func(q *db.Queries) error {
				return w.StartRevision(context.Background(), q, c.kind, []string{"The CT came again."}, c.by, deed.Letterhead{}, "2026-12-01", m.now)
			})
			if x := m.latest(); x.Row.Version != 2 {
				t.Fatalf("version %d", x.Row.Version)
			}
			m.want("begun", m.latest(), c.reviewed, c.unseen, c.check)
		})
	}
}
