package images

import (
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"oso/internal/dicom"
)

// Passport is what the headers of a series say of how good it is to read. It
// tells, judges nobody and blocks nothing; where a header is silent, so is it.
type Passport struct {
	Line  string `json:"line"`            // one line: what it is
	Means string `json:"means"`           // what that may keep a reader from seeing; empty where nothing does
	Asked string `json:"asked"`           // what it means for what the case asks, or else what it limits
	Named bool   `json:"named,omitempty"` // a field of the case asks for it: Asked says more than what it limits
	Notes []Note `json:"notes"`           // the same, each by itself, the weightiest first
}

// Note is one thing about a series.
type Note struct {
	Code  string `json:"code"`
	Text  string `json:"text"`  // as it stands in the line
	Means string `json:"means"` // a sentence, or empty
	Hint  bool   `json:"hint"`  // only a name says so
}

// PassportOf describes one series from the headers of its images, for what is
// asked of it.
func PassportOf(modality string, of []Instance, asked Asked) Passport {
	p := passport{modality: modality, of: of}
	for i := range of {
		if m := of[i].Image; m != nil {
			if p.images = append(p.images, m); m.Quality != nil {
				p.known = append(p.known, m.Quality)
			}
			if of[i].Ref.Series != "" {
				p.name = of[i].Ref.Series
			}
			first(&p.part, strings.ToUpper(m.BodyPart))
		}
	}
	out := Passport{Notes: []Note{}}
	if len(p.images) == 0 {
		return out
	}
	for _, look := range []func(){p.localizer, p.screen, p.absent, p.loss, p.bits, p.slices, p.turns, p.derived, p.contrast} {
		look()
	}
	var line, means []string
	for _, n := range p.notes {
		line = append(line, n.Text)
		if n.Means != "" && len(means) < 2 && !slices.Contains(means, n.Means) {
			means = append(means, n.Means)
		}
	}
	out.Notes = append(out.Notes, p.notes...)
	out.Line, out.Means = strings.Join(line, " · "), strings.Join(means, " ")
	out.Asked, out.Named = p.asked(asked)
	return out
}

// passport is one being made.
type passport struct {
	modality string
	name     string // of the series
	of       []Instance
	images   []*dicom.Image
	known    []*dicom.Quality
	part     string  // of the body
	thickest float64 // of its slices, in mm; 0: not said
	gap      bool    // somewhere its uneven slices lie farther apart than they are thick
	scout    bool    // it only shows where other images lie
	notes    []Note
}

func (p *passport) note(code, means, format string, args ...any) {
	p.notes = append(p.notes, Note{Code: code, Text: fmt.Sprintf(format, args...), Means: means})
}

// count is of how many images something is true.
func (p *passport) count(is func(q *dicom.Quality) bool) (n int) {
	for _, q := range p.known {
		if is(q) {
			n++
		}
	}
	return n
}

// some says of how many of all, where it is not all.
func (p *passport) some(n int) string {
	if n == len(p.images) {
		return ""
	}
	return fmt.Sprintf(" (%d of %d images)", n, len(p.images))
}

var scoutName = regexp.MustCompile(`(?i)\b(scout|topogram|surview|scano(gram)?|localizer|localiser|survey|pilot)`)

func (p *passport) localizer() {
	const means = "It shows where other images lie and is not meant to be read by itself."
	n := p.count(func(q *dicom.Quality) bool { return slices.Contains(q.Kind, "LOCALIZER") })
	switch {
	case n == len(p.images):
		p.scout = true
		p.note("localizer", means, "localizer")
	case n > 0:
		p.note("localizer", "", "localizers among the images (%d of %d)", n, len(p.images))
	case scoutName.MatchString(p.name):
		p.scout = true
		p.notes = append(p.notes, Note{Code: "localizer", Text: "localizer, by its name only", Means: means, Hint: true})
	}
}

// secondary tells a class of captures.
func secondary(class string) bool {
	const root = "1.2.840.10008.5.1.4.1.1.7"
	return class == root || strings.HasPrefix(class, root+".")
}

func (p *passport) screen() {
	captured, screen := 0, 0
	for i := range p.of {
		if !secondary(p.of[i].Ref.SOPClassUID) || p.of[i].Image == nil {
			continue
		}
		captured++
		if q := p.of[i].Image.Quality; q != nil && q.Conversion == "WSD" {
			screen++
		}
	}
	switch {
	case screen > 0:
		p.note("screenshot", "It is a picture of a screen and not the image as acquired: window, size and values cannot be changed or measured.", "pictures of a screen%s", p.some(screen))
	case captured > 0:
		p.note("secondary-capture", "It was captured or scanned and is not the image as acquired: measuring and windowing may mislead.", "secondary captures%s", p.some(captured))
	}
	if n := p.count(func(q *dicom.Quality) bool { return q.BurnedIn }); n > 0 {
		p.note("burned-in", "", "text is part of the picture%s", p.some(n))
	}
}

// absent tells of images that are not here: by their numbers, by what devices
// and archives counted, and by the places that slices leave empty.
func (p *passport) absent() {
	const means = "What lies on the missing images cannot be judged."
	for _, n := range absentParts(p.images) {
		p.note("missing", means, "%d of the %d files of one image missing", n.missing, n.of)
	}
	numbers := numbersOf(p.of)
	switch g := numbers.Gaps(p.modality); {
	case g.Counted:
		p.note("missing", means, "%d of %d images here, as the archive counted them", g.Images, g.Images+g.Missing)
		return
	case g.Missing > 0 && g.Sure:
		p.note("missing", means, "%s missing, by their numbers", images(g.Missing))
		return
	case g.Missing > 0:
		p.note("missing-unsure", "Images may be missing, or they are numbered in another way.", "numbers with gaps")
		return
	}
	if n := fewerAcquired(p.images); n > 0 {
		p.note("missing-unsure", "Images may be missing, or were kept in another series.", "%s fewer than the device noted for the acquisition", images(n))
	}
}

type absentFiles struct{ missing, of int }

// absentParts is how many files are not here of images that were sent in several,
// where the others say how many there are.
func absentParts(all []*dicom.Image) (out []absentFiles) {
	here, count := map[string]map[int]bool{}, map[string]int{}
	for _, m := range all {
		if p := m.Part; p != nil && p.Number > 0 {
			if here[p.Of] == nil {
				here[p.Of] = map[int]bool{}
			}
			here[p.Of][p.Number] = true
			count[p.Of] = max(count[p.Of], p.Count, p.Number)
		}
	}
	for _, of := range slices.Sorted(maps.Keys(here)) {
		if n := count[of] - len(here[of]); n > 0 {
			out = append(out, absentFiles{n, count[of]})
		}
	}
	return out
}

func images(n int) string {
	if n == 1 {
		return "1 image"
	}
	return fmt.Sprintf("%d images", n)
}

// fewerAcquired is how many images fewer are here than devices noted for their
// acquisitions; 0 where that cannot be said.
func fewerAcquired(of []*dicom.Image) (fewer int) {
	type met struct{ here, said int }
	all := map[string]*met{}
	for _, m := range of {
		q := m.Quality
		if q == nil || q.Acquired == 0 || q.Acquiring == "" || m.Frames > 1 {
			return 0
		}
		a := all[q.Acquiring]
		if a == nil {
			a = &met{said: q.Acquired}
			all[q.Acquiring] = a
		}
		if a.here++; a.said != q.Acquired { // it is counted in another way
			return 0
		}
	}
	for _, a := range all {
		if a.here > a.said {
			return 0
		}
		fewer += a.said - a.here
	}
	return fewer
}

// methods are the names of ways to pack with loss.
var methods = map[string]string{
	"ISO_10918_1": "JPEG", "ISO_14495_1": "JPEG-LS", "ISO_15444_1": "JPEG 2000", "ISO_15444_2": "JPEG 2000", "ISO_13818_2": "MPEG-2", "ISO_14496_10": "H.264", "ISO_23008_2": "HEVC",
}

func (p *passport) loss() {
	n := p.count(func(q *dicom.Quality) bool { return q.Lossy })
	if n == 0 {
		return
	}
	var how []string
	ratio := 0.0
	for _, q := range p.known {
		if q.Lossy {
			if m := methods[q.Method]; m != "" && !slices.Contains(how, m) {
				how = append(how, m)
			}
			ratio = max(ratio, q.Ratio)
		}
	}
	if ratio > 0 {
		how = append(how, strconv.FormatFloat(math.Round(ratio*10)/10, 'f', -1, 64)+" to 1")
	}
	text := "compressed with loss"
	if len(how) > 0 {
		text += " (" + strings.Join(how, ", ") + ")"
	}
	p.note("lossy", "Fine detail may be lost or altered.", "%s%s", text, p.some(n))
}

// wide are the modalities whose values have more than eight bits as acquired. Of
// nuclear medicine that is not so: counts that fit are kept in eight (PS3.3 C.8.4.8).
var wide = []string{"CT", "MR", "PT", "CR", "DX", "MG", "RG"}

func (p *passport) bits() {
	if !slices.Contains(wide, p.modality) {
		return
	}
	n := p.count(func(q *dicom.Quality) bool { return q.Bits > 0 && q.Bits <= 8 })
	if n > 0 {
		p.note("eight-bit", "Only the window that somebody chose is left: what it did not show cannot be brought back.", "8 bits a value%s", p.some(n))
	}
}

func (p *passport) derived() {
	if p.scout {
		return
	}
	n := p.count(func(q *dicom.Quality) bool { return len(q.Kind) > 0 && q.Kind[0] == "DERIVED" })
	if n == 0 {
		return
	}
	what := ""
	for _, q := range p.known {
		for _, k := range q.Kind {
			if name := derivations[k]; name != "" && len(q.Kind) > 0 && q.Kind[0] == "DERIVED" {
				what = ": " + name
			}
		}
	}
	p.note("derived", "", "computed from other images%s%s", what, p.some(n))
}

// derivations are values of the image type that say how an image was computed.
var derivations = map[string]string{
	"MPR": "multiplanar reformat", "REFORMATTED": "reformat", "CURVED MPR": "curved reformat", "MIP": "maximum intensity", "MAX_IP": "maximum intensity", "MIN IP": "minimum intensity",
	"MIN_IP": "minimum intensity", "PROJECTION IMAGE": "projection", "CSA MIP": "maximum intensity", "CSA MPR": "multiplanar reformat", "VOLUME": "volume rendering", "VR": "volume rendering",
	"ADC": "diffusion map", "SUBTRACTION": "subtraction", "AVERAGE": "average", "CSAPARALLEL": "reformat",
}

var (
	// In place of an agent's name: "NO CONTRAST" and the like. "NON IONIC" is an agent.
	noAgent = regexp.MustCompile(`(?i)^\W*(|n|nein|non|0|false|nil|n/a|native?|(no|none|not|without|w/?o|unenhanced|keine?s?|ohne|sans|sin|senza)(\W.*)?)\W*$`)
	// A name says without, or it says a phase that there is only with an agent.
	without   = regexp.MustCompile(`(?i)\b(non?[ -]?contrast|non?[ -]?ce\b|unenhanced|w/?o contrast|without (iv |i\.v\. )?contrast|ohne (km\b|kontrast)|native?\b|pre[ -]?contrast)`)
	both      = regexp.MustCompile(`(?i)\b(w|with|mit)\b.{1,5}\b(w/?o|without|ohne)\b|\b(w/?o|without|ohne)\b.{1,5}\b(w|with|mit)\b`)
	phaseName = []struct {
		is    *regexp.Regexp
		phase string
	}{
		{regexp.MustCompile(`(?i)\b(arteri(al|ell)|art\.? ?phase|\bart)\b`), "arterial phase"},
		{regexp.MustCompile(`(?i)\b(portal|porto|portovenous|pv phase)`), "portal venous phase"},
		{regexp.MustCompile(`(?i)\b(venous|venös|ven\.? ?phase)\b`), "venous phase"},
		{regexp.MustCompile(`(?i)\b(delay(ed)?|late phase|spätphase|excretory|urogra)`), "late phase"},
		{regexp.MustCompile(`(?i)(\+ ?(c|km|gd|contrast)\b|\b(c|km|gd) ?\+|\bpost ?(contrast|gd|km|gad)|\bce\b|with contrast)`), "with contrast"},
	}
)

// phase is what a series' name says of contrast; with tells that it speaks of an
// agent, if only beside images without.
func phase(name string) (said string, with bool) {
	name = strings.ReplaceAll(name, "_", " ")
	if both.MatchString(name) {
		return "with and without contrast", true
	}
	none := without.FindStringIndex(name)
	if none != nil { // its words say nothing else
		name, said = name[:none[0]]+" "+name[none[1]:], "without contrast"
	}
	for _, x := range phaseName {
		if x.is.MatchString(name) {
			if none != nil {
				return said + ", " + x.phase, true
			}
			return x.phase, true
		}
	}
	return said, false
}

func (p *passport) contrast() {
	if p.scout || p.modality != "CT" && p.modality != "MR" && p.modality != "XA" {
		return
	}
	agent := ""
	n := p.count(func(q *dicom.Quality) bool {
		named := !noAgent.MatchString(q.Agent) || both.MatchString(q.Agent)
		if named {
			agent = q.Agent
		}
		return named
	})
	if n > 0 {
		p.note("contrast", "", "contrast agent named: %s%s", agent, p.some(n))
	}
	said, with := phase(p.name)
	if said != "" {
		p.notes = append(p.notes, Note{Code: "phase", Text: said + ", by its name only", Hint: true})
	}
	if n == 0 && !with && (p.modality == "CT" || p.modality == "MR") && len(p.known) > 0 {
		p.note("no-contrast-named", "", "no contrast agent named")
	}
}
