package fileset_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"oso/internal/casefile"
	"oso/internal/dicom"
	"oso/internal/sample"
	"oso/internal/server/fileset"
)

// files are two studies of a patient and one of another, by their paths.
func files() (paths []string, heads map[string][]byte) {
	noa := casefile.Patient{Name: casefile.Name{Family: "Ben-David", Given: "Noa", Ideographic: "בן־דוד^נועה"}, BirthDate: "1992-08-11", Sex: casefile.Female, Identifiers: []casefile.Identifier{{Value: "HB-1"}}}
	other := noa
	other.Identifiers = []casefile.Identifier{{Value: "HB-2"}}
	heads = map[string][]byte{}
	add := func(p casefile.Patient, study, series string, n int) {
		path := fmt.Sprintf("DICOM/SE%06d/IM%06d", len(series), len(heads)+1)
		heads[path] = sample.DICOM(sample.Image{Patient: p, StudyUID: study, SeriesUID: series, SOPInstanceUID: fmt.Sprintf("%s.%d", series, n), Modality: "CT", StudyDate: "20261102", StudyTime: "101500", StudyText: "CT Thorax für Nachsorge", SeriesText: "axial", SeriesNumber: 3, Instance: n, Accession: "A1"})
		paths = append(paths, path)
	}
	add(noa, "1.2", "1.2.1", 1)
	add(noa, "1.2", "1.2.1", 2)
	add(noa, "1.2", "1.2.11", 1)
	add(noa, "1.3", "1.3.111", 1)
	add(other, "1.2", "1.2.1", 3)
	return paths, heads
}

func TestDirectory(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	var d fileset.Directory
	paths, heads := files()
	for _, p := range paths {
		if !d.Add(ctx, p, heads[p]) {
			t.Errorf("%s is not listed", p)
		}
	}
	for name, head := range map[string][]byte{"no DICOM": []byte("a report"), "nothing": nil, "a directory": directoryOf(t, &d)} {
		if d.Add(ctx, "DICOM/OTHER/OB000001", head) {
			t.Errorf("%s is listed", name)
		}
	}
	if d.Files() != len(paths) {
		t.Errorf("%d files", d.Files())
	}
	b := directoryOf(t, &d)
	if again := directoryOf(t, &d); !bytes.Equal(b, again) {
		t.Error("written twice it is another")
	}
	info, err := dicom.Read(ctx, bytes.NewReader(b), int64(len(b)), dicom.Limits{})
	if err != nil || info.Directory == nil || len(info.Discrepancies) > 0 {
		t.Fatalf("%v, %+v", err, info)
	}
	var listed []string
	for _, f := range info.Directory.Files {
		listed = append(listed, f.Path)
	}
	slices.Sort(listed)
	slices.Sort(paths)
	if !slices.Equal(listed, paths) || len(info.Directory.Patients) != 2 || info.Directory.FileSetID != "" {
		t.Errorf("%q, %+v", listed, info.Directory)
	}
	if p := info.Directory.Patients[0]; !strings.Contains(fmt.Sprint(p), "Ben-David") || !strings.Contains(fmt.Sprint(p), "בן־דוד") {
		t.Errorf("%+v", p)
	}
	readByAnother(t, b, heads)
}

// A patient whose name is spelled in two ways under one ID is one patient, with each
// study once; two without an ID are told apart by their names.
func TestPatientsAreKnownByTheirIDs(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		id   string
		want int
	}{"one ID": {"HB-1", 1}, "no ID": {"", 2}} {
		var d fileset.Directory
		for n, family := range []string{"Ben-David", "Ben David"} {
			p := casefile.Patient{Name: casefile.Name{Family: family, Given: "Noa"}, Identifiers: []casefile.Identifier{{Value: c.id}}}
			head := sample.DICOM(sample.Image{Patient: p, StudyUID: "1.2", SeriesUID: "1.2.1", SOPInstanceUID: fmt.Sprintf("1.2.1.%d", n+1), Modality: "CT", Instance: n + 1})
			if !d.Add(t.Context(), fmt.Sprintf("DICOM/IM%06d", n+1), head) {
				t.Fatal("not listed")
			}
		}
		b := directoryOf(t, &d)
		info, err := dicom.Read(t.Context(), bytes.NewReader(b), int64(len(b)), dicom.Limits{})
		if err != nil || info.Directory == nil || len(info.Directory.Files) != 2 {
			t.Fatalf("%s: %+v, %v", name, info, err)
		}
		if patients := bytes.Count(b, []byte("PATIENT ")); patients != c.want || bytes.Count(b, []byte("STUDY ")) != c.want {
			t.Errorf("%s: %d patients", name, patients)
		}
	}
}

func directoryOf(t *testing.T, d *fileset.Directory) []byte {
	t.Helper()
	var b bytes.Buffer
	n, err := d.WriteTo(&b)
	if err != nil || n != int64(b.Len()) {
		t.Fatalf("%d of %d bytes, %v", n, b.Len(), err)
	}
	return b.Bytes()
}

// readByAnother has the file-set read by pydicom, which goes by the places that the
// directory says, and opens each file.
func readByAnother(t *testing.T, directory []byte, heads map[string][]byte) {
	const script = `
import sys
from pydicom.fileset import FileSet
fs = FileSet(sys.argv[1])
for i in sorted(fs, key=lambda i: i.path):
    ds = i.load()
    print(i.PatientID, i.StudyInstanceUID, i.SeriesInstanceUID, i.SOPInstanceUID == ds.SOPInstanceUID, i.path.split("DICOM")[1].replace("\\", "/"))
`
	if exec.CommandContext(t.Context(), "/usr/bin/python3", "-c", "import pydicom.fileset").Run() != nil {
		t.Log("python3-pydicom is not here: no other program read the directory")
		return
	}
	dir := t.TempDir()
	for path, b := range heads {
		at := filepath.Join(dir, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(at), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	at := filepath.Join(dir, fileset.Name)
	if err := os.WriteFile(at, directory, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "/usr/bin/python3", "-W", "ignore::DeprecationWarning", "-c", script, at).CombinedOutput()
	const want = `HB-1 1.2 1.2.1 True /SE000005/IM000001
HB-1 1.2 1.2.1 True /SE000005/IM000002
HB-2 1.2 1.2.1 True /SE000005/IM000005
HB-1 1.2 1.2.11 True /SE000006/IM000003
HB-1 1.3 1.3.111 True /SE000007/IM000004
`
	if err != nil || string(out) != want {
		t.Errorf("%v\n%s", err, out)
	}
}
