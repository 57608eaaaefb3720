package intake

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"oso/internal/casefile"
	"oso/internal/errs"
)

// Guide is what OSO says to the clinics of what cases need and ask: made of the
// office's lists, sent to the workstations, offered where materials and questions are
// entered. It is advice: nothing in it keeps a case from being sealed.
type Guide struct {
	Number    int64   `json:"number"` // grows with each change of a list
	Materials []Wants `json:"materials"`
	Questions []Asks  `json:"questions"`
}

// Topic says which cases a line is for. Words are words and ICD-10 codes by which a
// case is known to be one of them; none: every case. For names them for people.
type Topic struct {
	For   []string `json:"for"`
	Words []string `json:"words"`
}

// Wants is a material that such a case is looked through for.
type Wants struct {
	Code string                `json:"code"`
	Text string                `json:"text"`
	Kind casefile.MaterialKind `json:"kind"` // as it is announced; empty: record
	Topic
}

// Asks is a question as such cases ask it, with its parts.
type Asks struct {
	Code  string   `json:"code"`
	Text  string   `json:"text"`
	Parts []string `json:"parts"`
	Topic
}

const (
	maxGuide  = 4 << 20 // bytes: all that the office can enter
	mostLines = 500
)

// ParseGuide reads a guide as it is sent. What a newer program added is passed over.
func ParseGuide(data []byte) (Guide, error) {
	var g Guide
	err := error(nil)
	switch {
	case len(data) > maxGuide:
		err = fmt.Errorf("%d bytes, at most %d", len(data), maxGuide)
	default:
		err = json.Unmarshal(data, &g)
	}
	if err == nil && (g.Number < 1 || len(g.Materials) > mostLines || len(g.Questions) > mostLines) {
		err = fmt.Errorf("no number, or more than %d lines", mostLines)
	}
	if err != nil {
		return Guide{}, errs.Wrap(err, errs.Invalid, "read guide", "What OSO says of materials and questions is not in the form this program reads. What was there stays.")
	}
	return g, nil
}

// Suits tells whether a line is for a case: for every one, or by a word with which
// a word of its diagnosis, complaint, reason, plan or questions begins, or by its
// ICD-10 code.
func (t Topic) Suits(doc *casefile.Document) bool {
	if len(t.Words) == 0 {
		return true
	}
	all := []string{doc.Diagnosis.ICD10, doc.Diagnosis.Text, doc.History.ChiefComplaint, doc.Reason, doc.Plan}
	for _, q := range doc.Questions {
		all = append(append(all, q.Text), q.Parts...)
	}
	text := folded(strings.Join(all, "\n"))
	for _, w := range t.Words {
		if w = folded(strings.TrimSpace(w)); w != "" && Begins(text, w) {
			return true
		}
	}
	return false
}

// folded is a text in small letters without accents.
func folded(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(s))
}

// Begins tells whether a word of a text begins so.
func Begins(text, word string) bool {
	for at := 0; ; {
		i := strings.Index(text[at:], word)
		if i < 0 {
			return false
		}
		i += at
		if before, _ := utf8.DecodeLastRuneInString(text[:i]); i == 0 || !unicode.IsLetter(before) && !unicode.IsDigit(before) {
			return true
		}
		at = i + len(word)
	}
}
