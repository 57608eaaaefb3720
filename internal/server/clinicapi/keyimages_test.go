package clinicapi_test

import (
	"context"
	"testing"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/server/chart"
	"oso/internal/wire"
)

// keyed marks the case's image and seals it again.
func (d *desk) keyed(c *sealedCase, change func(*casefile.KeyImage)) casefile.KeyImage {
	it := &c.m.Items[2]
	it.DICOM = &deed.DICOMRef{StudyUID: "1.2", SeriesUID: "1.2.3", SOPInstanceUID: "1.2.3.41"}
	k := casefile.KeyImage{ID: casefile.NewID(), Record: it.Record, Study: "1.2", Series: "1.2.3", SOP: "1.2.3.41", Frame: 1, Note: "A node"}
	if change != nil {
		change(&k)
	}
	c.m.KeyImages = []casefile.KeyImage{k}
	d.seal(c)
	return k
}

func (d *desk) keyImages(c *sealedCase) []casefile.KeyImage {
	d.s.t.Helper()
	ctx, q := context.Background(), d.s.db.Q()
	row, err := q.GetCase(ctx, string(c.id))
	if err != nil {
		d.s.t.Fatal(err)
	}
	opened, err := new(chart.Store).Open(d.s.keys, row)
	if err != nil {
		d.s.t.Fatal(err)
	}
	defer opened.Close()
	all, err := opened.KeyImages(ctx, q)
	if err != nil {
		d.s.t.Fatal(err)
	}
	return all
}

func TestKeyImagesComeWithTheCase(t *testing.T) {
	t.Parallel()
	s := serve(t)
	d := s.enrolled(s.clinic("A"), "Dr. A")
	for name, change := range map[string]func(*casefile.KeyImage){
		"a record that is not in the case": func(k *casefile.KeyImage) { k.Record = casefile.RecordID(casefile.NewID()) },
		"the document":                     func(k *casefile.KeyImage) { k.Record = "00000000000000000000000000000001" },
		"another image than the record's":  func(k *casefile.KeyImage) { k.SOP = "1.2.3.42" },
		"a state that is not in the case": func(k *casefile.KeyImage) {
			k.State = &casefile.PresentationState{Record: casefile.RecordID(casefile.NewID()), SOP: "1.2.3.9"}
		},
		"another state than the record's": func(k *casefile.KeyImage) {
			k.State = &casefile.PresentationState{Record: k.Record, SOP: "1.2.3.9"}
		},
		"no frame": func(k *casefile.KeyImage) { k.Frame = 0 },
	} {
		t.Run(name, func(t *testing.T) {
			c := d.newCase(nil)
			d.keyed(c, change)
			d.upload(c)
			d.refused(errs.Invalid, "POST", c.path(wire.PathVersions), d.versionRequest(c))
		})
	}

	c := d.newCase(nil)
	k := d.keyed(c, nil)
	d.send(c)
	if got := d.keyImages(c); len(got) != 1 || got[0].ID != k.ID || got[0].Note != "A node" {
		t.Fatalf("%+v", got)
	}
	c.m.KeyImages[0].Note = "Two nodes"
	d.amend(c, func(*casefile.Document) {}, false)
	d.send(c)
	if got := d.keyImages(c); len(got) != 1 || got[0].Note != "Two nodes" {
		t.Errorf("amended: %+v", got)
	}
	c.m.KeyImages = nil
	d.amend(c, func(*casefile.Document) {}, false)
	d.send(c)
	if got := d.keyImages(c); len(got) != 0 {
		t.Errorf("all were removed: %+v", got)
	}
}
