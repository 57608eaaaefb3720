package people

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/identity"
)

const (
	mismatchMessage = "These records name somebody else than the case does. %s Compare the two; keep the records with a reason, or leave them out."
	unclearMessage  = "These records may be the patient’s, and what they say is not enough to be sure. %s Compare the two; keep the records with a reason, or leave them out."
	unnamedMessage  = "These records do not say whose they are. Make sure that they are this patient's."
	leftOutMessage  = "These records name this patient and are left out, so they do not go to OSO. Take them back in with a reason, or leave them out for good."
	noPlaceMessage  = "These records were read and no patient’s name was found in them, so they were compared with nobody. Make sure that they are this patient’s."
	fileMessage     = "These files are named for somebody else than the patient, and nothing in them says whose they are. Look at them; keep them with a reason, or leave them out."
	notReadMessage  = "What these records say cannot be read here (pictures, films, scans and the like), so they were compared with nobody. Make sure that they are this patient’s."
)

// group are those met who may be one person.
type group struct {
	key     string
	shown   string
	verdict identity.Verdict
	lines   []casebook.Comparison
	why     []string
	members []*named
}

// records of a group, each once, and their series.
func (g *group) records() (out []casefile.RecordID, series []string) {
	if len(g.members) == 1 { // as nearly always
		return slices.Clone(g.members[0].records), slices.Clone(g.members[0].series)
	}
	has := map[casefile.RecordID]bool{}
	for _, n := range g.members {
		for _, r := range n.records {
			if !has[r] {
				has[r] = true
				out = append(out, r)
			}
		}
		for _, s := range n.series {
			if !slices.Contains(series, s) {
				series = append(series, s)
			}
		}
	}
	return out, series
}

// stays tells whether any record of the group is not left out.
func (g *group) stays(out map[casefile.RecordID]bool) bool {
	return slices.ContainsFunc(g.members, func(n *named) bool {
		return slices.ContainsFunc(n.records, func(r casefile.RecordID) bool { return !out[r] })
	})
}

// groups compares everybody met with the patient and puts those together who
// may be one person and are asked about for one reason.
func (m *Met) groups(patient casefile.Patient, isNamed bool) []*group {
	met := make([]identity.Person, len(m.all))
	for i, n := range m.all {
		met[i] = n.person
	}
	byKey := map[string]*group{}
	for i, key := range identity.Group(met) {
		var r identity.Result
		if isNamed {
			r = identity.Compare(patient, met[i])
		}
		full := r.Verdict.String() + "|" + key
		if r.Verdict == identity.Same {
			full = "same|" // in however many ways they are named: it is the patient
		}
		g := byKey[full]
		if g == nil {
			g = &group{key: key, verdict: r.Verdict, shown: met[i].Shown(), lines: linesOf(r)}
			byKey[full] = g
		}
		for _, why := range r.Why {
			if !slices.Contains(g.why, why) {
				g.why = append(g.why, why)
			}
		}
		g.members = append(g.members, m.all[i])
	}
	all := make([]*group, 0, len(byKey))
	for _, key := range slices.Sorted(maps.Keys(byKey)) {
		all = append(all, byKey[key])
	}
	return all
}

func linesOf(r identity.Result) []casebook.Comparison {
	var out []casebook.Comparison
	for _, l := range r.Lines {
		out = append(out, casebook.Comparison{What: l.What, Case: l.Case, Found: l.Found, Differs: l.Answer == identity.Otherwise, Answer: string(l.Answer)})
	}
	return out
}

// Discrepancies compares everybody met with the patient: one discrepancy, by its row
// id, for each who is somebody else or of whom that is not clear, one where
// there are several, one for what is left out although it names the patient,
// and one for each reason why records were compared with nobody. Records that
// are left out stay in the discrepancies about their person; several people are
// counted without them.
func (m *Met) Discrepancies(patient casefile.Patient, out map[casefile.RecordID]bool) map[string]casebook.Discrepancy {
	found := map[string]casebook.Discrepancy{}
	put := func(code, key string, f casebook.Discrepancy) {
		f.Code, f.Severity = code, cmp.Or(f.Severity, casefile.SeverityWarning)
		f.Series = append([]string{}, f.Series...)
		found[casebook.DiscrepancyID(code, key)] = f
	}
	isNamed := identity.Named(patient)
	var self, others, strangers group // strangers: of the others, those who certainly are
	people := 0
	for _, g := range m.groups(patient, isNamed) {
		if g.verdict == identity.Same {
			self.members, self.shown = append(self.members, g.members...), g.shown
			continue
		}
		others.members = append(others.members, g.members...)
		if g.verdict == identity.Differs || !isNamed {
			strangers.members = append(strangers.members, g.members...)
			if g.stays(out) {
				people++
			}
		}
		if !isNamed {
			continue
		}
		f := casebook.Discrepancy{Severity: casefile.SeverityError, Patient: g.shown, Compare: g.lines}
		f.Records, f.Series = g.records()
		if g.verdict == identity.Differs {
			f.Message = fmt.Sprintf(mismatchMessage, strings.Join(g.why, " "))
			put(CodeMismatch, g.key, f)
		} else {
			f.Message = fmt.Sprintf(unclearMessage, strings.Join(g.why, " "))
			put(CodeUnknown, g.key, f)
		}
	}
	m.leftOut(&self, &others, out, put)
	if self.stays(out) {
		people++
	}
	if people > 1 {
		f := casebook.Discrepancy{Message: fmt.Sprintf("The records name %d different people. Each record must be this patient's, or be left out.", people)}
		f.Records, f.Series = strangers.records()
		if !isNamed { // nobody else notices
			f.Severity = casefile.SeverityError
		}
		put(CodeSeveral, "", f)
	}
	if isNamed {
		hinted := m.hinted(patient, &strangers)
		if len(hinted) > 0 {
			put(CodeUnknown, "file-name", casebook.Discrepancy{Message: fileMessage, Records: hinted})
		}
		isHinted := map[casefile.RecordID]bool{}
		for _, r := range hinted {
			isHinted[r] = true
		}
		for why, message := range map[Silence]string{NotSaid: unnamedMessage, NoPlace: noPlaceMessage, NotRead: notReadMessage} {
			n := m.silent[why]
			if n == nil {
				continue
			}
			code := CodeNobody
			if why == NotSaid {
				code = CodeUnknown
			}
			rest := slices.DeleteFunc(slices.Clone(n.records), func(r casefile.RecordID) bool { return isHinted[r] })
			if len(rest) > 0 {
				put(code, string(why), casebook.Discrepancy{Message: message, Records: rest, Series: n.series})
			}
		}
	}
	return found
}

// leftOut says what is left out although it names the patient and nobody else.
func (m *Met) leftOut(self, others *group, out map[casefile.RecordID]bool, put func(code, key string, f casebook.Discrepancy)) {
	if len(out) == 0 {
		return // as nearly always
	}
	own, series := self.records()
	foreign, _ := others.records()
	isForeign := make(map[casefile.RecordID]bool, len(foreign))
	for _, r := range foreign {
		isForeign[r] = true
	}
	own = slices.DeleteFunc(own, func(r casefile.RecordID) bool { return !out[r] || isForeign[r] })
	if len(own) > 0 {
		put(CodeLeftOut, "", casebook.Discrepancy{Message: leftOutMessage, Patient: self.shown, Series: series, Records: own})
	}
}

// hinted are the records that name nobody inside and whose file, or a folder
// around it, is named as somebody else is: written as a name, or with the name of a stranger met.
func (m *Met) hinted(patient casefile.Patient, strangers *group) []casefile.RecordID {
	isAnother := func(part string) bool {
		name := identity.FileName(part)
		return name.Family != "" && identity.Compare(patient, identity.Person{Name: name}).Verdict == identity.Differs
	}
	var out []casefile.RecordID
	for _, why := range []Silence{NotSaid, NoPlace, NotRead} {
		n := m.silent[why]
		if n == nil {
			continue
		}
		for _, r := range n.records {
			file := m.files[r]
			if identity.Mentions(file, patient.Name) {
				continue
			}
			another := slices.ContainsFunc(strangers.members, func(s *named) bool { return identity.Mentions(file, s.person.Name) })
			if another || slices.ContainsFunc(strings.Split(file, "/"), isAnother) {
				out = append(out, r)
			}
		}
	}
	return out
}
