package clinicapi

import (
	"slices"
	"testing"

	"oso/internal/casefile"
	"oso/internal/deed"
)

// What was declared as an upload has arrived where as much of its kind came, and
// is nobody's guess where less did (S5).
func TestWhatWasDeclaredAgainstWhatCame(t *testing.T) {
	t.Parallel()
	up := func(k casefile.MaterialKind) casefile.Material {
		return casefile.Material{Kind: k, Channel: casefile.ByUpload}
	}
	ct, path, lab := up(casefile.MaterialImaging), up(casefile.MaterialPathology), up(casefile.MaterialLaboratory)
	fax := casefile.Material{Kind: casefile.MaterialRecord, Channel: casefile.ByFax}
	item := func(media, study string) deed.Item {
		it := deed.Item{Record: casefile.RecordID(casefile.NewID()), Kind: deed.ItemRecord, Path: "a", MediaType: media, Bytes: 1}
		if study != "" {
			it.DICOM = &deed.DICOMRef{StudyUID: study, SOPInstanceUID: "1.9", SeriesUID: study + ".1", Modality: "CT"}
		}
		return it
	}
	report := func(study string) deed.Item {
		it := item("application/dicom", study)
		it.DICOM.Modality = "SR"
		return it
	}
	pdf := func() deed.Item { return item("application/pdf", "") }
	scan := deed.Item{Record: "scan", Kind: deed.ItemScan, MediaType: "application/pdf"}
	for about, c := range map[string]struct {
		declared []casefile.Material
		items    []deed.Item
		want     []bool
	}{
		"imaging declared, only PDFs came":                 {[]casefile.Material{ct}, []deed.Item{pdf(), pdf()}, []bool{false}},
		"imaging declared, a report in DICOM came":         {[]casefile.Material{ct}, []deed.Item{report("1.2")}, []bool{false}},
		"imaging declared and here":                        {[]casefile.Material{ct}, []deed.Item{item("application/dicom", "1.2"), item("application/dicom", "1.2")}, []bool{true}},
		"two studies declared, one came":                   {[]casefile.Material{ct, ct}, []deed.Item{item("application/dicom", "1.2"), item("application/dicom", "1.2")}, []bool{false, false}},
		"two studies declared, two came":                   {[]casefile.Material{ct, ct}, []deed.Item{item("application/dicom", "1.2"), item("application/dicom", "1.3")}, []bool{true, true}},
		"two documents declared, one came":                 {[]casefile.Material{path, lab}, []deed.Item{pdf()}, []bool{false, false}},
		"a study and a report":                             {[]casefile.Material{ct, path}, []deed.Item{item("application/dicom", "1.2"), pdf()}, []bool{true, true}},
		"a study and no report":                            {[]casefile.Material{ct, path}, []deed.Item{item("application/dicom", "1.2")}, []bool{true, false}},
		"pathology as a slide that was scanned":            {[]casefile.Material{path}, []deed.Item{item("application/dicom", "1.2")}, []bool{true}},
		"a scanned letter in TIFF":                         {[]casefile.Material{lab}, []deed.Item{item("image/tiff", "")}, []bool{true}},
		"what comes by fax does not come with the version": {[]casefile.Material{fax, ct}, []deed.Item{item("application/dicom", "1.2"), pdf()}, []bool{false, true}},
		"nothing but the agreement's scan":                 {[]casefile.Material{ct, lab}, []deed.Item{scan}, []bool{false, false}},
	} {
		if got := arrivals(c.declared, broughtBy(c.items)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v", about, got)
		}
	}
}
