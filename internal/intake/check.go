package intake

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"oso/internal/casefile"
)

// Codes of problems. They are printed by `case check`: add, never rename.
const (
	CodeLocationRefused   = "location-refused"
	CodeLocationCheck     = "location-check"
	CodeLocationMissing   = "location-missing"
	CodeAddressElsewhere  = "address-elsewhere"
	CodeForbiddenAddOn    = "forbidden-add-on"
	CodeMissing           = "missing"
	CodeNotValid          = "not-valid"
	CodeNoEmail           = "no-email"
	CodeRepresentative    = "representative-missing"
	CodeAgreementMissing  = "agreement-missing"
	CodeAgreementChanged  = "agreement-changed"
	CodeAgreementSigner   = "agreement-signer"
	CodeAgreementAttested = "agreement-attested"
	CodeAgreementOlder    = "agreement-older"
	CodeNoQuestion        = "question-missing"
	CodeQuestionTwice     = "question-twice"
	CodeNoMaterial        = "material-missing"
	CodeMaterialNotHere   = "material-not-here"
	CodeMaterialNoImages  = "material-no-images"
	CodeMaterialForReview = "material-for-review"
	CodeAddOn             = "add-on"
	CodeCharacter         = "character-not-printable"
)

// Location is policy's answer as completeness needs it.
type Location struct {
	Outcome   string // "allowed", "refused" or "check"
	Reason    string
	Forbidden []casefile.AddOn
	Missing   []string // paths in the document
}

// Record is one stored record, as far as completeness cares.
type Record struct {
	ID    casefile.RecordID
	Name  string // as the letter says it; empty where the letter does not name it
	Image bool   // rather than a report, a letter and the like
}

// Have is what is there beside the document.
type Have struct {
	Location  Location
	Agreement *SignedAgreement // nil: none
	// Newer is the text that is signed today, where the agreement was signed under an
	// earlier one and no version of the case is sealed yet.
	Newer   *Text
	Records []Record
	// Pending are the decisions on records that nobody has taken yet, in the
	// form and with the severity in which they are to be reported.
	Pending []casefile.Problem
	// Taken are the fields of Takable that were taken from the records and that
	// no person has accepted.
	Taken []string
}

// Complete tells whether nothing in the list stops the seal.
func Complete(problems []casefile.Problem) bool {
	return !slices.ContainsFunc(problems, func(p casefile.Problem) bool { return p.Severity == casefile.SeverityError })
}

// Check finds what is missing or wrong in a case, in the order of the case
// page. Today is the day at the desk; it decides about ages. An empty list
// means that only the physician's seal is left. The document must be
// normalized.
func Check(doc *casefile.Document, have Have, today time.Time) []casefile.Problem {
	c := &checker{doc: doc, have: have, today: today, problems: []casefile.Problem{}}
	c.location()
	c.patient()
	for _, f := range Takable() {
		if f != FieldMaterials {
			c.taken(f)
		}
	}
	c.representative()
	c.payer()
	c.service()
	c.clinical()
	c.questions()
	c.materials()
	c.taken(FieldMaterials)
	c.records()
	c.characters()
	c.agreement()
	for i := range c.problems {
		p := &c.problems[i]
		if p.Series == nil {
			p.Series = []string{}
		}
		if p.Records == nil {
			p.Records = []casefile.RecordID{}
		}
	}
	return c.problems
}

type checker struct {
	doc      *casefile.Document
	have     Have
	today    time.Time
	problems []casefile.Problem
}

func (c *checker) stop(code, field, message string) {
	c.problems = append(c.problems, casefile.Problem{Code: code, Severity: casefile.SeverityError, Field: field, Message: message})
}

func (c *checker) warn(code, field, message string) {
	c.problems = append(c.problems, casefile.Problem{Code: code, Severity: casefile.SeverityWarning, Field: field, Message: message})
}

// need stops where a text is empty. What says what to enter.
func (c *checker) need(value, field, what string) {
	if strings.TrimSpace(value) == "" {
		c.stop(CodeMissing, field, what)
	}
}

func (c *checker) location() {
	l := c.have.Location
	for _, field := range l.Missing {
		what := "Say in which country the patient lives. It decides whether the service may be given."
		switch field {
		case "residence.region":
			what = "Say in which state or territory the patient lives. It decides whether the service may be given."
		case "specimen.country":
			what = "Say in which country the tissue was taken. It decides whether it may be reviewed."
		case "specimen.region":
			what = "Say in which state or territory the tissue was taken. It decides whether it may be reviewed."
		}
		c.stop(CodeLocationMissing, field, what)
	}
	switch {
	case l.Outcome == "refused":
		c.stop(CodeLocationRefused, "residence", l.Reason)
	case l.Outcome != "allowed" && len(l.Missing) == 0 && len(l.Forbidden) == 0:
		c.warn(CodeLocationCheck, "residence", orElse(l.Reason, "A coordinator decides whether the service may be given at this place."))
	}
	for _, a := range l.Forbidden {
		what := map[casefile.AddOn]string{casefile.ImagingReview: "images", casefile.PathologyReview: "tissue slides"}[a]
		c.stop(CodeForbiddenAddOn, "service.add_ons", "The service cannot review "+orElse(what, string(a))+" itself for this place. The opinion goes on from the written reports. Take the review off the order.")
	}
	home, addr := c.doc.Residence, c.doc.Patient.Address
	if home.Country != "" && addr.Country != "" && home.Country != addr.Country {
		c.warn(CodeAddressElsewhere, "patient.address.country", "The address is in another country than the place where the patient lives. Say which one is right, since the location decides.")
	} else if home.Country == "US" && home.Region != "" && len(addr.Region) == 2 && !strings.EqualFold(home.Region, addr.Region) {
		c.warn(CodeAddressElsewhere, "patient.address.region", "The address is in another state than the place where the patient lives. Say which one is right, since the location decides.")
	}
}

func (c *checker) payer() {
	switch p := c.doc.Payer; p.Kind {
	case casefile.PayerPatient:
	case casefile.PayerPartner:
		c.need(p.Partner, "payer.partner", "Name the organization that pays.")
		c.need(p.Member, "payer.member", "Enter the patient’s member number with the organization that pays.")
	default:
		c.stop(CodeMissing, "payer.kind", "Say who pays: the patient, or an organization.")
	}
}

func (c *checker) service() {
	s := c.doc.Service
	c.need(string(s.Kind), "service.kind", "Choose what is asked for.")
	for i, a := range s.AddOns {
		field := fmt.Sprintf("service.add_ons[%d]", i)
		switch {
		case slices.Contains(s.AddOns[:i], a):
			c.stop(CodeAddOn, field, "The same review is ordered twice. Take one off.")
		case s.Kind != "" && s.Kind != casefile.SecondOpinion:
			c.stop(CodeAddOn, field, "A review is added to a second opinion only. Choose a second opinion, or take the review off.")
		}
	}
	reviewed := map[casefile.MaterialKind]string{}
	if s.Kind == casefile.Imaging || slices.Contains(s.AddOns, casefile.ImagingReview) {
		reviewed[casefile.MaterialImaging] = "The images that are to be reviewed are not among the materials. Add them to the list."
	}
	if s.Kind == casefile.Pathology || slices.Contains(s.AddOns, casefile.PathologyReview) {
		reviewed[casefile.MaterialPathology] = "The slides or blocks that are to be reviewed are not among the materials. Add them to the list."
	}
	for _, kind := range []casefile.MaterialKind{casefile.MaterialImaging, casefile.MaterialPathology} {
		announced := slices.ContainsFunc(c.doc.Materials, func(m casefile.Material) bool { return m.Kind == kind })
		if message, ordered := reviewed[kind]; ordered && !announced {
			c.stop(CodeMaterialForReview, "materials", message)
		}
	}
}

func (c *checker) clinical() {
	h := c.doc.History
	c.need(h.ChiefComplaint, "history.chief_complaint", "Say in a sentence what brings the patient.")
	c.need(h.PresentIllness, "history.present_illness", "Describe the present illness. The specialist has nothing else to go by.")
	if h.Medication == "" {
		c.warn(CodeMissing, "history.medication", "No medication is listed. Write “none” if there is none.")
	}
	if h.Allergies == "" {
		c.warn(CodeMissing, "history.allergies", "No allergies are listed. Write “none known” if there are none.")
	}
	for i, e := range h.Encounters {
		field := fmt.Sprintf("history.events[%d]", i)
		if !partialDate(e.Date) {
			c.stop(CodeNotValid, field+".date", "Give the year, or the year and month, or the whole date of this encounter.")
		}
		c.need(e.Text, field+".text", "Say what happened, or take the encounter out.")
	}
	c.need(c.doc.Diagnosis.Text, "diagnosis.text", "Enter the present diagnosis, or what is suspected.")
	if code := c.doc.Diagnosis.ICD10; code != "" && !icd10(code) {
		c.warn(CodeNotValid, "diagnosis.icd10", "This does not look like an ICD-10 code, for example C34.11. The words of the diagnosis count.")
	}
	c.need(c.doc.Plan, "plan", "Enter the present plan of treatment, or that there is none yet.")
}

func (c *checker) questions() {
	if len(c.doc.Questions) == 0 {
		c.stop(CodeNoQuestion, "questions", "Ask at least one question. Each is answered on its own.")
	}
	for i, q := range c.doc.Questions {
		field := fmt.Sprintf("questions[%d]", i)
		c.need(q.Text, field+".text", fmt.Sprintf("Question %d is empty. Write it, or take it out.", i+1))
		for j, p := range q.Parts {
			c.need(p, fmt.Sprintf("%s.parts[%d]", field, j), fmt.Sprintf("Part %c of question %d is empty. Write it, or take it out.", 'a'+j, i+1))
		}
		for _, before := range c.doc.Questions[:i] {
			if q.Text != "" && strings.EqualFold(q.Text, before.Text) && slices.Equal(q.Parts, before.Parts) {
				c.warn(CodeQuestionTwice, field+".text", fmt.Sprintf("Question %d asks the same as an earlier one.", i+1))
				break
			}
		}
	}
}

func (c *checker) agreement() {
	a := c.have.Agreement
	if a == nil {
		c.stop(CodeAgreementMissing, "agreement", "The agreement is not signed yet. Without it there is no consultation.")
		return
	}
	if !a.Intact() {
		c.stop(CodeAgreementChanged, "agreement", "What is kept of the agreement does not belong to the text that was signed. Have it signed again.")
		return
	}
	if !a.For(c.doc) {
		c.stop(CodeAgreementChanged, "agreement", "The patient’s name or birth date was changed after the agreement was signed. Have it signed again for the patient as the case has it now.")
		return
	}
	if err := CheckSigner(c.doc, a.Parties.Signer, a.Parties.Relation, c.today); err != nil {
		c.stop(CodeAgreementSigner, "agreement", "The person who signed the agreement may not sign for the patient as the case stands now. Have it signed again by the patient or the representative whom the case names.")
		return
	}
	if n := c.have.Newer; n != nil {
		signs := "The agreement was signed under an earlier text. OSO’s text is another one since " + longDate(n.Date)
		if (Text{Version: a.Version}).Number() < n.Since {
			c.stop(CodeAgreementOlder, "agreement", signs+", and asks for a new signature. Have the new text read and signed.")
			return
		}
		c.warn(CodeAgreementOlder, "agreement", signs+". What was signed holds for this case; the new text may be signed instead.")
	}
	if a.Method == Attested {
		c.warn(CodeAgreementAttested, "agreement", "The signature is attested at the desk and no scan is kept. A coordinator checks it before a specialist is chosen.")
	}
}
