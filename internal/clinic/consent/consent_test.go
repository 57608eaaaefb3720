package consent

import (
	"bytes"
	"fmt"
	"os/exec"
	"strings"
	"testing"
	"time"

	"oso/internal/errs"
	"oso/internal/intake"
	"oso/internal/policy"
)

var day = time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC)

// pages are the texts of a PDF's pages, as another program reads them.
func pages(t *testing.T, pdf []byte) []string {
	t.Helper()
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext is not installed: build/setup.sh test")
	}
	cmd := exec.Command(tool, "-layout", "-", "-")
	cmd.Stdin = bytes.NewReader(pdf)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(out), "\f"), "\f")
}

func words(s string) string { return strings.Join(strings.Fields(s), " ") }

func TestAllOfTheAgreementIsOnPaper(t *testing.T) {
	t.Parallel()
	doc := intake.TemplateCase()
	text := string(intake.Agreement().Render(intake.PartiesOf(doc, "OSO", "Harbor Street Clinic", "Dr. Noor Haddad", "", "")))
	for paper, size := range map[policy.Paper]string{policy.A4: "/MediaBox [0 0 595.28 841.89]", policy.USLetter: "/MediaBox [0 0 612 792]"} {
		one, err := PDF(text, paper, day)
		if err != nil {
			t.Fatal(err)
		}
		if two, err := PDF(text, paper, day); err != nil || !bytes.Equal(one, two) {
			t.Errorf("%s: not the same bytes: %v", paper, err)
		}
		if !bytes.Contains(one, []byte(size)) {
			t.Errorf("%s: no page is %s", paper, size)
		}
		if bytes.Contains(one, []byte(doc.Patient.Name.Family)) {
			t.Error("the title names somebody")
		}
		all := pages(t, one)
		read := ""
		for i, p := range all {
			p, numbered := strings.CutSuffix(strings.TrimRight(p, "\n"), fmt.Sprintf("Page %d", i+1))
			if !numbered {
				t.Errorf("%s: page %d has no number", paper, i+1)
			}
			read += p + " "
		}
		read = words(read)
		for line := range strings.SplitSeq(text, "\n") {
			if !strings.Contains(read, words(line)) {
				t.Errorf("%s: not on paper: %q", paper, line)
			}
		}
		if !strings.HasSuffix(read, "Signature Name in capital letters Date") {
			t.Errorf("%s ends with %q", paper, read[max(0, len(read)-80):])
		}
	}
	if _, err := PDF("oso/1\nAgreement\nPatient: 𒀀\n", policy.A4, day); !errs.Is(err, errs.Invalid) {
		t.Errorf("what no font has is set as boxes: %v", err)
	}
}

// However long the text is, the lines to sign on are below some of it, and no heading
// ends a page.
func TestNobodySignsAnEmptyPage(t *testing.T) {
	t.Parallel()
	const paragraph = "What is said here is said at some length, so that it takes more than a single row on either of the two papers, and then a little more than that."
	for n := 1; n < 60; n += 9 {
		text := "oso/1\nAgreement\n" + strings.Repeat("x\n", n%7)
		for i := range n {
			if i%3 == 0 {
				text += fmt.Sprintf("%d. A heading\n", i/3+1)
			}
			text += strings.Repeat(paragraph+" ", 1+i%4) + "\n"
		}
		pdf, err := PDF(text, policy.A4, day)
		if err != nil {
			t.Fatal(err)
		}
		all := pages(t, pdf)
		for i, p := range all {
			rows := strings.Split(strings.TrimSpace(p), "\n")
			rows = rows[:len(rows)-1] // its number
			for len(rows) > 0 && strings.TrimSpace(rows[len(rows)-1]) == "" {
				rows = rows[:len(rows)-1]
			}
			if i == len(all)-1 {
				if len(rows) < 2 || strings.HasPrefix(rows[0], "Signature") {
					t.Errorf("%d paragraphs: the last page is %q", n, p)
				}
				continue
			}
			if last := rows[len(rows)-1]; strings.Contains(last, "heading") {
				t.Errorf("%d paragraphs: page %d ends with a heading", n, i+1)
			}
		}
	}
}
