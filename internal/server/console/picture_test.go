package console_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/sample"
	"oso/internal/server/db"
	"oso/internal/server/opinion"
	"oso/internal/server/principal"
)

// shot is a picture as a page makes it.
func shot(t testing.TB, shade uint8) []byte {
	t.Helper()
	m := image.NewGray(image.Rect(0, 0, 64, 48))
	for i := range m.Pix {
		m.Pix[i] = shade + uint8(i%16)
	}
	m.SetGray(3, 3, color.Gray{Y: 255})
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// keep sends a picture.
func (p *person) keep(id string, b []byte) (int, deed.Picture) {
	p.w.t.Helper()
	req, err := http.NewRequest("PUT", p.w.http.URL+"/console/api/cases/"+id+"/opinion/pictures", bytes.NewReader(b))
	if err != nil {
		p.w.t.Fatal(err)
	}
	res, err := p.client.Do(req)
	if err != nil {
		p.w.t.Fatal(err)
	}
	defer res.Body.Close()
	var pic deed.Picture
	_ = json.NewDecoder(res.Body).Decode(&pic)
	return res.StatusCode, pic
}

// scanned puts an image into the case, and gives a key image of it.
func (w *world) scanned(id, sop string) casefile.KeyImage {
	w.t.Helper()
	m := sample.Image{StudyUID: "1.2", SeriesUID: "1.2.3", SOPInstanceUID: sop, Modality: "MR", Rows: 8, Columns: 8, Pixels: make([]uint16, 64), Instance: 44}
	record := w.addRecord(id, deed.Item{MediaType: "application/dicom", Path: "I" + sop, DICOM: &deed.DICOMRef{StudyUID: "1.2", SeriesUID: "1.2.3", SOPInstanceUID: sop, SOPClassUID: "1.2.840.10008.5.1.4.1.1.4", Modality: "MR", Series: "T2 [axial]", StudyDate: "2026-10-12", Number: 44}}, sample.DICOM(m))
	return casefile.KeyImage{ID: casefile.NewID(), Record: record, Study: "1.2", Series: "1.2.3", SOP: sop, Frame: 1, Note: "The stricture.", By: "Somebody else", Modality: "CT", Description: "Not this"}
}

// save stores the draft as a page does, everything marked as seen.
func (p *person) save(id string, status int, d *draft) {
	p.w.t.Helper()
	var marks draft
	p.want(200, "GET", "/cases/"+id+"/opinion", nil, &marks)
	out := any(d)
	if status != 200 {
		out = nil
	}
	p.want(status, "PUT", "/cases/"+id+"/opinion", map[string]any{"version": d.Version, "row_version": d.RowVersion, "content": d.Content, "marks": marks.marked(opinion.SeenWhole)}, out)
}

func (d *draft) check(code string) string {
	for _, c := range d.Checks {
		if c.Code == code {
			if c.OK {
				return "ok"
			}
			return "open"
		}
	}
	return ""
}

// TestFigureFromTheDraftToThePackage: an author shows an image in the draft, cites
// it and a record; who approves sees it, the letter prints it, and the package
// carries exactly the picture that was signed.
func TestFigureFromTheDraftToThePackage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, s, d := w.writing()
	k := w.scanned(id, "1.2.3.4")
	a, c := w.staff[principal.Approver], w.staff[principal.Coordinator]
	s.want(200, "GET", "/cases/"+id+"/opinion", nil, &d)

	for name, b := range map[string][]byte{"text": []byte("no picture"), "nothing": {}, "a JPEG": []byte("\xff\xd8\xff\xe0aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")} {
		if got, _ := s.keep(id, b); got != 422 {
			t.Errorf("%s: %d", name, got)
		}
	}
	if got, _ := s.keep(id, make([]byte, deed.MaxPicture+1)); got != 413 {
		t.Errorf("too large: %d", got)
	}
	if got, _ := c.keep(id, shot(t, 1)); got != 403 {
		t.Errorf("a coordinator's picture: %d", got)
	}
	got, pic := s.keep(id, shot(t, 1))
	if got != 200 || pic.Width != 64 || pic.Height != 48 {
		t.Fatalf("%d, %+v", got, pic)
	}
	if again, same := s.keep(id, shot(t, 1)); again != 200 || same != pic {
		t.Errorf("the same again: %d, %+v", again, same)
	}

	// What the page says of the image is not believed.
	d.Content.Figures = []deed.Figure{{Image: k, Picture: deed.Picture{SHA256: pic.SHA256, Bytes: 1, Width: 9999}, Printed: true}}
	var label deed.Citation
	at := "/cases/" + id + "/opinion/citation?record=" + string(k.Record) + "&frame=1&x=3.5&y=4"
	s.want(200, "GET", at, nil, &label)
	if _, b := s.ask("GET", at, nil); len(differs(reflect.TypeFor[deed.Citation](), b, "citation")) > 0 {
		t.Errorf("%s", b)
	}
	if label.Label != "MR T2 (axial), 12 Oct 2026, image 44" || label.Target.SOP != "1.2.3.4" || *label.Target.X != 3.5 {
		t.Fatalf("%+v", label)
	}
	d.Content.Citations = []deed.Citation{label, {Label: label.Label + " (2)", Target: casefile.Target{Record: k.Record, Frame: 1}}}
	d.Content.Assessment += "\n\nThe stricture is short [Figure 1], see [" + label.Label + "]."
	s.save(id, 200, &d)
	f := d.Content.Figures[0]
	if f.Picture != pic || f.Image.Modality != "MR" || f.Image.Description != "T2 [axial]" || f.Image.By != d.Content.Signers[0].Name || f.Image.At == nil || f.Image.InstanceNumber != 44 {
		t.Errorf("the figure: %+v", f)
	}
	if len(d.Content.Citations) != 1 {
		t.Errorf("what no text names is kept: %+v", d.Content.Citations)
	}
	if d.check("figures") != "ok" || d.check("citations") != "ok" || d.check("figures-named") != "" {
		t.Errorf("checks: %+v", d.Checks)
	}

	// What cannot be so is refused, and nothing is saved.
	for name, change := range map[string]func(c *deed.Content){
		"a record of another case": func(c *deed.Content) { c.Figures[0].Image.Record = casefile.RecordID(casefile.NewID()) },
		"another image":            func(c *deed.Content) { c.Figures[0].Image.SOP = "1.2.3.5" },
		"a state of another case": func(c *deed.Content) {
			c.Figures[0].Image.State = &casefile.PresentationState{Record: casefile.RecordID(casefile.NewID()), SOP: "1.2.9"}
		},
		"an image for a state": func(c *deed.Content) {
			c.Figures[0].Image.State = &casefile.PresentationState{Record: k.Record, SOP: "1.2.9"}
		},
		"no frame":                  func(c *deed.Content) { c.Figures[0].Image.Frame = 0 },
		"a picture that is nowhere": func(c *deed.Content) { c.Figures[0].Picture.SHA256 = strings.Repeat("0", 64) },
		"a citation that lies": func(c *deed.Content) {
			c.Assessment += " [CT of somebody]"
			c.Citations = append(c.Citations, deed.Citation{Label: "CT of somebody", Target: label.Target})
		},
		"another place under a true name": func(c *deed.Content) {
			c.Assessment += " [" + label.Label + " (x)]"
			c.Citations = append(c.Citations, deed.Citation{Label: label.Label + " (x)", Target: label.Target})
		},
		"a citation of no record": func(c *deed.Content) {
			c.Assessment += " [x]"
			c.Citations = append(c.Citations, deed.Citation{Label: "x", Target: casefile.Target{Record: "x"}})
		},
	} {
		bad := d
		b, _ := json.Marshal(d.Content)
		bad.Content = deed.Content{}
		_ = json.Unmarshal(b, &bad.Content)
		change(&bad.Content)
		got, body := s.ask("PUT", "/cases/"+id+"/opinion", map[string]any{"version": bad.Version, "row_version": bad.RowVersion, "content": bad.Content})
		if got != 422 && got != 404 {
			t.Errorf("%s: %d %s", name, got, body)
		}
	}

	// A legend that is missing, and a figure that is not there, keep from signing.
	note := d.Content.Figures[0].Image.Note
	d.Content.Figures[0].Image.Note = " "
	d.Content.Recommendation += " [Figure 2]"
	s.save(id, 200, &d)
	if d.check("figures") != "open" || d.check("citations") != "open" {
		t.Errorf("checks: %+v", d.Checks)
	}
	if k := s.refused(409, id, "sign-draft", map[string]any{"version": d.Version, "row_version": d.RowVersion, "password": password, "code": s.code()}); k != "incomplete" {
		t.Errorf("signed without a legend: %s", k)
	}
	d.Content.Figures[0].Image.Note = note
	d.Content.Recommendation = strings.ReplaceAll(d.Content.Recommendation, " [Figure 2]", "")
	s.save(id, 200, &d)

	at = "/cases/" + id + "/opinion/pictures/" + pic.SHA256
	if status, _ := c.ask("GET", at, nil); status != 403 && status != 404 {
		t.Errorf("a coordinator reads a draft's picture: %d", status)
	}
	if status, b := s.ask("GET", "/cases/"+id+"/opinion/letter.pdf", nil); status != 200 || !bytes.Contains(b, []byte("/Subtype /Image")) || !bytes.Contains(b, []byte("/S /Figure")) {
		t.Errorf("the letter shows no figure: %d", status)
	}
	s.act(id, "sign-draft", map[string]any{"version": d.Version, "row_version": d.RowVersion, "password": password, "code": s.code()})
	a.act(id, "take-up", nil)
	if status, b := a.ask("GET", at, nil); status != 200 || !bytes.Equal(b, shot(t, 1)) {
		t.Errorf("the approver's picture: %d", status)
	}
	a.act(id, "approve", map[string]any{"version": 1, "password": password, "code": a.code()})
	p := w.opened(id, 1)
	v, err := deed.Verify(w.root, p)
	if err != nil || len(p.Pictures) != 1 || !bytes.Equal(p.Pictures[0], shot(t, 1)) || v.Content.Figures[0].Picture != pic {
		t.Fatalf("the package: %d pictures, %v", len(p.Pictures), err)
	}
	if !bytes.Contains(p.A4, []byte("/S /Figure")) || !bytes.Contains(p.Letter, []byte("/S /Figure")) {
		t.Error("a released letter shows no figure")
	}
	if log := w.log.String(); strings.Contains(log, "stricture") || strings.Contains(log, "axial") {
		t.Error("the log says what was marked")
	}
}

// What a slide was seen by is said of slides alone, whatever a page says: another
// image would lose its number and frame from its caption.
func TestFigureHasOpticsOfASlideAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, s, d := w.writing()
	image, slide := w.scanned(id, "1.2.3.4"), w.scanned(id, "1.2.3.5")
	slide.Record = w.addRecord(id, deed.Item{MediaType: "application/dicom", Path: "slide", DICOM: &deed.DICOMRef{StudyUID: "1.2", SeriesUID: "1.2.3", SOPInstanceUID: "1.2.3.5", Modality: "SM"}}, sample.DICOM(sample.Image{StudyUID: "1.2", SeriesUID: "1.2.3", SOPInstanceUID: "1.2.3.5", Modality: "SM", Instance: 1}))
	s.want(200, "GET", "/cases/"+id+"/opinion", nil, &d)
	_, pic := s.keep(id, shot(t, 1))
	for _, o := range []casefile.Optics{{}, {Power: 40}} {
		image.Optics, slide.Optics = &o, &o
		d.Content.Figures = []deed.Figure{{Image: image, Picture: pic}, {Image: slide, Picture: pic}}
		s.save(id, 200, &d)
		f := d.Content.Figures
		if len(f) != 2 || f[0].Image.Optics != nil || !strings.Contains(f[0].Shows(), "image 44") || f[1].Image.Optics == nil || *f[1].Image.Optics != o {
			t.Errorf("%+v", f)
		}
	}
}

// TestFigureComesFromAnotherWindow: the viewer adds to the draft as it stands, and
// the window with the text learns of it by its next save.
func TestFigureComesFromAnotherWindow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, s, d := w.writing()
	k := w.scanned(id, "1.2.3.4")
	s.want(200, "GET", "/cases/"+id+"/opinion", nil, &d)
	_, pic := s.keep(id, shot(t, 1))
	at := "/cases/" + id + "/opinion/figures/"
	f := deed.Figure{Image: k, Picture: pic, Printed: true}
	over := func(d draft, f deed.Figure) any {
		return map[string]any{"version": d.Version, "row_version": d.RowVersion, "figure": f}
	}
	away := func(d draft) string {
		return fmt.Sprintf("%s%s?version=%d&row_version=%d", at, k.ID, d.Version, d.RowVersion)
	}
	var now draft
	s.want(422, "PUT", at+casefile.NewID(), over(d, f), nil)
	s.want(422, "PUT", at+k.ID, map[string]any{"version": d.Version, "row_version": d.RowVersion}, nil)
	w.staff[principal.Coordinator].want(403, "PUT", at+k.ID, over(d, f), nil)
	s.want(200, "PUT", at+k.ID, over(d, f), &now)
	before := now
	f.Image.Note = "Another legend."
	s.want(200, "PUT", at+k.ID, over(now, f), &now)
	if len(now.Content.Figures) != 1 || now.Content.Figures[0].Legend() != "Another legend." || now.Content.Assessment != d.Content.Assessment {
		t.Fatalf("%+v", now.Content.Figures)
	}

	// Whoever read an older state writes nothing over this one, nor takes it away.
	stale := f
	stale.Image.Note = "An older window’s."
	s.want(409, "PUT", at+k.ID, over(before, stale), nil)
	s.want(409, "DELETE", away(before), nil, nil)
	s.want(422, "DELETE", at+k.ID, nil, nil)
	s.save(id, 409, &d) // it would take the figure away
	var stands draft
	s.want(200, "GET", "/cases/"+id+"/opinion", nil, &stands)
	if len(stands.Content.Figures) != 1 || stands.Content.Figures[0].Legend() != "Another legend." {
		t.Fatalf("%+v", stands.Content.Figures)
	}

	now.Content.Recommendation += " See [Figure 1]."
	s.save(id, 200, &now)
	s.want(409, "DELETE", away(now), nil, nil)
	now.Content.Recommendation = "Measure."
	s.save(id, 200, &now)
	last := away(now)
	now = draft{}
	if s.want(200, "DELETE", last, nil, &now); len(now.Content.Figures) != 0 {
		t.Errorf("%+v", now.Content.Figures)
	}
	last, now = away(now), draft{}
	if s.want(200, "DELETE", last, nil, &now); len(now.Content.Figures) != 0 {
		t.Errorf("%+v", now.Content.Figures)
	}
}

// TestFigureComesBackWhereItStood: a removal is undone in its place, whatever the
// texts say of the others goes along, and a number that led nowhere does not come
// to lead to a figure that its author never meant.
func TestFigureComesBackWhereItStood(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, s, d := w.writing()
	k := w.scanned(id, "1.2.3.4")
	s.want(200, "GET", "/cases/"+id+"/opinion", nil, &d)
	_, pic := s.keep(id, shot(t, 1))
	put := func(f deed.Figure, before string) {
		t.Helper()
		var now draft
		s.want(200, "PUT", "/cases/"+id+"/opinion/figures/"+f.Image.ID, map[string]any{"version": d.Version, "row_version": d.RowVersion, "figure": f, "before": before}, &now)
		d = now
	}
	names := func() (out []string) {
		for i := range d.Content.Figures {
			out = append(out, d.Content.Figures[i].Legend())
		}
		return out
	}
	one := deed.Figure{Image: k, Picture: pic, Printed: true}
	one.Image.Note = "one"
	two := one
	two.Image.ID, two.Image.Note, two.Printed = casefile.NewID(), "two", false
	put(two, "")
	d.Content.Assessment = "See [Figure 1], not [Figure 2], nor [Figure 9]."
	s.save(id, 200, &d)
	if d.check("citations") != "open" {
		t.Errorf("a number that leads nowhere: %+v", d.Checks)
	}
	put(one, two.Image.ID)
	if got := names(); !slices.Equal(got, []string{"one", "two"}) || d.Content.Figures[1].Printed {
		t.Errorf("%v", got)
	}
	if d.Content.Assessment != "See [Figure 2], not [Figure 2?], nor [Figure 9]." || d.check("citations") != "open" {
		t.Errorf("%q, %s", d.Content.Assessment, d.check("citations"))
	}
	three := one
	three.Image.ID, three.Image.Note = casefile.NewID(), "three"
	put(three, casefile.NewID()) // what it stood before is gone, too
	if got := names(); !slices.Equal(got, []string{"one", "two", "three"}) {
		t.Errorf("%v", got)
	}
}

// TestPictureThatNobodyNamesIsLetGo: a figure that was removed can come back for a
// day; then its picture is gone, and with the case all of them.
func TestPictureThatNobodyNamesIsLetGo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, s, d := w.writing()
	k := w.scanned(id, "1.2.3.4")
	s.want(200, "GET", "/cases/"+id+"/opinion", nil, &d)
	ctx, q := context.Background(), w.db.Q()
	_, one := s.keep(id, shot(t, 1))
	_, two := s.keep(id, shot(t, 2))
	shown := []deed.Figure{{Image: k, Picture: one, Printed: true}}
	d.Content.Figures = shown
	s.save(id, 200, &d)
	left := func() []string { t.Helper(); return picturesOf(t, q, id) }
	drop := func(after time.Duration) {
		t.Helper()
		if err := w.db.Tx(ctx, func(tx *sql.Tx) error {
			return db.DropPictures(ctx, db.New(tx), w.clock().Add(after-24*time.Hour), w.clock())
		}); err != nil {
			t.Fatal(err)
		}
	}
	drop(23 * time.Hour)
	if len(left()) != 2 {
		t.Fatalf("let go too early: %v", left())
	}
	d.Content.Figures = nil
	s.save(id, 200, &d)
	d.Content.Figures = shown // taken back
	s.save(id, 200, &d)
	drop(25 * time.Hour)
	if l := left(); len(l) != 1 || l[0] != one.SHA256 || two.SHA256 == one.SHA256 {
		t.Fatalf("left: %v", l)
	}
	d.Content.Figures = nil
	s.save(id, 200, &d)
	drop(25 * time.Hour)
	if len(left()) != 0 {
		t.Errorf("left: %v", left())
	}
	if doomed, err := q.ListDoomedBlobs(ctx); err != nil || len(doomed) != 2 { // with the case they go at once, else within a day
		t.Errorf("doomed: %v, %v", doomed, err)
	}
	d.Content.Figures = shown
	s.save(id, 404, &d)

	_, three := s.keep(id, shot(t, 3))
	row, err := q.GetPicture(ctx, db.GetPictureParams{CaseID: id, SHA256: three.SHA256})
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := w.blobs.Get(ctx, row.BlobKey)
	if err != nil || bytes.Contains(sealed, []byte("PNG")) {
		t.Errorf("the picture lies open: %v", err)
	}
}

// TestRevisionKeepsFigures: a correction shows what the version before showed,
// whoever writes it; of one that is dropped only its own pictures are let go.
func TestRevisionKeepsFigures(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, s, d := w.writing()
	k := w.scanned(id, "1.2.3.4")
	s.want(200, "GET", "/cases/"+id+"/opinion", nil, &d)
	_, one := s.keep(id, shot(t, 1))
	_, two := s.keep(id, shot(t, 2))
	d.Content.Figures = []deed.Figure{{Image: k, Picture: one, Printed: true}}
	d.Content.Assessment += " It is short [Figure 1]."
	s.save(id, 200, &d)
	c, a := w.staff[principal.Coordinator], w.staff[principal.Approver]
	s.act(id, "sign-draft", map[string]any{"version": 1, "row_version": d.RowVersion, "password": password, "code": s.code()})
	a.act(id, "take-up", nil)
	a.act(id, "approve", map[string]any{"version": 1, "password": password, "code": a.code()})
	correct := func() {
		t.Helper()
		s.act(id, "begin-correction", map[string]any{"reason": "error", "change": "The size was 3.4 cm, not 4.3 cm."})
	}
	ctx, q := context.Background(), w.db.Q()
	left := func() []string {
		t.Helper()
		if err := w.db.Tx(ctx, func(tx *sql.Tx) error {
			return db.New(tx).DropPictures(ctx, w.clock().Add(time.Hour).UnixMilli())
		}); err != nil {
			t.Fatal(err)
		}
		return picturesOf(t, q, id)
	}

	correct()
	d = draft{}
	s.want(200, "GET", "/cases/"+id+"/opinion", nil, &d)
	if d.Version != 2 || len(d.Content.Figures) != 1 || !d.Content.Figures[0].Printed {
		t.Fatalf("the correction shows %+v", d.Content.Figures)
	}
	k.ID = casefile.NewID()
	d.Content.Figures = append(d.Content.Figures, deed.Figure{Image: k, Picture: two, Printed: true})
	s.save(id, 200, &d)
	if l := left(); len(l) != 2 {
		t.Fatalf("let go while the correction names them: %v", l)
	}
	c.act(id, "drop-revision", map[string]any{"reason": "not-needed"})
	if l := left(); len(l) != 1 || l[0] != one.SHA256 {
		t.Fatalf("after the correction was dropped there are %v", l)
	}

	// Handed to another, it has the figures as it has the words.
	correct()
	heir := w.hire(principal.Specialist, "heir")
	c.act(id, "reassign-revision", map[string]any{"reason": "illness", "person": heir.acc.ID})
	d = draft{}
	heir.want(200, "GET", "/cases/"+id+"/opinion", nil, &d)
	if len(d.Content.Figures) != 1 || d.Content.Figures[0].Picture != one || d.Content.Figures[0].Legend() != "The stricture." {
		t.Fatalf("the heir has %+v", d.Content.Figures)
	}
	if status, b := heir.ask("GET", "/cases/"+id+"/opinion/pictures/"+one.SHA256+"?version=2", nil); status != 200 || !bytes.Equal(b, shot(t, 1)) {
		t.Errorf("the heir's picture: %d", status)
	}
	if status, _ := s.ask("GET", "/cases/"+id+"/opinion/pictures/"+one.SHA256+"?version=2", nil); status == 200 {
		t.Error("who wrote before reads the pictures of the correction")
	}
	heir.save(id, 200, &d)
	heir.act(id, "sign-revision", map[string]any{"version": 2, "row_version": d.RowVersion, "password": password, "code": heir.code()})
	a.act(id, "take-up-revision", nil)
	a.act(id, "approve-revision", map[string]any{"version": 2, "password": password, "code": a.code()})
	if l := left(); len(l) != 1 || l[0] != one.SHA256 {
		t.Errorf("after the correction there are %v", l)
	}
}

// TestErasureReachesEveryPicture: of an erased case no key image, figure or picture
// is left: not of what was released, not of the correction that is being written,
// not of what nobody names any more.
func TestErasureReachesEveryPicture(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx, q := context.Background(), w.db.Q()
	keys := func() map[string]bool {
		t.Helper()
		out := map[string]bool{}
		if err := w.blobs.Keys(ctx, func(key string, _ int64) error { out[key] = true; return nil }); err != nil {
			t.Fatal(err)
		}
		return out
	}
	before := keys()
	id, s, d := w.writing()
	k := w.scanned(id, "1.2.3.4")
	w.marks(id, k)
	s.want(200, "GET", "/cases/"+id+"/opinion", nil, &d)
	_, one := s.keep(id, shot(t, 1))
	_, two := s.keep(id, shot(t, 2))
	_, three := s.keep(id, shot(t, 3))
	d.Content.Figures = []deed.Figure{{Image: k, Picture: one, Printed: true}}
	s.save(id, 200, &d)
	a := w.staff[principal.Approver]
	s.act(id, "sign-draft", map[string]any{"version": 1, "row_version": d.RowVersion, "password": password, "code": s.code()})
	a.act(id, "take-up", nil)
	a.act(id, "approve", map[string]any{"version": 1, "password": password, "code": a.code()})
	s.act(id, "begin-correction", map[string]any{"reason": "error", "change": "The size."})
	d = draft{}
	s.want(200, "GET", "/cases/"+id+"/opinion", nil, &d)
	d.Content.Figures[0].Picture = two
	d.Content.Figures[0].Image.Window = &casefile.Windowing{Center: 40, Width: 400}
	s.save(id, 200, &d)
	rows, err := q.ListPictures(ctx, id)
	if err != nil || len(rows) != 3 {
		t.Fatalf("%d pictures, %v", len(rows), err)
	}

	if err := w.db.Tx(ctx, func(tx *sql.Tx) error { return db.EraseCase(ctx, tx, id, w.clock().UnixMilli()) }); err != nil {
		t.Fatal(err)
	}
	if rows, err := q.ListPictures(ctx, id); err != nil || len(rows) != 0 {
		t.Errorf("%d pictures are left, %v", len(rows), err)
	}
	if _, err := q.GetKeyImages(ctx, id); !errors.Is(err, sql.ErrNoRows) {
		t.Errorf("the key images are left: %v", err)
	}
	if heads, err := q.ListOpinionHeads(ctx, id); err != nil || len(heads) != 0 {
		t.Errorf("%d opinions are left, %v", len(heads), err)
	}
	for _, p := range []deed.Picture{one, two, three} {
		for role, who := range w.staff {
			if got, _ := who.ask("GET", "/cases/"+id+"/opinion/pictures/"+p.SHA256, nil); got == 200 {
				t.Errorf("%s reads a picture of an erased case", role)
			}
		}
	}
	doomed, err := q.ListDoomedBlobs(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range doomed {
		if err := w.blobs.Delete(ctx, b.BlobKey); err != nil {
			t.Fatal(err)
		}
	}
	for key := range keys() {
		if !before[key] {
			t.Errorf("nothing dooms the blob %s", key)
		}
	}
}

// picturesOf are the sums of the pictures that a case has.
func picturesOf(t *testing.T, q *db.Queries, id string) (sums []string) {
	t.Helper()
	rows, err := q.ListPictures(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		sums = append(sums, r.SHA256)
	}
	return sums
}
