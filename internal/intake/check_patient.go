package intake

import (
	"net/mail"
	"regexp"
	"strings"
	"time"
)

func (c *checker) patient() {
	p := c.doc.Patient
	c.need(p.Name.Family, "patient.name.family", "Enter the patient’s family name in Latin letters, as the records have it. A person with one name has it here.")
	if p.Name.Family != "" && p.Name.Given == "" {
		c.warn(CodeMissing, "patient.name.given", "No given name is entered. Leave it so if the patient has one name only.")
	}
	c.birthDate(p.BirthDate)
	c.need(string(p.Sex), "patient.sex", "Enter the patient’s sex, or that it is unknown.")
	if strings.TrimSpace(strings.Join(p.Address.Lines, "")) == "" {
		c.stop(CodeMissing, "patient.address.lines", "Enter the street or the first line of the patient’s address.")
	}
	c.need(p.Address.City, "patient.address.city", "Enter the city of the patient’s address.")
	c.need(p.Address.Country, "patient.address.country", "Enter the country of the patient’s address.")
	if p.Address.Country != "" && !countryCode.MatchString(p.Address.Country) {
		c.stop(CodeNotValid, "patient.address.country", "Choose the country from the list; it is kept as two letters.")
	}
	c.need(p.Phone, "patient.phone", "Enter a telephone number at which the patient can be reached.")
	if p.Phone != "" && !telephone(p.Phone) {
		c.stop(CodeNotValid, "patient.phone", "This is not a telephone number that can be called. Enter it with its country code, for example +44 20 7946 0018.")
	}
	switch {
	case p.Email == "":
		// A clinic's case may name no address; a letter is posted instead.
		c.warn(CodeNoEmail, "patient.email", "No e-mail address is entered. E-mail is the main way to reach the patient; without it notices go by post.")
	case !email(p.Email):
		c.stop(CodeNotValid, "patient.email", "This is not an e-mail address. Correct it, or leave it empty.")
	}
	for _, id := range p.Identifiers {
		if id.Value == "" {
			c.stop(CodeMissing, "patient.identifiers", "An identifier has no number. Enter it, or take it out.")
			break
		}
	}
}

func (c *checker) birthDate(s string) {
	const field = "patient.birth_date"
	if s == "" {
		c.stop(CodeMissing, field, "Enter the patient’s date of birth.")
		return
	}
	age, ok := ageOn(s, c.today)
	switch {
	case !ok:
		c.stop(CodeNotValid, field, "This day is not in the calendar. Enter year, month and day.")
	case s > c.today.Format(time.DateOnly):
		c.stop(CodeNotValid, field, "The date of birth lies in the future.")
	case age > 130:
		c.stop(CodeNotValid, field, "The date of birth lies more than 130 years back.")
	}
}

func (c *checker) representative() {
	r := c.doc.Patient.Representative
	age, ok := ageOn(c.doc.Patient.BirthDate, c.today)
	if r == nil {
		if ok && age >= 0 && age < adult {
			c.stop(CodeRepresentative, "patient.representative", "The patient is under 18. Name the parent or other representative who acts for the patient.")
		}
		return
	}
	c.need(r.Name, "patient.representative.name", "Enter the representative’s full name.")
	c.need(r.Relation, "patient.representative.relation", "Say how the representative is related to the patient.")
	if Relation(r.Relation) == Self {
		c.stop(CodeNotValid, "patient.representative.relation", "Nobody represents himself or herself. Say how the representative is related to the patient, or take the representative out.")
	}
	c.need(r.Authority, "patient.representative.authority", "Say what gives the representative the authority to sign, for example parental custody or a health care proxy.")
}

var (
	countryCode = regexp.MustCompile(`^[A-Z]{2}$`)
	icd10Code   = regexp.MustCompile(`^[A-Z][0-9][0-9A-Z](\.?[0-9A-Z]{1,4})?$`)
)

func icd10(s string) bool { return icd10Code.MatchString(strings.ToUpper(s)) }

// telephone takes any country's writing: digits with the usual signs between
// them, 6 to 20 digits in all, perhaps an extension in words.
func telephone(s string) bool {
	digits := 0
	for _, r := range s {
		if r >= '0' && r <= '9' {
			digits++
		}
	}
	return digits >= 6 && digits <= 20 && strings.Trim(s, "0123456789+-–()./ \u00a0extEXT#,;") == ""
}

func email(s string) bool {
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s {
		return false
	}
	_, domain, _ := strings.Cut(s, "@")
	return strings.Contains(domain, ".") && !strings.HasSuffix(domain, ".")
}

// partialDate is YYYY, YYYY-MM or YYYY-MM-DD.
func partialDate(s string) bool {
	for _, layout := range []string{"2006", "2006-01", time.DateOnly} {
		if _, err := time.Parse(layout, s); err == nil {
			return true
		}
	}
	return false
}
