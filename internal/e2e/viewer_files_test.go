package e2e

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/dicom"
	"oso/internal/images"
)

// lookAt opens the viewer over files in a real browser and lets the walk of that
// name go through it (frontend/e2e/viewer-files.mjs); what it finds wrong fails
// the test. A record's id is the file's place in the list.
func lookAt(t *testing.T, walk string, paths []string, more map[string]any, change func(http.Handler) http.Handler) {
	t.Helper()
	chromium := browser(t)
	var files []pixelFile
	var all []images.Instance
	for i, path := range paths {
		in, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer in.Close()
		st, err := in.Stat()
		if err != nil {
			t.Fatal(err)
		}
		info, err := dicom.Read(t.Context(), in, st.Size(), dicom.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		number, _ := strconv.Atoi(info.InstanceNumber)
		files = append(files, pixelFile{path: filepath.Base(path), whole: path, image: info.Image})
		all = append(all, images.Instance{Record: casefile.RecordID(strconv.Itoa(i)), Bytes: st.Size(), Image: info.Image, Ref: deed.DICOMRef{
			StudyUID: info.StudyInstanceUID, SeriesUID: info.SeriesInstanceUID, SOPInstanceUID: info.SOPInstanceUID, SOPClassUID: info.SOPClassUID,
			Modality: info.Modality, StudyDate: info.StudyDate, Study: info.StudyDescription, Series: info.SeriesDescription, Number: number,
		}})
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /images", func(w http.ResponseWriter, _ *http.Request) {
		if err := images.ServeList(w, all, images.Asked{}); err != nil {
			t.Error(err)
		}
	})
	mux.Handle("/", proofPage(proofPages(t), files, func(string, int) (pixelReference, string) { return pixelReference{}, "" }))
	var handler http.Handler = mux
	if change != nil {
		handler = change(mux)
	}
	page := httptest.NewServer(handler)
	t.Cleanup(page.Close)
	orders := map[string]any{"walk": walk, "chromium": chromium, "page": page.URL, "pictures": os.Getenv("OSO_PICTURES")}
	for k, v := range more {
		orders[k] = v
	}
	in, err := json.Marshal(orders)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "node", "e2e/viewer-files.mjs")
	cmd.Dir = "../../frontend"
	cmd.Stdin = bytes.NewReader(in)
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("the walk could not begin: %v\n%s", err, &said)
	}
	var told struct{ Found []string }
	decode(t, out, &told)
	for _, f := range told.Found {
		t.Error(f)
	}
}

// corpusFiles are files of the public corpus; the test is left out without it.
func corpusFiles(t *testing.T, names ...string) (paths []string) {
	t.Helper()
	corpus := os.Getenv("OSO_CORPUS")
	if corpus == "" {
		t.Skip("OSO_CORPUS names no corpus")
	}
	for _, name := range names {
		paths = append(paths, filepath.Join(corpus, "dicom", name))
	}
	return paths
}
