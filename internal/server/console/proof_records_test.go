package console_test

import (
	"os"
	"strings"
	"testing"

	"oso/internal/deed"
	"oso/internal/pdf"
	"oso/internal/sample"
	"oso/internal/server/dbtest"
	"oso/internal/server/opinion"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

// The test binary is its own reader of PDFs.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == pdf.ChildCommand {
		os.Exit(pdf.ChildMain(os.Stdin, os.Stdout))
	}
	dbtest.Main(m)
}

// TestLettersAreHeldAgainstRecords: what a PDF says in words and which side an
// image's header names stand against the letter, and the record is named by which.
func TestLettersAreHeldAgainstRecords(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	w.reads(pdf.NewPool([]string{self, pdf.ChildCommand}))
	c, s := w.staff[principal.Coordinator], w.staff[principal.Specialist]
	doc := document()
	doc.Questions = doc.Questions[:1]
	doc.Materials = doc.Materials[:1]
	id := w.receive(doc, workflow.Allowed)
	report := w.addRecord(id, deed.Item{Path: "ultrasound.pdf", MediaType: "application/pdf"}, sample.PDF("Ultrasound report. A cyst of 34 mm of the left kidney. The right kidney is normal."))
	knee := w.addRecord(id, deed.Item{
		Path: "I1", MediaType: "application/dicom",
		DICOM: &deed.DICOMRef{StudyUID: "1.2.3", SeriesUID: "1.2.3.4", SOPInstanceUID: "1.2.3.4.5", SOPClassUID: "1.2.840.10008.5.1.4.1.1.4", Modality: "MR", Study: "MR knee", StudyDate: "2026-10-02", Series: "sag"},
	}, object(
		element(0x0008, 0x0016, "UI", "1.2.840.10008.5.1.4.1.1.4\x00"), element(0x0008, 0x0060, "CS", "MR"), element(0x0020, 0x0060, "CS", "R "),
		element(0x0028, 0x0010, "US", "\x02\x00"), element(0x0028, 0x0011, "US", "\x02\x00"), element(0x7FE0, 0x0010, "OW", "\x00\x00\x00\x00\x00\x00\x00\x00"),
	))
	w.triage(id)
	c.act(id, "offer", map[string]any{"person": s.acc.ID})
	s.act(id, "accept-offer", nil)
	at := "/cases/" + id + "/opinion"
	var v struct {
		Version    int64        `json:"version"`
		RowVersion int64        `json:"row_version"`
		Content    deed.Content `json:"content"`
	}
	s.want(200, "GET", at, nil, &v)
	v.Content.Assessment = "The cyst of the right kidney is simple.\n\nThe meniscus of the left knee is torn."
	s.want(200, "PUT", at, map[string]any{"version": v.Version, "row_version": v.RowVersion, "content": v.Content}, nil)
	for range 2 { // read, and as it was kept
		var p opinion.Proof
		s.want(200, "GET", at+"/proof", nil, &p)
		by := map[string]string{}
		for _, f := range p.Findings {
			by[string(f.Kind)+" "+f.Words] = string(f.Record)
			if strings.Contains(f.Source, "kidney") {
				t.Errorf("a source is called %q", f.Source)
			}
		}
		if by["side right kidney"] != string(report) || by["side left knee"] != string(knee) {
			t.Errorf("found: %+v", p.Findings)
		}
		if p.Unread != 1 { // the report of nobody, which is no PDF
			t.Errorf("%d records are said to be unread", p.Unread)
		}
	}
	row, err := w.db.Reader().Query("SELECT text_sealed FROM record_texts")
	if err != nil {
		t.Fatal(err)
	}
	defer row.Close()
	n := 0
	for row.Next() {
		var sealed []byte
		if err := row.Scan(&sealed); err != nil {
			t.Fatal(err)
		}
		if n++; strings.Contains(string(sealed), "kidney") {
			t.Error("a record's words stand open in the database")
		}
	}
	if n == 0 {
		t.Error("nothing that was read is kept")
	}
}
