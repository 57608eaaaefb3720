// Package typeface holds the type in which both programs set letters: the faces
// themselves, which of them has a character, and what stands in for another.
//
// It promises that the same program draws the same letter on every computer. It
// draws and measures nothing.
package typeface

import (
	"embed"
	"fmt"
	"slices"
	"unicode"

	"golang.org/x/image/font/sfnt"
)

//go:embed fonts/*.ttf
var files embed.FS

// Face is one cut of a type family.
type Face string

const (
	Serif     Face = "SourceSerif4-Regular"
	SerifBold Face = "SourceSerif4-SemiBold"
	Sans      Face = "SourceSans3-Regular"
	SansMed   Face = "SourceSans3-Medium"
	SansBold  Face = "SourceSans3-SemiBold"
	Mono      Face = "SourceCodePro-Regular"
	Hebrew    Face = "NotoSerifHebrew-Regular"
	Han       Face = "NotoSerifSC-Names"
	Hangul    Face = "NotoSerifKR-Names"
)

// fallback is where a character is looked for that the wanted face lacks.
func fallback() [4]Face { return [...]Face{Sans, Hebrew, Han, Hangul} }

// Data is the face's file, TrueType.
func Data(f Face) []byte {
	b, err := files.ReadFile("fonts/" + string(f) + ".ttf")
	if err != nil {
		panic(fmt.Sprintf("typeface: font %s is not in the program", f)) // the names are constants
	}
	return b
}

// Faces tells which face has a character. A face is read when it is first asked
// about. For one goroutine at a time.
type Faces struct {
	parsed map[Face]*sfnt.Font
	buf    sfnt.Buffer
}

// New is ready to be asked.
func New() *Faces { return &Faces{parsed: map[Face]*sfnt.Font{}} }

// Has tells whether the face draws the character.
func (f *Faces) Has(fc Face, r rune) bool {
	p := f.parsed[fc]
	if p == nil {
		var err error
		if p, err = sfnt.Parse(Data(fc)); err != nil {
			panic(fmt.Sprintf("typeface: font %s: %v", fc, err)) // the files are in the program
		}
		f.parsed[fc] = p
	}
	i, err := p.GlyphIndex(&f.buf, r)
	return err == nil && i != 0
}

// Find is the face that draws r where want is asked for; false if none does.
func (f *Faces) Find(want Face, r rune) (Face, bool) {
	if f.Has(want, r) {
		return want, true
	}
	for _, fc := range fallback() {
		if mayHave(fc, r) && f.Has(fc, r) {
			return fc, true
		}
	}
	return want, false
}

// Reversed turns a text that is read from right to left round, for a page that
// is drawn from left to right; each letter keeps its points.
func Reversed(s string) string {
	r := []rune(s)
	slices.Reverse(r)
	for i := 0; i < len(r); i++ { // points stand before their letter now
		from := i
		for i < len(r)-1 && unicode.Is(unicode.Mn, r[i]) {
			i++
		}
		slices.Reverse(r[from : i+1])
	}
	return string(r)
}

// mayHave spares opening the large fonts for a sign that they cannot have.
func mayHave(fc Face, r rune) bool {
	switch fc {
	case Hebrew:
		return unicode.Is(unicode.Hebrew, r)
	case Han:
		return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || r == '\u30fb' || r == '\u30fc'
	case Hangul:
		return unicode.Is(unicode.Hangul, r)
	}
	return true
}
