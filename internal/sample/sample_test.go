package sample

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/suyashkumar/dicom"
	"github.com/suyashkumar/dicom/pkg/tag"

	"oso/internal/casefile"
)

func patient() casefile.Patient {
	return casefile.Patient{
		Name: casefile.Name{Family: "Nwosu-Bergström", Given: "Adaeze"}, BirthDate: "1972-06-03", Sex: casefile.Female,
		Identifiers: []casefile.Identifier{{System: "Harbor", Value: "HS-1"}},
	}
}

func TestFilesAreReadByAnotherReader(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	n, err := Write(dir, patient(), 7)
	if err != nil || n != Slices+3 {
		t.Fatalf("%d files, %v", n, err)
	}
	instances := map[string]bool{}
	for _, f := range Files(patient(), 7) {
		onDisk, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(f.Path)))
		if err != nil || !bytes.Equal(onDisk, f.Data) {
			t.Fatalf("%s differs on disk or for the same seed: %v", f.Path, err)
		}
		if filepath.Ext(f.Path) == ".pdf" {
			if err := api.Validate(bytes.NewReader(f.Data), nil); err != nil {
				t.Errorf("%s: %v", f.Path, err)
			}
			continue
		}
		ds, err := dicom.Parse(bytes.NewReader(f.Data), int64(len(f.Data)), nil)
		if err != nil {
			t.Fatalf("%s: %v", f.Path, err)
		}
		text := func(tg tag.Tag) string {
			e, err := ds.FindElementByTag(tg)
			if err != nil {
				t.Fatalf("%s: %v", f.Path, err)
			}
			return dicom.MustGetStrings(e.Value)[0]
		}
		if text(tag.PatientName) != "Nwosu-Bergström^Adaeze" || text(tag.PatientBirthDate) != "19720603" || text(tag.PatientSex) != "F" || text(tag.PatientID) != "HS-1" {
			t.Errorf("%s is of another patient", f.Path)
		}
		uid := text(tag.SOPInstanceUID)
		if instances[uid] || len(uid) > 64 {
			t.Errorf("instance %s", uid)
		}
		instances[uid] = true
		px, err := ds.FindElementByTag(tag.PixelData)
		if err != nil {
			t.Fatal(err)
		}
		fr := dicom.MustGetPixelDataInfo(px.Value).Frames[0].NativeData
		if fr.Rows() != side || fr.Cols() != side {
			t.Errorf("%s: %dx%d", f.Path, fr.Rows(), fr.Cols())
		}
	}
	if bytes.Equal(Files(patient(), 7)[0].Data, Files(patient(), 8)[0].Data) {
		t.Error("another seed gives the same image")
	}
}

func TestPhantomHasAChest(t *testing.T) {
	t.Parallel()
	p := newPhantom(1)
	for name, c := range map[string]struct{ x, y, low, high float64 }{
		"air":    {-175, -175, -1000, -1000},
		"lung":   {-60, 50, -900, 60},
		"spine":  {0, 58, 150, 190},
		"nodule": {-78, -16, 30, 40},
	} {
		if v := p.hu(c.x, c.y, 8); v < c.low || v > c.high {
			t.Errorf("%s: %g HU", name, v)
		}
	}
	if v := p.hu(-78, -16, 20); v > -300 && v < 39 {
		t.Errorf("the nodule goes on through the lung: %g HU", v)
	}
}

func TestSmallBuilders(t *testing.T) {
	t.Parallel()
	data := DICOM(Image{Patient: patient(), SOPInstanceUID: UID(1, "a"), SeriesUID: UID(1, "b"), StudyUID: UID(1, "c")})
	if _, err := dicom.Parse(bytes.NewReader(data), int64(len(data)), nil); err != nil {
		t.Error(err)
	}
	if err := api.Validate(bytes.NewReader(PDF("A paragraph.")), nil); err != nil {
		t.Error(err)
	}
}

// TestDraw writes pictures of the study to a folder, to be looked at:
// OSO_DRAW=/tmp/x go test -run Draw ./internal/sample
func TestDraw(t *testing.T) {
	dir := os.Getenv("OSO_DRAW")
	if dir == "" {
		t.Skip("OSO_DRAW names no folder")
	}
	p := newPhantom(7)
	draw := func(name string, px []uint16, low, width float64) {
		img := image.NewGray(image.Rect(0, 0, side, side))
		for i, v := range px {
			img.Set(i%side, i/side, color.Gray{uint8(max(0, min(255, (float64(v)-1024-low)/width*255)))})
		}
		var b bytes.Buffer
		if err := png.Encode(&b, img); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name+".png"), b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, i := range []int{1, 8, 20} {
		px := p.slice(i)
		draw("lung-"+string(rune('a'+i)), px, -1350, 1500)
		draw("soft-"+string(rune('a'+i)), px, -160, 400)
	}
	draw("scout", p.scout(), -700, 900)
}
