package deed

import (
	"encoding/json"
	"testing"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/seal"
)

// opinion is a released package of the smallest real content.
func opinion(t *testing.T, s *service) Package {
	t.Helper()
	content, err := NewContent(Content{Case: "c", Reference: "4417203958", Version: 1, Kind: KindOpinion, Assessment: "Text <b> & more"})
	if err != nil {
		t.Fatal(err)
	}
	ak, ac := s.person(t, RoleSpecialist, "author")
	pk, pc := s.person(t, RoleApprover, "approver")
	author, err := SignContent(ak, ac, AuthorStatement{Case: "c", Version: 1, ContentSHA256: seal.SHA256(content), ManifestSHA256: "m", SignedAt: day})
	if err != nil {
		t.Fatal(err)
	}
	p := Package{Content: content, Authors: []Endorsement{author}, A4: []byte("a4"), Letter: []byte("letter")}
	if p.Approval, err = Approve(pk, pc, p.Authors, day); err != nil {
		t.Fatal(err)
	}
	if p, err = Release(s.issuing, s.trust, p, day); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestOpinionVerifiesAsSignedOnly(t *testing.T) {
	t.Parallel()
	s := newService(t)
	p := opinion(t, s)
	b, err := p.Encode()
	if err != nil {
		t.Fatal(err)
	}
	key := seal.NewKey()
	p, err = OpenPackage(&key, SealPackage(&key, b, "c", 1), "c", 1)
	if err != nil {
		t.Fatal(err)
	}
	v, err := Verify(s.root.Public(), p)
	if err != nil || len(v.Signers) != 2 || v.Signers[0].Role != RoleSpecialist || v.Content.Assessment != "Text <b> & more" {
		t.Fatalf("%+v, %v", v, err)
	}

	// Every value of the package's JSON, changed by itself, must be noticed.
	var tree any
	if err := json.Unmarshal(b, &tree); err != nil {
		t.Fatal(err)
	}
	seen := 0
	each(tree, func(replace func(string)) {
		seen++
		replace("AAAA")
		changed, _ := json.Marshal(tree)
		q, err := DecodePackage(changed)
		if err == nil {
			_, err = Verify(s.root.Public(), q)
		}
		if err == nil {
			t.Errorf("value %d changed and the opinion verifies", seen)
		}
	})
	if seen < 12 {
		t.Errorf("only %d values were tried", seen)
	}
	if _, err := Verify(newService(t).root.Public(), p); !errs.Is(err, errs.Untrusted) {
		t.Errorf("another root: %v", err)
	}
}

// each calls f once for every string in the tree, with a way to replace it;
// the string is put back afterwards.
func each(node any, f func(replace func(string))) {
	switch n := node.(type) {
	case map[string]any:
		for k, v := range n {
			if s, ok := v.(string); ok {
				f(func(x string) { n[k] = x })
				n[k] = s
			} else {
				each(v, f)
			}
		}
	case []any:
		for i, v := range n {
			if s, ok := v.(string); ok {
				f(func(x string) { n[i] = x })
				n[i] = s
			} else {
				each(v, f)
			}
		}
	}
}

func TestOpinionRefusedAtRelease(t *testing.T) {
	t.Parallel()
	s := newService(t)
	p := opinion(t, s)
	k, c := s.person(t, RoleApprover, "author") // the author, certified as approver too
	var err error
	if p.Approval, err = Approve(k, c, p.Authors, day); err != nil {
		t.Fatal(err)
	}
	if _, err := Release(s.issuing, s.trust, p, day); !errs.Is(err, errs.SignatureMismatch) {
		t.Errorf("author approves: %v", err)
	}
	if _, err := Release(s.issuing, s.trust, opinion(t, s), day.AddDate(1, 1, 0)); !errs.Is(err, errs.Untrusted) {
		t.Errorf("released after the issuing key's year: %v", err)
	}
	k, c = s.person(t, RoleStaff, "staff")
	if p.Approval, err = Approve(k, c, p.Authors, day); err != nil {
		t.Fatal(err)
	}
	if _, err := Release(s.issuing, s.trust, p, day); !errs.Is(err, errs.Untrusted) {
		t.Errorf("staff approves: %v", err)
	}
}

func TestEveryQuestionIsAnsweredOrExplained(t *testing.T) {
	t.Parallel()
	qs := []casefile.Question{{Text: "one"}, {Text: "two", Parts: []string{"a", "b"}}}
	ok := []Answer{{Question: "one", Text: "yes"}, {Question: "two", Parts: []PartAnswer{{Question: "a", Text: "x"}, {Question: "b", Reason: "no record"}}}}
	for name, c := range map[string]struct {
		change func([]Answer) []Answer
		want   errs.Kind
	}{
		"all":        {func(a []Answer) []Answer { return a }, ""},
		"whole":      {func(a []Answer) []Answer { a[1].Parts[1].Reason = ""; a[1].Text = "both"; return a }, ""},
		"missing":    {func(a []Answer) []Answer { return a[:1] }, errs.Incomplete},
		"reworded":   {func(a []Answer) []Answer { a[0].Question = "won"; return a }, errs.Incomplete},
		"empty":      {func(a []Answer) []Answer { a[0].Text = " "; return a }, errs.Incomplete},
		"empty part": {func(a []Answer) []Answer { a[1].Parts[1].Reason = ""; return a }, errs.Incomplete},
	} {
		var a []Answer
		b, _ := json.Marshal(ok)
		_ = json.Unmarshal(b, &a)
		content := Content{Answers: c.change(a)}
		if err := content.CheckAnswers(qs); errs.KindOf(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}
