package draft

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/people"
	"oso/internal/deed"
	"oso/internal/errs"
)

// marked adds an image of a series and gives a key image of it.
func (w *world) marked(id casefile.CaseID, sop string) casefile.KeyImage {
	w.t.Helper()
	rec := w.record(id, "ct/"+sop, []byte(sop))
	w.change(id, rec, func(r *casebook.Record) {
		r.DICOM = &deed.DICOMRef{StudyUID: "1.2", SeriesUID: "1.2.3", SOPInstanceUID: "1.2.3." + sop, Modality: "CT"}
	})
	return casefile.KeyImage{
		ID: casefile.NewID(), Record: rec, Study: "1.2", Series: "1.2.3", SOP: "1.2.3." + sop, Frame: 1, Modality: "CT",
		Arrows: []casefile.Arrow{{From: casefile.Pixel{1, 2}, To: casefile.Pixel{3, 4}}}, Note: " A node\r\n41 mm ",
	}
}

func (w *world) keepKey(id casefile.CaseID, k casefile.KeyImage) casefile.KeyImage {
	w.t.Helper()
	kept, err := w.SaveKeyImage(context.Background(), id, w.keyVersion(id, k.ID), k)
	if err != nil {
		w.t.Fatal(err)
	}
	return kept.KeyImage
}

// keyVersion is what a page that has just read the list would send.
func (w *world) keyVersion(id casefile.CaseID, key string) int64 {
	w.t.Helper()
	all, err := w.KeyImages(context.Background(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, k := range all {
		if k.ID == key {
			return k.Version
		}
	}
	return 0
}

func (w *world) keyNotes(id casefile.CaseID) []string {
	w.t.Helper()
	all, err := w.KeyImages(context.Background(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	out := []string{}
	for _, k := range all {
		out = append(out, k.Note)
	}
	return out
}

func TestKeyImagesAreSealedWithTheCase(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	id := w.ready()
	first, second := w.marked(id, "41"), w.marked(id, "57")
	kept := w.keepKey(id, first)
	if kept.Note != "A node\n41 mm" || kept.By != doctor || kept.At == nil {
		t.Errorf("%+v", kept)
	}
	w.keepKey(id, second)
	kept.Note, kept.By = "A node of 4 cm", "Somebody else"
	again := w.keepKey(id, kept)
	if again.By != doctor || !again.At.Equal(*kept.At) {
		t.Error("who marked it and when is another's now")
	}
	before, err := w.Preview(ctx, id)
	if err != nil || len(before.KeyImages) != 2 {
		t.Fatalf("%d key images would be sealed, %v", len(before.KeyImages), err)
	}
	if err := w.RemoveKeyImage(ctx, id, second.ID, w.keyVersion(id, second.ID)); err != nil {
		t.Fatal(err)
	}
	if err := w.RemoveKeyImage(ctx, id, second.ID, w.keyVersion(id, second.ID)); err != nil {
		t.Errorf("removed in another window, too: %v", err)
	}
	_, err = w.Seal(ctx, id, Act{Passphrase: doctorPass, Participate: true, Seen: before.Seen})
	wantKind(t, err, errs.Conflict) // not what was read

	m := w.manifest(w.seal(id, ""))
	if len(m.KeyImages) != 1 || m.KeyImages[0].Note != "A node of 4 cm" || m.KeyImages[0].ID != first.ID {
		t.Errorf("sealed: %+v", m.KeyImages)
	}
	if err := m.CheckKeyImages(); err != nil {
		t.Error(err)
	}
	// What is sealed does not change; an amendment carries what was changed.
	_, err = w.SaveKeyImage(ctx, id, 0, second)
	wantKind(t, err, errs.Refused)
	wantKind(t, w.RemoveKeyImage(ctx, id, first.ID, w.keyVersion(id, first.ID)), errs.Refused)
	if err := w.Amend(ctx, id); err != nil {
		t.Fatal(err)
	}
	w.keepKey(id, second)
	m = w.manifest(w.seal(id, "Another image."))
	if len(m.KeyImages) != 2 {
		t.Errorf("the amendment has %d key images", len(m.KeyImages))
	}
}

func TestKeyImagesAreOfRecordsThatGoAlong(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	id := w.ready()
	own, other := w.marked(id, "41"), w.marked(id, "57")
	w.keepKey(id, own)
	w.names(id, "Other", "Bob", other.Record)
	_, err := w.SaveKeyImage(ctx, id, 0, other)
	wantKind(t, err, errs.Refused) // nobody has decided whose it is

	for name, with := range map[string]func(*casefile.KeyImage){
		"another image than the record's": func(k *casefile.KeyImage) { k.SOP = "1.2.3.99" },
		"another study":                   func(k *casefile.KeyImage) { k.Study = "9" },
	} {
		k := own
		k.ID = casefile.NewID()
		with(&k)
		if _, err := w.SaveKeyImage(ctx, id, 0, k); !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	k := own
	k.ID, k.Record = casefile.NewID(), casefile.RecordID(casefile.NewID())
	_, err = w.SaveKeyImage(ctx, id, 0, k)
	wantKind(t, err, errs.NotFound)
	moved := own
	moved.Record, moved.SOP = other.Record, other.SOP
	_, err = w.SaveKeyImage(ctx, id, w.keyVersion(id, moved.ID), moved)
	wantKind(t, err, errs.Conflict) // one that is there shows another image

	// Said to be the patient's it may be marked; left out after that, it does
	// not go along and is told, and comes back with its record.
	if _, err := w.DecideRecords(ctx, id, people.CodeMismatch, true, "Married name.", []casefile.RecordID{other.Record}, nil); err != nil {
		t.Fatal(err)
	}
	w.keepKey(id, other)
	if _, err := w.DecideRecords(ctx, id, people.CodeMismatch, false, "Her brother.", []casefile.RecordID{other.Record}, nil); err != nil {
		t.Fatal(err)
	}
	all, err := w.KeyImages(ctx, id)
	if err != nil || len(all) != 2 {
		t.Fatalf("%d, %v", len(all), err)
	}
	broken := slices.IndexFunc(all, func(k KeyImage) bool { return k.Broken != "" })
	if broken < 0 || all[broken].ID != other.ID {
		t.Errorf("%+v", all)
	}
	r, err := w.Check(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(r.Problems, func(p casefile.Problem) bool {
		return p.Code == CodeKeyImageOut && p.Severity == casefile.SeverityWarning
	}) {
		t.Error("nobody is told of the key image that does not go along")
	}
	p, err := w.Preview(ctx, id)
	if err != nil || len(p.KeyImages) != 1 || p.KeyImages[0].ID != own.ID {
		t.Errorf("would be sealed: %+v, %v", p.KeyImages, err)
	}
	if _, err := w.DecideRecords(ctx, id, people.CodeMismatch, true, "It is she.", []casefile.RecordID{other.Record}, nil); err != nil {
		t.Fatal(err)
	}
	if p, err := w.Preview(ctx, id); err != nil || len(p.KeyImages) != 2 {
		t.Errorf("taken in again, %d go along, %v", len(p.KeyImages), err)
	}
}

// A key image that was seen under a presentation state goes along with it, or not
// at all: nobody is shown what the state covered.
func TestKeyImageGoesWithItsPresentationState(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	id := w.ready()
	k, state := w.marked(id, "41"), w.marked(id, "90")
	k.State = &casefile.PresentationState{Record: state.Record, SOP: "1.2.3.91"}
	_, err := w.SaveKeyImage(ctx, id, 0, k)
	wantKind(t, err, errs.Refused) // the record holds another
	k.State.SOP = state.SOP
	w.keepKey(id, k)
	sealed := func() []casefile.KeyImage {
		t.Helper()
		p, err := w.Preview(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		return p.KeyImages
	}
	if got := sealed(); len(got) != 1 || got[0].State == nil || *got[0].State != *k.State {
		t.Fatalf("would be sealed: %+v", got)
	}
	w.names(id, "Other", "Bob", state.Record)
	if got := sealed(); len(got) != 0 {
		t.Errorf("the state names another patient, nobody has decided, and its key image goes along: %+v", got)
	}
	if all, err := w.KeyImages(ctx, id); err != nil || len(all) != 1 || !strings.Contains(all[0].Broken, "presentation state") {
		t.Errorf("undecided: %+v, %v", all, err)
	}
	anew := k
	anew.ID = casefile.NewID()
	_, err = w.SaveKeyImage(ctx, id, 0, anew)
	wantKind(t, err, errs.Refused)
	decide := func(hers bool) {
		t.Helper()
		if _, err := w.DecideRecords(ctx, id, people.CodeMismatch, hers, "Looked at.", []casefile.RecordID{state.Record}, nil); err != nil {
			t.Fatal(err)
		}
	}
	decide(false)
	if got := sealed(); len(got) != 0 {
		t.Errorf("the state is left out, and its key image goes along: %+v", got)
	}
	all, err := w.KeyImages(ctx, id)
	if err != nil || len(all) != 1 || !strings.Contains(all[0].Broken, "presentation state") {
		t.Errorf("%+v, %v", all, err)
	}
	// Seen without it, the image goes along.
	bare := k
	bare.State = nil
	w.keepKey(id, bare)
	if got := sealed(); len(got) != 1 || got[0].State != nil {
		t.Errorf("seen without the state: %+v", got)
	}
	_, err = w.SaveKeyImage(ctx, id, w.keyVersion(id, k.ID), k)
	wantKind(t, err, errs.Refused) // back to what is left out
	decide(true)
	w.keepKey(id, k)
	m := w.manifest(w.seal(id, ""))
	if len(m.KeyImages) != 1 || m.KeyImages[0].State == nil || m.CheckKeyImages() != nil {
		t.Errorf("sealed: %+v", m.KeyImages)
	}
}

func TestKeyImageNotes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.ready()
	k := w.marked(id, "41")
	k.Note = strings.Repeat("a", casefile.MaxNote+1)
	_, err := w.SaveKeyImage(context.Background(), id, 0, k)
	wantKind(t, err, errs.TooLarge)
	k.Note = "ꦗ"
	w.keepKey(id, k)
	r, err := w.Check(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(r.Problems, func(p casefile.Problem) bool { return p.Field == "key_images[0].note" }) {
		t.Error("nobody is told what the letter cannot print")
	}
	for range casefile.MaxKeyImages - 1 {
		k.ID = casefile.NewID()
		w.keepKey(id, k)
	}
	k.ID = casefile.NewID()
	_, err = w.SaveKeyImage(context.Background(), id, 0, k)
	wantKind(t, err, errs.TooLarge)
	if n := len(w.keyNotes(id)); n != casefile.MaxKeyImages {
		t.Errorf("%d are kept", n)
	}
}

func TestKeyImagesOfTwoWindows(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	id := w.ready()
	k := w.marked(id, "41")
	first, err := w.SaveKeyImage(ctx, id, 0, k)
	if err != nil {
		t.Fatal(err)
	}
	k.Note = "Newer"
	second, err := w.SaveKeyImage(ctx, id, first.Version, k)
	if err != nil || second.Version == first.Version {
		t.Fatalf("version %d, then %d, %v", first.Version, second.Version, err)
	}
	older := k
	older.Note = "Older"
	for name, version := range map[string]int64{"as it was": first.Version, "as a new one": 0} {
		if _, err := w.SaveKeyImage(ctx, id, version, older); !errs.Is(err, errs.Conflict) {
			t.Errorf("saved %s: %v", name, err)
		}
	}
	wantKind(t, w.RemoveKeyImage(ctx, id, k.ID, first.Version), errs.Conflict)
	if got := w.keyNotes(id); !slices.Equal(got, []string{"Newer"}) {
		t.Errorf("kept: %q", got)
	}
	if err := w.RemoveKeyImage(ctx, id, k.ID, second.Version); err != nil {
		t.Fatal(err)
	}
	_, err = w.SaveKeyImage(ctx, id, second.Version, older)
	wantKind(t, err, errs.Conflict) // a removed one does not come back by itself
	if _, err := w.SaveKeyImage(ctx, id, 0, older); err != nil {
		t.Errorf("taken back: %v", err)
	}
}

// Of a case that is discarded no key image is left in any file, sealed or not.
func TestDiscardShredsKeyImages(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	id := w.ready()
	one, two := w.keepKey(id, w.marked(id, "1")), w.keepKey(id, w.marked(id, "2"))
	if err := w.RemoveKeyImage(ctx, id, two.ID, w.keyVersion(id, two.ID)); err != nil {
		t.Fatal(err)
	}
	// The row as it lies in the file: a copy of the vault is looked into.
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(w.dir)); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.db"))
	if err != nil || len(files) != 1 {
		t.Fatalf("databases: %v, %v", files, err)
	}
	db, err := sql.Open("sqlite3", "file:"+filepath.ToSlash(files[0]))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var sealed []byte
	if err := db.QueryRow("SELECT sealed FROM rows WHERE kind = ? AND parent = ? AND id = ?", string(casebook.KindKeyImage), string(id), one.ID).Scan(&sealed); err != nil {
		t.Fatal(err)
	}
	trace := sealed[2:34]
	left := func() (n int) {
		for _, b := range bytesIn(t, w.dir) {
			n += bytes.Count(b, trace) + bytes.Count(b, []byte("41 mm"))
		}
		return n
	}
	if left() == 0 {
		t.Fatal("the row is not in the files to begin with")
	}
	if err := w.Discard(ctx, id, "mistake"); err != nil {
		t.Fatal(err)
	}
	w.wantGone(id, 0)
	if n := left(); n != 0 {
		t.Errorf("%d traces of a key image are left", n)
	}
	if _, err := w.KeyImages(ctx, id); !errs.Is(err, errs.NotFound) {
		t.Errorf("the key images of a discarded case: %v", err)
	}
}

// An export names the key images that go along, each with the file of its image.
func TestExportNamesKeyImages(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	id := w.ready()
	one, out := w.keepKey(id, w.marked(id, "1")), w.marked(id, "2")
	w.keepKey(id, out)
	w.names(id, "Other", "Bob", out.Record) // nobody has decided whose it is
	dir := filepath.Join(t.TempDir(), "out")
	m, err := w.Export(ctx, id, dir)
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	var list Manifest
	if err := json.Unmarshal(b, &list); err != nil {
		t.Fatal(err)
	}
	for _, got := range [][]casefile.KeyImageFile{m.KeyImages, list.KeyImages} {
		if len(got) != 1 || got[0].Image.ID != one.ID || got[0].Image.Note != "A node\n41 mm" {
			t.Fatalf("%+v", got)
		}
		b, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(got[0].Path)))
		if err != nil || string(b) != "1" {
			t.Errorf("the file of the key image: %q, %v", b, err)
		}
	}
}
