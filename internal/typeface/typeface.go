// Package typeface holds the type in which both programs set letters: the faces
// themselves, which of them has a character, how a text is shaped in one (which
// glyphs, and where), and the cut of a face that a document carries.
//
// It promises that the same program draws the same letter on every computer. It
// breaks no lines and draws nothing.
package typeface

import (
	"bytes"
	"embed"
	"fmt"
	"unicode"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/harfbuzz"
)

//go:embed fonts/*.ttf
var files embed.FS

// Face is one cut of a type family.
type Face string

const (
	Serif           Face = "SourceSerif4-Regular"
	SerifItalic     Face = "SourceSerif4-Italic"
	SerifBold       Face = "SourceSerif4-SemiBold"
	SerifBoldItalic Face = "SourceSerif4-SemiBoldItalic"
	Sans            Face = "SourceSans3-Regular"
	SansMed         Face = "SourceSans3-Medium"
	SansBold        Face = "SourceSans3-SemiBold"
	Mono            Face = "SourceCodePro-Regular"
)

// Bold tells whether a face is one for emphasis by weight.
func (f Face) Bold() bool { return f == SerifBold || f == SerifBoldItalic || f == SansBold }

// Italic tells whether a face is one for emphasis by slant.
func (f Face) Italic() bool { return f == SerifItalic || f == SerifBoldItalic }

// Western tells whether a face is one of those that are asked for by name; the
// others stand in for them, each for its scripts, in one weight.
func (f Face) Western() bool {
	switch f {
	case Serif, SerifItalic, SerifBold, SerifBoldItalic, Sans, SansMed, SansBold, Mono:
		return true
	}
	return false
}

// Tall tells whether letters of a face are put under each other, so that lines
// need more room between them.
func (f Face) Tall() bool { return f == "NotoSerifTibetan-Regular" || f == "NotoSerifMyanmar-Regular" }

// Data is the face's file, TrueType.
func Data(f Face) []byte {
	b, err := files.ReadFile("fonts/" + string(f) + ".ttf")
	if err != nil {
		panic(fmt.Sprintf("typeface: font %s is not in the program", f)) // the names are constants
	}
	return b
}

// Faces tells which face has a character and shapes text. A face is read when
// it is first asked about. For one goroutine at a time.
type Faces struct {
	opened map[Face]*opened
	buffer *harfbuzz.Buffer
}

// opened is a face that was read.
type opened struct {
	face  *font.Face
	shape *harfbuzz.Font
	scale float64 // from its units to thousandths of the size
}

// New is ready to be asked.
func New() *Faces {
	return &Faces{opened: map[Face]*opened{}, buffer: harfbuzz.NewBuffer()}
}

func (f *Faces) open(fc Face) *opened {
	o := f.opened[fc]
	if o == nil {
		face, err := parse(Data(fc))
		if err != nil {
			panic(fmt.Sprintf("typeface: font %s: %v", fc, err)) // the files are in the program
		}
		o = &opened{face: face, shape: harfbuzz.NewFont(face), scale: 1000 / float64(face.Upem())}
		f.opened[fc] = o
	}
	return o
}

// parse reads a font but for its outlines, which only a cut needs: they are most
// of a large font.
func parse(data []byte) (*font.Face, error) {
	all, err := tables(data)
	if err != nil {
		return nil, err
	}
	delete(all, "glyf")
	delete(all, "loca")
	return font.ParseTTF(bytes.NewReader(file(all)))
}

// Has tells whether the face draws the character.
func (f *Faces) Has(fc Face, r rune) bool {
	g, ok := f.open(fc).face.NominalGlyph(r)
	return ok && g != 0
}

// Find is the face that draws r where want is asked for; false if none does.
func (f *Faces) Find(want Face, r rune) (Face, bool) {
	if f.Has(want, r) {
		return want, true
	}
	if want.Italic() || want == SerifBold {
		if fc := want.upright(); f.Has(fc, r) {
			return fc, true
		}
	}
	if f.Has(Sans, r) {
		return Sans, true
	}
	for _, s := range scripts() {
		if s.has(r) && f.Has(s.face, r) {
			return s.face, true
		}
	}
	return want, false
}

// upright is the face in whose place an italic one is asked for.
func (f Face) upright() Face {
	if f == SerifBoldItalic {
		return SerifBold
	}
	return Serif
}

// Joins tells whether r is drawn with what stands before it, and so in its face
// where that has it: a mark, or a character that is not seen.
func Joins(r rune) bool {
	return unicode.In(r, unicode.Mn, unicode.Mc, unicode.Me) || r == 0x200C || r == 0x200D
}
