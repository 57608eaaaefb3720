package console

import (
	"regexp"
	"strings"
	"time"

	"oso/internal/server/db"
	"oso/internal/server/rights"
)

// term is one word that a case has to have: as it is, or in one of the other
// ways in which it may be meant.
type term struct {
	ways   []string
	digits bool            // it may stand in a reference number
	named  map[string]bool // people, clinics and partners of whom it is a part of the name
	match  *match
}

// finder matches the whole reference number or every term, each somewhere in
// what the person may see: the patient's name and birth date, questions, member
// number, physician, specialist, partner, clinic. What a person may not see is
// found by nothing.
func (x *index) finder(people []db.Person, places map[string]place, text string) func(*spot, seen) bool {
	number := strings.Join(strings.Fields(text), "")
	var terms []term
	for _, ways := range termsOf(text) {
		t := term{ways: ways, digits: allDigits(ways[0]), named: map[string]bool{}, match: x.matches.of(ways, len(x.cases), x.looks)}
		for _, p := range people {
			if t.among(strings.ToLower(p.Name)) {
				t.named[p.ID] = true
			}
		}
		for id, p := range places {
			if t.among(strings.ToLower(p.name)) {
				t.named[id] = true
			}
		}
		terms = append(terms, t)
	}
	whole := allDigits(number) && len(terms) > 1
	return func(s *spot, n seen) bool {
		if whole && strings.Contains(s.number, number) {
			return true
		}
		for i := range terms {
			if !terms[i].fits(s, n) {
				return false
			}
		}
		return len(terms) > 0
	}
}

// allDigits tells whether a text can be a part of a reference number.
func allDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

func (t *term) among(words string) bool {
	for _, w := range t.ways {
		if strings.Contains(words, w) {
			return true
		}
	}
	return false
}

func (t *term) fits(s *spot, n seen) bool {
	at := t.in(s)
	switch {
	case at&inNumber != 0, at&inPatient != 0 && n.shows(rights.Name), at&inMember != 0 && n.shows(rights.Money), at&inQuestions != 0 && n.shows(rights.Clinical):
		return true
	}
	return len(t.named) > 0 && (n.shows(rights.Clinical) && (t.named[s.row.PhysicianID] || t.named[s.row.ClinicID]) ||
		n.shows(rights.Writers) && t.named[s.specialist()] || n.shows(rights.Money) && t.named[s.row.PartnerID])
}

// mostTerms bounds what one search asks of each case.
const mostTerms = 12

// termsOf parts a search into its terms. A date, however it is written, is one:
// as it stands, and as the birth date that it may be, the day or the month first.
func termsOf(text string) [][]string {
	var out [][]string
	text = inWords.ReplaceAllStringFunc(text, func(s string) string {
		for _, form := range []string{"2 January 2006", "2 Jan 2006", "January 2 2006", "Jan 2 2006"} {
			if t, err := time.Parse(form, strings.Join(strings.Fields(strings.ReplaceAll(s, ",", " ")), " ")); err == nil {
				return t.Format(time.DateOnly)
			}
		}
		return s
	})
	for _, word := range strings.Fields(text) {
		if len(out) == mostTerms {
			break
		}
		ways := []string{word}
		for _, form := range []string{"2.1.2006", "2/1/2006", "1/2/2006", "2-1-2006", "1-2-2006", "2006/1/2", "2006.1.2", "2006-1-2", "20060102"} {
			if t, err := time.Parse(form, word); err == nil {
				ways = append(ways, t.Format(time.DateOnly))
			}
		}
		out = append(out, ways)
	}
	return out
}

var inWords = regexp.MustCompile(`\b(\d{1,2} \p{L}{3,9},? \d{4}|\p{L}{3,9} \d{1,2},? \d{4})\b`)
