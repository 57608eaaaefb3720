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
	closed     bool     // without gaps, at even distances
	contrast   bool     // with an agent
	acquired   bool     // as acquired: not captured, cut to 8 bits or packed with loss
}

// A part stands in a longer word (CSPINE, CHESTABDPELVIS); one with a blank
// before it begins a word (EAR is in HEART, IAC in CARDIAC).
var (
	onCT, onMR, onEither = []string{"CT"}, []string{"MR"}, []string{"CT", "MR"}
	onFilm               = []string{"CR", "DX", "RG"}

	head  = []string{"HEAD", "BRAIN", "SKULL", "NEURO"}
	chest = []string{"CHEST", "THORAX", "LUNG"}
	heart = []string{"HEART", "CARDIAC", "CORONARY", "CHEST", "THORAX"}
	trunk = []string{"CHEST", "THORAX", "ABD", "AORTA", "PELVIS"}
	belly = []string{"ABD", "LIVER", "PANCREAS", "KIDNEY"}
	basin = []string{"PELVI", "PROSTATE", "RECTUM", "ABD"}
	spine = []string{"SPINE"}
	limb  = []string{"EXTREMITY", "EXM"}
	arm   = slices.Concat(limb, []string{"ARM", "ELBOW", "WRIST"})
	leg   = slices.Concat(limb, []string{"LEG", "KNEE", "ANKLE"})
)

const fracture = "fine lines of a fracture are looked for"

// wants is the written table (ADR 126): what practice and published guidance ask
// of images where a field of the case names such a diagnosis. A code is as long
// as it takes for all that begins so (ICD-10-CM) to be what the sentence says.
var wants = []want{
	{codes: []string{"R91", "C34", "C780", "D143", "D022", "D381"}, modalities: onCT, parts: chest, slice: 1.5, what: "small nodules are measured and followed"},
	{codes: []string{"J84", "J67", "D860", "D862", "J60", "J61", "J62"}, modalities: onCT, parts: chest, slice: 1.5, what: "the fine structure of the lung is judged"},
	{codes: []string{"I26", "Z86711"}, modalities: onCT, parts: chest, slice: 2, contrast: true, what: "clots in the lung are looked for"},
	{codes: []string{"I20", "I21", "I22", "I23", "I24", "I25"}, modalities: onCT, parts: heart, slice: 1, contrast: true, what: "coronary arteries are judged"},
	{codes: []string{"I70", "I71", "I722", "I723", "I724", "I728", "I729", "I771", "I772", "I773", "I774", "I777", "I7781"}, modalities: onCT, parts: trunk, slice: 1.5, contrast: true, what: "vessels are measured, and treatment of them planned,"},
	{codes: []string{"I60", "I671", "Q282", "Q283"}, modalities: onCT, parts: head, slice: 1, contrast: true, what: "vessels of the brain are judged"},
	{codes: []string{"G35", "G360", "G375", "G3781", "G379"}, modalities: onMR, parts: slices.Concat(head, spine), slice: 3, closed: true, what: "new lesions are counted"},
	{codes: []string{"C793"}, modalities: onMR, parts: head, slice: 1.5, contrast: true, what: "small metastases are looked for"},
	{codes: []string{"C700", "C71", "D320", "D330", "D331", "D332", "D420", "D430", "D431", "D432"}, modalities: onMR, parts: head, contrast: true, what: "tumors of the brain are judged and compared"},
	{codes: []string{"D352", "D443", "E220", "E221", "E228", "E229", "E230", "E232", "E236", "E237", "E240"}, modalities: onMR, parts: slices.Concat([]string{"PITUITARY", "SELLA"}, head), slice: 3, closed: true, contrast: true, what: "the pituitary gland is judged"},
	{codes: []string{"H65", "H66", "H70", "H71", "H74", "H80", "H90"}, modalities: onCT, parts: slices.Concat([]string{" EAR", "INNEREAR", "MIDDLEEAR", "TEMPORAL", " IAC", "PETROUS"}, head), slice: 1, what: "the middle and inner ear are judged"},
	{codes: []string{"C61", "R9720"}, modalities: onMR, parts: basin, slice: 3, closed: true, what: "the prostate is judged"},
	{codes: []string{"C19", "C20", "C218"}, modalities: onMR, parts: basin, slice: 3, closed: true, what: "how far a tumor of the rectum reaches is judged"},
	{codes: []string{"C22", "C787", "D134", "K746", "R160", "R162"}, modalities: onEither, parts: belly, slice: 5, contrast: true, what: "the liver is judged"},
	{codes: []string{"C25", "D136", "K86"}, modalities: onEither, parts: belly, slice: 3, contrast: true, what: "the pancreas is judged"},
	{codes: []string{"C64", "C65", "D300", "D410", "N281"}, modalities: onEither, parts: belly, slice: 5, contrast: true, what: "masses of the kidney are judged"},
	{codes: []string{"N20", "N21", "N22", "N132"}, modalities: onCT, parts: slices.Concat([]string{"PELVI"}, belly), slice: 3, what: "small stones are looked for and measured"},
	{codes: []string{"M47", "M480", "M50", "M51", "M541", "M543", "M544", "G952"}, modalities: onEither, parts: spine, slice: 4, what: "narrow places of the spine are judged"},
	{codes: []string{"C50", "D05", "D24", "N60", "N63", "R92"}, modalities: []string{"MG"}, acquired: true, what: "fine calcifications are judged"},
	{codes: []string{"S02"}, modalities: onFilm, parts: slices.Concat(head, []string{"FACE", "FACIAL", "JAW", "MANDIBLE", "MAXILLA", "NASAL", "NOSE", "ORBIT", "SINUS", "ZYGOMA", "TMJ"}), acquired: true, what: fracture},
	{codes: []string{"S12"}, modalities: onFilm, parts: slices.Concat(spine, []string{"NECK"}), acquired: true, what: fracture},
	{codes: []string{"S22"}, modalities: onFilm, parts: slices.Concat(chest, spine, []string{"RIB", "STERN"}), acquired: true, what: fracture},
	{codes: []string{"S32"}, modalities: onFilm, parts: slices.Concat(spine, []string{"PELVI", "HIP", "SACR", "COCCYX", "ABD"}), acquired: true, what: fracture},
	{codes: []string{"S42"}, modalities: onFilm, parts: slices.Concat(arm, []string{"SHOULDER", "CLAVICLE", "SCAPULA", "HUMERUS", "ACJOINT", "CHEST"}), acquired: true, what: fracture},
	{codes: []string{"S52"}, modalities: onFilm, parts: slices.Concat(arm, []string{"RADIUS", "ULNA"}), acquired: true, what: fracture},
	{codes: []string{"S62"}, modalities: onFilm, parts: slices.Concat(limb, []string{"WRIST", "HAND", "FINGER", "THUMB"}), acquired: true, what: fracture},
	{codes: []string{"S72"}, modalities: onFilm, parts: slices.Concat(leg, []string{"HIP", "FEMUR", "THIGH", "PELVI"}), acquired: true, what: fracture},
	{codes: []string{"S82"}, modalities: onFilm, parts: slices.Concat(leg, []string{"PATELLA", "TIB", "FIB"}), acquired: true, what: fracture},
	{codes: []string{"S92"}, modalities: onFilm, parts: slices.Concat(limb, []string{"FOOT", "TOE", "HEEL", "CALCAN", "ANKLE"}), acquired: true, what: fracture},
	{codes: []string{"M843", "M844", "M845", "M846", "M847"}, modalities: onFilm, acquired: true, what: fracture},
}

// Solid tumors are measured in one way whatever they are of (RECIST). What is of
// the blood and of lymph (C81 and beyond) is not, nor are lymph nodes.
const (
	solidFrom, solidTo = "C00", "C80"
	lymphNodes         = "C77"
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
// case says it (named), what they limit.
func (p *passport) asked(a Asked) (means string, named bool) {
	if p.scout {
		return "", false
	}
	said := append(p.diagnosis(a), p.reading(a)...)
	if a.Elsewhere && p.has("missing", "empty-places", "missing-unsure") {
		said = append(said, "Images were announced by another way too: what is missing may be among them.")
	}
	if len(said) > 0 {
		return strings.Join(said[:min(len(said), mostAsked)], " "), true
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
		return "", false
	}
	return "This limits " + listed(all) + ".", false
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
	if c := code[:3]; c >= solidFrom && c <= solidTo && c != lymphNodes && slices.Contains(onEither, p.modality) && p.thickest > tumorSlice+nearMM {
		said = append(said, fmt.Sprintf("For diagnosis %s: lesions are measured from 10 mm on slices of at most %s; on slices of %s, from %s.", a.ICD10, mm(tumorSlice), mm(p.thickest), mm(2*p.thickest)))
	}
	return said
}

// shows tells whether a series may show one of the parts: it names one, or none.
func (p *passport) shows(parts []string) bool {
	if len(parts) == 0 || p.part == "" || strings.Contains(p.part, "WHOLE") {
		return true
	}
	part := " " + strings.NewReplacer("_", " ", "-", " ", "/", " ").Replace(p.part)
	return slices.ContainsFunc(parts, func(x string) bool { return strings.Contains(part, x) })
}

// short says how a series falls short of what is wanted; empty where it does not.
func (p *passport) short(w *want) string {
	var on, but []string
	thick, gaps := w.slice > 0 && p.thickest > w.slice+nearMM, w.closed && (p.gap || p.has("gaps"))
	// Slices that overlap may differ in distance, or one be missing, and leave no gap.
	uneven := w.closed && !gaps && p.has("irregular", "empty-places")
	if w.slice > 0 && (thick || gaps || uneven) {
		on = append(on, "on slices of at most "+mm(w.slice))
	}
	if thick {
		but = append(but, "are "+mm(p.thickest))
	}
	if gaps {
		on = append(on, "without gaps")
		but = append(but, "have gaps")
	}
	if uneven {
		on = append(on, "at even distances")
		but = append(but, "differ in distance")
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
