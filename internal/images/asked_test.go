package images

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"oso/internal/casefile"
	"oso/internal/dicom"
)

// What a case's fields ask for meets what its series are.
func TestPassportForWhatIsAsked(t *testing.T) {
	t.Parallel()
	part := func(of []Instance, part string) []Instance {
		for i := range of {
			of[i].Image.BodyPart = part
		}
		return of
	}
	lossy := func(of []Instance) []Instance {
		for i := range of {
			of[i].Image.Quality.Lossy = true
		}
		return of
	}
	agent := func(of []Instance) []Instance {
		for i := range of {
			of[i].Image.Quality.Agent = "Gadobutrol"
		}
		return of
	}
	flat := func() []Instance {
		return axial(2, 0, 0, func(_ int, x *Instance) { x.Image.Orientation, x.Image.Position = nil, nil })
	}
	nodule := "For diagnosis R91.1: small nodules are measured and followed on slices of at most 1.5 mm; these are 5 mm."
	for name, c := range map[string]struct {
		modality string
		of       []Instance
		asked    Asked
		want     string
	}{
		"nothing said, nothing wrong":    {"CT", axial(20, 1, 1, nil), Asked{}, ""},
		"nothing said, thick":            {"CT", axial(20, 5, 5, nil), Asked{}, "It limits small structures and 3D planning."},
		"nothing said, gaps":             {"CT", axial(20, 5, 7.5, nil), Asked{}, "It limits small structures, 3D planning and measuring volumes."},
		"nothing said, lossy":            {"CT", lossy(axial(20, 1, 1, nil)), Asked{}, "It limits fine detail and measuring values."},
		"a code that is none":            {"CT", axial(20, 5, 5, nil), Asked{ICD10: "R9"}, "It limits small structures and 3D planning."},
		"nodule on thick slices":         {"CT", axial(20, 5, 5, nil), Asked{ICD10: "R91.1"}, nodule},
		"nodule on thin slices":          {"CT", axial(20, 1, 1, nil), Asked{ICD10: "R91.1"}, ""},
		"nodule, another modality":       {"MR", axial(20, 5, 5, nil), Asked{ICD10: "R91.1"}, "It limits small structures and 3D planning."},
		"nodule, the chest by name":      {"CT", part(axial(20, 5, 5, nil), "Chest"), Asked{ICD10: "R91.1"}, nodule},
		"nodule, trunk":                  {"CT", part(axial(20, 5, 5, nil), "CHESTABDPELVIS"), Asked{ICD10: "R91.1"}, nodule},
		"nodule, another part":           {"CT", part(axial(20, 5, 5, nil), "HEAD"), Asked{ICD10: "R91.1"}, "It limits small structures and 3D planning."},
		"nodule on thin, lossy":          {"CT", lossy(axial(20, 1, 1, nil)), Asked{ICD10: "R91.1"}, "It limits fine detail and measuring values."},
		"cancer, measured twice over":    {"CT", axial(20, 6, 6, nil), Asked{ICD10: "C34.11"}, "For diagnosis C34.11: small nodules are measured and followed on slices of at most 1.5 mm; these are 6 mm. For diagnosis C34.11: lesions are measured from 10 mm on slices of at most 5 mm; on slices of 6 mm, from 12 mm."},
		"liver without agent":            {"MR", part(axial(20, 4, 4, nil), "ABDOMEN"), Asked{ICD10: "C22.0"}, "For diagnosis C22.0: the liver is judged with contrast agent; these name none."},
		"liver with agent":               {"MR", agent(axial(20, 2, 2, nil)), Asked{ICD10: "C22.0"}, ""},
		"sclerosis, thick and with gaps": {"MR", axial(20, 5, 6.5, nil), Asked{ICD10: "G35"}, "For diagnosis G35: new lesions are counted on slices of at most 3 mm, without gaps; these are 5 mm and have gaps."},
		"sclerosis, thin with gaps":      {"MR", axial(20, 2, 3, nil), Asked{ICD10: "g35 "}, "For diagnosis G35: new lesions are counted on slices of at most 3 mm, without gaps; these have gaps."},
		"breast, lossy":                  {"MG", lossy(flat()), Asked{ICD10: "D05.1"}, "For diagnosis D05.1: fine calcifications are judged on images as acquired; these were compressed with loss."},
		"reading, lossy":                 {"US", lossy(flat()), Asked{Reading: true}, "A reading of the images is ordered, which is done on images as acquired; these were compressed with loss."},
		"reading, slides":                {"SM", lossy(flat()), Asked{Reading: true}, "It limits fine detail and measuring values."},
		"reading, some missing":          {"CT", append(axial(9, 1, 1, nil), axial(20, 1, 1, nil)[12:]...), Asked{Reading: true, Elsewhere: true}, "A reading of the images is ordered; it can cover only those that are here. Images were announced by another way too: what is missing may be among them."},
		"a localizer is for nothing":     {"CT", axial(2, 5, 5, func(_ int, x *Instance) { x.Image.Quality.Kind[2] = "LOCALIZER" }), Asked{ICD10: "R91.1", Reading: true}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for i := range c.of {
				c.of[i].Ref.Modality = c.modality
			}
			asked := c.asked
			asked.ICD10 = AskedOf(&casefile.Document{Diagnosis: casefile.Diagnosis{ICD10: asked.ICD10}}).ICD10
			if got := PassportOf(c.modality, c.of, asked).Asked; got != c.want {
				t.Errorf("%q", got)
			}
			// The list says the same, and what is said keeps nothing from being shown.
			l := ListOf(c.of, asked)
			if q := l.Studies[0].Series[0]; q.Quality.Asked != c.want || len(q.Instances) != len(c.of) || !q.Instances[0].Shown {
				t.Errorf("%+v", q)
			}
		})
	}
}

// Fields alone count: words, however plain, change nothing.
func TestAskedOf(t *testing.T) {
	t.Parallel()
	d := casefile.Document{
		Diagnosis: casefile.Diagnosis{Text: "Solitary lung nodule R91.1"}, Questions: []casefile.Question{{Text: "Please measure the nodule"}},
		Service:   casefile.Service{Kind: casefile.SecondOpinion, AddOns: []casefile.AddOn{casefile.PathologyReview}},
		Materials: []casefile.Material{{Kind: casefile.MaterialImaging, Channel: casefile.ByUpload}, {Kind: casefile.MaterialPathology, Channel: casefile.ByMail}},
	}
	if a := AskedOf(&d); a != (Asked{}) {
		t.Errorf("%+v", a)
	}
	d.Diagnosis.ICD10, d.Service.AddOns[0], d.Materials[1].Kind = " c34.1", casefile.ImagingReview, casefile.MaterialImaging
	if a := AskedOf(&d); a != (Asked{"C34.1", true, true}) {
		t.Errorf("%+v", a)
	}
	if a := AskedOf(&casefile.Document{Service: casefile.Service{Kind: casefile.Imaging}}); !a.Reading {
		t.Errorf("%+v", a)
	}
}

// The table is sound: codes as ICD-10 writes them, parts as DICOM does, and a
// row says something that a series can fall short of.
func TestWants(t *testing.T) {
	t.Parallel()
	code := regexp.MustCompile(`^[A-Z][0-9]{2}[0-9]*$`)
	for _, w := range wants {
		for _, c := range w.codes {
			if !code.MatchString(c) {
				t.Errorf("%s: %s", w.what, c)
			}
		}
		for _, p := range w.parts {
			if p != strings.ToUpper(p) {
				t.Errorf("%s: %s", w.what, p)
			}
		}
		if len(w.codes) == 0 || len(w.modalities) == 0 || w.what == "" || w.slice == 0 && !w.closed && !w.contrast && !w.acquired {
			t.Errorf("%+v", w)
		}
	}
}

// A file that holds a whole stack is told as if each slice were a file.
func TestPassportOfOneFile(t *testing.T) {
	t.Parallel()
	one := func(stacks ...dicom.Stack) []Instance {
		return axial(1, stacks[0].Thickness[0], 0, func(_ int, x *Instance) {
			x.Image.Frames, x.Image.Stacks = 20, stacks
			b, _ := json.Marshal(x.Image) // as it is kept
			*x.Image = dicom.Image{}
			if err := json.Unmarshal(b, x.Image); err != nil {
				t.Error(err)
			}
		})
	}
	across, along := []float64{1, 0, 0, 0, 1, 0}, []float64{0, 1, 0, 0, 0, -1}
	for name, c := range map[string]struct {
		of   []Instance
		line string
	}{
		"whole":            {one(dicom.Stack{Orientation: across, Thickness: []float64{2, 2}, Steps: []dicom.Step{{MM: 2, N: 19}}}), "2 mm slices every 2 mm"},
		"gaps":             {one(dicom.Stack{Orientation: across, Thickness: []float64{4, 4}, Steps: []dicom.Step{{MM: 5, N: 19}}}), "4 mm slices every 5 mm · gaps of 1 mm between slices"},
		"a place is empty": {one(dicom.Stack{Orientation: across, Thickness: []float64{2, 2}, Steps: []dicom.Step{{MM: 2, N: 9}, {MM: 4, N: 1}, {MM: 2, N: 9}}}), "2 mm slices every 2 mm · 1 place without a slice"},
		"irregular":        {one(dicom.Stack{Orientation: across, Thickness: []float64{2, 2}, Steps: []dicom.Step{{MM: 2, N: 9}, {MM: 2.9, N: 1}, {MM: 2, N: 9}}}), "2 mm slices every 2 mm · slices 2 mm to 2.9 mm apart"},
		"two thicknesses":  {one(dicom.Stack{Orientation: across, Thickness: []float64{2, 5}, Steps: []dicom.Step{{MM: 5, N: 19}}}), "slices of 2 mm to 5 mm every 5 mm"},
		"two orientations": {one(dicom.Stack{Orientation: across, Thickness: []float64{2, 2}, Steps: []dicom.Step{{MM: 2, N: 9}}}, dicom.Stack{Orientation: along, Thickness: []float64{2, 2}, Steps: []dicom.Step{{MM: 2, N: 9}}}), "2 mm slices · 2 orientations in one series"},
		"in two files": {append(one(dicom.Stack{Orientation: across, Thickness: []float64{2, 2}, Steps: []dicom.Step{{MM: 2, N: 9}}}),
			one(dicom.Stack{Orientation: across, Thickness: []float64{2, 2}, First: 20, Steps: []dicom.Step{{MM: 2, N: 9}}})...), "2 mm slices every 2 mm"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if p := PassportOf("MR", c.of, Asked{}); p.Line != c.line+" · no contrast agent named" {
				t.Errorf("%q", p.Line)
			}
		})
	}
}
