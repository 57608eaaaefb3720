package deed

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"hash/crc32"
	"image"
	"image/color"
	"image/png"
	"os"
	"slices"
	"strings"
	"testing"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/seal"
)

const someID = "00112233445566778899aabbccddeeff"

func encoded(t *testing.T, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// picture is a gray PNG of a shade.
func picture(t *testing.T, w, h int, shade uint8) []byte {
	t.Helper()
	m := image.NewGray(image.Rect(0, 0, w, h))
	for i := range m.Pix {
		m.Pix[i] = shade
	}
	return encoded(t, m)
}

// chunk is one of a PNG.
func chunk(kind string, body []byte) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	out = append(append(out, kind...), body...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}

func TestPictureIsOneOpaquePNG(t *testing.T) {
	t.Parallel()
	good := picture(t, 20, 10, 7)
	end := len(good) - 12
	clear := image.NewNRGBA(image.Rect(0, 0, 4, 4))
	deep := image.NewGray16(image.Rect(0, 0, 4, 4))
	few := image.NewPaletted(image.Rect(0, 0, 4, 4), color.Palette{color.Black, color.White})
	// A header that says more than is there: nothing of that size is made.
	lies := slices.Clone(good)
	binary.BigEndian.PutUint32(lies[16:], 1<<30)
	binary.BigEndian.PutUint32(lies[29:], crc32.ChecksumIEEE(lies[12:29]))
	short := slices.Concat(good[:33], chunk("IDAT", []byte{0x78, 0x9c, 1}), good[end:])
	flipped := slices.Clone(good)
	flipped[45] ^= 1
	for name, tt := range map[string]struct {
		b    []byte
		want errs.Kind
	}{
		"gray":                    {good, ""},
		"as large as it may be":   {picture(t, MaxPictureSide, MaxPictureSide, 1), ""},
		"too wide":                {picture(t, MaxPictureSide+1, 1, 1), errs.Invalid},
		"too high":                {picture(t, 1, MaxPictureSide+1, 1), errs.Invalid},
		"transparent":             {encoded(t, clear), errs.Invalid},
		"16 bits":                 {encoded(t, deep), errs.Invalid},
		"a palette":               {encoded(t, few), errs.Invalid},
		"a text in it":            {slices.Concat(good[:end], chunk("tEXt", []byte("Author\x00Somebody")), good[end:]), errs.Invalid},
		"colors to correct by":    {slices.Concat(good[:33], chunk("gAMA", []byte{0, 1, 0, 0}), good[33:]), errs.Invalid},
		"a long measure":          {slices.Concat(good[:33], chunk("pHYs", make([]byte, 1<<20)), good[33:]), errs.Invalid},
		"pixels behind the end":   {slices.Concat(good[:end], chunk("IDAT", make([]byte, 100)), good[end:]), errs.Invalid},
		"a second picture":        {slices.Concat(good, good), errs.Invalid},
		"something behind":        {append(slices.Clone(good), 0), errs.Invalid},
		"an animation":            {slices.Concat(good[:33], chunk("acTL", make([]byte, 8)), good[33:]), errs.Invalid},
		"a size that is not true": {lies, errs.Invalid},
		"cut":                     {good[:len(good)-5], errs.Invalid},
		"pixels that are missing": {short, errs.Invalid},
		"a bit flipped":           {flipped, errs.Invalid},
		"a JPEG":                  {append([]byte("\xff\xd8\xff\xe0"), make([]byte, 100)...), errs.Invalid},
		"nothing":                 {nil, errs.Invalid},
		"too many bytes":          {make([]byte, MaxPicture+1), errs.TooLarge},
	} {
		p, err := NewPicture(tt.b)
		if errs.KindOf(err) != tt.want {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil && (p.SHA256 != seal.SHA256(tt.b) || p.Bytes != len(tt.b) || p.Width == 0) {
			t.Errorf("%s: %+v", name, p)
		}
	}
}

func TestFlatPictureIsGrayWhereItHasNoColor(t *testing.T) {
	t.Parallel()
	m := image.NewNRGBA(image.Rect(0, 0, 3, 3))
	for i := range m.Pix {
		m.Pix[i] = 255
	}
	if got, err := Flat(encoded(t, m)); err != nil || got.ColorModel() != color.GrayModel {
		t.Errorf("%T, %v", got, err)
	}
	m.SetNRGBA(1, 1, color.NRGBA{255, 210, 63, 255})
	got, err := Flat(encoded(t, m))
	if err != nil || got.ColorModel() == color.GrayModel || got.At(1, 1) != (color.NRGBA{255, 210, 63, 255}) {
		t.Errorf("%T, %v", got, err)
	}
}

func figure(t *testing.T, id string, b []byte) Figure {
	t.Helper()
	p, err := NewPicture(b)
	if err != nil {
		t.Fatal(err)
	}
	return Figure{Image: casefile.KeyImage{ID: id, Record: casefile.RecordID(someID), Study: "1.2", Series: "1.2.3", SOP: "1.2.3.4", Frame: 1, Note: "A nodule."}, Picture: p, Printed: true}
}

// shown is a package whose opinion shows the figures, released with the pictures.
func shown(t *testing.T, s *service, figures []Figure, pictures [][]byte) (Package, error) {
	t.Helper()
	content, err := NewContent(Content{Case: "c", Reference: "4417203958", Version: 1, Kind: KindOpinion, Assessment: "See [Figure 1].", Figures: figures})
	if err != nil {
		t.Fatal(err)
	}
	ak, ac := s.person(t, RoleSpecialist, "author")
	pk, pc := s.person(t, RoleApprover, "approver")
	author, err := SignContent(ak, ac, AuthorStatement{Case: "c", Version: 1, ContentSHA256: seal.SHA256(content), ManifestSHA256: "m", SignedAt: day})
	if err != nil {
		t.Fatal(err)
	}
	p := Package{Content: content, Authors: []Endorsement{author}, A4: []byte("a4"), Letter: []byte("letter"), Pictures: pictures}
	if p.Approval, err = Approve(pk, pc, p.Authors, day); err != nil {
		t.Fatal(err)
	}
	return Release(s.issuing, s.trust, p, day)
}

func TestOpinionShowsThePicturesThatWereSignedOnly(t *testing.T) {
	t.Parallel()
	s := newService(t)
	one, two, other := picture(t, 8, 8, 1), picture(t, 8, 8, 2), picture(t, 8, 8, 3)
	figures := []Figure{figure(t, strings.Repeat("1", 32), one), figure(t, strings.Repeat("2", 32), two), figure(t, strings.Repeat("3", 32), one)}
	p, err := shown(t, s, figures, [][]byte{two, one}) // in any order, one that two figures show once
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Verify(s.root.Public(), p); err != nil || !bytes.Equal(p.Picture(figures[1].Picture.SHA256), two) {
		t.Fatal(err)
	}
	text := slices.Insert(slices.Clone(one), len(one)-12, chunk("tEXt", []byte("a\x00b"))...)
	for name, pictures := range map[string][][]byte{
		"none":                  nil,
		"one missing":           {one},
		"another":               {one, other},
		"one that is not named": {one, two, other},
		"one twice":             {one, two, two},
		"with a text in it":     {text, two},
	} {
		q := p
		q.Pictures = pictures
		if _, err := Verify(s.root.Public(), q); !errs.Is(err, errs.SignatureMismatch) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := shown(t, s, figures, pictures); !errs.Is(err, errs.SignatureMismatch) {
			t.Errorf("%s is released: %v", name, err)
		}
	}
	// What is signed as the hash of no picture verifies for nobody.
	for name, change := range map[string]func(f *Figure){
		"another width":   func(f *Figure) { f.Picture.Width++ },
		"another length":  func(f *Figure) { f.Picture.Bytes-- },
		"of no image":     func(f *Figure) { f.Image.Frame = 0 },
		"the same figure": func(f *Figure) { f.Image.ID = strings.Repeat("1", 32) },
	} {
		bad := slices.Clone(figures)
		change(&bad[1])
		if _, err := shown(t, s, bad, [][]byte{one, two}); !errs.Is(err, errs.SignatureMismatch) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestFiguresAreBounded(t *testing.T) {
	t.Parallel()
	b := picture(t, 8, 8, 1)
	many := func(n int, change func(f *Figure)) Content {
		c := Content{}
		for i := range n {
			f := figure(t, strings.Repeat("0", 30)+string(rune('a'+i/10%6))+string(rune('0'+i%10)), b)
			f.Printed = false
			change(&f)
			c.Figures = append(c.Figures, f)
		}
		return c
	}
	for name, tt := range map[string]struct {
		c    Content
		want errs.Kind
	}{
		"none":         {Content{}, ""},
		"as many":      {many(MaxFigures, func(*Figure) {}), ""},
		"one more":     {many(MaxFigures+1, func(*Figure) {}), errs.TooLarge},
		"printed":      {many(MaxPrinted, func(f *Figure) { f.Printed = true }), ""},
		"too many":     {many(MaxPrinted+1, func(f *Figure) { f.Printed = true }), errs.TooLarge},
		"too large":    {many(3, func(f *Figure) { f.Picture.Bytes = MaxPicture }), errs.TooLarge},
		"a long note":  {many(1, func(f *Figure) { f.Image.Note = strings.Repeat("a", casefile.MaxNote+1) }), errs.TooLarge},
		"no image":     {many(1, func(f *Figure) { f.Image.SOP = "" }), errs.Invalid},
		"negative len": {many(3, func(f *Figure) { f.Picture.Bytes = -MaxPicture }), ""},
	} {
		if err := tt.c.CheckFigures(); errs.KindOf(err) != tt.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The console says of a figure's image what the letter says: frontend/console/lib
// reads the same table.
func TestFigureIsNamedByTheTable(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("testdata/marks/shows.json")
	if err != nil {
		t.Fatal(err)
	}
	var table []struct {
		Name, Want string
		Image      casefile.KeyImage
	}
	if err := json.Unmarshal(b, &table); err != nil || len(table) < 5 {
		t.Fatalf("%d cases, %v", len(table), err)
	}
	for _, tt := range table {
		f := Figure{Image: tt.Image}
		if got := f.Shows(); got != tt.Want {
			t.Errorf("%s: %q", tt.Name, got)
		}
	}
}
