package importer

import (
	"fmt"
	"strconv"

	"oso/internal/dicom"
	"oso/internal/images"
)

// seriesMet counts the images of one series, each record once.
type seriesMet struct {
	images.Numbers
	study, at int // place in the report
}

// add counts an image. Its header may be nil.
func (s *seriesMet) add(number string, m *dicom.Image) {
	if m != nil && m.Quality != nil {
		s.Counted(m.Quality.Series)
	}
	n, err := strconv.Atoi(number)
	s.Add(n, err == nil)
}

// gapsSay puts what the numbers of a series say into a discrepancy; no code where there is
// nothing to say.
func gapsSay(g images.Gaps) (code, message string) {
	switch {
	case g.Counted:
		return codeSeries, fmt.Sprintf("%d of %d images of a series are missing, as an archive once counted them; by their numbers they are the last, or the first. Look on the disc, or ask for the whole series.", g.Missing, g.Missing+g.Images)
	case g.Missing > 0 && g.Sure:
		return codeSeries, fmt.Sprintf("%d of %d images of a series are missing, by their numbers. Look on the disc, or ask for the whole series.", g.Missing, g.Missing+g.Images)
	case g.Missing > 0:
		return codeSeries, fmt.Sprintf("Images of a series seem to be missing: by their numbers %d are, and %d are here. The numbers are not regular enough to be sure. Look on the disc, or ask how many images the series has.", g.Missing, g.Images)
	case !g.Sure:
		return codeUnsure, fmt.Sprintf("%d of %d images of a series have no number that can be used, so it cannot be told whether the series is whole. Look on the disc, or ask how many images it has.", g.Unclear, g.Images)
	case g.First > 0:
		return codeUnsure, fmt.Sprintf("The images of a series begin with number %d, so those before may be missing, or it is numbered in another way. Look on the disc, or ask how many images it has.", g.First)
	}
	return "", ""
}
