package images

import (
	"fmt"
	"slices"
	"strings"

	"oso/internal/casefile"
)

// Asked is what the fields of a case say of what its images are wanted for.
// What people wrote in words is not guessed at.
type Asked struct {
	ICD10     string // the present diagnosis
	Reading   bool   // the images themselves are to be read: the service, or a review beside it
	Elsewhere bool   // images were announced by another way too: a disc by mail
}

// AskedOf reads it from a case document.
func AskedOf(d *casefile.Document) Asked {
	a := Asked{
		ICD10:   strings.ToUpper(strings.TrimSpace(d.Diagnosis.ICD10)),
		Reading: d.Service.Kind == casefile.Imaging || slices.Contains(d.Service.AddOns, casefile.ImagingReview),
	}
	for _, m := range d.Materials {
		a.Elsewhere = a.Elsewhere || m.Kind == casefile.MaterialImaging && m.Channel != casefile.ByUpload
	}
	return a
}

// want is what images for a diagnosis are to be like. A series that names
// another part of the body, or is of another modality, is not meant by it.
type want struct {
	codes      []string // how the ICD-10 code begins, without its point
	modalities []string
	parts      []string // of which one stands in Body Part Examined, where that says anything
	what       string   // the sentence's beginning
	slice      float64  // mm: no thicker than this; 0: any
	closed     bool     // without gaps
	contrast   bool     // with an agent
	acquired   bool     // as acquired: not captured, cut to 8 bits or packed with loss
}

var (
	onCT, onMR, onEither = []string{"CT"}, []string{"MR"}, []string{"CT", "MR"}

	head  = []string{"HEAD", "BRAIN", "SKULL", "NEURO"}
	chest = []string{"CHEST", "THORAX", "LUNG"}
	heart = []string{"HEART", "CARDIAC", "CORONARY", "CHEST", "THORAX"}
	trunk = []string{"CHEST", "THORAX", "ABD", "AORTA", "PELVIS"}
	belly = []string{"ABD", "LIVER", "PANCREAS", "KIDNEY"}
	basin = []string{"PELVI", "PROSTATE", "RECTUM", "ABD"}
	spine = []string{"SPINE"}
)

// wants is the written table (ADR 126): what practice and published guidance ask
// of images where a field of the case names such a diagnosis.
var wants = []want{
	{codes: []string{"R91", "C34", "C780", "D143", "D022", "D381"}, modalities: onCT, parts: chest, slice: 1.5, what: "small nodules are measured and followed"},
	{codes: []string{"J84", "J67", "D86", "J60", "J61", "J62"}, modalities: onCT, parts: chest, slice: 1.5, what: "the fine structure of the lung is judged"},
	{codes: []string{"I26", "Z867"}, modalities: onCT, parts: chest, slice: 2, contrast: true, what: "clots in the lung are looked for"},
	{codes: []string{"I20", "I21", "I22", "I23", "I24", "I25"}, modalities: onCT, parts: heart, slice: 1, contrast: true, what: "coronary arteries are judged"},
	{codes: []string{"I70", "I71", "I72", "I77"}, modalities: onCT, parts: trunk, slice: 1.5, contrast: true, what: "vessels are measured, and treatment of them planned,"},
	{codes: []string{"I60", "I671", "Q28"}, modalities: onCT, parts: head, slice: 1, contrast: true, what: "vessels of the brain are judged"},
	{codes: []string{"G35", "G36", "G37"}, modalities: onMR, parts: slices.Concat(head, spine), slice: 3, closed: true, what: "new lesions are counted"},
	{codes: []string{"C793"}, modalities: onMR, parts: head, slice: 1.5, contrast: true, what: "small metastases are looked for"},
	{codes: []string{"C70", "C71", "D32", "D33", "D42", "D43"}, modalities: onMR, parts: head, contrast: true, what: "tumors of the brain are judged and compared"},
	{codes: []string{"D352", "D443", "E22", "E23", "E240"}, modalities: onMR, parts: slices.Concat([]string{"PITUITARY", "SELLA"}, head), slice: 3, closed: true, contrast: true, what: "the pituitary gland is judged"},
	{codes: []string{"H65", "H66", "H70", "H71", "H74", "H80", "H90"}, modalities: onCT, parts: slices.Concat([]string{"EAR", "TEMPORAL", "IAC", "PETROUS"}, head), slice: 1, what: "the middle and inner ear are judged"},
	{codes: []string{"C61", "R972"}, modalities: onMR, parts: basin, slice: 3, closed: true, what: "the prostate is judged"},
	{codes: []string{"C19", "C20", "C21"}, modalities: onMR, parts: basin, slice: 3, closed: true, what: "how far a tumor of the rectum reaches is judged"},
	{codes: []string{"C22", "C787", "D134", "K746", "R16"}, modalities: onEither, parts: belly, slice: 5, contrast: true, what: "the liver is judged"},
	{codes: []string{"C25", "D136", "K86"}, modalities: onEither, parts: belly, slice: 3, contrast: true, what: "the pancreas is judged"},
	{codes: []string{"C64", "C65", "D300", "D410", "N281"}, modalities: onEither, parts: belly, slice: 5, contrast: true, what: "masses of the kidney are judged"},
	{codes: []string{"N20", "N21", "N22", "N132"}, modalities: onCT, parts: slices.Concat([]string{"PELVI"}, belly), slice: 3, what: "small stones are looked for and measured"},
	{codes: []string{"M47", "M48", "M50", "M51", "M54", "G95"}, modalities: onEither, parts: spine, slice: 4, what: "narrow places of the spine are judged"},
	{codes: []string{"C50", "D05", "D24", "N60", "N63", "R92"}, modalities: []string{"MG"}, acquired: true, what: "fine calcifications are judged"},
	{codes: []string{"S02", "S12", "S22", "S32", "S42", "S52", "S62", "S72", "S82", "S92", "M84"}, modalities: []string{"CR", "DX", "RG"}, acquired: true, what: "fine lines of a fracture are looked for"},
}

// tumors are measured in one way whatever they are of.
const (
	tumorFrom, tumorTo = "C00", "C97"
	tumorSlice         = 5.0 // mm: up to here from 10 mm, beyond from twice the slice
)

// limits is what each note keeps images from being good for, whatever is asked.
var limits = map[string][]string{
	"screenshot":        {"windowing", "measuring", "comparing"},
	"secondary-capture": {"windowing", "measuring"},
	"missing":           {"comparing", "3D planning"},
	"missing-unsure":    {"comparing"},
	"empty-places":      {"comparing", "3D planning"},
	"lossy":             {"fine detail", "measuring values"},
	"eight-bit":         {"windowing", "measuring values"},
	"irregular":         {"measuring across slices", "3D planning"},
	"gaps":              {"small structures", "measuring volumes", "3D planning"},
	"thick":             {"small structures", "3D planning"},
}

// mostAsked is how many sentences one series gets.
const mostAsked = 2

// asked says what the notes mean for what the case asks; where no field of the
// case says it, what they limit.
func (p *passport) asked(a Asked) string {
	if p.scout {
		return ""
	}
	said := append(p.diagnosis(a), p.reading(a)...)
	if a.Elsewhere && p.has("missing", "empty-places", "missing-unsure") {
		said = append(said, "Images were announced by another way too: what is missing may be among them.")
	}
	if len(said) > 0 {
		return strings.Join(said[:min(len(said), mostAsked)], " ")
	}
	var all []string
	for _, n := range p.notes {
		code := n.Code
		if code == "slices" && n.Means != "" {
			code = "thick"
		}
		for _, l := range limits[code] {
			if !slices.Contains(all, l) {
				all = append(all, l)
			}
		}
	}
	if len(all) == 0 {
		return ""
	}
	return "It limits " + listed(all) + "."
}

// diagnosis is what follows from the case's ICD-10 code.
func (p *passport) diagnosis(a Asked) (said []string) {
	code := strings.ReplaceAll(a.ICD10, ".", "")
	if len(code) < 3 {
		return nil
	}
	for i := range wants {
		w := &wants[i]
		if !slices.ContainsFunc(w.codes, func(c string) bool { return strings.HasPrefix(code, c) }) || !slices.Contains(w.modalities, p.modality) || !p.shows(w.parts) {
			continue
		}
		if short := p.short(w); short != "" {
			said = append(said, fmt.Sprintf("For diagnosis %s: %s.", a.ICD10, short))
		}
	}
	if code[:3] >= tumorFrom && code[:3] <= tumorTo && slices.Contains(onEither, p.modality) && p.thickest > tumorSlice+nearMM {
		said = append(said, fmt.Sprintf("For diagnosis %s: lesions are measured from 10 mm on slices of at most %s; on slices of %s, from %s.", a.ICD10, mm(tumorSlice), mm(p.thickest), mm(2*p.thickest)))
	}
	return said
}

// shows tells whether a series may show one of the parts: it names one, or none.
func (p *passport) shows(parts []string) bool {
	if len(parts) == 0 || p.part == "" || strings.Contains(p.part, "WHOLE") {
		return true
	}
	return slices.ContainsFunc(parts, func(x string) bool { return strings.Contains(p.part, x) })
}

// short says how a series falls short of what is wanted; empty where it does not.
func (p *passport) short(w *want) string {
	var on, but []string
	thick, gaps := w.slice > 0 && p.thickest > w.slice+nearMM, w.closed && p.has("gaps", "irregular", "empty-places")
	if w.slice > 0 && (thick || gaps) {
		on = append(on, "on slices of at most "+mm(w.slice))
	}
	if thick {
		but = append(but, "are "+mm(p.thickest))
	}
	if gaps {
		on = append(on, "without gaps")
		but = append(but, "have gaps")
	}
	if w.contrast && p.has("no-contrast-named") {
		on = append(on, "with contrast agent")
		but = append(but, "name none")
	}
	if w.acquired {
		if how := p.changed(); how != "" {
			on, but = append(on, "on images as acquired"), append(but, how)
		}
	}
	if len(but) == 0 {
		return ""
	}
	return w.what + " " + strings.Join(on, ", ") + "; these " + listed(but)
}

// changed says in what way images are not as they were acquired.
func (p *passport) changed() string {
	switch {
	case p.has("screenshot"):
		return "are pictures of a screen"
	case p.has("secondary-capture"):
		return "are captures"
	case p.has("lossy"):
		return "were compressed with loss"
	case p.has("eight-bit"):
		return "have 8 bits a value"
	}
	return ""
}

// reading is what follows where the images themselves are to be read.
func (p *passport) reading(a Asked) (said []string) {
	if !a.Reading || p.modality == "SM" { // slides are for the pathologist, and always packed with loss
		return nil
	}
	if how := p.changed(); how != "" {
		said = append(said, "A reading of the images is ordered, which is done on images as acquired; these "+how+".")
	}
	if p.has("missing", "empty-places") {
		said = append(said, "A reading of the images is ordered; it can cover only those that are here.")
	}
	return said
}

func (p *passport) has(codes ...string) bool {
	return slices.ContainsFunc(p.notes, func(n Note) bool { return slices.Contains(codes, n.Code) })
}

// listed writes words one after the other.
func listed(words []string) string {
	if n := len(words); n > 1 {
		return strings.Join(words[:n-1], ", ") + " and " + words[n-1]
	}
	return words[0]
}
