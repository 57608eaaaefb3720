package images

import (
	"encoding/json"
	"regexp"
	"slices"
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
	uneven := func(thick, a, b float64) []Instance { // distances of a and b in turn
		return axial(20, thick, 0, func(i int, x *Instance) { x.Image.Position[2] = float64(i/2)*(a+b) + float64(i%2)*a })
	}
	named := func(of []Instance, name string) []Instance {
		for i := range of {
			of[i].Ref.Series = name
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
		"nothing said, nothing wrong":           {"CT", axial(20, 1, 1, nil), Asked{}, ""},
		"nothing said, thick":                   {"CT", axial(20, 5, 5, nil), Asked{}, "This limits small structures and 3D planning."},
		"nothing said, gaps":                    {"CT", axial(20, 5, 7.5, nil), Asked{}, "This limits small structures, 3D planning and measuring volumes."},
		"nothing said, lossy":                   {"CT", lossy(axial(20, 1, 1, nil)), Asked{}, "This limits fine detail and measuring values."},
		"a code that is none":                   {"CT", axial(20, 5, 5, nil), Asked{ICD10: "R9"}, "This limits small structures and 3D planning."},
		"nodule on thick slices":                {"CT", axial(20, 5, 5, nil), Asked{ICD10: "R91.1"}, nodule},
		"nodule on thin slices":                 {"CT", axial(20, 1, 1, nil), Asked{ICD10: "R91.1"}, ""},
		"nodule, another modality":              {"MR", axial(20, 5, 5, nil), Asked{ICD10: "R91.1"}, "This limits small structures and 3D planning."},
		"nodule, the chest by name":             {"CT", part(axial(20, 5, 5, nil), "Chest"), Asked{ICD10: "R91.1"}, nodule},
		"nodule, trunk":                         {"CT", part(axial(20, 5, 5, nil), "CHESTABDPELVIS"), Asked{ICD10: "R91.1"}, nodule},
		"nodule, another part":                  {"CT", part(axial(20, 5, 5, nil), "HEAD"), Asked{ICD10: "R91.1"}, "This limits small structures and 3D planning."},
		"nodule on thin, lossy":                 {"CT", lossy(axial(20, 1, 1, nil)), Asked{ICD10: "R91.1"}, "This limits fine detail and measuring values."},
		"cancer, measured twice over":           {"CT", axial(20, 6, 6, nil), Asked{ICD10: "C34.11"}, "For diagnosis C34.11: small nodules are measured and followed on slices of at most 1.5 mm; these are 6 mm. For diagnosis C34.11: lesions are measured from 10 mm on slices of at most 5 mm; on slices of 6 mm, from 12 mm."},
		"liver without agent":                   {"MR", part(axial(20, 4, 4, nil), "ABDOMEN"), Asked{ICD10: "C22.0"}, "For diagnosis C22.0: the liver is judged with contrast agent; these name none."},
		"liver with agent":                      {"MR", agent(axial(20, 2, 2, nil)), Asked{ICD10: "C22.0"}, ""},
		"sclerosis, thick and with gaps":        {"MR", axial(20, 5, 6.5, nil), Asked{ICD10: "G35"}, "For diagnosis G35: new lesions are counted on slices of at most 3 mm, without gaps; these are 5 mm and have gaps."},
		"sclerosis, thin with gaps":             {"MR", axial(20, 2, 3, nil), Asked{ICD10: "g35 "}, "For diagnosis G35: new lesions are counted on slices of at most 3 mm, without gaps; these have gaps."},
		"sclerosis, uneven but overlapping":     {"MR", uneven(5, 2, 3.2), Asked{ICD10: "G35"}, "For diagnosis G35: new lesions are counted on slices of at most 3 mm, at even distances; these are 5 mm and differ in distance."},
		"sclerosis, one of overlapping missing": {"MR", slices.Delete(axial(20, 3, 1, func(_ int, x *Instance) { x.Ref.Number = 0 }), 9, 10), Asked{ICD10: "G35"}, "For diagnosis G35: new lesions are counted on slices of at most 3 mm, at even distances; these differ in distance."},
		"sclerosis, uneven with gaps":           {"MR", uneven(3, 3, 4.2), Asked{ICD10: "G35"}, "For diagnosis G35: new lesions are counted on slices of at most 3 mm, without gaps; these have gaps."},
		"sclerosis, one missing":                {"MR", slices.Delete(axial(20, 3, 3, func(_ int, x *Instance) { x.Ref.Number = 0 }), 9, 10), Asked{ICD10: "G35"}, "For diagnosis G35: new lesions are counted on slices of at most 3 mm, without gaps; these have gaps."},
		"ear, of the heart":                     {"CT", part(axial(20, 1.5, 1.5, nil), "HEART"), Asked{ICD10: "H90.3"}, ""},
		"ear, of the heart by another word":     {"CT", part(axial(20, 1.5, 1.5, nil), "CARDIAC"), Asked{ICD10: "H90.3"}, ""},
		"ear, by name":                          {"CT", part(axial(20, 1.5, 1.5, nil), "Left_ear"), Asked{ICD10: "H90.3"}, "For diagnosis H90.3: the middle and inner ear are judged on slices of at most 1 mm; these are 1.5 mm."},
		"fracture of the thigh, lossy":          {"DX", part(lossy(flat()), "FEMUR"), Asked{ICD10: "S72.001A"}, "For diagnosis S72.001A: fine lines of a fracture are looked for on images as acquired; these were compressed with loss."},
		"fracture of the thigh, the chest":      {"DX", part(lossy(flat()), "CHEST"), Asked{ICD10: "S72.001A"}, "This limits fine detail and measuring values."},
		"clots, by a name that says without":    {"CT", named(axial(20, 1, 1, nil), "Thorax nativ"), Asked{ICD10: "I26.99"}, "For diagnosis I26.99: clots in the lung are looked for with contrast agent; these name none."},
		"clots, by a name that says with":       {"CT", named(axial(20, 1, 1, nil), "Thorax +KM"), Asked{ICD10: "I26.99"}, ""},
		"liver, unenhanced":                     {"CT", named(axial(20, 2, 2, nil), "ABDOMEN WITHOUT CONTRAST"), Asked{ICD10: "C22.0"}, "For diagnosis C22.0: the liver is judged with contrast agent; these name none."},
		"breast, lossy":                         {"MG", lossy(flat()), Asked{ICD10: "D05.1"}, "For diagnosis D05.1: fine calcifications are judged on images as acquired; these were compressed with loss."},
		"reading, lossy":                        {"US", lossy(flat()), Asked{Reading: true}, "A reading of the images is ordered, which is done on images as acquired; these were compressed with loss."},
		"reading, slides":                       {"SM", lossy(flat()), Asked{Reading: true}, "This limits fine detail and measuring values."},
		"reading, some missing":                 {"CT", append(axial(9, 1, 1, nil), axial(20, 1, 1, nil)[12:]...), Asked{Reading: true, Elsewhere: true}, "A reading of the images is ordered; it can cover only those that are here. Images were announced by another way too: what is missing may be among them."},
		"a localizer is for nothing":            {"CT", axial(2, 5, 5, func(_ int, x *Instance) { x.Image.Quality.Kind[2] = "LOCALIZER" }), Asked{ICD10: "R91.1", Reading: true}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for i := range c.of {
				c.of[i].Ref.Modality = c.modality
			}
			asked := c.asked
			asked.ICD10 = AskedOf(&casefile.Document{Diagnosis: casefile.Diagnosis{ICD10: asked.ICD10}}).ICD10
			got := PassportOf(c.modality, c.of, asked)
			if got.Asked != c.want {
				t.Errorf("%q", got.Asked)
			}
			if of := c.want != "" && !strings.HasPrefix(c.want, "This limits "); got.Named != of {
				t.Errorf("asked for by a field of the case: %t", got.Named)
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
		if len(w.codes) == 0 || len(w.modalities) == 0 || w.what == "" || w.source == "" || w.slice == 0 && !w.closed && !w.contrast && !w.acquired {
			t.Errorf("%+v", w)
		}
	}
}

// What a sentence says is true of every code that it is said for, and of a code
// too short to tell nothing is said.
func TestWantsOfCodes(t *testing.T) {
	t.Parallel()
	said := func(code string) (all []string) {
		code = strings.ReplaceAll(code, ".", "")
		for i := range wants {
			if slices.ContainsFunc(wants[i].codes, func(c string) bool { return strings.HasPrefix(code, c) }) {
				all = append(all, wants[i].what)
			}
		}
		return all
	}
	for what, codes := range map[string][]string{
		"": {
			"Z86.73", "Z86.718", "Z86.79", "Z86.010", "Z86.7", // past stroke, vein, heart, polyps
			"R16.1", "R16", // spleen
			"C70.1", "C70.9", "C72.0", "D32.1", "D32.9", "D33.3", "D33.4", "D33.9", "D42.1", "D42.9", "D43.3", "D43.4", "D43.8", "D43.9", "C70", "D32", "D33", "D43", // spine, nerves, any
			"D86.1", "D86.3", "D86.85", // sarcoidosis of nodes, skin, heart
			"I72.0", "I72.1", "I72.5", "I72.6", "I77.0", "I77.5", "I77.6", "I77.82", "I77.89",
			"Q28.0", "Q28.1", "Q28.8", "Q28.9", // before the brain, spine
			"G36.1", "G37.1", "G37.2", "G37.3", "G37.4",
			"E22.2", "E23.1", "E23.3", "E24.2", "D35.3",
			"R97.0", "R97.1", "R97.8", "R97.21", // after treatment there may be no prostate
			"C18.7", "C21.0", "C21.1",
			"K74.3", "C78.6", "D13.5", "N28.0", "N13.1", "C79.4",
			"M48.1", "M48.2", "M48.4", "M48.5", "M54.0", "M54.2", "M54.5", "M54.6", "M54.9", "G95.0", "G95.1", "G95.8",
			"M84.0", "M84.1", "M84.2", "M84.8", "M84.9", "S06.0", "S93.4", "C81.1", "C91.0",
		},
		"clots in the lung are looked for":                     {"I26.99", "I26", "Z86.711"},
		"the liver is judged":                                  {"R16.0", "R16.2", "C22.0", "K74.60", "C78.7"},
		"tumors of the brain are judged and compared":          {"C70.0", "C71.9", "D32.0", "D33.0", "D33.2", "D42.0", "D43.2"},
		"vessels of the brain are judged":                      {"I60.7", "I67.1", "Q28.2", "Q28.3"},
		"vessels are measured, and treatment of them planned,": {"I70.0", "I71.40", "I72.3", "I77.810"},
		"new lesions are counted":                              {"G35", "G36.0", "G37.5"},
		"the pituitary gland is judged":                        {"D35.2", "E22.0", "E23.0", "E24.0"},
		"the prostate is judged":                               {"C61", "R97.20"},
		"how far a tumor of the rectum reaches is judged":      {"C20", "C21.8"},
		"narrow places of the spine are judged":                {"M48.061", "M54.16", "M51.26", "G95.20"},
		"the fine structure of the lung is judged":             {"D86.0", "D86.2", "J84.112"},
		"fine lines of a fracture are looked for":              {"S72.001A", "M84.359A", "S02.0XXA"},
	} {
		for _, code := range codes {
			if got := strings.Join(said(code), ", "); got != what {
				t.Errorf("%s: %q, want %q", code, got, what)
			}
		}
	}
}

// How solid tumors are measured is said of solid tumors.
func TestSolidTumors(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]bool{
		"C18.7": true, "C7A.090": true, "C78.00": true, "C80.1": true, "C4A.9": true, "C56.1": true,
		"C77.1": false, "C81.11": false, "C83.30": false, "C85.9": false, "C90.0": false, "C91.00": false, "C92.0": false, "C96.9": false, "C97": false, "D12.6": false, "C8": false,
	} {
		said := PassportOf("CT", axial(20, 6, 6, nil), Asked{ICD10: code}).Asked
		if strings.Contains(said, "lesions are measured from 10 mm") != want {
			t.Errorf("%s: %q", code, said)
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

// What a physician reads over is the whole table.
func TestTable(t *testing.T) {
	t.Parallel()
	var codes []string
	rows := Table()
	for _, r := range rows {
		if r.Images == "" || r.Source == "" || len(r.Modalities) == 0 {
			t.Errorf("%+v", r)
		}
		codes = append(codes, r.Codes...)
	}
	for _, w := range wants {
		for _, c := range w.codes {
			if !slices.Contains(codes, c) {
				t.Errorf("%s is not in it", c)
			}
		}
	}
	if said := WriteTable(rows); strings.Count(said, "\n") != len(rows)+2 || !strings.Contains(said, "| R91, C34, C780, D143, D022, D381 | CT | slices of at most 1.5 mm |") {
		t.Errorf("%s", said)
	}
}
