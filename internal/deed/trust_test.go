package deed

import (
	"testing"
	"time"

	"oso/internal/errs"
	"oso/internal/seal"
)

var day = time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)

// service is a root with an issuing key and people, as a test needs them.
type service struct {
	root, issuing *seal.SigningKey
	trust         Trust
}

func newService(t *testing.T) *service {
	t.Helper()
	s := &service{root: seal.NewSigningKey(), issuing: seal.NewSigningKey()}
	c, err := Issue(s.root, CertBody{Role: RoleIssuing, Subject: "service", SigningKey: s.issuing.Public(), NotBefore: day.AddDate(0, -1, 0), NotAfter: day.AddDate(1, 0, 0)})
	if err != nil {
		t.Fatal(err)
	}
	s.trust = Trust{s.root.Public(), []Certificate{c}}
	return s
}

func (s *service) person(t *testing.T, role CertRole, subject string) (*seal.SigningKey, Certificate) {
	t.Helper()
	k := seal.NewSigningKey()
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
			k := seal.NewSigningKey()
			c, _ := Issue(k, CertBody{Role: RoleIssuing, SigningKey: k.Public()})
			_, err := s.trust.Check(c, day)
			return err
		},
		"issuing twice": func() error {
			c, _ := Issue(s.issuing, CertBody{Role: RoleIssuing, SigningKey: seal.NewSigningKey().Public(), NotAfter: day.AddDate(1, 0, 0)})
			_, err := s.trust.Check(c, day)
			return err
		},
	} {
		if err := check(); !errs.Is(err, errs.Untrusted) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A time that nobody said is no way round the dates of a certificate.
func TestNothingIsValidAtNoTime(t *testing.T) {
	t.Parallel()
	s := newService(t)
	left := func(role CertRole) (*seal.SigningKey, Certificate) { // years ago
		k := seal.NewSigningKey()
		c, err := Issue(s.issuing, CertBody{Role: role, Subject: string(role), SigningKey: k.Public(), NotBefore: day.AddDate(-9, 0, 0), NotAfter: day.AddDate(-8, 0, 0)})
		if err != nil {
			t.Fatal(err)
		}
		return k, c
	}
	never := time.Time{}
	for name, x := range map[string]struct {
		signed, approved, released time.Time
		key                        func(CertRole) (*seal.SigningKey, Certificate)
	}{
		"author who left":                {never, day, day, left},
		"approver who left":              {day, never, day, left},
		"author with a valid key":        {never, day, day, nil},
		"approver with a valid key":      {day, never, day, nil},
		"release by a valid issuing key": {day, day, never, nil},
	} {
		p := opinion(t, s)
		signer := func(role CertRole, at time.Time) (*seal.SigningKey, Certificate) {
			if x.key != nil && at.IsZero() {
				return x.key(role)
			}
			return s.person(t, role, string(role))
		}
		k, c := signer(RoleSpecialist, x.signed)
		e, err := SignContent(k, c, AuthorStatement{Case: "c", Version: 1, ContentSHA256: seal.SHA256(p.Content), ManifestSHA256: "m", SignedAt: x.signed})
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
