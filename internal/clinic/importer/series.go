package importer

import (
	"fmt"
	"strconv"

	"oso/internal/dicom"
)

// seriesMet counts the images of one series, each record once, and finds gaps
// in their numbering, and what an archive counted more.
type seriesMet struct {
	study, at int // place in the report
	instances int
	numbers   map[int]int // how many images have a number
	unclear   int         // images without a usable number
	low, top  int
	said      int // images that it has, as an archive once counted them; 0: nobody said
}

func newSeriesMet() *seriesMet { return &seriesMet{numbers: map[int]int{}} }

// add counts an image. Its header may be nil.
func (s *seriesMet) add(number string, m *dicom.Image) {
	s.instances++
	if m != nil && m.Quality != nil {
		s.said = max(s.said, m.Quality.Series)
	}
	n, err := strconv.Atoi(number)
	if err != nil || n < -1<<31 || n >= 1<<31 {
		s.unclear++
		return
	}
	if len(s.numbers) == 0 {
		s.low, s.top = n, n
	}
	s.numbers[n]++
	s.low, s.top = min(s.low, n), max(s.top, n)
}

// gaps is what the numbering says of a series.
type gaps struct {
	missing   int  // images that the numbering says are absent
	first     int  // the lowest number, where images before it may be absent; else 0
	sure      bool // the numbering is regular enough to say so
	counted   bool // it is no number that says so but the archive's count
	instances int
	unclear   int // images of which it says nothing
}

// gaps is what numbers say and, where they say nothing, what an archive counted:
// the last images of a series leave no gap.
func (s *seriesMet) gaps(modality string) gaps {
	g := s.numbered(modality)
	if g.missing == 0 && s.said > s.instances {
		g.missing, g.sure, g.counted = s.said-s.instances, true, true
	}
	return g
}

// numbered compares the numbers with those between the lowest and the highest. Only
// stacks are numbered without gaps: ultrasound, films and reports are not.
//
// Echoes, phases and times of one stack may have the same numbers: then each
// number is there as often as most are.
func (s *seriesMet) numbered(modality string) gaps {
	g := gaps{sure: true, instances: s.instances}
	switch modality {
	case "CT", "MR", "PT", "NM", "OT":
	default:
		return g
	}
	if s.instances < 2 {
		return g
	}
	if g.unclear = s.unclear; s.unclear > 0 {
		g.sure = false
	}
	if len(s.numbers) < 2 || s.stepped() {
		return g
	}
	// Some makers begin at 101 or 1001; any other high number may be what is left
	// of very many images.
	if s.low > 1 && (s.low-1 <= 4*s.instances || (s.low-1)%100 != 0) {
		g.first = s.low
	}
	times, having := s.usual()
	g.missing = times * (s.top - s.low + 1 - len(s.numbers))
	for _, n := range s.numbers {
		g.missing += max(0, times-n)
	}
	// More gaps than images, or numbers that stand now once and now twice: it
	// may be numbered in another way.
	if g.missing > 4*s.instances || 3*having < 2*len(s.numbers) {
		g.sure = false
	}
	return g
}

// usual is how often most numbers stand, and how many stand so often; the
// larger of two that are met alike.
func (s *seriesMet) usual() (times, having int) {
	met := map[int]int{}
	for _, n := range s.numbers {
		met[n]++
	}
	for n, k := range met {
		if k > having || k == having && n > times {
			times, having = n, k
		}
	}
	return times, having
}

// stepped tells whether the numbers go up by one step that is larger than one,
// as some makers number.
func (s *seriesMet) stepped() bool {
	k := len(s.numbers) - 1
	if k < 3 || (s.top-s.low)%k != 0 {
		return false
	}
	step := (s.top - s.low) / k
	if step < 2 {
		return false
	}
	for n := s.low; n <= s.top; n += step {
		if s.numbers[n] == 0 {
			return false
		}
	}
	return true
}

// say puts it into a discrepancy; no code where there is nothing to say.
func (g gaps) say() (code, message string) {
	switch {
	case g.counted:
		return codeSeries, fmt.Sprintf("%d of %d images of a series are missing, as an archive once counted them; by their numbers they are the last, or the first. Look on the disc, or ask for the whole series.", g.missing, g.missing+g.instances)
	case g.missing > 0 && g.sure:
		return codeSeries, fmt.Sprintf("%d of %d images of a series are missing, by their numbers. Look on the disc, or ask for the whole series.", g.missing, g.missing+g.instances)
	case g.missing > 0:
		return codeSeries, fmt.Sprintf("Images of a series seem to be missing: by their numbers %d are, and %d are here. The numbers are not regular enough to be sure. Look on the disc, or ask how many images the series has.", g.missing, g.instances)
	case !g.sure:
		return codeUnsure, fmt.Sprintf("%d of %d images of a series have no number that can be used, so it cannot be told whether the series is whole. Look on the disc, or ask how many images it has.", g.unclear, g.instances)
	case g.first > 0:
		return codeUnsure, fmt.Sprintf("The images of a series begin with number %d, so those before may be missing, or it is numbered in another way. Look on the disc, or ask how many images it has.", g.first)
	}
	return "", ""
}
