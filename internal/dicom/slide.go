package dicom

import (
	"context"
	"io"
	"math"
	"slices"
	"strings"

	"oso/internal/errs"
)

// Tags of whole slide images (PS3.3 C.8.12, C.7.6.17, C.7.6.16).
const (
	tagPyramid       = 0x00080019
	tagPlanar        = 0x00280006
	tagHighBit       = 0x00280102
	tagWindowCenter  = 0x00281050
	tagWindowWidth   = 0x00281051
	tagProfile       = 0x00282000
	tagVOI           = 0x00289132
	tagOrganization  = 0x00209311
	tagContainer     = 0x00400512
	tagZOffset       = 0x0040074A
	tagMatrixWidth   = 0x00480001
	tagMatrixDepth   = 0x00480002
	tagMatrixColumns = 0x00480006
	tagMatrixRows    = 0x00480007
	tagLabelInImage  = 0x00480010
	tagPaths         = 0x00480105
	tagPathID        = 0x00480106
	tagPower         = 0x00480112
	tagPathOf        = 0x00480207
	tagSlidePlace    = 0x0048021A
	tagTileColumn    = 0x0048021E
	tagTileRow       = 0x0048021F
	tagFocalPlanes   = 0x00480303
)

// Slide is one instance of a whole slide: which of the slide's images it is, and
// where its frames, which are tiles, lie in it.
type Slide struct {
	Role        string    `json:"role"` // volume, label, overview, thumbnail
	Container   string    `json:"container"`
	Pyramid     string    `json:"pyramid"`
	Space       string    `json:"space"`   // Frame of Reference
	Columns     int       `json:"columns"` // of the whole
	Rows        int       `json:"rows"`
	TileColumns int       `json:"tile_columns"`
	TileRows    int       `json:"tile_rows"`
	Frames      int       `json:"frames"`
	Spacing     []float64 `json:"spacing"` // mm between rows, between columns; empty: not said
	Power       float64   `json:"power"`   // of the lens; 0: not said
	Focus       []float64 `json:"focus"`   // focal planes by their height in µm; all the same where nobody says it
	Paths       []string  `json:"paths"`   // optical paths
	Labeled     bool      `json:"labeled"` // the slide's label may be seen
	Profile     bool      `json:"profile"` // there is a color profile

	// A part of an image that was sent in several files.
	Concatenation string `json:"concatenation"`
	Offset        int    `json:"offset"` // frames in the parts before; -1: not said
	Part          int    `json:"part"`   // which one it is, from 1; 0: not said
	Parts         int    `json:"parts"`  // how many there are; 0: not said

	// Tiles are four numbers for each frame: the left column and upper row, from
	// 0, the focal plane and the path. Empty: in the order of TILED_FULL.
	Tiles []int `json:"tiles"`

	Samples     int       `json:"samples"`
	Photometric string    `json:"photometric"`
	Planar      int       `json:"planar"`
	Allocated   int       `json:"allocated"`
	Stored      int       `json:"stored"`
	HighBit     int       `json:"high_bit"`
	Signed      bool      `json:"signed"`
	Window      []float64 `json:"window"` // center and width; empty: not said
}

// mostTiles is how many frames are looked at of one file; a slide of 300,000 by
// 300,000 pixels has 350,000 of 512 by 512.
const mostTiles = 1 << 20

const oddSlide = "The file does not say how the slide is put together from its parts, so it cannot be shown. It is kept and sent as it is."

// ReadSlide reads how an instance of a whole slide is put together. It reads
// nothing of the image itself, however large that is. Kind Unreadable: it is
// none, or does not say.
func ReadSlide(ctx context.Context, r io.ReaderAt, size int64, lim Limits) (*Slide, error) {
	const op = "read slide"
	lim = lim.withDefaults()
	timed, cancel := context.WithTimeout(ctx, lim.Time)
	defer cancel()
	frames := &tiles{}
	w := &walk{c: newCursor(timed, r, size), lim: lim, values: map[uint32][]byte{}, said: map[uint32][][]byte{}, keep: &keeper{all: true, left: mostKept, header: true, frame: frames.add}}
	err := w.run()
	switch {
	case ctx.Err() != nil:
		return nil, errs.Wrap(ctx.Err(), errs.Canceled, op, "Reading was stopped.")
	case err != nil:
		return nil, errs.Wrap(err, errs.Unreadable, op, "The file could not be read. Try again.")
	case frames.odd:
		return nil, errs.E(errs.Unreadable, op, oddSlide)
	}
	s := w.keep.root.Data().slide(frames)
	full := strings.EqualFold(w.keep.root.Data().Text(tagOrganization), "TILED_FULL")
	if !full && frames.n > 0 {
		s.Tiles = append(s.Tiles, frames.placed(s)...)
	}
	if !s.sound(full) {
		return nil, errs.E(errs.Unreadable, op, oddSlide)
	}
	return s, nil
}

func (d Data) slide(frames *tiles) *Slide {
	whole := func(t uint32, otherwise int) int {
		n := numberIn(d, t, float64(otherwise))
		if !(n >= 0 && n <= math.MaxInt32) {
			return 0
		}
		return int(n)
	}
	shared := d.Item(tagShared)
	s := &Slide{
		Role: roleOf(strings.FieldsFunc(d.Text(tagImageType), func(r rune) bool { return r == ',' || r == ' ' })), Container: d.Text(tagContainer), Pyramid: d.Text(tagPyramid), Space: d.Text(tagFrameOfRef),
		TileColumns: whole(tagColumns, 0), TileRows: whole(tagRows, 0), Frames: whole(tagFrames, 1),
		Labeled: strings.EqualFold(d.Text(tagLabelInImage), "YES"), Concatenation: d.Text(tagConcatenation), Part: whole(tagPart, 0), Parts: whole(tagParts, 0),
		Samples: whole(tagSamples, 1), Photometric: strings.ToUpper(d.Text(tagPhotometric)), Planar: whole(tagPlanar, 0), Allocated: whole(tagBitsAllocated, 8), Signed: whole(tagPixelSign, 0) == 1,
	}
	s.Spacing, s.Window, s.Paths, s.Tiles = []float64{}, []float64{}, []string{}, []int{}
	s.Columns, s.Rows = whole(tagMatrixColumns, s.TileColumns), whole(tagMatrixRows, s.TileRows)
	s.Stored = whole(tagBitsStored, s.Allocated)
	s.HighBit = whole(tagHighBit, s.Stored-1)
	for _, of := range []Data{shared.Item(tagMeasures), frames.first.Item(tagMeasures), d} {
		if n := of.Numbers(tagSpacing); len(s.Spacing) == 0 && len(n) == 2 && n[0] > 0 && n[1] > 0 {
			s.Spacing = n
		}
	}
	if width, depth := numberIn(d, tagMatrixWidth, 0), numberIn(d, tagMatrixDepth, 0); len(s.Spacing) == 0 && width > 0 && depth > 0 && s.Columns > 0 && s.Rows > 0 {
		s.Spacing = []float64{depth / float64(s.Rows), width / float64(s.Columns)}
	}
	for _, of := range []Data{shared.Item(tagVOI), frames.first.Item(tagVOI), d} {
		if c, n := of.Numbers(tagWindowCenter), of.Numbers(tagWindowWidth); len(s.Window) == 0 && len(c) > 0 && len(n) > 0 && n[0] > 0 {
			s.Window = []float64{c[0], n[0]}
		}
	}
	for _, p := range d.Items(tagPaths) {
		s.Paths = append(s.Paths, p.Text(tagPathID))
		s.Profile = s.Profile || p.Has(tagProfile)
		if s.Power == 0 {
			s.Power = math.Max(0, numberIn(p, tagPower, 0))
		}
	}
	s.Profile = s.Profile || d.Has(tagProfile)
	if s.Concatenation != "" {
		s.Offset = -1 // a value that is none says nothing either
		if n := numberIn(d, tagFrameOffset, -1); n >= 0 && n <= math.MaxInt32 {
			s.Offset = int(n)
		}
	}
	s.Focus = make([]float64, min(1000, max(1, whole(tagFocalPlanes, 1))))
	// One plane above the other (PS3.3 C.7.6.17.3).
	for i, step := 0, shared.Item(tagMeasures).Numbers(tagBetween); i < len(s.Focus) && len(step) == 1 && step[0] > 0; i++ {
		s.Focus[i] = float64(i) * step[0] * 1000
	}
	if len(s.Paths) == 0 {
		s.Paths = []string{""}
	}
	return s
}

// leastTile is how many pixels a tile has at least to a side: a view asks for all
// that lie in it.
const leastTile = 16

// sound tells whether every frame has its place, and the frames are tiles.
func (s *Slide) sound(full bool) bool {
	if s.Columns < 1 || s.Rows < 1 || s.TileColumns < 1 || s.TileRows < 1 || s.Frames < 1 || s.Frames > mostTiles {
		return false
	}
	if slices.ContainsFunc(s.Paths, func(id string) bool { return len(id) > longestPath }) {
		return false
	}
	if s.Frames == 1 && s.Columns == s.TileColumns && s.Rows == s.TileRows {
		return true
	}
	if s.TileColumns < min(leastTile, s.Columns) || s.TileRows < min(leastTile, s.Rows) {
		return false
	}
	if !full {
		return len(s.Tiles) > 0
	}
	across, down := (s.Columns-1)/s.TileColumns+1, (s.Rows-1)/s.TileRows+1
	return s.Concatenation != "" || s.Frames/across >= down // PS3.3 C.7.6.17.3
}

// roleOf is what an image of a slide is, by its image type (PS3.3 C.8.12.4.1.1).
// One that says something else is an overview: it may show the label.
func roleOf(kind []string) string {
	for _, role := range []string{"LABEL", "OVERVIEW", "THUMBNAIL", "VOLUME"} {
		if slices.ContainsFunc(kind, func(k string) bool { return strings.EqualFold(k, role) }) {
			return strings.ToLower(role)
		}
	}
	if len(kind) > 2 {
		return "overview"
	}
	return "volume"
}

// tiles gathers where the frames lie, as the walk meets them.
type tiles struct {
	first Data
	n     int
	odd   bool
	at    []int // column and row of each, from 1
	z     []float64
	path  []uint16          // of each, in ids
	ids   []string          // of the paths met
	known map[string]uint16 // where each stands in ids
}

// longestPath is how many bytes an optical path's identifier has at most: four
// for each of the 16 characters of an SH (PS3.5 6.2).
const (
	longestPath = 64
	mostPaths   = 1000
)

func (t *tiles) add(item *Set) {
	d := item.Data()
	if t.n == 0 {
		t.first = d
		t.known = map[string]uint16{}
	}
	if t.n++; t.odd || t.n > mostTiles {
		t.odd = true
		return
	}
	place := d.Item(tagSlidePlace)
	column, row := numberIn(place, tagTileColumn, math.NaN()), numberIn(place, tagTileRow, math.NaN())
	if math.IsNaN(column) || math.IsNaN(row) {
		column, row = 0, 0 // not said; what is said of others is looked at later
	}
	id := d.Item(tagPathOf).Text(tagPathID)
	path, ok := t.known[id]
	if !ok {
		if len(id) > longestPath || len(t.ids) == mostPaths {
			t.odd = true
			return
		}
		path = uint16(len(t.ids))
		t.ids, t.known[id] = append(t.ids, id), path
	}
	t.at = append(t.at, int(column), int(row))
	t.z = append(t.z, numberIn(place, tagZOffset, 0))
	t.path = append(t.path, path)
}

// placed gives where each frame lies, and fills in the focal planes and paths
// that are there; nil where not every frame says its place.
func (t *tiles) placed(s *Slide) []int {
	if t.n != s.Frames {
		return nil
	}
	heights := slices.Clone(t.z)
	slices.Sort(heights)
	if s.Focus = slices.Compact(heights); len(s.Focus) > 1000 {
		return nil
	}
	paths := map[string]int{"": 0}
	for i, id := range s.Paths {
		paths[id] = i
	}
	out := make([]int, 0, 4*t.n)
	for i := range t.n {
		column, row := t.at[2*i], t.at[2*i+1]
		if column < 1 || row < 1 || column > s.Columns || row > s.Rows {
			return nil
		}
		id := t.ids[t.path[i]]
		path, known := paths[id]
		if !known {
			if path = len(s.Paths); path >= mostPaths {
				return nil
			}
			paths[id] = path
			s.Paths = append(s.Paths, id)
		}
		plane, _ := slices.BinarySearch(s.Focus, t.z[i])
		out = append(out, column-1, row-1, plane, path)
	}
	return out
}
