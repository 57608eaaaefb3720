package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/errs"
)

// DefaultService is the service's name where none is configured (R60).
const DefaultService = "Online Second Opinions"

// Self is the relation of a patient who signs in person.
const Self = "self"

// Parties are what the agreement's text names. Service and Clinic are names;
// Physician may be empty where it is not known yet, the text then says "the
// treating physician named in my case". Signer, Relation and Authority are
// empty on a copy that is printed to be signed with a pen.
type Parties struct {
	Service   string `json:"service"`
	Clinic    string `json:"clinic"`
	Physician string `json:"physician"`
	Patient   string `json:"patient"`    // casefile.Name.Display
	Native    string `json:"native"`     // casefile.Name.Ideographic
	BirthDate string `json:"birth_date"` // YYYY-MM-DD
	Signer    string `json:"signer"`
	Relation  string `json:"relation"`
	Authority string `json:"authority"` // of a representative
}

// PartiesOf takes patient and, for a representative's signature, the authority
// from the document.
func PartiesOf(doc *casefile.Document, service, clinic, physician, signer, relation string) Parties {
	if Relation(relation) == Self {
		relation = Self
	}
	p := Parties{
		Service: service, Clinic: clinic, Physician: physician,
		Patient: doc.Patient.Name.Display(), Native: doc.Patient.Name.Ideographic, BirthDate: doc.Patient.BirthDate,
		Signer: signer, Relation: relation,
	}
	if p.Native == p.Patient {
		p.Native = ""
	}
	if r := doc.Patient.Representative; r != nil && relation != Self {
		p.Authority = r.Authority
	}
	return p
}

// SignedAgreement is what a desk or the portal keeps of a signature: which
// text, for whom, and the hash of the bytes that Render gave.
type SignedAgreement struct {
	Version string  `json:"version"`
	SHA256  string  `json:"sha256"` // lower-case hex
	Parties Parties `json:"parties"`
	// Method is "pen", "paper" or "attested"; attested is a signature that a
	// user of the clinic vouches for, and that a coordinator checks.
	Method string `json:"method"`
	// Wording is the text that was signed, where it is not one that the program
	// carries: it stays with the case, whatever the workstation is sent later.
	Wording *Text `json:"wording,omitempty"`
}

// Methods of signing.
const (
	ByPen    = "pen"      // on the screen
	OnPaper  = "paper"    // a scan is kept
	Attested = "attested" // at the desk, without a scan
)

// Sign renders a text for the parties. The bytes are what is signed and kept.
func Sign(t Text, p Parties, method string) (SignedAgreement, []byte) {
	data := t.Render(p)
	s := SignedAgreement{Version: t.Version, SHA256: Fingerprint(data), Parties: p, Method: method}
	if _, carried := AgreementVersion(t.Version); !carried {
		s.Wording = &t
	}
	return s, data
}

// Fingerprint is the SHA-256 of signed bytes as lower-case hex.
func Fingerprint(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// Intact tells whether the text is known, and rendered for these parties still has
// the hash that was signed.
func (s SignedAgreement) Intact() bool {
	t, ok := AgreementVersion(s.Version)
	if s.Wording != nil {
		t, ok = *s.Wording, s.Wording.Version == s.Version
	}
	return ok && Fingerprint(t.Render(s.Parties)) == s.SHA256
}

// For tells whether it was signed for the patient that the document names now.
func (s SignedAgreement) For(doc *casefile.Document) bool {
	now := PartiesOf(doc, "", "", "", "", Self)
	return s.Parties.Patient == now.Patient && s.Parties.Native == now.Native && s.Parties.BirthDate == now.BirthDate
}

// Render gives the exact bytes that are signed: UTF-8, lines ended by LF, one
// line a paragraph, the version first. The same parties give the same bytes,
// for ever.
func (t Text) Render(p Parties) []byte {
	var b strings.Builder
	line := func(s string) { b.WriteString(oneLine(s)); b.WriteByte('\n') }
	fact := func(name, value string) {
		if value != "" {
			line(name + ": " + value)
		}
	}
	line("oso/" + t.Version)
	line(t.Title)
	line("Version of " + longDate(t.Date))
	line("")
	fact("Service", orElse(p.Service, DefaultService))
	fact("Clinic", p.Clinic)
	fact("Treating physician", orElse(p.Physician, "the treating physician named in my case"))
	patient := p.Patient
	if p.Native != "" {
		patient += " (" + p.Native + ")"
	}
	fact("Patient", patient)
	fact("Date of birth", longDate(p.BirthDate))
	for _, s := range t.Opening {
		line("")
		line(s)
	}
	for i, c := range t.Clauses {
		line("")
		line(fmt.Sprintf("%d. %s", i+1, c.Heading))
		for _, s := range c.Paragraphs {
			line(s)
		}
	}
	for _, s := range t.Closing {
		line("")
		line(s)
	}
	line("")
	const blank = "______________________________"
	line("Signed by: " + orElse(p.Signer, blank))
	switch p.Relation {
	case Self:
		line("Signing as: the patient")
	case "":
		line("Signing as: the patient, or the patient’s representative (relation): " + blank)
		line("Authority of the representative: " + blank)
	default:
		line("Signing as: the patient’s representative (" + p.Relation + ")")
		line("Authority of the representative: " + orElse(p.Authority, blank))
	}
	return []byte(b.String())
}

// oneLine keeps a name from outside from looking like a line of the text.
func oneLine(s string) string { return Clean(s, false) }

func orElse(s, other string) string {
	if strings.TrimSpace(s) == "" {
		return other
	}
	return s
}

// longDate is never ambiguous: 9 April 1972. What is no date stays as it is.
func longDate(s string) string {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return s
	}
	return t.Format("2 January 2006")
}

// CheckSigner tells whether this person may sign for the patient: the patient
// under the name in the case, or the representative whom the case names with
// an authority. A patient under 18 does not sign alone (R54). Names are
// compared without regard to case and spacing, relations by what they stand
// for: a mother signs as the parent. The error is errs.Incomplete
// or errs.Refused.
func CheckSigner(doc *casefile.Document, signer, relation string, today time.Time) error {
	const op = "check signer"
	signer, relation = oneLine(signer), Relation(relation)
	if signer == "" || relation == "" {
		return errs.E(errs.Incomplete, op, "Nobody is named as the signer. Nothing was recorded. Give the signer’s full name and the relation to the patient.")
	}
	p := doc.Patient
	if relation == Self {
		if age, ok := ageOn(p.BirthDate, today); ok && age < adult {
			return errs.E(errs.Refused, op, "The patient is under 18, so a parent or another representative signs. Nothing was recorded. Name the representative in the case, then sign with that name.")
		}
		for _, n := range []string{p.Name.Display(), p.Name.Plain(), p.Name.Ideographic} {
			if n != "" && sameName(n, signer) {
				return nil
			}
		}
		return errs.E(errs.Refused, op, "The signer’s name is not the patient’s name as the case has it. Nothing was recorded. Correct the name, or name the signer as the patient’s representative.")
	}
	r := p.Representative
	if r == nil || r.Name == "" || r.Authority == "" {
		return errs.E(errs.Incomplete, op, "The case names no representative with an authority to sign. Nothing was recorded. Add the representative’s name, relation and authority to the case first.")
	}
	if !sameName(r.Name, signer) {
		return errs.E(errs.Refused, op, "The signer is not the representative whom the case names. Nothing was recorded. Correct one of the two names.")
	}
	if r.Relation != "" && !sameRelation(r.Relation, relation) {
		return errs.E(errs.Refused, op, "The signer’s relation is not the one that the case gives for the representative. Nothing was recorded. Correct one of the two.")
	}
	return nil
}

func sameName(a, b string) bool { return strings.EqualFold(oneLine(a), oneLine(b)) }

// adult is the age from which a patient signs alone (Massachusetts, R26, R54).
const adult = 18

// ageOn is the age in whole years; false without a valid birth date.
func ageOn(birth string, today time.Time) (int, bool) {
	b, err := time.Parse(time.DateOnly, birth)
	if err != nil {
		return 0, false
	}
	age := today.Year() - b.Year()
	if today.Month() < b.Month() || today.Month() == b.Month() && today.Day() < b.Day() {
		age--
	}
	return age, true
}
