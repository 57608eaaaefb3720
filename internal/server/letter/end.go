package letter

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"oso/internal/deed"
)

// signatures is the closing line, the signers two to a row, and who approved.
// All of it stays together and with the last lines of the text.
func (l *letter) signatures() {
	l.head("", 10)
	l.part = "the signatures"
	if n := len(l.rows); n > 1 {
		l.rows[n-1].glue = true // two lines of the text go with the signature
	}
	l.para("Sincerely,", para{style: body, leading: bodyLead, x: textX, width: textW, keep: true})
	signers := l.c.Signers
	for i := 0; i < len(signers); i += 2 {
		gap := 14 * mm
		l.signerRows(i, min(i+2, len(signers)), gap)
	}
	if l.facts.preview() {
		return
	}
	approved := "Approved and released by " + l.facts.Approver
	if !l.facts.ApprovedAt.IsZero() {
		approved += ", " + l.facts.ApprovedAt.In(l.facts.Zone).Format("2 Jan 2006")
	}
	l.para(approved, para{style: detail, leading: detailLead, x: textX, width: textW, gap: 12, keep: true})
}

// signerRows sets signers from and up to to beside each other.
func (l *letter) signerRows(from, to int, gap float64) {
	const between = 6 * mm
	width := textW
	if len(l.c.Signers) > 1 {
		width = (textW - between) / 2
	}
	var columns [][]row
	for i := from; i < to; i++ {
		x := textX + float64(i-from)*(width+between)
		columns = append(columns, l.signer(i, x, width))
	}
	for n := 0; ; n++ {
		r := row{glue: true}
		for _, c := range columns {
			if n < len(c) {
				r.height, r.base = max(r.height, c[n].height), max(r.base, c[n].base)
				r.spans = append(r.spans, c[n].spans...)
			}
		}
		if r.height == 0 {
			return
		}
		if n == 0 {
			r.before = gap
		}
		l.add(r)
	}
}

func (l *letter) signer(i int, x, width float64) []row {
	s := l.c.Signers[i]
	elem := l.doc.Root().Add("P")
	var out []row
	add := func(text string, st style, lead leading) {
		if strings.TrimSpace(text) == "" {
			return
		}
		for _, line := range l.set.Lines(l.words(text, st, false), width) {
			out = append(out, row{height: lead.height, base: lead.base, spans: l.place(line, x, width, elem)})
		}
	}
	add(s.Name, strong, bodyLead)
	for _, line := range SignerLines(s) {
		add(line, detail, detailLead)
	}
	if s.Part != "" {
		add("Wrote: "+s.Part, detail, detailLead)
	}
	if i < len(l.facts.Signed) && !l.facts.Signed[i].IsZero() {
		add("Signed electronically "+sayTime(l.facts.Signed[i].In(l.facts.Zone)), detail, detailLead)
	} else {
		add("Not signed yet", detail, detailLead)
	}
	return out
}

// SignerLines are what stands below a signer's name, line by line, each said once.
func SignerLines(s deed.SignerLine) []string {
	var out []string
	for i, line := range []string{s.Specialty, s.Position, s.Certification} {
		if strings.TrimSpace(line) == "" || i == 0 && says(s.Position, line) || slices.Contains(out, line) {
			continue
		}
		out = append(out, line)
	}
	return out
}

// says tells whether a text has all words of another: a position names its
// specialty, which then stands once.
func says(text, other string) bool {
	words := func(s string) []string {
		return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
	}
	have := words(text)
	for _, w := range words(other) {
		if w != "and" && !slices.Contains(have, w) {
			return false
		}
	}
	return true
}

// sayTime is a time with its zone and the offset, which no line breaks:
// 22 Nov 2026, 16:20 EST (UTC-5).
func sayTime(t time.Time) string {
	return strings.ReplaceAll(zoned(t), " ", string(nbsp))
}

func zoned(t time.Time) string {
	zone, offset := t.Zone()
	s := t.Format("2 Jan 2006, 15:04")
	if offset == 0 {
		return s + " UTC"
	}
	utc := fmt.Sprintf("UTC%+d", offset/3600)
	if m := offset / 60 % 60; m != 0 {
		utc += fmt.Sprintf(":%02d", max(m, -m))
	}
	if zone == "" || strings.ContainsAny(zone[:1], "+-0123456789") {
		return s + " " + utc
	}
	return s + " " + zone + " (" + utc + ")"
}

func (l *letter) references() {
	if len(l.c.References) == 0 {
		return
	}
	l.head("References", 16)
	for i, s := range l.c.References {
		st := style{Face: serif, Size: 9, Ink: black}
		l.part = fmt.Sprintf("reference %d", i+1)
		l.paragraph(l.oneLine(s, st), para{
			style: st, leading: leading{12.5, 9.4}, x: textX + 6*mm, width: textW - 6*mm, role: "LI", numbered: true, gap: 2,
			bullet: bullet{fmt.Sprintf("%d.", i+1), style{Face: serif, Size: 9, Ink: gray}, textX},
		})
	}
}

// What every letter says at its end (R16, R17, R20, R22).
const (
	endLimits = "This opinion was made from records. Nobody from the service examined the patient. It is limited and provisional, replaces no full evaluation, and carries no warranty of result or cure. The treating physician explains it, decides with the patient, and remains responsible for care."
	endLegal  = "It is not to be used in legal disputes, that is in litigation, arbitration, or claims of disability, workers’ compensation or malpractice, without the service’s prior written consent."
	endVerify = "To verify this letter, open its signed package in the OSO program and choose Verify, or run “oso opinion verify --file PACKAGE”. Every signature is checked without a network, and the fingerprint shown must be this one. A printed page proves nothing by itself."
)

// fingerprint is the end of the last page: limits, the whole fingerprint, and
// how to verify it.
func (l *letter) fingerprint() {
	p := para{style: fine, leading: fineLead, x: textX, width: textW, keep: true}
	l.head("", 16)
	l.part = "the end"
	first := len(l.rows)
	l.para(endLimits, p)
	if first < len(l.rows) {
		l.rows[first].rule = 24 * mm
		l.rows[first].height += 2 * mm
		l.rows[first].base += 2 * mm
	}
	p.gap = 3
	l.para(endLegal, p)
	if l.c.Kind == deed.KindCorrection {
		l.para(fmt.Sprintf("This version replaces version %d. Do not use the older one.", l.c.Supersedes), p)
	}
	if l.facts.ContentSHA256 == "" {
		return
	}
	l.para("Fingerprint of the signed content (SHA-256)", p)
	fp := p
	fp.style, fp.gap = style{Face: mono, Size: 7.5, Ink: gray}, 0
	l.para(groups(l.facts.ContentSHA256), fp)
	l.para(endVerify, p)
}

// groups writes a fingerprint in upper case, four figures at a time.
func groups(hex string) string {
	hex = strings.ToUpper(hex)
	var out []string
	for len(hex) > 4 {
		out = append(out, hex[:4])
		hex = hex[4:]
	}
	return strings.Join(append(out, hex), " ")
}
