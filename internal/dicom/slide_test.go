package dicom

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"oso/internal/errs"
)

// slideSpec is a made instance of a whole slide.
type slideSpec struct {
	kind, organization string
	columns, rows      int // of the whole
	tile               int
	frames             int
	places             [][2]int // from 1; what is said of each frame
	paths              []string // the optical path of each frame, where it says one
	undefined          bool     // lengths of what is said of frames
	pixels             []byte   // of every frame
	heights            []string // of the focal plane of each frame; "0" where it says none
	planes             int      // that lie over each other, 0.5 µm apart
	part               [3]int   // of an image in several files: which, of how many, frames before; -1: not said
}

func madeSlide(s slideSpec) []byte {
	b := explicit()
	b.put(tagImageType, "CS", s.kind).put(tagSOPClass, "UI", "1.2.840.10008.5.1.4.1.1.77.1.6").put(tagSOPInstance, "UI", "1.2.3.4").put(tagModality, "CS", "SM")
	b.put(tagStudyUID, "UI", "1.2.3").put(tagSeriesUID, "UI", "1.2.3.1")
	if s.organization != "" {
		b.put(tagOrganization, "CS", s.organization)
	}
	b.short(tagSamples, 3).put(tagPhotometric, "CS", "RGB").short(tagPlanar, 0).put(tagFrames, "IS", fmt.Sprint(s.frames))
	b.short(tagRows, s.tile).short(tagColumns, s.tile).short(tagBitsAllocated, 8).short(tagBitsStored, 8).short(tagHighBit, 7).short(tagPixelSign, 0)
	b.put(tagContainer, "LO", "S26-1 A1")
	long := func(in *builder, t uint32, n int) {
		in.head(t, "UL", 4)
		binary.Write(in, binary.LittleEndian, uint32(n))
	}
	long(b, tagMatrixColumns, s.columns)
	long(b, tagMatrixRows, s.rows)
	signed := func(in *builder, t uint32, n int) {
		in.head(t, "SL", 4)
		binary.Write(in, binary.LittleEndian, int32(n))
	}
	nested := func(in *builder, t uint32, items ...*builder) {
		size := uint32(undefined)
		if !s.undefined {
			size = 0
			for _, it := range items {
				size += uint32(it.Len()) + 8
			}
		}
		in.head(t, "SQ", size)
		for _, it := range items {
			if s.undefined {
				in.head(tagItem, "", undefined)
				in.Write(it.Bytes())
				in.head(tagItemEnd, "", 0)
				continue
			}
			in.head(tagItem, "", uint32(it.Len()))
			in.Write(it.Bytes())
		}
		if s.undefined {
			in.head(tagSeqEnd, "", 0)
		}
	}
	if s.part[0] > 0 {
		b.put(tagConcatenation, "UI", "1.2.9")
		b.short(tagPart, s.part[0]).short(tagParts, s.part[1])
		switch {
		case s.part[2] >= 0:
			long(b, tagFrameOffset, s.part[2])
		case s.part[2] == -2:
			b.put(tagFrameOffset, "UL", "")
		}
	}
	if s.planes > 0 {
		long(b, tagFocalPlanes, s.planes)
	}
	path := explicit().put(tagPathID, "SH", "1").put(tagPower, "DS", "40")
	nested(b, tagPaths, path)
	shared := explicit()
	measures := explicit().put(tagSpacing, "DS", `0.00025\0.00025`)
	if s.planes > 0 {
		measures = explicit().put(tagBetween, "DS", "0.0005").put(tagSpacing, "DS", `0.00025\0.00025`)
	}
	nested(shared, tagMeasures, measures)
	nested(b, tagShared, shared)
	var all []*builder
	for i, p := range s.places {
		z := "0"
		if i < len(s.heights) {
			z = s.heights[i]
		}
		at := explicit().put(tagZOffset, "DS", z)
		signed(at, tagTileColumn, p[0])
		signed(at, tagTileRow, p[1])
		of := explicit()
		nested(of, tagSlidePlace, at)
		if i < len(s.paths) {
			nested(of, tagPathOf, explicit().put(tagPathID, "UT", s.paths[i]))
		}
		all = append(all, of)
	}
	if len(all) > 0 {
		nested(b, tagPerFrame, all...)
	}
	b.put(tagPixels, "OB", string(s.pixels))
	return file("", explicitLittle, b.Bytes())
}

// reach remembers how far into a file somebody read.
type reach struct {
	io.ReaderAt
	far int64
}

func (r *reach) ReadAt(p []byte, off int64) (int, error) {
	r.far = max(r.far, off+int64(len(p)))
	return r.ReaderAt.ReadAt(p, off)
}

func TestReadSlide(t *testing.T) {
	t.Parallel()
	sparse := [][2]int{{1, 1}, {257, 1}, {1, 129}}
	for name, c := range map[string]struct {
		of    slideSpec
		role  string
		tiles []int
		bad   bool
	}{
		"full":                       {of: slideSpec{kind: `ORIGINAL\PRIMARY\VOLUME\NONE`, organization: "TILED_FULL", columns: 600, rows: 300, tile: 256, frames: 6}, role: "volume"},
		"sparse":                     {of: slideSpec{kind: `DERIVED\PRIMARY\VOLUME\RESAMPLED`, organization: "TILED_SPARSE", columns: 600, rows: 300, tile: 256, frames: 3, places: sparse}, role: "volume", tiles: []int{0, 0, 0, 0, 256, 0, 0, 0, 0, 128, 0, 0}},
		"sparse, lengths left open":  {of: slideSpec{kind: `DERIVED\PRIMARY\VOLUME\RESAMPLED`, columns: 600, rows: 300, tile: 256, frames: 3, places: sparse, undefined: true}, role: "volume", tiles: []int{0, 0, 0, 0, 256, 0, 0, 0, 0, 128, 0, 0}},
		"label":                      {of: slideSpec{kind: `ORIGINAL\PRIMARY\LABEL\NONE`, columns: 64, rows: 64, tile: 64, frames: 1}, role: "label"},
		"overview":                   {of: slideSpec{kind: `ORIGINAL\PRIMARY\OVERVIEW\NONE`, columns: 64, rows: 64, tile: 64, frames: 1}, role: "overview"},
		"thumbnail":                  {of: slideSpec{kind: `ORIGINAL\PRIMARY\THUMBNAIL\RESAMPLED`, columns: 64, rows: 64, tile: 64, frames: 1}, role: "thumbnail"},
		"a kind that nobody knows":   {of: slideSpec{kind: `ORIGINAL\PRIMARY\MACRO`, columns: 64, rows: 64, tile: 64, frames: 1}, role: "overview"},
		"no kind":                    {of: slideSpec{columns: 64, rows: 64, tile: 64, frames: 1}, role: "volume"},
		"no place for any frame":     {of: slideSpec{columns: 600, rows: 300, tile: 256, frames: 6}, bad: true},
		"a place for some frames":    {of: slideSpec{columns: 600, rows: 300, tile: 256, frames: 6, places: sparse}, bad: true},
		"a place beyond the slide":   {of: slideSpec{columns: 600, rows: 300, tile: 256, frames: 3, places: [][2]int{{1, 1}, {601, 1}, {1, 129}}}, bad: true},
		"a place before the slide":   {of: slideSpec{columns: 600, rows: 300, tile: 256, frames: 3, places: [][2]int{{1, 1}, {0, 1}, {1, 129}}}, bad: true},
		"more frames than any slide": {of: slideSpec{organization: "TILED_FULL", columns: 600, rows: 300, tile: 256, frames: 1 << 30}, bad: true},
		"tiles of one pixel":         {of: slideSpec{organization: "TILED_FULL", columns: 600, rows: 300, tile: 1, frames: 180_000}, bad: true},
		"fewer tiles than it takes":  {of: slideSpec{organization: "TILED_FULL", columns: 600, rows: 300, tile: 256, frames: 5}, bad: true},
		"a path of long text":        {of: slideSpec{columns: 600, rows: 300, tile: 256, frames: 3, places: sparse, paths: []string{strings.Repeat("p", 65)}}, bad: true},
		"a small slide of one tile":  {of: slideSpec{kind: `ORIGINAL\PRIMARY\VOLUME\NONE`, organization: "TILED_FULL", columns: 10, rows: 10, tile: 256, frames: 1}, role: "volume"},
		"tiles without a size":       {of: slideSpec{organization: "TILED_FULL", columns: 600, rows: 300, tile: 0, frames: 6}, bad: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := readSlide(t, madeSlide(c.of))
			if c.bad {
				if !errs.Is(err, errs.Unreadable) {
					t.Fatalf("%+v, %v", s, err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if s.Role != c.role || !slices.Equal(s.Tiles, c.tiles) || s.Columns != c.of.columns || s.Rows != c.of.rows || s.TileColumns != c.of.tile || s.Frames != c.of.frames {
				t.Errorf("%+v", s)
			}
			if s.Power != 40 || len(s.Spacing) != 2 || s.Spacing[1] != 0.00025 || s.Samples != 3 || s.Photometric != "RGB" || s.Container != "S26-1 A1" {
				t.Errorf("%+v", s)
			}
		})
	}
}

func readSlide(t *testing.T, b []byte) (*Slide, error) {
	t.Helper()
	return ReadSlide(context.Background(), strings.NewReader(string(b)), int64(len(b)), Limits{})
}

// What a part of a slide in several files says of itself, and at what heights its
// focal planes lie: those that it has, which need not be those of the others.
func TestReadSlideInSeveralFiles(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		of    slideSpec
		part  [3]int
		focus []float64
	}{
		"in rows":           {slideSpec{organization: "TILED_FULL", columns: 600, rows: 300, tile: 256, frames: 2, part: [3]int{2, 3, 4}}, [3]int{2, 3, 4}, []float64{0}},
		"the place unsaid":  {slideSpec{organization: "TILED_FULL", columns: 600, rows: 300, tile: 256, frames: 2, part: [3]int{2, 3, -1}}, [3]int{2, 3, -1}, []float64{0}},
		"the place empty":   {slideSpec{organization: "TILED_FULL", columns: 600, rows: 300, tile: 256, frames: 2, part: [3]int{2, 3, -2}}, [3]int{2, 3, -1}, []float64{0}},
		"the place absurd":  {slideSpec{organization: "TILED_FULL", columns: 600, rows: 300, tile: 256, frames: 2, part: [3]int{2, 3, 1 << 31}}, [3]int{2, 3, -1}, []float64{0}},
		"by places, deeper": {slideSpec{columns: 600, rows: 300, tile: 256, frames: 2, places: [][2]int{{1, 1}, {257, 1}}, heights: []string{"1.5", "-1.5"}, part: [3]int{2, 2, 6}}, [3]int{2, 2, 6}, []float64{-1.5, 1.5}},
		"planes in rows":    {slideSpec{organization: "TILED_FULL", columns: 600, rows: 300, tile: 256, frames: 18, planes: 3}, [3]int{}, []float64{0, 0.5, 1}},
	} {
		s, err := readSlide(t, madeSlide(c.of))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := [3]int{s.Part, s.Parts, s.Offset}; got != c.part || !slices.Equal(s.Focus, c.focus) {
			t.Errorf("%s: part %v, focus %v", name, got, s.Focus)
		}
	}
}

// Of a slide with very many tiles each place is read, and nothing of the image.
func TestReadSlideOfManyTiles(t *testing.T) {
	t.Parallel()
	of := slideSpec{kind: `ORIGINAL\PRIMARY\VOLUME\NONE`, columns: 300 * 16, rows: 300 * 16, tile: 16, pixels: make([]byte, 4<<20)}
	for row := range 300 {
		for column := range 300 {
			of.places = append(of.places, [2]int{1 + 16*column, 1 + 16*row})
		}
	}
	of.frames = len(of.places)
	b := madeSlide(of)
	r := &reach{ReaderAt: strings.NewReader(string(b))}
	s, err := ReadSlide(context.Background(), r, int64(len(b)), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(s.Tiles); n != 4*of.frames || s.Tiles[n-4] != 299*16 || s.Tiles[n-3] != 299*16 {
		t.Errorf("%d places, the last at %v", n, s.Tiles[n-4:])
	}
	if behind := r.far - (int64(len(b)) - 4<<20); behind > 1<<20 {
		t.Errorf("%d bytes of the image were read", behind)
	}
}

// Frames that each name a path of their own cost what the paths cost.
func TestReadSlideOfManyPaths(t *testing.T) {
	t.Parallel()
	s := slideSpec{columns: 60_000, rows: 300, tile: 256}
	for i := range 1001 {
		s.places, s.paths = append(s.places, [2]int{1 + i, 1}), append(s.paths, fmt.Sprint("path ", i))
	}
	s.frames = len(s.places)
	if got, err := readSlide(t, madeSlide(s)); !errs.Is(err, errs.Unreadable) {
		t.Errorf("%+v, %v", got, err)
	}
}
