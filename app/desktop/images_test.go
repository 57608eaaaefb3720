package desktop

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/importer"
	"oso/internal/clinic/vault/vaulttest"
	"oso/internal/images"
	"oso/internal/sample"
)

// desk is a window over an open vault.
func desk(t *testing.T) *App {
	t.Helper()
	a := New(Config{DataDir: t.TempDir(), Now: time.Now, Shell: silent{}, Rounds: vaulttest.Few()})
	t.Cleanup(func() { a.Close() })
	s := &Session{a}
	offer, err := s.CreateVault(NewVault{User: "doctor", Role: "physician", Passphrase: "a quiet morning by the river"})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.ConfirmKit(offer.Groups[offer.Ask]); err != nil {
		t.Fatal(err)
	}
	return a
}

// imported is a case of files, imported as a disc is.
func imported(t *testing.T, a *App, files map[string][]byte) casefile.CaseID {
	t.Helper()
	ctx, dir := context.Background(), t.TempDir()
	id, err := a.vault.CreateCase(ctx, casebook.NewCase{Head: casebook.Head{State: casefile.Draft}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range files {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := importer.Run(ctx, importer.Request{Vault: a.vault, Case: id, Paths: []string{dir}, Now: time.Now}); err != nil {
		t.Fatal(err)
	}
	return id
}

// What is imported is listed in the order for looking, its frames come out of
// the vault, and behind the lock nothing does.
func TestImages(t *testing.T) {
	t.Parallel()
	a := desk(t)
	files := map[string][]byte{"report.pdf": []byte("%PDF-1.4 nothing")}
	for i, name := range []string{"b", "c", "a"} {
		m := sample.Image{StudyUID: "1.2", SeriesUID: "1.2.3", SOPInstanceUID: "1.2.3." + name, Modality: "CT", Instance: 3 - i, Position: &[3]float64{0, 0, float64(i)}, SeriesNumber: 4}
		m.Rows, m.Columns, m.Pixels = 2, 2, []uint16{uint16(i), 1, 2, 3}
		files[name] = sample.DICOM(m)
	}
	id := imported(t, a, files)
	base := "/asset/case/" + string(id)

	got := get(a, base+"/images")
	var list images.List
	if err := json.Unmarshal(got.Body.Bytes(), &list); got.Code != 200 || err != nil || len(list.Studies) != 1 || len(list.Studies[0].Series) != 1 {
		t.Fatalf("images: %d %v", got.Code, err)
	}
	of := list.Studies[0].Series[0]
	if of.Number == nil || *of.Number != 4 || len(of.Instances) != 3 {
		t.Fatalf("series: %+v", of)
	}
	for i, e := range of.Instances {
		if e.Number == nil || *e.Number != i+1 || !e.Shown {
			t.Errorf("image %d is %+v", i, e)
		}
		got := get(a, base+"/records/"+string(e.Record)+"/frames/1")
		if got.Code != 200 || !bytes.Equal(got.Body.Bytes(), []byte{byte(2 - i), 0, 1, 0, 2, 0, 3, 0}) || got.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("frame: %d %x %v", got.Code, got.Body.Bytes(), got.Header())
		}
	}
	record := base + "/records/" + string(of.Instances[0].Record)
	if got := get(a, record+"/dicom"); got.Code != 200 || !json.Valid(got.Body.Bytes()) || !bytes.Contains(got.Body.Bytes(), []byte(`"00280010":{"vr":"US","Value":[2]}`)) {
		t.Errorf("data set: %d %s", got.Code, got.Body)
	}
	if got := get(a, record+"/frames/2"); got.Code != 404 || !bytes.Contains(got.Body.Bytes(), []byte(`"detail":"There is no image 2 in this file`)) {
		t.Errorf("a frame that is not there: %d %s", got.Code, got.Body)
	}
	// Where it lies is in the row, so that no header is read again.
	records, err := a.vault.Records(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	kept := 0
	for _, r := range records {
		if r.Frames != nil && r.Frames.Frames == 1 && r.Frames.Layout.Bits == 64 {
			kept++
		}
	}
	if kept != 3 {
		t.Errorf("%d of 3 images are kept", kept)
	}
	if err := (&Session{a}).Lock(); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{base + "/images", record, record + "/dicom", record + "/frames/1"} {
		if got := get(a, path); got.Code == 200 {
			t.Errorf("behind the lock %s is served", path[len(base):])
		}
	}
}

// What a decision leaves out stands no longer among the patient's images, and is back
// with the decision.
func TestImagesThatAreLeftOut(t *testing.T) {
	t.Parallel()
	a := desk(t)
	files := map[string][]byte{}
	for i, p := range []casefile.Patient{anna, berta} {
		m := sample.Image{Patient: p, StudyUID: fmt.Sprint("1.2.", i), SeriesUID: fmt.Sprint("1.2.3.", i), SOPInstanceUID: fmt.Sprint("1.2.3.4.", i), Modality: "CT", Instance: 1}
		files[fmt.Sprint("im", i)] = sample.DICOM(m)
	}
	made, err := (&Cases{a}).Create(LocationQuestion{Residence: casefile.Place{Country: "GB"}})
	if err != nil {
		t.Fatal(err)
	}
	id, dir := casefile.CaseID(made), t.TempDir()
	for name, b := range files {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := importer.Run(a.ctx, importer.Request{Vault: a.vault, Case: id, Paths: []string{dir}, Now: time.Now}); err != nil {
		t.Fatal(err)
	}
	listed := func() int {
		var list images.List
		got := get(a, "/asset/case/"+string(id)+"/images")
		if err := json.Unmarshal(got.Body.Bytes(), &list); got.Code != 200 || err != nil {
			t.Fatal(got.Code, err)
		}
		return len(list.Studies)
	}
	if n := listed(); n != 2 {
		t.Fatalf("%d studies", n)
	}
	records := &Records{a}
	list, err := records.List(string(id))
	if err != nil || len(list.Open) == 0 {
		t.Fatalf("%+v, %v", list.Open, err)
	}
	open := list.Open[0]
	err = records.Decide(RecordDecision{Case: string(id), Reason: "Of somebody else.", Choices: []RecordChoice{{Code: open.Code, Records: open.Records[:1]}}})
	if err != nil {
		t.Fatal(err)
	}
	if n := listed(); n != 1 {
		t.Errorf("left out, it is among %d studies", n)
	}
	if got := get(a, recordPath(id, casefile.RecordID(open.Records[0]))+"/dicom"); got.Code != 200 {
		t.Errorf("by itself it is not to be seen: %d", got.Code)
	}
	if err := records.TakeBack(string(id), open.Code, open.Records[:1]); err != nil {
		t.Fatal(err)
	}
	if n := listed(); n != 2 {
		t.Errorf("taken back, there are %d studies", n)
	}
}
