package e2e

import (
	"bytes"
	"encoding/json"
	"image"
	"image/color"
	"image/png"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/seal"
)

// illustrate shows the first image of the case in the draft, as the viewer does,
// and cites it; it gives the draft and the picture.
func (p *person) illustrate(id string) (consoleLetter, []byte) {
	p.t.Helper()
	var list struct {
		Studies []struct {
			Series []struct {
				UID       string
				Instances []struct{ Record, UID string }
			}
		}
	}
	p.must("GET", "/cases/"+id+"/images", nil, &list)
	series := list.Studies[0].Series[0]
	first := series.Instances[0]
	m := image.NewGray(image.Rect(0, 0, 320, 200))
	for i := range m.Pix {
		m.Pix[i] = uint8(i)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		p.t.Fatal(err)
	}
	shot := b.Bytes()
	req, err := http.NewRequest("PUT", p.base+"/cases/"+id+"/opinion/pictures", bytes.NewReader(shot))
	if err != nil {
		p.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "image/png")
	resp, err := p.http.Do(req)
	if err != nil {
		p.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	var pic deed.Picture
	if err != nil || resp.StatusCode != 200 || json.Unmarshal(body, &pic) != nil {
		p.t.Fatalf("keep picture: %d %s, %v", resp.StatusCode, body, err)
	}
	f := deed.Figure{
		Image:   casefile.KeyImage{ID: casefile.NewID(), Record: casefile.RecordID(first.Record), Study: "1", Series: series.UID, SOP: first.UID, Frame: 1, Note: "The lesion, at its largest."},
		Picture: pic, Printed: true,
	}
	var out consoleLetter
	p.must("GET", "/cases/"+id+"/opinion", nil, &out)
	p.must("PUT", "/cases/"+id+"/opinion/figures/"+f.Image.ID, map[string]any{"version": out.Version, "row_version": out.RowVersion, "figure": f}, &out)
	var cite deed.Citation
	p.must("GET", "/cases/"+id+"/opinion/citation?frame=1&x=10.5&y=20&record="+first.Record, nil, &cite)
	out.Content.Citations = []deed.Citation{cite}
	out.Content.Assessment += " It is small [Figure 1], see [" + cite.Label + "]."
	p.must("PUT", "/cases/"+id+"/opinion", map[string]any{"version": out.Version, "row_version": out.RowVersion, "content": out.Content}, &out)
	return out, shot
}

// figures proves that the exported package carries the picture that was signed,
// that the letter prints it, and that no other verifies in its place.
func (c *clinic) figures(shot []byte) {
	c.t.Helper()
	file := filepath.Join(c.home, "figures.oso")
	id := c.opinions()[0].ID
	c.must(nil, 0, "opinion", "export", id, file)
	b, err := os.ReadFile(file)
	if err != nil {
		c.t.Fatal(err)
	}
	p, err := deed.DecodePackage(b)
	if err != nil || len(p.Pictures) != 1 || !bytes.Equal(p.Pictures[0], shot) {
		c.t.Fatalf("%d pictures in the package, %v", len(p.Pictures), err)
	}
	var content deed.Content
	if err := json.Unmarshal(p.Content, &content); err != nil || len(content.Figures) != 1 || len(content.Citations) != 1 || !strings.Contains(content.Assessment, "[Figure 1]") {
		c.t.Errorf("%+v, %v", content.Figures, err)
	}
	prints(c.t, p)
	other := bytes.Clone(shot)
	other[len(other)-20] ^= 1
	for name, pictures := range map[string][][]byte{"without": nil, "another": {other}, "twice": {shot, shot}} {
		p.Pictures = pictures
		bad, err := p.Encode()
		if err != nil {
			c.t.Fatal(err)
		}
		if err := os.WriteFile(file, bad, 0o600); err != nil {
			c.t.Fatal(err)
		}
		var proof struct{ Valid bool }
		if c.must(&proof, 1, "opinion", "verify", "--file", file); proof.Valid {
			c.t.Errorf("a package %s the picture is called valid", name)
		}
	}
}

// printed proves that what the clinic has is the picture that a person saw when
// marking: an image with something in it, in the package and on both papers.
func (c *clinic) printed(f deed.Figure) {
	c.t.Helper()
	file := filepath.Join(c.t.TempDir(), "opinion.oso")
	c.must(nil, 0, "opinion", "export", c.opinions()[0].ID, file)
	b, err := os.ReadFile(file)
	if err != nil {
		c.t.Fatal(err)
	}
	p, err := deed.DecodePackage(b)
	if err != nil || len(p.Pictures) != 1 || seal.SHA256(p.Pictures[0]) != f.Picture.SHA256 {
		c.t.Fatalf("%d pictures in the package, %v", len(p.Pictures), err)
	}
	m, err := png.Decode(bytes.NewReader(p.Pictures[0]))
	if err != nil || m.Bounds().Dx() != f.Picture.Width || m.Bounds().Dy() != f.Picture.Height {
		c.t.Fatalf("the picture: %v", err)
	}
	shades := map[color.Color]bool{}
	for y := range m.Bounds().Dy() {
		for x := range m.Bounds().Dx() {
			shades[m.At(x, y)] = true
		}
	}
	if len(shades) < 20 {
		c.t.Errorf("the picture has %d shades: nothing was drawn", len(shades))
	}
	prints(c.t, p)
	if dir := os.Getenv("OSO_PICTURES"); dir != "" { // to be looked at
		for name, b := range map[string][]byte{"figure.png": p.Pictures[0], "letter-a4.pdf": p.A4, "letter-us.pdf": p.Letter} {
			if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
				c.t.Fatal(err)
			}
		}
	}
}

func prints(t *testing.T, p deed.Package) {
	t.Helper()
	if !bytes.Contains(p.A4, []byte("/S /Figure")) || !bytes.Contains(p.Letter, []byte("/S /Figure")) {
		t.Error("the letters print no figure")
	}
}
