package transcript

import (
	"slices"
	"strings"

	"oso/internal/dicom"
)

// headerWords are the texts of an image's header that a person may look for: what it is
// of, why and how it was made, and what was noted (PS3.3 C.2 to C.12).
var headerWords = []struct {
	tag  uint32
	name string
}{
	{0x0008103E, "Series"},
	{0x00180015, "Body part"},
	{0x00181030, "Protocol"},
	{0x00080060, "Modality"},
	{0x00180010, "Contrast agent"},
	{0x00321060, "Asked for"},
	{0x00401002, "Reason"},
	{0x0040100A, "Reason"},
	{0x00400254, "Done"},
	{0x00400280, "Note on the examination"},
	{0x00081080, "Admitted for"},
	{0x001021B0, "History"},
	{0x00102000, "Alerts"},
	{0x00102110, "Allergies"},
	{0x00104000, "Note on the patient"},
	{0x00324000, "Note on the study"},
	{0x00384000, "Note on the visit"},
	{0x00204000, "Note on the image"},
	{0x00082111, "How it was made"},
	{0x00080090, "Referred by"},
	{0x00081050, "Examined by"},
	{0x00081060, "Read by"},
	{0x00700080, "Called"},
	{0x00700081, "Description"},
	{0x30060002, "Called"},
	{0x30060004, "Name"},
	{0x30060006, "Description"},
}

// headerItems are the sequences of a header that hold more of such texts, and which.
var headerItems = []struct {
	tags []uint32
	name string
	text uint32
}{
	{[]uint32{0x00082218}, "Body part", tagMeaning},
	{[]uint32{0x00400275}, "Asked for", 0x00321060},
	{[]uint32{0x00400275}, "Planned", 0x00400007},
	{[]uint32{0x00400275}, "Reason", 0x00401002},
	{[]uint32{0x00540220}, "View", tagMeaning},
	{[]uint32{0x00400560}, "Specimen", 0x00400551},
	{[]uint32{0x00400560}, "Specimen", 0x00400600},
	{[]uint32{0x00400560}, "Specimen", 0x00400602},
	{[]uint32{0x00480105}, "Optical path", 0x00480107},
	{[]uint32{0x00620002}, "Segment", 0x00620005},
	{[]uint32{0x00620002}, "Segment", 0x00620006},
	{[]uint32{0x30060020}, "Structure", 0x30060026},
	{[]uint32{0x30060020}, "Structure", 0x30060028},
	{[]uint32{0x00700001, 0x00700008}, "Written on the image", 0x00700006},
}

// mostSaid bounds what is looked through of each of them.
const mostSaid = 500

// ofHeader is what a DICOM file says in words beside its image or whatever else
// it is made of.
func ofHeader(d dicom.Data) (*Tree, error) {
	b := newBuilder(Header)
	b.t.Title = strings.TrimSpace(d.Text(tagStudy) + " " + d.Text(0x0008103E))
	b.patient(d)
	for _, s := range headerWords {
		v := d.Text(s.tag)
		if s.tag == 0x00080090 || s.tag == 0x00081050 || s.tag == 0x00081060 {
			v = person(v)
		}
		b.fact(Fact{Name: s.name, Value: v})
	}
	var told []string // what stands there many times is said once
	for _, s := range headerItems {
		items := []dicom.Data{d}
		for _, t := range s.tags {
			var next []dicom.Data
			for _, it := range items {
				next = append(next, it.Items(t)...)
			}
			items = next[:min(len(next), mostSaid)]
		}
		for _, it := range items {
			if v := it.Text(s.text); v != "" && !slices.Contains(told, s.name+v) {
				told = append(told, s.name+v)
				b.fact(Fact{Name: s.name, Value: v})
			}
		}
	}
	if len(b.t.Blocks) == 0 {
		return nil, none()
	}
	b.note("This is what the header of the file says in words. What else is in it is not read as text.")
	return b.tree(), nil
}
