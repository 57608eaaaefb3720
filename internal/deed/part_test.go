package deed

import (
	"slices"
	"testing"

	"oso/internal/errs"
	"oso/internal/prose"
	"oso/internal/seal"
)

// panelled is a released package in which another than the lead wrote a part;
// change is what somebody does to the content after the part was signed, by whom
// (nil: a contributor) says who signs it.
func panelled(t *testing.T, s *service, by *seal.SigningKey, cert Certificate, change func(*Content)) (Package, error) {
	t.Helper()
	lead := SignerLine{Name: "Ines Duarte, MD", Role: RoleSpecialist}
	second := SignerLine{Name: "Karl Weber, MD", Role: RoleSpecialist, Part: "Surgical view"}
	c := Content{
		Case: "c", Reference: "4417203958", Version: 1, Kind: KindOpinion, Assessment: "Wait.", TextForm: prose.Form,
		Findings: []Section{{"Surgical view", "**No** operation."}, {"Laboratory", "Normal."}}, Signers: []SignerLine{lead, second},
	}
	body, err := c.Parts()[0].Encode()
	if err != nil {
		t.Fatal(err)
	}
	part, err := SignContent(by, cert, AuthorStatement{Case: "c", ContentSHA256: seal.SHA256(body), ManifestSHA256: "older", Part: "Surgical view", SignedAt: day})
	if err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(&c)
	}
	content, err := NewContent(c)
	if err != nil {
		t.Fatal(err)
	}
	ak, ac := s.person(t, RoleSpecialist, "author")
	pk, pc := s.person(t, RoleApprover, "approver")
	author, err := SignContent(ak, ac, AuthorStatement{Case: "c", Version: 1, ContentSHA256: seal.SHA256(content), ManifestSHA256: "m", SignedAt: day})
	if err != nil {
		t.Fatal(err)
	}
	p := Package{Content: content, Authors: []Endorsement{author}, A4: []byte("a4"), Letter: []byte("letter"), Parts: []Endorsement{part}}
	if len(c.Parts()) == 0 {
		p.Parts = nil
	}
	if p.Approval, err = Approve(pk, pc, p.Authors, day); err != nil {
		t.Fatal(err)
	}
	return Release(s.issuing, s.trust, p, day)
}

// TestPartsStandAsTheyWereSigned: what another than the lead wrote is released, and
// verified offline, only word for word, under the own heading and name, by a signature
// of the own, and approved by somebody else (R49, properties 3 and 6).
func TestPartsStandAsTheyWereSigned(t *testing.T) {
	t.Parallel()
	s := newService(t)
	k, cert := s.person(t, RoleSpecialist, "contributor")
	p, err := panelled(t, s, k, cert, nil)
	if err != nil {
		t.Fatal(err)
	}
	v, err := Verify(s.root.Public(), p)
	if err != nil || len(v.Signers) != 3 || v.Signers[1].Part != "Surgical view" || v.Signers[1].Name == v.Signers[0].Name {
		t.Fatalf("%+v, %v", v.Signers, err)
	}
	for name, change := range map[string]func(*Content){
		"another word":    func(c *Content) { c.Findings[0].Text = "**An** operation." },
		"another heading": func(c *Content) { c.Findings[0].Heading, c.Signers[1].Part = "View", "View" },
		"another name":    func(c *Content) { c.Signers[1].Name = "Somebody Else, MD" },
		"another case":    func(c *Content) { c.Case = "d" },
		"not there":       func(c *Content) { c.Findings = c.Findings[1:] },
		"plain":           func(c *Content) { c.TextForm = "" },
	} {
		if _, err := panelled(t, s, k, cert, change); !errs.Is(err, errs.SignatureMismatch) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := panelled(t, s, k, cert, func(c *Content) { c.Signers = c.Signers[:1] }); err != nil {
		t.Errorf("taken off whole: %v", err)
	}
	for name, change := range map[string]func(*Package){
		"without its signature": func(p *Package) { p.Parts = nil },
		"with one more":         func(p *Package) { p.Parts = append(slices.Clone(p.Parts), p.Parts[0]) },
		"with the lead's":       func(p *Package) { p.Parts = p.Authors },
	} {
		q := p
		change(&q)
		if _, err := Verify(s.root.Public(), q); !errs.Is(err, errs.SignatureMismatch) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := panelled(t, s, k, must1(s.person(t, RoleApprover, "reviewer")), nil); err == nil {
		t.Error("an approver's certificate signs a part")
	}
	ak, ac := s.person(t, RoleSpecialist, "approver")
	if _, err := panelled(t, s, ak, ac, nil); !errs.Is(err, errs.SignatureMismatch) {
		t.Errorf("who wrote a part approves: %v", err)
	}
}

func must1(_ *seal.SigningKey, c Certificate) Certificate { return c }
