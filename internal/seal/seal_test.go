package seal

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/errs"
)

var day = time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)

func TestChunkOpensOnlyAtItsPlace(t *testing.T) {
	t.Parallel()
	key := NewKey()
	box := NewBox(&key, PurposeChunk)
	place := ChunkPlace{"case", "record", 3, true}
	random := make([]byte, 100_000)
	rand.Read(random)
	for name, plain := range map[string][]byte{
		"empty": {}, "random": random, "zeros": make([]byte, ChunkSize), "text": bytes.Repeat([]byte("head and chest "), 4000),
	} {
		sealed := box.SealChunk(nil, plain, place, true)
		got, err := box.OpenChunk(nil, sealed, place)
		if err != nil || !bytes.Equal(got, plain) {
			t.Fatalf("%s: does not come back: %v", name, err)
		}
		if len(sealed) > MaxSealedChunk {
			t.Errorf("%s: %d bytes sealed", name, len(sealed))
		}
		for _, other := range []ChunkPlace{
			{"cas", "erecord", 3, true}, {"case", "record", 4, true}, {"case", "record", 3, false}, {"other", "record", 3, true},
		} {
			if _, err := box.OpenChunk(nil, sealed, other); !errs.Is(err, errs.Damaged) {
				t.Errorf("%s: opens at %v: %v", name, other, err)
			}
		}
		for i := range min(len(sealed), 60) {
			bad := bytes.Clone(sealed)
			bad[i] ^= 1
			if got, err := box.OpenChunk(nil, bad, place); err == nil || got != nil {
				t.Fatalf("%s: byte %d flipped and opens", name, i)
			}
		}
		if _, err := NewBox(&key, PurposeManifest).OpenChunk(nil, sealed, place); !errs.Is(err, errs.Damaged) {
			t.Errorf("%s: opens for another purpose", name)
		}
	}
}

func TestChunkIsAppended(t *testing.T) {
	t.Parallel()
	key := NewKey()
	box := NewBox(&key, PurposeChunk)
	plain := bytes.Repeat([]byte("slice"), ChunkSize/5)
	var out []byte
	for i := range uint32(3) {
		place := ChunkPlace{"case", "record", i, i == 2}
		var err error
		if out, err = box.OpenChunk(out, box.SealChunk(nil, plain, place, true), place); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(out, bytes.Repeat(plain, 3)) {
		t.Errorf("%d bytes of three chunks", len(out))
	}
}

func TestInflateIsBounded(t *testing.T) {
	t.Parallel()
	bomb := pack(nil, nil, make([]byte, 64<<20), Zstd)
	key := NewKey()
	box := NewBox(&key, PurposeChunk)
	sealed := box.seal(nil, bomb, Zstd, ChunkPlace{}.fields())
	if _, err := box.OpenChunk(nil, sealed, ChunkPlace{}); !errs.Is(err, errs.Damaged) {
		t.Fatalf("64 MiB came out of one chunk: %v", err)
	}
}

func TestSignatureServesOneDomain(t *testing.T) {
	t.Parallel()
	k := NewSigningKey()
	sig := k.Sign(DomainSeal, []byte("x"))
	if err := k.Public().Verify(DomainSeal, []byte("x"), sig); err != nil {
		t.Fatal(err)
	}
	if err := k.Public().Verify(DomainAccess, []byte("x"), sig); !errs.Is(err, errs.SignatureMismatch) {
		t.Errorf("seal's signature verifies as access: %v", err)
	}
	if err := (VerifyKey{1, 2}).Verify(DomainSeal, []byte("x"), sig); !errs.Is(err, errs.SignatureMismatch) {
		t.Errorf("short key: %v", err)
	}
	again, err := SigningKeyFrom(k.Seed())
	if err != nil || !bytes.Equal(again.Public(), k.Public()) {
		t.Errorf("seed gives another key: %v", err)
	}
}

func TestWrapOpensForHolderAndPlaceOnly(t *testing.T) {
	t.Parallel()
	holder, other := NewOpeningKey(), NewOpeningKey()
	w, err := Wrap(holder.Public(), WrapCase, []byte("key"), "case")
	if err != nil {
		t.Fatal(err)
	}
	again, err := OpeningKeyFrom(holder.Seed())
	if err != nil {
		t.Fatal(err)
	}
	if got, err := again.Unwrap(WrapCase, w, "case"); err != nil || string(got) != "key" {
		t.Fatalf("%q, %v", got, err)
	}
	for name, try := range map[string]func() ([]byte, error){
		"other holder":  func() ([]byte, error) { return other.Unwrap(WrapCase, w, "case") },
		"other purpose": func() ([]byte, error) { return holder.Unwrap(WrapOpinion, w, "case") },
		"other place":   func() ([]byte, error) { return holder.Unwrap(WrapCase, w, "case2") },
	} {
		if got, err := try(); err == nil || got != nil {
			t.Errorf("%s opens it", name)
		}
	}
	if _, err := Wrap([]byte("short"), WrapCase, nil); !errs.Is(err, errs.Untrusted) {
		t.Errorf("broken public key: %v", err)
	}
}

// service is a root with an issuing key and people, as a test needs them.
type service struct {
	root, issuing *SigningKey
	trust         Trust
}

func newService(t *testing.T) *service {
	t.Helper()
	s := &service{root: NewSigningKey(), issuing: NewSigningKey()}
	c, err := Issue(s.root, CertBody{Role: RoleIssuing, Subject: "service", SigningKey: s.issuing.Public(), NotBefore: day.AddDate(0, -1, 0), NotAfter: day.AddDate(1, 0, 0)})
	if err != nil {
		t.Fatal(err)
	}
	s.trust = Trust{s.root.Public(), []Certificate{c}}
	return s
}

func (s *service) person(t *testing.T, role CertRole, subject string) (*SigningKey, Certificate) {
	t.Helper()
	k := NewSigningKey()
	c, err := Issue(s.issuing, CertBody{Role: role, Subject: subject, Name: "Dr. " + subject, SigningKey: k.Public(), NotBefore: day.AddDate(0, -1, 0), NotAfter: day.AddDate(0, 6, 0)})
	if err != nil {
		t.Fatal(err)
	}
	return k, c
}

func TestTrustRefusesWhatTheRootDidNotMake(t *testing.T) {
	t.Parallel()
	s, impostor := newService(t), newService(t)
	_, cert := s.person(t, RoleSpecialist, "a")
	if _, err := s.trust.Check(cert, day); err != nil {
		t.Fatal(err)
	}
	mixed := Trust{impostor.root.Public(), s.trust.Issuing}
	for name, check := range map[string]func() error{
		"other root":  func() error { _, err := impostor.trust.Check(cert, day); return err },
		"mixed chain": func() error { _, err := mixed.Check(cert, day); return err },
		"too late":    func() error { _, err := s.trust.Check(cert, day.AddDate(0, 7, 0)); return err },
		"too early":   func() error { _, err := s.trust.Check(cert, day.AddDate(0, -2, 0)); return err },
		"self-made": func() error {
			k := NewSigningKey()
			c, _ := Issue(k, CertBody{Role: RoleIssuing, SigningKey: k.Public()})
			_, err := s.trust.Check(c, day)
			return err
		},
		"issuing twice": func() error {
			c, _ := Issue(s.issuing, CertBody{Role: RoleIssuing, SigningKey: NewSigningKey().Public(), NotAfter: day.AddDate(1, 0, 0)})
			_, err := s.trust.Check(c, day)
			return err
		},
	} {
		if err := check(); !errs.Is(err, errs.Untrusted) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCodeAsTyped(t *testing.T) {
	t.Parallel()
	s := newService(t)
	c := Code{
		Demonstration: true, Secret: NewSecret(), Root: s.root.Public(), TLS: bytes.Repeat([]byte{7}, 32), Clinic: casefile.NewID(), Person: casefile.NewID(),
		Expires: day.Add(time.Hour), Staff: true, Name: "Dr. Amara Okonkwo-Reyes", ClinicName: "Clínica Santa Lucía",
	}
	text, err := c.Encode(s.issuing)
	if err != nil {
		t.Fatal(err)
	}
	got, signed, err := ParseCode(" " + strings.ToLower(strings.ReplaceAll(text, "-", "\n")))
	if err != nil || got.Clinic != c.Clinic || got.Secret != c.Secret || !got.Demonstration || !got.Expires.Equal(c.Expires) ||
		got.Person != c.Person || !got.Staff || got.Name != c.Name || got.ClinicName != c.ClinicName {
		t.Fatalf("%+v, %v", got, err)
	}
	if err := CheckCode(s.trust, got, signed, day); err != nil {
		t.Error(err)
	}
	if err := CheckCode(newService(t).trust, got, signed, day); !errs.Is(err, errs.Untrusted) {
		t.Errorf("another service: %v", err)
	}
	if err := CheckCode(s.trust, got, signed, day.Add(2*time.Hour)); !errs.Is(err, errs.Refused) {
		t.Errorf("after its time: %v", err)
	}
	signed.Body[3] ^= 1
	if err := CheckCode(s.trust, got, signed, day); !errs.Is(err, errs.Untrusted) {
		t.Errorf("changed: %v", err)
	}
	for _, bad := range []string{"", "OSO1", text[:len(text)-1], text + "A", "hello", strings.Replace(text, "OSO1", "OSO2", 1)} {
		if _, _, err := ParseCode(bad); !errs.Is(err, errs.Invalid) {
			t.Errorf("%.10q: %v", bad, err)
		}
	}
}

// The names in a code are one line that can be shown as it is, whatever was
// entered, and never cut in the middle of a character.
func TestNamesInACode(t *testing.T) {
	t.Parallel()
	s := newService(t)
	for given, want := range map[string]string{
		"": "", "Dr. A\nB\x00\u202eC": "Dr. A B C", strings.Repeat("é", 100): strings.Repeat("é", 40), " Dr.  Sørensen ": "Dr. Sørensen",
		strings.Repeat("\U0001F600", 40): strings.Repeat("\U0001F600", 20), "bad\xffbytes": "badbytes",
	} {
		text, err := Code{Secret: NewSecret(), Root: s.root.Public(), Clinic: casefile.NewID(), Person: casefile.NewID(), Expires: day, Name: given, ClinicName: given}.Encode(s.issuing)
		if err != nil {
			t.Fatal(err)
		}
		if got, _, err := ParseCode(text); err != nil || got.Name != want || got.ClinicName != want {
			t.Errorf("%q came as %q, %v", given, got.Name, err)
		}
	}
}

// opinion is a released package of the smallest real content.
func opinion(t *testing.T, s *service) Package {
	t.Helper()
	content, err := NewContent(Content{Case: "c", Reference: "4417203958", Version: 1, Kind: KindOpinion, Assessment: "Text <b> & more"})
	if err != nil {
		t.Fatal(err)
	}
	ak, ac := s.person(t, RoleSpecialist, "author")
	pk, pc := s.person(t, RoleApprover, "approver")
	author, err := SignContent(ak, ac, AuthorStatement{Case: "c", Version: 1, ContentSHA256: SHA256(content), ManifestSHA256: "m", SignedAt: day})
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
	key := NewKey()
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

// A time that nobody said is no way round the dates of a certificate.
func TestNothingIsValidAtNoTime(t *testing.T) {
	t.Parallel()
	s := newService(t)
	left := func(role CertRole) (*SigningKey, Certificate) { // years ago
		k := NewSigningKey()
		c, err := Issue(s.issuing, CertBody{Role: role, Subject: string(role), SigningKey: k.Public(), NotBefore: day.AddDate(-9, 0, 0), NotAfter: day.AddDate(-8, 0, 0)})
		if err != nil {
			t.Fatal(err)
		}
		return k, c
	}
	never := time.Time{}
	for name, x := range map[string]struct {
		signed, approved, released time.Time
		key                        func(CertRole) (*SigningKey, Certificate)
	}{
		"author who left":                {never, day, day, left},
		"approver who left":              {day, never, day, left},
		"author with a valid key":        {never, day, day, nil},
		"approver with a valid key":      {day, never, day, nil},
		"release by a valid issuing key": {day, day, never, nil},
	} {
		p := opinion(t, s)
		signer := func(role CertRole, at time.Time) (*SigningKey, Certificate) {
			if x.key != nil && at.IsZero() {
				return x.key(role)
			}
			return s.person(t, role, string(role))
		}
		k, c := signer(RoleSpecialist, x.signed)
		e, err := SignContent(k, c, AuthorStatement{Case: "c", Version: 1, ContentSHA256: SHA256(p.Content), ManifestSHA256: "m", SignedAt: x.signed})
		if err != nil {
			t.Fatal(err)
		}
		p.Authors = []Endorsement{e}
		k, c = signer(RoleApprover, x.approved)
		if p.Approval, err = Approve(k, c, p.Authors, x.approved); err != nil {
			t.Fatal(err)
		}
		if _, err := Release(s.issuing, s.trust, p, x.released); !errs.Is(err, errs.Untrusted) {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, c := left(RoleSpecialist)
	if _, err := s.trust.Check(c, never); !errs.Is(err, errs.Untrusted) {
		t.Errorf("a certificate that ran out, asked without a time: %v", err)
	}
	if err := (CertBody{NotAfter: day}).ValidAt(never); !errs.Is(err, errs.Untrusted) {
		t.Errorf("one that names no beginning: %v", err)
	}
	if b, err := s.trust.Origin(c); err != nil || b.Subject != string(RoleSpecialist) {
		t.Errorf("whom it named: %+v, %v", b, err)
	}
	if _, err := newService(t).trust.Origin(c); !errs.Is(err, errs.Untrusted) {
		t.Errorf("of another service: %v", err)
	}
}

func TestEnvelope(t *testing.T) {
	t.Parallel()
	service, physician := NewOpeningKey(), NewSigningKey()
	key := NewKey()
	signed, err := SealManifest(physician, Manifest{Case: "c", Version: 2, SealedAt: day, Items: []Item{{Record: "r", Kind: ItemDocument}}})
	if err != nil {
		t.Fatal(err)
	}
	e, err := SealEnvelope(&key, service.Public(), "c", 2, signed)
	if err != nil {
		t.Fatal(err)
	}
	got, s, err := OpenEnvelope(e, service, "c", 2)
	if err != nil || got != key {
		t.Fatal(err)
	}
	m, err := OpenManifest(s, physician.Public())
	if err != nil || m.Version != 2 {
		t.Fatal(err)
	}
	if _, err := OpenManifest(s, NewSigningKey().Public()); !errs.Is(err, errs.SignatureMismatch) {
		t.Errorf("another physician: %v", err)
	}
	if _, _, err := OpenEnvelope(e, service, "c", 3); !errs.Is(err, errs.Damaged) {
		t.Errorf("another version: %v", err)
	}
	if _, _, err := OpenEnvelope(e, service, "d", 2); !errs.Is(err, errs.Damaged) {
		t.Errorf("another case: %v", err)
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

// FuzzParseCode: whatever is typed, it neither panics nor gives a code that says
// something else when it is written again.
func FuzzParseCode(f *testing.F) {
	k := NewSigningKey()
	c := Code{Secret: [16]byte{1}, Root: k.Public(), Clinic: strings.Repeat("0a", 16), Person: strings.Repeat("0b", 16), Expires: day, Name: "Dr. A", ClinicName: "Hill Road"}
	text, err := c.Encode(k)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add("OSO1-")
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		c, s, err := ParseCode(text)
		if err != nil {
			return
		}
		again, err := c.Encode(k)
		if err != nil {
			t.Fatal(err)
		}
		if _, b, err := ParseCode(again); err != nil || !bytes.Equal(b.Body, s.Body) && len(c.TLS) > 0 {
			t.Fatalf("%q reads as another code when written again: %v", text, err)
		}
	})
}
