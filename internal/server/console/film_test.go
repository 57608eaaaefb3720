package console_test

import (
	"bytes"
	"strings"
	"testing"

	"oso/internal/deed"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

// A film is not played here: what somebody saves to play it is what the clinic
// sealed, to the byte, and called what it is.
func TestFilmsAreSavedAsTheyCame(t *testing.T) {
	t.Parallel()
	mp4 := append([]byte("\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2"), bytes.Repeat([]byte("moving\x00\xff"), 50_000)...)
	dcm := append(append(make([]byte, 128), "DICM"...), bytes.Repeat([]byte("\x00\x00\x01\xb3scope"), 30_000)...)
	for name, c := range map[string]struct {
		item deed.Item
		body []byte
		as   string
	}{
		"a plain film":                {deed.Item{Path: "scope/Film 1.mp4", MediaType: "video/mp4"}, mp4, ".mp4"},
		"a film of a Windows program": {deed.Item{Path: "echo.wmv", MediaType: "video/x-ms-asf"}, mp4, ".wmv"},
		"a film in DICOM":             {deed.Item{MediaType: "application/dicom", DICOM: &deed.DICOMRef{StudyUID: "1.2", SOPInstanceUID: "1", SOPClassUID: "1.2.840.10008.5.1.4.1.1.77.1.1.1", Modality: "ES"}}, dcm, ".dcm"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			id := w.receive(document(), workflow.Allowed)
			path := "/cases/" + id + "/records/" + string(w.addRecord(id, c.item, c.body))
			status, got := w.staff[principal.Coordinator].ask("GET", path, nil)
			if status != 200 || !bytes.Equal(got, c.body) {
				t.Errorf("%d, %d bytes of %d", status, len(got), len(c.body))
			}
			res, err := w.staff[principal.Coordinator].client.Get(w.http.URL + "/console/api" + path)
			if err != nil {
				t.Fatal(err)
			}
			res.Body.Close()
			if d := res.Header.Get("Content-Disposition"); !strings.HasPrefix(d, "attachment") || !strings.Contains(d, c.as) {
				t.Errorf("saved as %q", d)
			}
		})
	}
}
