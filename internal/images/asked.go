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
