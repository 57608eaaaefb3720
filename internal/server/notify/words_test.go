package notify

import (
	"context"
	"database/sql"
	"strings"
	"testing"

	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/register"
	"oso/internal/server/rights"
)

// TestShippedWordsAreASheet: what the program says passes what the office's words
// must pass, and says the same when the office takes it over.
func TestShippedWordsAreASheet(t *testing.T) {
	t.Parallel()
	list, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	sheet := Sheet{list}
	if err := sheet.Check(); err != nil {
		t.Fatal(err)
	}
	words, err := Parse()
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]bool{}
	for _, w := range list {
		there[w.Notice+" "+w.Audience] = true
		for _, copy := range []bool{true, false} {
			v := Values{Service: "Brand", Reference: "4417 203 958", URL: "https://pages.example/", Copy: copy}
			s, b, err := words.Render(Sheet{}, w.Notice, w.Audience, v, service)
			s2, b2, err2 := words.Render(sheet, w.Notice, w.Audience, v, service)
			if err != nil || err2 != nil || s != s2 || b != b2 {
				t.Errorf("%s to %s, copy %t:\n%s\n%s\n%s\n%s", w.Notice, w.Audience, copy, s, s2, b, b2)
			}
		}
	}
	for _, n := range append(listed(t), [2]string{waiting, "patient"}) {
		if !there[n[0]+" "+n[1]] {
			t.Errorf("%s to %s cannot be changed", n[0], n[1])
		}
	}
}

// TestWordsAreCheckedByPlace: a sheet that says what no mail says, or names a
// place that is none, is refused, with where.
func TestWordsAreCheckedByPlace(t *testing.T) {
	t.Parallel()
	good := Words{"welcome", "patient", "Your number {reference}", "Welcome to {service}.\n\nLook here: {link}"}
	if err := (Sheet{[]Words{good}}).Check(); err != nil {
		t.Fatal(err)
	}
	opened := Words{"opinion-opened", "patient", "Ready", "Your opinion is ready.\n\n{copy} Yours: {link}"}
	if err := (Sheet{[]Words{opened}}).Check(); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		w    Words
		says string
	}{
		"unknown place":       {Words{"welcome", "patient", "s", "Dear\nMr. {patient},"}, "Text, line 2, column 5: “{patient}” is no place"},
		"after wide letters":  {Words{"welcome", "patient", "s", "ééé {name}"}, "line 1, column 5"},
		"in the subject":      {Words{"welcome", "patient", "For {diagnosis}", "b"}, "Subject, line 1, column 5"},
		"link in the subject": {Words{"welcome", "patient", "{link}", "b"}, "no place in a subject"},
		"open brace":          {Words{"welcome", "patient", "s", "a { b"}, "stands alone"},
		"closed brace":        {Words{"welcome", "patient", "s", "a } b"}, "stands alone"},
		"brace in a brace":    {Words{"welcome", "patient", "s", "{{service}}"}, "stands alone"},
		"the program's way":   {Words{"welcome", "patient", "s", "{{.Reference}}"}, "stands alone"},
		"copy elsewhere":      {Words{"welcome", "patient", "s", "{copy} b"}, "begins a paragraph"},
		"copy in the middle":  {Words{"opinion-opened", "patient", "s", "a {copy} b"}, "begins a paragraph"},
		"copy in a line":      {Words{"opinion-opened", "patient", "s", "a\n{copy} b"}, "begins a paragraph"},
		"number to nobody":    {Words{"message-waiting", "patient", "s", "{reference}"}, "nobody confirmed"},
		"health":              {Words{"deficient", "physician", "s", "The slides are missing."}, "slides"},
		"health, in capitals": {Words{"deficient", "physician", "s", "A CANCER."}, "CANCER"},
		"opinion before":      {Words{"welcome", "patient", "s", "Your opinion is on its way."}, "opinion"},
		"opinion, plural":     {Words{"receipt", "payer", "Reports", "b"}, "Reports"},
		// What no list of forbidden words has (a fresh reader found these).
		"an opinion by other words":  {Words{"welcome", "patient", "Hello", "Your specialist has finished. The assessment is with your doctor; please telephone."}, "Text, line 1, column 6: “specialist”"},
		"health by other words":      {Words{"clock-started", "patient", "Hello", "Carcinoma. Your consultation is complete and was sent to your doctor."}, "column 1: “carcinoma”"},
		"in another language":        {Words{"welcome", "patient", "Hello", "Ihr Gutachten ist fertig"}, "column 1: “ihr”"},
		"in letters that look alike": {Words{"welcome", "patient", "Hello", "Your \u043epinion is here"}, "column 6"},
		"joined by a hyphen":         {Words{"receipt", "payer", "Hello", "Your second-opinion"}, "“opinion”"},
		"of another notice":          {Words{"welcome", "patient", "The review has begun", "b"}, "Subject, line 1, column 5: “review”"},
		"an address of elsewhere":    {Words{"welcome", "patient", "Hello", "https://evil.example/"}, "column 1"},
		"unknown notice":             {Words{"hello", "patient", "s", "b"}, "no such notice"},
		"unknown audience":           {Words{"welcome", "neighbor", "s", "b"}, "no such notice"},
		"no text":                    {Words{"welcome", "patient", "s", " \n"}, "empty"},
		"two lines":                  {Words{"welcome", "patient", "s\nBcc: all@example.org", "b"}, "more than one line"},
		"long":                       {Words{"welcome", "patient", "s", strings.Repeat("é", 4001)}, "longer"},
	} {
		err := (Sheet{[]Words{good, c.w}}).Check()
		if c.w.Notice == good.Notice && c.w.Audience == good.Audience {
			err = (Sheet{[]Words{c.w}}).Check()
		}
		if !errs.Is(err, errs.Invalid) || !strings.Contains(errs.Message(err), c.says) {
			t.Errorf("%s: %v", name, errs.Message(err))
		}
	}
	if err := (Sheet{[]Words{good, good}}).Check(); !errs.Is(err, errs.Invalid) {
		t.Error("a text is there twice")
	}
	s, b := opened.fill(Values{Service: "Brand"})
	if s != "Ready" || b != "Your opinion is ready." {
		t.Errorf("without a copy: %q", b)
	}
	if _, b = opened.fill(Values{Copy: true}); b != "Your opinion is ready.\n\nYours: call us" {
		t.Errorf("without a page: %q", b)
	}
}

// TestMailSaysByWhichVersion: a notice is written by the words in force, a second
// attempt by the same, whatever is in force then.
func TestMailSaysByWhichVersion(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	o := newOffice(t, true, "patient")
	kind := register.Kind{Name: rights.MailTexts}
	n := int64(0)
	put := func(subject string) {
		t.Helper()
		body, err := Sheet{[]Words{{"welcome", "patient", subject, "At {service}: {reference}"}}}.String()
		if err != nil {
			t.Fatal(err)
		}
		if err := o.db.Tx(ctx, func(tx *sql.Tx) error { return kind.Set(ctx, tx, body, "s", o.n.cfg.Now()) }); err != nil {
			t.Fatal(err)
		}
		n++
	}
	send := func(j db.Job) string {
		t.Helper()
		if err := o.n.Work(ctx, j); err != nil {
			t.Fatal(err)
		}
		mails := o.mails.Mails()
		return mails[len(mails)-1].Subject
	}
	if j := o.put("welcome", "patient", ""); !strings.Contains(send(j), "Your registration") || o.row(j).WordsVersion != 0 {
		t.Error("the program's own words")
	}
	put("Hello {reference}")
	j := o.put("welcome", "patient", "")
	if send(j) != "Hello 4417 203 958" || o.row(j).WordsVersion != 1 {
		t.Errorf("%+v", o.row(j))
	}
	put("Good morning")
	o.unsend(j)
	if send(j) != "Hello 4417 203 958" {
		t.Error("the second attempt is another mail")
	}
	if j := o.put("welcome", "patient", ""); send(j) != "Good morning" || o.row(j).WordsVersion != 2 {
		t.Errorf("%+v", o.row(j))
	}
	if j := o.put("doctor-joined", "patient", ""); !strings.Contains(send(j), "your doctor has joined") || o.row(j).WordsVersion != 2 {
		t.Error("what the sheet does not have is the program's")
	}
}
