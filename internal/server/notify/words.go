package notify

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"oso/internal/errs"
	"oso/internal/server/brand"
)

// Words are what one notice says to one audience. Places for what a mail may say
// stand in braces: {service}, {reference}, {link}. A paragraph that begins with
// {copy} is there only where the patient gets the courtesy copy.
type Words struct {
	Notice   string `json:"notice"`
	Audience string `json:"audience"`
	Subject  string `json:"subject"`
	Body     string `json:"body"`
}

// Sheet are the words that the office put in place of the program's own, as they
// are proposed and stored. A notice that is not in it says what the program has.
type Sheet struct {
	Words []Words `json:"words"`
}

const (
	mostSubject = 150  // characters
	mostBody    = 4000 // characters

	copied = "{copy}"
	// unlinked stands where a link would, and there is no page to lead to.
	unlinked = "call us"
)

// places are what braces may hold.
var places = []string{"service", "reference", "link", "copy"}

// ParseSheet reads a stored sheet.
func ParseSheet(body string) (Sheet, error) {
	var s Sheet
	d := json.NewDecoder(strings.NewReader(body))
	err := d.Decode(&s)
	if err == nil {
		if _, err = d.Token(); errors.Is(err, io.EOF) {
			err = s.Check()
		} else if err == nil {
			err = errors.New("more than one document")
		}
	}
	if err != nil {
		return Sheet{}, errs.Wrap(err, errs.Damaged, "read mail texts", "The texts of mails cannot be read. Nothing was sent; tell the system administrator.")
	}
	return s, nil
}

// String is the sheet as it is stored: by audience and notice, without blanks at
// the ends of lines, so that the same words are the same text.
func (s Sheet) String() (string, error) {
	out := Sheet{Words: make([]Words, 0, len(s.Words))}
	for _, w := range s.Words {
		w.Subject = strings.TrimSpace(w.Subject)
		lines := strings.Split(strings.ReplaceAll(w.Body, "\r\n", "\n"), "\n")
		for i := range lines {
			lines[i] = strings.TrimRight(lines[i], " \t")
		}
		w.Body = strings.TrimSpace(strings.Join(lines, "\n"))
		out.Words = append(out.Words, w)
	}
	slices.SortFunc(out.Words, func(a, b Words) int {
		return strings.Compare(a.Audience+" "+a.Notice, b.Audience+" "+b.Notice)
	})
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(out); err != nil {
		return "", errs.Op(err, "write mail texts")
	}
	return strings.TrimSpace(b.String()), nil
}

// Of are the words for a notice, if the sheet has any.
func (s Sheet) Of(notice, audience string) (Words, bool) {
	i := slices.IndexFunc(s.Words, func(w Words) bool { return w.Notice == notice && w.Audience == audience })
	if i < 0 {
		return Words{}, false
	}
	return s.Words[i], true
}

// Check is what a sheet must pass: every place is one, and nobody is told by mail
// what is not for mail. Invalid names notice, line and column.
func (s Sheet) Check() error {
	t, err := Parse()
	if err != nil {
		return err
	}
	for i, w := range s.Words {
		if !t.Has(w.Notice, w.Audience) {
			return wrong(w, "the service sends no such notice")
		}
		if _, first := (Sheet{s.Words[:i]}).Of(w.Notice, w.Audience); first {
			return wrong(w, "its text is there twice")
		}
		if err := w.check(); err != nil {
			return err
		}
		if err := t.checkVocabulary(w); err != nil {
			return err
		}
	}
	return nil
}

func (w Words) check() error {
	switch {
	case strings.TrimSpace(w.Subject) == "" || strings.TrimSpace(w.Body) == "":
		return wrong(w, "the subject or the text is empty")
	case strings.ContainsAny(w.Subject, "\r\n"):
		return wrong(w, "the subject has more than one line")
	case utf8.RuneCountInString(w.Subject) > mostSubject:
		return wrong(w, fmt.Sprintf("the subject is longer than %d characters", mostSubject))
	case utf8.RuneCountInString(w.Body) > mostBody:
		return wrong(w, fmt.Sprintf("the text is longer than %d characters", mostBody))
	}
	if err := w.checkPlaces("Subject", w.Subject, "link", "copy"); err != nil {
		return err
	}
	if err := w.checkPlaces("Text", w.Body); err != nil {
		return err
	}
	return w.checkSaid()
}

// checkPlaces looks through one text for braces that are no place, or not here.
func (w Words) checkPlaces(part, text string, not ...string) error {
	for n, line := range strings.Split(text, "\n") {
		for at := 0; ; {
			i := strings.IndexAny(line[at:], "{}")
			if i < 0 {
				break
			}
			i += at
			column := utf8.RuneCountInString(line[:i]) + 1
			name, _, closed := strings.Cut(line[i+1:], "}")
			where := fmt.Sprintf("%s, line %d, column %d", part, n+1, column)
			switch {
			case line[i] == '}' || !closed || strings.Contains(name, "{"):
				return wrong(w, where+": a brace stands alone")
			case !slices.Contains(places, name):
				return wrong(w, fmt.Sprintf("%s: “{%s}” is no place. A mail says nothing of a patient or a case but its number; write {service}, {reference} or {link}", where, short(name)))
			case slices.Contains(not, name):
				return wrong(w, fmt.Sprintf("%s: “{%s}” has no place in a subject", where, name))
			case name == "copy" && (w.Notice != "opinion-opened" || i > 0 || n > 0 && strings.TrimSpace(strings.Split(text, "\n")[n-1]) != ""):
				return wrong(w, where+": “{copy}” begins a paragraph of the mail that tells the patient of an opened opinion, and stands nowhere else")
			case name == "reference" && w.Notice == waiting:
				return wrong(w, where+": this goes to an address that nobody confirmed, so it says no number")
			}
			at = i + len(name) + 2
		}
	}
	return nil
}

// clinical words stand in no mail: not even the kind of service is named.
var clinical = regexp.MustCompile(`(?i)\b(diagnos(is|es|ed)|tumou?rs?|cancers?|biops\w*|slides?|imaging|radiolog\w*|patholog\w*|scans?|mri|ct|x-rays?|diseases?|symptom\w*|treatments?|medications?|surger\w*|birth date: )\b`)

// result words tell somebody that there is something to read.
var result = regexp.MustCompile(`(?i)\b(opinions?|results?|findings?|reports?|letters?|signed|approved|released|answer(s|ed)?)\b`)

// outcomeQuestion asks the physician afterwards; it says nothing of the case.
const outcomeQuestion = "Was the diagnosis confirmed"

// checkSaid holds what a mail never says, whoever writes it (properties 1 and 13).
func (w Words) checkSaid() error {
	text := w.Subject + "\n" + w.Body
	if found := clinical.FindString(strings.Replace(text, outcomeQuestion, "", 1)); found != "" {
		return wrong(w, "“"+found+"” is of a patient's health, which no mail speaks of")
	}
	afterAccess := w.Notice == "opinion-opened" || w.Notice == "new-version-opened"
	if found := result.FindString(text); found != "" && !afterAccess && (w.Audience == "patient" || w.Audience == "payer") {
		return wrong(w, "“"+found+"” tells that there is something to read, before the physician has opened it")
	}
	return nil
}

func wrong(w Words, what string) error {
	return errs.E(errs.Invalid, "check mail texts", fmt.Sprintf("The text of “%s” to the %s cannot stand: %s. Nothing was changed.", short(w.Notice), short(w.Audience), what))
}

// short is a name as far as a sentence shows it.
func short(s string) string {
	if r := []rune(s); len(r) > 30 {
		return string(r[:30]) + "…"
	}
	return s
}

// fill puts values at their places.
func (w Words) fill(v Values) (subject, body string) {
	link := v.URL
	if link == "" {
		link = unlinked
	}
	put := strings.NewReplacer("{service}", v.Service, "{reference}", v.Reference, "{link}", link, copied+" ", "", copied, "")
	var paragraphs []string
	for p := range strings.SplitSeq(w.Body, "\n\n") {
		if v.Copy || !strings.HasPrefix(p, copied) {
			paragraphs = append(paragraphs, p)
		}
	}
	return put.Replace(w.Subject), put.Replace(strings.Join(paragraphs, "\n\n"))
}

// Shipped are the words that the program has, with their places, by audience and
// in the order in which a case meets them.
func Shipped() ([]Words, error) {
	t, err := Parse()
	if err != nil {
		return nil, err
	}
	places := Values{Service: "{service}", Reference: "{reference}", URL: "{link}"}
	var out []Words
	for _, audience := range []string{"physician", "patient", "payer", "specialist", "approver", "coordinator", "billing"} {
		for _, notice := range t.order[audience] {
			places.Copy = false
			_, plain, err := t.words(notice, audience, places)
			if err != nil {
				return nil, err
			}
			places.Copy = true
			subject, whole, err := t.words(notice, audience, places)
			if err != nil {
				return nil, err
			}
			out = append(out, Words{notice, audience, subject, marked(whole, plain)})
		}
	}
	return out, nil
}

// marked is a text whose paragraphs that are only there with a copy begin so.
func marked(whole, plain string) string {
	without := strings.Split(plain, "\n\n")
	paragraphs := strings.Split(whole, "\n\n")
	for i, p := range paragraphs {
		if !slices.Contains(without, p) {
			paragraphs[i] = copied + " " + p
		}
	}
	return strings.Join(paragraphs, "\n\n")
}

// Preview is what the words would say of a made-up case, with whom they come from.
func (w Words) Preview(service brand.Brand) Words {
	subject, body := w.fill(Values{Service: service.Name, Reference: "4417 203 958", URL: "https://example.org/", Copy: true})
	var b strings.Builder
	b.WriteString(body)
	sign(&b, service)
	return Words{w.Notice, w.Audience, subject, b.String()}
}
