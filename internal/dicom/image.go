package dicom

import (
	"fmt"
	"math"
	"strings"
)

// Image is what a list of images and a reader of frames need of one instance:
// how large it is, where it lies in the patient, and where its frames lie in
// the file. It is small, so that it can be kept beside the file.
type Image struct {
	Reader           int       `json:"reader"`           // ImageReader of the program that made it: what another made is made anew
	Number           string    `json:"number,omitempty"` // of the series
	BodyPart         string    `json:"body_part,omitempty"`
	Laterality       string    `json:"laterality,omitempty"` // L or R, of image or series
	FrameOfReference string    `json:"frame_of_reference,omitempty"`
	Rows             int       `json:"rows,omitempty"`
	Columns          int       `json:"columns,omitempty"`
	Frames           int       `json:"frames,omitempty"`      // that can be read
	Syntax           string    `json:"syntax,omitempty"`      // of the file
	Position         []float64 `json:"position,omitempty"`    // 3, in mm: of the first frame
	Orientation      []float64 `json:"orientation,omitempty"` // 6: along a row, along a column
	Thickness        float64   `json:"thickness,omitempty"`   // mm
	Spacing          []float64 `json:"spacing,omitempty"`     // 2, in mm: between rows, between columns
	Why              string    `json:"why,omitempty"`         // why it cannot be shown, or not all of it
	Hidden           bool      `json:"hidden,omitempty"`      // it cannot be shown
	Quality          *Quality  `json:"quality,omitempty"`
	Stacks           []Stack   `json:"stacks,omitempty"` // of several frames, where each says where it lies
	Part             *Part     `json:"part,omitempty"`   // of an image that was sent in several files
	Layout           Layout    `json:"layout"`
}

// ImageReader is raised whenever what stands in an Image changes its meaning, or
// a mended reader finds more.
const ImageReader = 3

// Part says which part of an image in several files a file holds (PS3.3
// C.7.6.16.1).
type Part struct {
	Of     string `json:"of"`               // the image
	Number int    `json:"number,omitempty"` // from 1; 0: not said
	Count  int    `json:"count,omitempty"`  // how many there are; 0: not said
}

const (
	tagConcatenation = 0x00209161
	tagPart          = 0x00209162
	tagParts         = 0x00209163
	tagFrameOffset   = 0x00209228
)

// video are the syntaxes of whole films.
func video(syntax string) bool {
	const root = "1.2.840.10008.1.2.4.10" // MPEG-2, H.264, HEVC
	return strings.HasPrefix(syntax, root) && syntax != root
}

// image describes the image; nil where the file neither holds nor describes one.
func (w *walk) image(info *Info, get func(uint32) string, short func(uint32) int) *Image {
	if !w.pixels.present && (info.Rows == 0 || info.Columns == 0) {
		return nil
	}
	s := &w.keep.root
	side := func(t uint32, in *Set) string {
		if n := in.find(t); n != nil {
			return code(string(n.value))
		}
		return ""
	}
	m := &Image{
		Reader: ImageReader, Number: info.SeriesNumber, BodyPart: info.BodyPart, Rows: info.Rows, Columns: info.Columns, Syntax: w.syntax,
		Position: s.numbers(tagPosition, 3), Orientation: s.numbers(tagOrientation, 6), Spacing: s.numbers(tagSpacing, 2),
		Laterality: side(tagImageSide, s), Thickness: first(s.numbers(tagThickness, 1)),
	}
	if m.Laterality == "" {
		m.Laterality = side(tagLaterality, s)
	}
	if n := s.find(tagFrameOfRef); n != nil {
		m.FrameOfReference = uid(string(n.value))
	}
	for _, groups := range []*Set{s.within(tagPerFrame), s.within(tagShared)} { // what is said of the frame goes before what is said of all
		m.fillFrom(groups)
	}
	if n := s.find(tagConcatenation); n != nil && uid(string(n.value)) != "" {
		m.Part = &Part{Of: uid(string(n.value)), Number: s.short(tagPart), Count: s.short(tagParts)}
	}
	m.Quality = w.quality()
	m.Stacks = w.places.stacks(s.within(tagShared))
	w.locate(m, get, short)
	return m
}

// fillFrom takes what functional groups say, as far as nothing says it yet.
func (m *Image) fillFrom(groups *Set) {
	fill := func(to *[]float64, sequence, t uint32, n int) {
		if *to == nil {
			*to = groups.within(sequence).numbers(t, n)
		}
	}
	fill(&m.Position, tagPlanePos, tagPosition, 3)
	fill(&m.Orientation, tagPlaneOrient, tagOrientation, 6)
	fill(&m.Spacing, tagMeasures, tagSpacing, 2)
	if m.Thickness == 0 {
		m.Thickness = first(groups.within(tagMeasures).numbers(tagThickness, 1))
	}
	if n := groups.within(tagRegion).find(tagFrameSide); n != nil && m.Laterality == "" {
		m.Laterality = code(string(n.value))
	}
}

// farthest is beyond whatever an image or a recording measures: what is reckoned from a
// greater number may be none any more, and a row with such a one cannot be kept.
const farthest = 1e9

// numbers reads exactly n decimal strings; nil where they are not there, or not
// all of them are numbers of something.
func (s *Set) numbers(t uint32, n int) []float64 {
	x := s.find(t)
	if x == nil {
		return nil
	}
	parts := strings.Split(string(x.value), `\`)
	if len(parts) != n {
		return nil
	}
	out := make([]float64, n)
	for i, p := range parts {
		v, ok := numeral(clean(p), "DS").(float64)
		if !ok || math.Abs(v) > farthest {
			return nil
		}
		out[i] = v
	}
	return out
}

// short reads a number of 16 bits; 0 where it is not there.
func (s *Set) short(t uint32) int {
	n := s.find(t)
	if n == nil || len(n.value) != 2 {
		return 0
	}
	return int(orderOf(n.big).Uint16(n.value))
}

func first(v []float64) float64 {
	if len(v) == 0 || v[0] < 0 {
		return 0
	}
	return v[0]
}

// hide says why the image cannot be shown.
func (m *Image) hide(why string) {
	m.Hidden, m.Why = true, why
}

// fewer says that not as many images are there as the header names.
func (m *Image) fewer(claimed, there int) {
	switch {
	case claimed < 1:
		m.Why = fmt.Sprintf("The file does not say how many images it holds. Those that are in it are shown: %d.", there)
	case claimed > there:
		m.Why = fmt.Sprintf("The file says that it holds %d images, and only %d are in it. Ask the place that made it for a new copy.", claimed, there)
	default:
		m.Why = fmt.Sprintf("The file says that it holds %d images, and %d are in it. All are shown.", claimed, there)
	}
}
