package intake

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"oso/internal/errs"
)

// Text is a version of the patient's agreement, as it is kept, sent to the
// workstations and signed. Version names it for ever; Date is the day from which it
// is used, YYYY-MM-DD.
type Text struct {
	Version string   `json:"version"` // agreement-N
	Date    string   `json:"date"`
	Title   string   `json:"title"`
	Opening []string `json:"opening"`
	Clauses []Clause `json:"clauses"`
	Closing []string `json:"closing"` // stands above the signature
	// Again: what was signed under an earlier text is signed again, where the case is
	// not sealed yet. What is sealed keeps the text that it was sealed under.
	Again bool `json:"again"`
	// Since is the number of the newest text up to this one that was put in force with
	// Again: signatures under an earlier one do not hold for a case that is not sealed.
	Since int64 `json:"since,omitempty"`
}

// Clause is a numbered part of a text: on screen each is shown before the
// signature can be given. Requirements are the terms it carries (R16 to R26, R59).
type Clause struct {
	ID           string   `json:"id"`
	Heading      string   `json:"heading"`
	Paragraphs   []string `json:"paragraphs"`
	Requirements []string `json:"requirements"`
}

// Agreement is the text that the program carries: signed until OSO sends another.
func Agreement() Text { return agreementV1() }

// AgreementVersion finds a text that the program carries.
func AgreementVersion(version string) (Text, bool) {
	if t := agreementV1(); t.Version == version {
		return t, true
	}
	return Text{}, false
}

// Terms are what every text carries, by requirement.
func Terms() []string {
	return []string{"R16", "R17", "R18", "R19", "R20", "R21", "R22", "R23", "R24", "R25", "R26", "R59"}
}

const versionPrefix = "agreement-"

// VersionName names version n of the agreement.
func VersionName(n int64) string { return versionPrefix + strconv.FormatInt(n, 10) }

// Number is N of agreement-N; 0 for none.
func (t Text) Number() int64 {
	n, err := strconv.ParseInt(strings.TrimPrefix(t.Version, versionPrefix), 10, 64)
	if err != nil || !strings.HasPrefix(t.Version, versionPrefix) || n < 0 {
		return 0
	}
	return n
}

const (
	maxWording     = 256 << 10 // bytes of a text
	mostClauses    = 40
	mostParagraphs = 20 // of a clause, the opening, the closing
	mostHeading    = 120
	mostParagraph  = 2000 // characters
)

// ParseText reads a text as it is stored and sent. What a newer program added is
// passed over. Invalid where it cannot be signed.
func ParseText(data []byte) (Text, error) {
	var t Text
	err := error(nil)
	if len(data) > maxWording {
		err = fmt.Errorf("%d bytes, at most %d", len(data), maxWording)
	} else if err = json.Unmarshal(data, &t); err == nil {
		err = t.wellFormed()
	}
	if _, day := time.Parse(time.DateOnly, t.Date); err == nil && (t.Number() == 0 || day != nil) {
		err = fmt.Errorf("no version, or no date")
	}
	if err != nil {
		return Text{}, errs.Wrap(err, errs.Invalid, "read agreement text", "The text of the agreement is not in the form this program reads. The text in use stays.")
	}
	return t, nil
}

// Entered gives a text as it came from a page in the one form in which it is kept:
// one line a paragraph, an id for each clause. Invalid where it may not be put in
// force: what it lacks is named.
func (t Text) Entered() (Text, error) {
	t.Version, t.Date, t.Since, t.Title = "", "", 0, oneLine(t.Title)
	t.Opening, t.Closing = paragraphs(t.Opening), paragraphs(t.Closing)
	clauses := make([]Clause, 0, len(t.Clauses))
	ids := map[string]bool{}
	for i, c := range t.Clauses {
		c.Heading, c.Paragraphs = oneLine(c.Heading), paragraphs(c.Paragraphs)
		if !clauseID.MatchString(c.ID) || ids[c.ID] {
			return t, badText(fmt.Sprintf("Clause %d has no name of its own. Load the page again and enter it anew.", i+1))
		}
		ids[c.ID] = true
		c.Requirements = slices.DeleteFunc(Terms(), func(r string) bool { return !slices.Contains(c.Requirements, r) })
		clauses = append(clauses, c)
	}
	t.Clauses = clauses
	if err := t.wellFormed(); err != nil {
		return t, err
	}
	if l := t.Lacks(); len(l) > 0 {
		return t, badText("No clause is marked as carrying " + strings.Join(l, ", ") + ". Every text carries every term: write what is missing, or mark the clause that says it.")
	}
	return t, nil
}

// Lacks are the terms that no clause is marked as carrying.
func (t Text) Lacks() []string {
	lacks := []string{}
	for _, r := range Terms() {
		if !slices.ContainsFunc(t.Clauses, func(c Clause) bool { return slices.Contains(c.Requirements, r) }) {
			lacks = append(lacks, r)
		}
	}
	return lacks
}

var (
	clauseID = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)
	numbered = regexp.MustCompile(`^\d+\. `)
)

func (t Text) wellFormed() error {
	switch {
	case t.Title == "" || long(t.Title, mostHeading):
		return badText(fmt.Sprintf("The title is missing, or longer than %d characters.", mostHeading))
	case len(t.Clauses) == 0 || len(t.Clauses) > mostClauses:
		return badText(fmt.Sprintf("There has to be a clause, and there may be %d.", mostClauses))
	case len(t.Closing) == 0:
		return badText("Nothing stands above the signature. Say what is agreed to by signing.")
	}
	if err := sound(t.Opening, "the opening"); err != nil {
		return err
	}
	for i, c := range t.Clauses {
		switch n := i + 1; {
		case c.Heading == "" || long(c.Heading, mostHeading):
			return badText(fmt.Sprintf("Clause %d has no heading, or one longer than %d characters.", n, mostHeading))
		case len(c.Paragraphs) == 0:
			return badText(fmt.Sprintf("Clause %d says nothing. Write it, or remove it.", n))
		}
		if err := sound(c.Paragraphs, fmt.Sprintf("clause %d", i+1)); err != nil {
			return err
		}
	}
	return sound(t.Closing, "the closing")
}

// sound: a paragraph is one line of what is signed, and none looks like a heading,
// which are numbered there.
func sound(list []string, where string) error {
	if len(list) > mostParagraphs {
		return badText(fmt.Sprintf("There are more than %d paragraphs in %s.", mostParagraphs, where))
	}
	for _, p := range list {
		switch {
		case p == "" || p != oneLine(p) || long(p, mostParagraph):
			return badText(fmt.Sprintf("A paragraph in %s is empty, or longer than %d characters.", where, mostParagraph))
		case numbered.MatchString(p):
			return badText("A paragraph in " + where + " begins with a number and a dot, as clauses do. Begin it otherwise.")
		}
	}
	return nil
}

func long(s string, most int) bool { return utf8.RuneCountInString(s) > most }

// paragraphs are those that say something, one line each.
func paragraphs(list []string) []string {
	out := []string{}
	for _, p := range list {
		if p = oneLine(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

func badText(what string) error {
	return errs.E(errs.Invalid, "check agreement text", what+" Nothing was changed.")
}

// Worded tells whether bytes that were signed have the words of this text, each
// paragraph whole and in its order, whatever the parties.
func (t Text) Worded(signed []byte) bool {
	lines := strings.Split(string(signed), "\n")
	at := 0
	find := func(want string) bool {
		for ; at < len(lines); at++ {
			if lines[at] == want {
				at++
				return true
			}
		}
		return false
	}
	for _, want := range strings.Split(string(t.Render(Parties{})), "\n") {
		// What names the parties differs; the words of the text begin after it and end
		// before the signature.
		if want == "" || partyLine.MatchString(want) {
			continue
		}
		if !find(want) {
			return false
		}
	}
	return true
}

// partyLine is a line of Render that names a party, not one of the text's own.
var partyLine = regexp.MustCompile(`^(Service|Clinic|Treating physician|Patient|Date of birth|Signed by|Signing as|Authority of the representative): `)
