package images

import (
	"context"
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"oso/internal/deed"
	"oso/internal/dicom"
)

// axial is a stack of n slices, each thick mm and step mm from the next.
func axial(n int, thick, step float64, set func(i int, x *Instance)) []Instance {
	var out []Instance
	for i := range n {
		x := Instance{
			Ref: deed.DICOMRef{Modality: "CT", Number: i + 1, SOPClassUID: "1.2.840.10008.5.1.4.1.1.2"},
			Image: &dicom.Image{
				Frames: 1, Rows: 512, Columns: 512, Thickness: thick, Orientation: []float64{1, 0, 0, 0, 1, 0}, Position: []float64{0, 0, step * float64(i)},
				Quality: &dicom.Quality{Kind: []string{"ORIGINAL", "PRIMARY", "AXIAL"}, Bits: 12},
			},
		}
		if set != nil {
			set(i, &x)
		}
		out = append(out, x)
	}
	return out
}

func TestPassport(t *testing.T) {
	t.Parallel()
	plain := " · no contrast agent named"
	for name, c := range map[string]struct {
		modality string
		of       []Instance
		line     string
		means    string
	}{
		"thin":             {"CT", axial(20, 1, 1, nil), "1 mm slices every 1 mm" + plain, ""},
		"thick":            {"CT", axial(20, 5, 5, nil), "5 mm slices every 5 mm" + plain, "What is smaller than about 5 mm may not be visible."},
		"gaps":             {"CT", axial(20, 5, 7.5, nil), "5 mm slices every 7.5 mm · gaps of 2.5 mm between slices" + plain, "What is smaller than about 5 mm may not be visible. What lies between slices cannot be seen."},
		"overlap":          {"CT", axial(20, 2, 1, nil), "2 mm slices every 1 mm · slices overlap by 1 mm" + plain, ""},
		"a slice missing":  {"CT", slices.Delete(axial(20, 1, 1, func(i int, x *Instance) { x.Ref.Number = 0 }), 9, 10), "1 mm slices every 1 mm · 1 place without a slice" + plain, "Slices may be missing; what lies there cannot be judged."},
		"numbers missing":  {"CT", slices.Delete(axial(20, 1, 1, nil), 9, 12), "3 images missing, by their numbers · 1 mm slices every 1 mm · 3 places without a slice" + plain, "What lies on the missing images cannot be judged. Slices may be missing; what lies there cannot be judged."},
		"the last missing": {"CT", axial(19, 1, 1, func(_ int, x *Instance) { x.Image.Quality.Series = 20 }), "19 of 20 images here, as the archive counted them · 1 mm slices every 1 mm" + plain, "What lies on the missing images cannot be judged."},
		"fewer acquired":   {"CT", axial(19, 1, 1, func(_ int, x *Instance) { x.Image.Quality.Acquired, x.Image.Quality.Acquiring = 20, "1" }), "1 image fewer than the device noted for the acquisition · 1 mm slices every 1 mm" + plain, "Images may be missing, or were kept in another series."},
		"irregular": {"CT", axial(12, 5, 5, func(i int, x *Instance) {
			if i > 5 {
				x.Image.Position[2] += 3.2
			}
		}), "5 mm slices every 5 mm · slices 5 mm to 8.2 mm apart" + plain, "What is smaller than about 5 mm may not be visible. Distances between slices differ: lengths across slices may mislead."},
		"lossy": {"CT", axial(4, 1, 1, func(_ int, x *Instance) {
			q := x.Image.Quality
			q.Lossy, q.Method, q.Ratio = true, "ISO_15444_1", 12.04
		}), "compressed with loss (JPEG 2000, 12 to 1) · 1 mm slices every 1 mm" + plain, "Fine detail may be lost or altered."},
		"lossy in part": {"US", axial(4, 0, 0, func(i int, x *Instance) { x.Image.Quality.Lossy = i > 1; x.Image.Orientation = nil }), "compressed with loss (2 of 4 images)", "Fine detail may be lost or altered."},
		"localizer":     {"CT", axial(2, 1, 1, func(_ int, x *Instance) { x.Image.Quality.Kind[2] = "LOCALIZER" }), "localizer", "It shows where other images lie and is not meant to be read by itself."},
		"localizers among": {"CT", axial(20, 1, 1, func(i int, x *Instance) {
			if i < 2 {
				x.Image.Quality.Kind[2] = "LOCALIZER"
			}
		}), "localizers among the images (2 of 20) · 1 mm slices every 1 mm" + plain, ""},
		"topogram by name": {"CT", axial(1, 0.6, 0, func(_ int, x *Instance) { x.Ref.Series = "Topogram 0.6 T20f" }), "localizer, by its name only", "It shows where other images lie and is not meant to be read by itself."},
		"screenshot": {"CT", axial(3, 0, 0, func(_ int, x *Instance) {
			x.Ref.SOPClassUID = "1.2.840.10008.5.1.4.1.1.7"
			x.Image.Orientation, x.Image.Quality.Conversion, x.Image.Quality.Bits, x.Image.Quality.BurnedIn = nil, "WSD", 8, true
		}), "pictures of a screen · text is part of the picture · 8 bits a value" + plain, "It is a picture of a screen and not the image as acquired: window, size and values cannot be changed or measured. Only the window that somebody chose is left: what it did not show cannot be brought back."},
		"contrast":            {"CT", axial(4, 1, 1, func(_ int, x *Instance) { x.Image.Quality.Agent, x.Ref.Series = "Iomeron 400", "Abdomen portal venous" }), "1 mm slices every 1 mm · contrast agent named: Iomeron 400 · portal venous phase, by its name only", ""},
		"no agent by word":    {"CT", axial(4, 1, 1, func(_ int, x *Instance) { x.Image.Quality.Agent = "NONE" }), "1 mm slices every 1 mm" + plain, ""},
		"without, by name":    {"CT", axial(4, 1, 1, func(_ int, x *Instance) { x.Ref.Series = "Thorax_nativ" }), "1 mm slices every 1 mm · without contrast, by its name only" + plain, ""},
		"without, in German":  {"CT", axial(4, 1, 1, func(_ int, x *Instance) { x.Ref.Series = "Abdomen ohne KM" }), "1 mm slices every 1 mm · without contrast, by its name only" + plain, ""},
		"without, short":      {"MR", axial(4, 1, 1, func(_ int, x *Instance) { x.Ref.Series = "MRA non-CE" }), "1 mm slices every 1 mm · without contrast, by its name only" + plain, ""},
		"with and without":    {"MR", axial(4, 1, 1, func(_ int, x *Instance) { x.Ref.Series = "BRAIN W/WO CONTRAST" }), "1 mm slices every 1 mm · with and without contrast, by its name only", ""},
		"without and a phase": {"CT", axial(4, 1, 1, func(_ int, x *Instance) { x.Ref.Series = "Leber nativ + arteriell" }), "1 mm slices every 1 mm · without contrast, arterial phase, by its name only", ""},
		"no agent in words":   {"CT", axial(4, 1, 1, func(i int, x *Instance) { x.Image.Quality.Agent = []string{"NO CONTRAST", "w/o", "ohne KM", "-"}[i] }), "1 mm slices every 1 mm" + plain, ""},
		"agents that begin so": {"CT", axial(4, 1, 1, func(i int, x *Instance) {
			x.Image.Quality.Agent = []string{"NON IONIC", "NON-IONIC", "0.1 mmol Gd", "Ohne und mit KM"}[i]
		}), "1 mm slices every 1 mm · contrast agent named: Ohne und mit KM", ""},
		"counts of nuclear medicine":    {"NM", axial(2, 4, 4, func(_ int, x *Instance) { x.Image.Quality.Bits = 8 }), "4 mm slices every 4 mm", ""},
		"one slice has no gaps":         {"MR", axial(1, 2, 0, func(_ int, x *Instance) { x.Image.Quality.Step = 3 }), "2 mm slices" + plain, ""},
		"an agent, and without by name": {"CT", axial(4, 1, 1, func(_ int, x *Instance) { x.Image.Quality.Agent, x.Ref.Series = "Iomeron 400", "nativ" }), "1 mm slices every 1 mm · contrast agent named: Iomeron 400 · without contrast, by its name only", ""},
		"after contrast by name":        {"MR", axial(4, 1, 1, func(_ int, x *Instance) { x.Ref.Series = "T1 tra +Gd" }), "1 mm slices every 1 mm · with contrast, by its name only", ""},
		"orientations":                  {"MR", append(axial(4, 1, 1, nil), axial(4, 1, 1, func(_ int, x *Instance) { x.Image.Orientation = []float64{0, 1, 0, 0, 0, -1} })...), "1 mm slices · 2 orientations in one series" + plain, ""},
		"reformat":                      {"CT", axial(4, 3, 3, func(_ int, x *Instance) { x.Image.Quality.Kind = []string{"DERIVED", "SECONDARY", "MPR"} }), "3 mm slices every 3 mm · computed from other images: multiplanar reformat" + plain, "What is smaller than about 3 mm may not be visible."},
		"several of one place":          {"MR", append(axial(6, 4, 4, nil), axial(6, 4, 4, nil)...), "4 mm slices every 4 mm" + plain, "What is smaller than about 4 mm may not be visible."},
		"one file of many":              {"MR", axial(1, 2, 0, func(_ int, x *Instance) { x.Image.Frames, x.Image.Quality.Step = 60, 2 }), "2 mm slices every 2 mm" + plain, ""},
		"radiograph":                    {"DX", axial(1, 0, 0, func(_ int, x *Instance) { x.Image.Orientation, x.Image.Position = nil, nil }), "", ""},
		"no header":                     {"CT", []Instance{{Ref: deed.DICOMRef{Modality: "CT"}}}, "", ""},
		"headers of before":             {"CT", []Instance{{Image: &dicom.Image{Frames: 1}}}, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := PassportOf(c.modality, c.of, Asked{})
			if p.Line != c.line || p.Means != c.means {
				t.Errorf("%q\n%q", p.Line, p.Means)
			}
		})
	}
}

// Whatever stack is sent whole is called whole, in any order and any plane; one
// slice taken out of its middle is seen by its place.
func TestPassportOfStacks(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(14, 9))
	for range 300 {
		n, step := 5+r.IntN(60), 0.5+5*r.Float64()
		a, b := r.Float64()*2*math.Pi, r.Float64()*2*math.Pi
		row := []float64{math.Cos(a), math.Sin(a), 0}
		col := []float64{-math.Sin(a) * math.Cos(b), math.Cos(a) * math.Cos(b), math.Sin(b)}
		normal := []float64{row[1]*col[2] - row[2]*col[1], row[2]*col[0] - row[0]*col[2], row[0]*col[1] - row[1]*col[0]}
		of := axial(n, step, step, func(i int, x *Instance) {
			x.Ref.Number = 0
			x.Image.Orientation = append(slices.Clone(row), col...)
			for k := range 3 { // as written, with few digits
				x.Image.Position[k] = math.Round((-100+normal[k]*step*float64(i))*1000) / 1000
			}
		})
		gap := 1 + r.IntN(n-2)
		lacking := slices.Delete(slices.Clone(of), gap, gap+1)
		r.Shuffle(len(of), func(i, k int) { of[i], of[k] = of[k], of[i] })
		has := func(p Passport, code string) bool {
			return slices.ContainsFunc(p.Notes, func(x Note) bool { return x.Code == code })
		}
		if p := PassportOf("CT", of, Asked{}); has(p, "empty-places") || has(p, "irregular") || has(p, "gaps") || has(p, "overlap") || has(p, "orientations") {
			t.Fatalf("%d slices of %g mm: %s", n, step, p.Line)
		}
		if p := PassportOf("CT", lacking, Asked{}); n > 5 && !has(p, "empty-places") {
			t.Fatalf("%d slices of %g mm without number %d: %s", n, step, gap, p.Line)
		}
	}
}

// What the headers of the corpus say is what pydicom reads from them.
func TestPassportAgainstPydicom(t *testing.T) {
	t.Parallel()
	dir := os.Getenv("OSO_CORPUS")
	if dir == "" {
		t.Skip("OSO_CORPUS is not set: there are no real files to compare with another reader")
	}
	if err := exec.Command("/usr/bin/python3", "-c", "import pydicom").Run(); err != nil {
		t.Skip("pydicom is not installed")
	}
	var files []string
	filepath.WalkDir(dir, func(p string, d os.DirEntry, err error) error {
		if err == nil && d.IsDir() && d.Name() == "derived" { // broken on purpose: the other reader stops early
			return filepath.SkipDir
		}
		if err == nil && d.Type().IsRegular() && (strings.HasSuffix(p, ".dcm") || filepath.Ext(p) == "") {
			files = append(files, p)
		}
		return nil
	})
	script := `
import sys, json, pydicom
for line in sys.stdin:
    p = line.rstrip("\n")
    try:
        d = pydicom.dcmread(p, stop_before_pixels=True, force=False)
    except Exception:
        print("null"); continue
    def num(k):
        try: return float(d[k].value)
        except Exception: return 0
    def text(k):
        try: return str(d[k].value or "")
        except Exception: return ""
    def many(k):
        try:
            v = d[k].value
            return [str(x) for x in v] if isinstance(v, pydicom.multival.MultiValue) else [str(v)] if v else []
        except Exception: return []
    print(json.dumps({"thickness": num("SliceThickness"), "step": num("SpacingBetweenSlices"), "bits": int(num("BitsStored")),
      "lossy": text("LossyImageCompression") == "01", "agent": text("ContrastBolusAgent"), "kind": [k.strip().upper() for k in many("ImageType")],
      "screen": text("ConversionType"), "burned": text("BurnedInAnnotation") == "YES", "acquired": int(num("ImagesInAcquisition"))}))
`
	cmd := exec.Command("/usr/bin/python3", "-W", "ignore", "-c", script)
	cmd.Stdin = strings.NewReader(strings.Join(files, "\n") + "\n")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	compared := 0
	for i, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		var want *struct {
			Thickness, Step float64
			Bits, Acquired  int
			Lossy, Burned   bool
			Agent, Screen   string
			Kind            []string
		}
		if err := json.Unmarshal([]byte(line), &want); err != nil || want == nil {
			continue
		}
		f, err := os.Open(files[i])
		if err != nil {
			t.Fatal(err)
		}
		fi, _ := f.Stat()
		info, err := dicom.Read(context.Background(), f, fi.Size(), dicom.Limits{})
		f.Close()
		if err != nil || info.Image == nil {
			continue
		}
		compared++
		q := info.Image.Quality
		var kind []string
		for _, k := range want.Kind {
			if k != "" && len(k) <= 16 && len(kind) < 12 {
				kind = append(kind, k)
			}
		}
		same := q != nil && q.Bits == want.Bits && q.Acquired == want.Acquired && q.BurnedIn == want.Burned && strings.EqualFold(q.Conversion, want.Screen) && slices.Equal(q.Kind, kind) &&
			(q.Lossy == want.Lossy || q.Lossy) && (want.Step == 0 || math.Abs(q.Step-want.Step) < 1e-6) && (want.Thickness <= 0 || math.Abs(info.Image.Thickness-want.Thickness) < 1e-6) &&
			strings.TrimSpace(q.Agent) == strings.TrimSpace(want.Agent)
		if !same {
			t.Errorf("%s: %+v, thickness %g; pydicom %s", files[i], q, info.Image.Thickness, line)
		}
	}
	if compared < 300 {
		t.Errorf("%d files were compared", compared)
	}
}
