package desktop

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"oso/internal/errs"
	"oso/internal/images"
	"oso/internal/sample"
	"oso/internal/transcript"
)

// What a record says comes as a tree, a document inside it as its bytes; a
// record that is no text says so, and behind the lock nothing comes.
func TestTextOfARecord(t *testing.T) {
	t.Parallel()
	a := desk(t)
	id := imported(t, a, map[string][]byte{
		"labs.hl7":    []byte("MSH|^~\\&|LAB|X|||20261003||ORU^R01|1|P|2.5\rPID|1||1||Nwosu^Adaeze\rOBX|1|NM|CRP^CRP||12|mg/L\rOBX|2|ED|L^Letter||^application^pdf^Base64^JVBERi0xLjQ=\r"),
		"nothing.bin": []byte("\x00\x01\x02\x03"),
	})
	records, err := a.vault.Records(context.Background(), id)
	if err != nil || len(records) != 2 {
		t.Fatal(len(records), err)
	}
	ask := func(name, what string) *httptest.ResponseRecorder {
		for _, r := range records {
			if path.Base(r.Path) == name {
				got := httptest.NewRecorder()
				a.Assets().ServeHTTP(got, httptest.NewRequest("GET", recordPath(id, r.Record)+what, nil))
				if got.Header().Get("Cache-Control") != "no-store" {
					t.Errorf("%s%s may be stored", name, what)
				}
				return got
			}
		}
		t.Fatal("no such record")
		return nil
	}
	got := ask("labs.hl7", "/text")
	var tree transcript.Tree
	if err := json.Unmarshal(got.Body.Bytes(), &tree); err != nil || got.Code != 200 || tree.Kind != transcript.HL7 || !strings.Contains(tree.Words(), "Adaeze Nwosu") {
		t.Errorf("%d %v %s", got.Code, err, got.Body)
	}
	got = ask("labs.hl7", "/inner/1")
	if got.Code != 200 || got.Body.String() != "%PDF-1.4" || got.Header().Get("Content-Type") != "application/pdf" || !strings.Contains(got.Header().Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("a letter inside: %d %v %q", got.Code, got.Header(), got.Body)
	}
	if got := ask("labs.hl7", "/inner/2"); got.Code != 404 {
		t.Errorf("a document that is not there: %d", got.Code)
	}
	if got := ask("nothing.bin", "/text"); got.Code != 422 || !strings.Contains(got.Body.String(), "kept as it is") {
		t.Errorf("a record that is no text: %d %s", got.Code, got.Body)
	}
	a.lock("test")
	if got := ask("labs.hl7", "/text"); got.Code == 200 {
		t.Error("a record is read out behind the lock")
	}
}

// saves chooses a file for whatever is to be saved, and hears what it would be called.
type saves struct {
	silent
	to   string
	name *string
}

func (s saves) SaveFile(_, name string) (string, error) {
	if s.name != nil {
		*s.name = name
	}
	return s.to, nil
}

// One record is saved byte for byte where the person says, and nowhere where
// they say nothing.
func TestSaveARecord(t *testing.T) {
	t.Parallel()
	a := desk(t)
	want := []byte("\x00\x00\x00\x18ftypisom a film")
	id := imported(t, a, map[string][]byte{"film.mp4": want})
	records, err := a.vault.Records(context.Background(), id)
	if err != nil || len(records) != 1 {
		t.Fatal(len(records), err)
	}
	r := &Records{a}
	if to, err := r.Save(string(id), string(records[0].Record), "film.mp4"); to != "" || err != nil {
		t.Errorf("nothing chosen: %q, %v", to, err)
	}
	to := filepath.Join(t.TempDir(), "film.mp4")
	a.cfg.Shell = saves{to: to}
	if _, err := r.Save(string(id), string(records[0].Record), "film.mp4"); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(to); err != nil || !bytes.Equal(got, want) {
		t.Errorf("saved %q, %v", got, err)
	}
}

// A film inside of DICOM is saved as the film that it is, byte for byte as its
// fragments hold it, and called so; another image is none.
func TestSaveAFilm(t *testing.T) {
	t.Parallel()
	a := desk(t)
	first, rest := []byte("\x00\x00\x00\x01\x67\x64\x00\x29 and"), []byte("the rest")
	id := imported(t, a, map[string][]byte{
		"SCOPE01.dcm": sample.Film(sample.Image{StudyUID: "1.2", SeriesUID: "1.2.3", SOPInstanceUID: "1.2.3.4", Modality: "ES"}, "1.2.840.10008.1.2.4.102", first, rest),
		"image.dcm":   sample.DICOM(sample.Image{StudyUID: "1.2", SeriesUID: "1.2.4", SOPInstanceUID: "1.2.4.1", Modality: "CT"}),
	})
	var list images.List
	if err := json.Unmarshal(get(a, "/asset/case/"+string(id)+"/images").Body.Bytes(), &list); err != nil {
		t.Fatal(err)
	}
	to, name := filepath.Join(t.TempDir(), "film"), ""
	a.cfg.Shell = saves{to: to, name: &name}
	films := 0
	for _, s := range list.Studies[0].Series {
		e := s.Instances[0]
		got, err := (&Records{a}).SaveFilm(string(id), string(e.Record))
		if !e.Film {
			if !errs.Is(err, errs.NotFound) || !e.Shown {
				t.Errorf("an image is saved as a film: %q, %v", got, err)
			}
			continue
		}
		films++
		if b, rerr := os.ReadFile(to); err != nil || rerr != nil || string(b) != string(first)+string(rest) || name != "SCOPE01.h264" || e.Shown {
			t.Errorf("%q as %q: %q, %v, %v", got, name, b, err, rerr)
		}
	}
	if films != 1 {
		t.Errorf("%d films", films)
	}
}
