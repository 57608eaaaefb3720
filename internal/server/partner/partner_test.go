package partner

import (
	"strings"
	"testing"

	"oso/internal/errs"
)

func acme() Partner {
	return Partner{ID: strings.Repeat("a", 32), Name: "Acme Benefits", Active: true, Contract: "2026/4", From: "2026-01-01", Pays: PaysPartner, Brand: BrandOwn, Member: "AA-9999"}
}

func TestPartnersAreChecked(t *testing.T) {
	t.Parallel()
	if err := (List{[]Partner{acme()}}).Check(List{}); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(*List)
		says   string
	}{
		"no name":       {func(l *List) { l.Partners[0].Name = " " }, "no name"},
		"no number":     {func(l *List) { l.Partners[0].ID = "acme" }, "no number"},
		"ends before":   {func(l *List) { l.Partners[0].Until = "2025-01-01" }, "last day"},
		"who pays":      {func(l *List) { l.Partners[0].Pays = "" }, "who pays"},
		"no label":      {func(l *List) { l.Partners[0].Brand = BrandWhite }, "which name"},
		"e-mail":        {func(l *List) { l.Partners[0].Contact.Email = "A <a@b.example>" }, "e-mail"},
		"a second line": {func(l *List) { l.Partners[0].Name = "Acme\nBcc: x" }, "more than one line"},
		"twice": {func(l *List) {
			p := acme()
			p.ID, p.Name = strings.Repeat("b", 32), "ACME benefits"
			l.Partners = append(l.Partners, p)
		}, "Two partners"},
		"taken away": {func(l *List) { l.Partners = nil }, "out of use"},
	} {
		l := List{[]Partner{acme()}}
		c.change(&l)
		if err := l.Check(List{[]Partner{acme()}}); !errs.Is(err, errs.Invalid) || !strings.Contains(errs.Message(err), c.says) {
			t.Errorf("%s: %v", name, errs.Message(err))
		}
	}
}

func TestMemberNumbersFitAForm(t *testing.T) {
	t.Parallel()
	for number, fits := range map[string]bool{
		"AB-1234": true, "ab 1234": true, "AB1234": true, "": true,
		"A1-1234": false, "AB-123": false, "AB-12345": false, "AB-123O": false,
	} {
		if p := acme(); p.Fits(number) != fits {
			t.Errorf("%q fits %v", number, !fits)
		}
	}
	p := acme()
	if p.Member = ""; !p.Fits("anything") {
		t.Error("a form that nobody said keeps a number out")
	}
	if p.Member = "M-X9"; !p.Fits("m-a1") || p.Fits("N-a1") {
		t.Error("a fixed letter is not compared")
	}
}
