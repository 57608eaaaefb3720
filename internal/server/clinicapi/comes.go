package clinicapi

import (
	"strings"

	"oso/internal/casefile"
	"oso/internal/deed"
)

// brought is what records a version holds, as far as a program can tell: studies
// and pictures, and documents. Which of them is which declared material, a
// program cannot tell; only whether there are enough of the kind.
type brought struct{ images, documents int }

// broughtBy counts each study, each picture and slide that is in none, and each
// document once; what only came along on a disc, and parts of a slide, are
// nothing by themselves.
func broughtBy(items []deed.Item) brought {
	var b brought
	studies := map[string]bool{}
	companions, slides := deed.Companions(deed.Each(items)), deed.Slides(deed.Each(items))
	parts := deed.PartsOf(slides)
	for i := range items {
		it := &items[i]
		if it.Kind != deed.ItemRecord || companions[it.Record] || parts[it.Record] {
			continue
		}
		_, slide := slides[it.Record]
		switch {
		case slide:
			b.images++
		case it.DICOM != nil && it.DICOM.Image() && it.DICOM.StudyUID != "":
			if !studies[it.DICOM.StudyUID] {
				studies[it.DICOM.StudyUID] = true
				b.images++
			}
		case it.Image() && !strings.HasPrefix(it.MediaType, "image/tiff"):
			b.images++
		case it.Image(): // a scan of paper, or a slide: either
			b.images++
			b.documents++
		default:
			b.documents++
		}
	}
	return b
}

// arrivals tells of each declared material whether it came with the version: an
// upload, where as much of its kind is there as was declared. Where there is
// less, a program cannot tell which is missing: none is taken for arrived, and a
// coordinator says what it is.
func arrivals(list []casefile.Material, b brought) []bool {
	images, others := 0, 0
	for _, m := range list {
		switch {
		case !comesSealed(m):
		case m.Kind == casefile.MaterialImaging:
			images++
		default:
			others++
		}
	}
	out := make([]bool, len(list))
	for i, m := range list {
		switch {
		case !comesSealed(m):
		case m.Kind == casefile.MaterialImaging:
			out[i] = b.images >= images
		default:
			// A pathology report is a document, a scanned slide an image: what images
			// are not of a declared study may be it.
			out[i] = b.documents+max(0, b.images-images) >= others
		}
	}
	return out
}
