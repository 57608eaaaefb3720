package inbox_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"oso/internal/server/inbox"
)

// mailOf is a mail with heads and parts, each "heads\n\nbody".
func mailOf(subject string, parts ...string) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "From: =?utf-8?q?Dr=2E_Se=C3=B1or?= <doctor@example.org>\r\nDate: Mon, 30 Nov 2026 10:00:00 +0000\r\nSubject: %s\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=edge\r\n\r\n", subject)
	for _, p := range parts {
		b.WriteString("--edge\r\n" + strings.ReplaceAll(p, "\n", "\r\n") + "\r\n")
	}
	b.WriteString("--edge--\r\n")
	return []byte(b.String())
}

const (
	words = "Content-Type: text/plain; charset=iso-8859-1\n\nThe report of Mrs. Ben-David is attached. Gr\xfc\xdfe\n"
	hangs = "Content-Type: text/plain\nContent-Disposition: attachment; filename=\"report.txt\"\nContent-Transfer-Encoding: base64\n\n"
)

func attached(text string) string { return hangs + base64.StdEncoding.EncodeToString([]byte(text)) }

func (w *world) read(t *testing.T, i *inbox.Item) string {
	t.Helper()
	r, err := i.Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// A mail's words and what hangs on it are items that came together, with the
// sender's name decoded; the same mail once more adds nothing.
func TestAMailIsItsWordsAndWhatHangsOnIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	data := mailOf("=?utf-8?q?Bericht_4416_870_332?=", words, attached(letter))
	w.lay(t, "email/one.eml", data)
	w.pass(t)
	list := w.waiting(t)
	if len(list) != 2 {
		t.Fatalf("%d items", len(list))
	}
	slices.SortFunc(list, func(a, b *inbox.Item) int { return strings.Compare(a.Item.Path, b.Item.Path) })
	own, report := list[0], list[1]
	if own.Item.Path != "Mail Bericht 4416 870 332.txt" || !strings.Contains(w.read(t, own), "Grüße") || own.From != "Dr. Señor <doctor@example.org>" {
		t.Errorf("%+v %q", own.About, w.read(t, own))
	}
	if report.Item.Path != "report.txt" || w.read(t, report) != letter || report.Row.Together != own.Row.Together || report.Row.Together == "" || len(report.People) != 1 || !slices.Contains(report.References, "4416870332") {
		t.Errorf("%+v", report.About)
	}
	w.lay(t, "email/once more.eml", data)
	w.pass(t)
	if n := len(w.waiting(t)); n != 2 {
		t.Errorf("%d items after the same mail again", n)
	}
}

// What a stranger sends to stop the service costs a bounded number of items, and
// is kept whole and told of. What grows faster than the mail takes hours here, which
// no test is given.
func TestAMailThatIsABombIsKeptWhole(t *testing.T) {
	t.Parallel()
	many := make([]string, 10_000)
	for i := range many {
		many[i] = fmt.Sprintf("Content-Disposition: attachment; filename=\"%d.txt\"\n\nnumber %d", i, i)
	}
	deep := "Content-Type: text/plain\r\n\r\nbottom"
	for range 50 {
		deep = "Content-Type: message/rfc822\r\n\r\nSubject: x\r\n" + deep
	}
	nested := "Content-Type: text/plain\r\n\r\nbottom\r\n"
	for i := range 50 {
		nested = fmt.Sprintf("Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n%s\r\n--b%d--\r\n", i, i, nested, i)
	}
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	zeros := make([]byte, 1<<20)
	for range 80 {
		z.Write(zeros)
	}
	z.Close()
	hung := "Content-Disposition: attachment; filename=\"%s\"\nContent-Transfer-Encoding: base64\n\n"
	for about, c := range map[string]struct {
		data []byte
		most int
		says string
	}{
		"a hundred thousand parts of nothing": {mailOf("hollow", strings.Repeat("\n--edge\n", 100_000)), 2, "more than 200 parts"},
		"a sender of half a megabyte":         {append([]byte("From: "+strings.Repeat("(", 200_000)+strings.Repeat("[a,", 80_000)+"\r\n"), mailOf("long", words)...), 2, ""},
		"parameters without an end":           {[]byte("Subject: odd\r\nContent-Type: text/plain" + strings.Repeat("; a*0*=''%41", 30_000) + "\r\n\r\nwords"), 2, ""},
		"what expands without an end":         {mailOf("bomb", words, fmt.Sprintf(hung, "a.gz")+base64.StdEncoding.EncodeToString(bomb.Bytes())), 2, ""},
		"garbage in base64":                   {mailOf("garbage", words, fmt.Sprintf(hung, "a.pdf")+strings.Repeat("\x00=?*~", 200_000)), 2, "cut or malformed"},
		"ten thousand attachments":            {mailOf("many", many...), 202, "more than 200 parts"},
		"mails in mails":                      {[]byte("Subject: deep\r\n" + deep), 2, "too deep"},
		"parts in parts":                      {[]byte("Subject: nested\r\n" + nested), 2, "too deep"},
		"heads without an end":                {[]byte("Subject: " + strings.Repeat("x", 1<<20)), 1, "heads have no end"},
		"a part that is cut":                  {[]byte("Subject: cut\r\nContent-Type: multipart/mixed; boundary=edge\r\n\r\n--edge\r\n" + strings.ReplaceAll(attached(letter), "\n", "\r\n")), 2, "cut or malformed"},
		"base64 that is none":                 {mailOf("odd", hangs+"QUJD*=QQ"), 2, "cut or malformed"},
		"nothing at all":                      {[]byte("Subject: empty\r\n\r\n"), 1, "Nothing was found"},
		"a type that is none":                 {[]byte("Subject: odd\r\nContent-Type: ;;;\r\n\r\nwords"), 1, ""},
	} {
		t.Run(about, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			if _, err := w.Arrive(t.Context(), inbox.Arrival{Channel: inbox.Email, Name: "mail.eml", Body: bytes.NewReader(c.data)}); err != nil {
				t.Fatal(err)
			}
			list := w.waiting(t)
			if len(list) == 0 || len(list) > c.most {
				t.Errorf("%d items", len(list))
			}
			whole := slices.IndexFunc(list, func(i *inbox.Item) bool { return i.Item.Path == "mail.eml" })
			if c.says == "" {
				if whole >= 0 {
					t.Errorf("kept whole: %v", list[whole].Remarks)
				}
				return
			}
			if whole < 0 || !strings.Contains(strings.Join(list[whole].Remarks, " "), c.says) || w.read(t, list[whole]) != string(c.data) {
				t.Errorf("not kept whole, or not said: %d of %d", whole, len(list))
			}
		})
	}
}

// What hangs on a mail and was here before is named beside what is new of it, and a
// mail of which all was here adds nothing.
func TestWhatWasHereBeforeIsNamedBesideTheMail(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.lay(t, "fax/report.txt", []byte(letter))
	w.pass(t)
	first := w.waiting(t)[0]
	take := func(data []byte) {
		t.Helper()
		if _, err := w.Arrive(t.Context(), inbox.Arrival{Channel: inbox.Email, Name: "mail.eml", Body: bytes.NewReader(data)}); err != nil {
			t.Fatal(err)
		}
	}
	take(mailOf("again", words, attached(letter)))
	list := w.waiting(t)
	if len(list) != 2 {
		t.Fatalf("%d items", len(list))
	}
	own := list[slices.IndexFunc(list, func(i *inbox.Item) bool { return i.Row.ID != first.Row.ID })]
	along, err := w.CameAlong(t.Context(), w.DB.Q(), own)
	if err != nil || len(along) != 1 || along[0].Row.ID != first.Row.ID || along[0].Row.Again != 1 {
		t.Fatalf("%+v, %v", along, err)
	}
	along[0].Close()
	take(mailOf("again", words, attached(letter)))
	if list := w.waiting(t); len(list) != 2 {
		t.Errorf("%d items after the same mail again", len(list))
	}
}

// A fax of 900 pages is kept whole, and says how many it has.
func TestAFaxOf900PagesIsKeptAndTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const pages = 900
	fax := []byte("II*\x00\x08\x00\x00\x00")
	for n := range pages {
		fax = append(fax, 1, 0, 0, 1, 4, 0, 1, 0, 0, 0, 32, 0, 0, 0) // its width, and nothing else
		next := uint32(len(fax) + 4)
		if n == pages-1 {
			next = 0
		}
		fax = binary.LittleEndian.AppendUint32(fax, next)
	}
	w.lay(t, "fax/long.tif", fax)
	w.pass(t)
	list := w.waiting(t)
	if len(list) != 1 || list[0].Row.Pages != pages || list[0].Row.Bytes != int64(len(fax)) || !slices.ContainsFunc(list[0].Remarks, func(s string) bool { return strings.Contains(s, "900 pages") }) {
		t.Fatalf("%+v", list)
	}
	if got := w.read(t, list[0]); got != string(fax) {
		t.Errorf("%d bytes are another fax", len(got))
	}
}
