package fileset_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"oso/internal/casefile"
	"oso/internal/dicom"
	"oso/internal/sample"
	"oso/internal/server/fileset"
)

// Keys of type 1, which may not be empty (PS3.3 F.5).
var typeOne = map[string][]string{
	"PATIENT": {"00100020"}, "STUDY": {"00080020", "00080030", "0020000D", "00200010"}, "SERIES": {"00080060", "0020000E", "00200011"}, "IMAGE": {"00200013"},
	"SR DOCUMENT": {"00200013", "0040A491", "0040A493", "00080023", "00080033", "0040A043"},
}

type elements map[string]struct {
	Value []json.RawMessage `json:"Value"`
}

func (e elements) text(tag string) string {
	var s string
	if v := e[tag].Value; len(v) > 0 && json.Unmarshal(v[0], &s) != nil {
		return string(v[0])
	}
	return s
}

// recordsOf are the records of a directory as any reader finds them.
func recordsOf(t *testing.T, directory []byte) []elements {
	t.Helper()
	set, err := dicom.Dataset(t.Context(), bytes.NewReader(directory), int64(len(directory)), dicom.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	var all struct {
		Sequence struct{ Value []elements } `json:"00041220"`
	}
	if err := set.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b.Bytes(), &all); err != nil {
		t.Fatal(err)
	}
	return all.Sequence.Value
}

// No key that a directory must have is empty, whatever the files say; what is made for
// it is told beside it, and is nobody's name.
func TestWhatADirectoryMustSay(t *testing.T) {
	t.Parallel()
	noa := casefile.Patient{Name: casefile.Name{Family: "Ben-David", Given: "Noa"}, Identifiers: []casefile.Identifier{{Value: "HB-1"}}}
	full := sample.Image{Patient: noa, StudyUID: "1.2", SeriesUID: "1.2.1", SOPInstanceUID: "1.2.1.1", Modality: "CT", StudyDate: "20261102", StudyTime: "101500", SeriesNumber: 3, Instance: 1}
	without := func(change func(*sample.Image)) []byte {
		m := full
		change(&m)
		return sample.DICOM(m)
	}
	swap := func(b []byte, old, next string) []byte {
		if len(old) != len(next) || !bytes.Contains(b, []byte(old)) {
			t.Fatalf("%q is not there", old)
		}
		return bytes.ReplaceAll(b, []byte(old), []byte(next))
	}
	acquired := func(b []byte) []byte { // the study's date is the series' only
		return swap(b, "\x08\x00\x20\x00DA", "\x08\x00\x21\x00DA")
	}
	notGiven := fmt.Sprintf("NOT-GIVEN-%X", sha256.Sum256([]byte(full.StudyUID)))[:len("NOT-GIVEN-")+16]
	for name, c := range map[string]struct {
		head []byte
		says []string
		want map[string]string // of the study or patient
	}{
		"all":            {without(func(*sample.Image) {}), nil, nil},
		"no ID":          {without(func(m *sample.Image) { m.Patient.Identifiers = nil }), []string{"Patient ID: " + notGiven}, map[string]string{"00100020": notGiven}},
		"no date":        {without(func(m *sample.Image) { m.StudyDate, m.StudyTime = "", "" }), []string{"Study Date: 19000101", "Study Time: 000000"}, map[string]string{"00080020": "19000101"}},
		"a date that is": {without(func(m *sample.Image) { m.StudyDate = "20261399" }), []string{"Study Date: 19000101"}, map[string]string{"00080020": "19000101"}},
		"no time":        {without(func(m *sample.Image) { m.StudyTime = "" }), []string{"Study Time: 000000"}, map[string]string{"00080020": "20261102"}},
		"dots":           {without(func(m *sample.Image) { m.StudyDate = "2026.11.02" }), nil, map[string]string{"00080020": "20261102"}},
		"of the series":  {acquired(without(func(*sample.Image) {})), []string{"those of the series"}, map[string]string{"00080020": "20261102", "00080030": "000000"}},
		"no numbers":     {swap(swap(without(func(m *sample.Image) { m.Instance = 7 }), "\x20\x00\x11\x00IS\x02\x003 ", "\x20\x00\x11\x00IS\x02\x00  "), "\x20\x00\x13\x00IS\x02\x007 ", "\x20\x00\x13\x00IS\x02\x00a "), []string{"Series Number: counted", "Instance Number: counted"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var d fileset.Directory
			if !d.Add(t.Context(), "DICOM/IM000001", c.head) {
				t.Fatal("not listed")
			}
			for _, r := range recordsOf(t, directoryOf(t, &d)) {
				kind := strings.TrimSpace(r.text("00041430"))
				for _, tag := range typeOne[kind] {
					if strings.TrimSpace(r.text(tag)) == "" {
						t.Errorf("%s says nothing in %s", kind, tag)
					}
				}
				for tag, want := range c.want {
					if _, has := r[tag]; has && r.text(tag) != want {
						t.Errorf("%s is %q, want %q", tag, r.text(tag), want)
					}
				}
			}
			text := string(d.Readme())
			for _, s := range c.says {
				if !strings.Contains(text, s) {
					t.Errorf("it is not said that %s:\n%s", s, text)
				}
			}
			if (text == "") != (len(c.says) == 0) || strings.Contains(text, "David") || strings.Contains(text, "HB-1") {
				t.Errorf("%s", text)
			}
		})
	}
}

// A patient whose files give no ID has one that no other export's patient has, and the
// same each time.
func TestNoIDIsNobodyElses(t *testing.T) {
	t.Parallel()
	ids := func(images ...sample.Image) (ids []string) {
		var d fileset.Directory
		for i, m := range images {
			m.SeriesUID, m.SOPInstanceUID, m.Modality, m.Instance = m.StudyUID+".1", m.StudyUID+".1.1", "CT", 1
			if !d.Add(t.Context(), fmt.Sprintf("DICOM/IM%06d", i+1), sample.DICOM(m)) {
				t.Fatal("not listed")
			}
		}
		for _, r := range recordsOf(t, directoryOf(t, &d)) {
			if strings.TrimSpace(r.text("00041430")) == "PATIENT" {
				ids = append(ids, r.text("00100020"))
			}
		}
		return ids
	}
	a := casefile.Patient{Name: casefile.Name{Family: "Roe"}}
	b := casefile.Patient{Name: casefile.Name{Family: "Doe"}}
	first, again, other := ids(sample.Image{Patient: a, StudyUID: "1.2"}), ids(sample.Image{Patient: a, StudyUID: "1.2"}), ids(sample.Image{Patient: b, StudyUID: "1.3"})
	if len(first) != 1 || len(other) != 1 || first[0] == other[0] || first[0] != again[0] {
		t.Errorf("%q, again %q, another's %q", first, again, other)
	}
	if got := ids(sample.Image{StudyUID: "1.2"}, sample.Image{StudyUID: "1.3"}); len(got) != 2 || got[0] == got[1] {
		t.Errorf("studies that name nobody are of %q", got)
	}
	if got := ids(sample.Image{Patient: a, StudyUID: "1.2"}, sample.Image{Patient: a, StudyUID: "1.3"}); len(got) != 1 {
		t.Errorf("two studies of one are of %q", got)
	}
}

// What a directory does not list is named with the reason, and not without an end.
func TestWhatIsNotListedIsTold(t *testing.T) {
	t.Parallel()
	var d fileset.Directory
	whole := sample.DICOM(sample.Image{StudyUID: "1.2", SeriesUID: "1.2.1", SOPInstanceUID: "1.2.1.1", Modality: "CT", Instance: 1})
	d.Add(t.Context(), "DICOM/IM000001", whole)
	reasons := []struct {
		why  string
		head []byte
	}{
		{"is no DICOM file", []byte("a report")},
		{"does not say which", sample.DICOM(sample.Image{StudyUID: "1.2", SOPInstanceUID: "1.2.1.2", Modality: "CT"})},
		{"is of a kind that a directory", bytes.ReplaceAll(whole, []byte("1.2.840.10008.5.1.4.1.1.2\x00"), []byte("1.2.840.10008.5.1.4.1.1.66"))},
		{"does not say what it is about", bytes.ReplaceAll(whole, []byte("UI\x1a\x001.2.840.10008.5.1.4.1.1.2\x00"), []byte("UI\x1e\x001.2.840.10008.5.1.4.1.1.88.59\x00"))},
	}
	for i, c := range reasons {
		n := i + 2
		if d.Add(t.Context(), fmt.Sprintf("DICOM/IM%06d", n), c.head) {
			t.Errorf("listed: %s", c.why)
		}
		if text := string(d.Readme()); !strings.Contains(text, fmt.Sprintf("lists 1 of %d", n)) || !strings.Contains(text, fmt.Sprintf("DICOM/IM%06d ", n)) || !strings.Contains(text, c.why) {
			t.Errorf("%s:\n%s", c.why, text)
		}
	}
	for i := range 400 {
		d.Add(t.Context(), fmt.Sprintf("DICOM/OTHER/OB%06d", i), nil)
	}
	if text := string(d.Readme()); strings.Count(text, "OB0") != 200-len(reasons) || !strings.Contains(text, fmt.Sprintf("and %d more", 200+len(reasons))) {
		t.Errorf("%d are named:\n%.600s", strings.Count(text, "OB0"), text)
	}
}
