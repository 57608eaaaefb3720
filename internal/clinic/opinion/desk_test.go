package opinion

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/vault"
	"oso/internal/clinic/vault/vaulttest"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/wire"
)

const (
	doctor     = "Amara"
	doctorPass = "seven violet trains wander uphill"
	other      = "Benedikt"
	otherPass  = "nine gentle foxes wait in snow"
	nurse      = "Jonas"
	nursePass  = "copper kettles hum at noon today"
)

var day = time.Date(2026, 11, 24, 9, 30, 0, 0, time.UTC)

// made is one vault folder with its three users; each test takes a copy.
var made = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "opinion")
	if err != nil {
		return "", err
	}
	ctx := context.Background()
	if _, err = vault.Create(ctx, dir, vault.CreateOptions{User: doctor, Role: vault.Physician, Passphrase: doctorPass, Rounds: vaulttest.Few()}); err != nil {
		return dir, err
	}
	v, err := casebook.Open(ctx, dir, vault.OpenOptions{Passphrase: doctorPass, Rounds: vaulttest.Few()})
	if err != nil {
		return dir, err
	}
	defer v.Close()
	if _, err = v.AddUser(ctx, other, vault.Physician, otherPass); err != nil {
		return dir, err
	}
	_, err = v.AddUser(ctx, nurse, vault.Staff, nursePass)
	return dir, err
})

func TestMain(m *testing.M) {
	code := m.Run()
	if dir, _ := made(); dir != "" {
		os.RemoveAll(dir)
	}
	os.Exit(code)
}

// service signs opinions as the real one does, with a root of its own.
type service struct {
	t             *testing.T
	root, issuing *seal.SigningKey
	trust         deed.Trust
}

func newService(t *testing.T) *service {
	t.Helper()
	s := &service{t: t, root: seal.NewSigningKey(), issuing: seal.NewSigningKey()}
	c, err := deed.Issue(s.root, deed.CertBody{Role: deed.RoleIssuing, Subject: "service", SigningKey: s.issuing.Public(), NotBefore: day.AddDate(0, -1, 0), NotAfter: day.AddDate(1, 0, 0)})
	if err != nil {
		t.Fatal(err)
	}
	s.trust = deed.Trust{Root: s.root.Public(), Issuing: []deed.Certificate{c}}
	return s
}

func (s *service) certify(role deed.CertRole, name string, signing seal.VerifyKey, opening []byte) deed.Certificate {
	s.t.Helper()
	c, err := deed.Issue(s.issuing, deed.CertBody{
		Serial: casefile.NewID(), Role: role, Subject: casefile.NewID(), Name: name, SigningKey: signing, OpeningKey: opening,
		NotBefore: day.AddDate(0, -1, 0), NotAfter: day.AddDate(0, 6, 0),
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return c
}

// release makes the package of one version.
func (s *service) release(c deed.Content) deed.Package {
	s.t.Helper()
	b, err := deed.NewContent(c)
	if err != nil {
		s.t.Fatal(err)
	}
	ak, pk := seal.NewSigningKey(), seal.NewSigningKey()
	author, err := deed.SignContent(ak, s.certify(deed.RoleSpecialist, "Dr. Author", ak.Public(), nil),
		deed.AuthorStatement{Case: c.Case, Version: c.Version, ContentSHA256: seal.SHA256(b), ManifestSHA256: "m", SignedAt: day})
	if err != nil {
		s.t.Fatal(err)
	}
	p := deed.Package{Content: b, Authors: []deed.Endorsement{author}, A4: []byte("%PDF a4"), Letter: []byte("%PDF letter")}
	if p.Approval, err = deed.Approve(pk, s.certify(deed.RoleApprover, "Dr. Approver", pk.Public(), nil), p.Authors, day); err != nil {
		s.t.Fatal(err)
	}
	if p, err = deed.Release(s.issuing, s.trust, p, day.Add(time.Hour)); err != nil {
		s.t.Fatal(err)
	}
	return p
}

// world is a desk whose vault was enrolled with the service.
type world struct {
	*Workstation
	t   *testing.T
	s   *service
	dir string
	id  casefile.CaseID
}

const reference = "4417203958"

func newWorld(t *testing.T) *world {
	t.Helper()
	from, err := made()
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, s: newService(t), dir: filepath.Join(t.TempDir(), "vault")}
	if err := os.CopyFS(w.dir, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	w.signIn(doctor, doctorPass)
	ctx := context.Background()
	users, err := w.Vault.Users()
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range users {
		cert := w.s.certify(deed.CertRole(u.Role), "Dr. "+u.Name, u.Signing, u.Opening)
		if err := w.Vault.SetCertificate(ctx, u.ID, &cert); err != nil {
			t.Fatal(err)
		}
	}
	if w.id, err = w.Vault.CreateCase(ctx, casebook.NewCase{Head: casebook.Head{Name: "Eleanor Whitcombe", State: casefile.Received}}, nil); err != nil {
		t.Fatal(err)
	}
	last := day
	w.put("", casebook.KindServer, casebook.ServerID, casebook.Server{Trust: w.s.trust, LastExchange: &last})
	for user, pass := range map[string]string{other: otherPass, doctor: doctorPass} {
		w.signIn(user, pass)
		if err := w.Vault.ConfirmRoot(ctx, pass, w.s.trust.Root); err != nil {
			t.Fatal(err)
		}
	}
	w.signIn(doctor, doctorPass)
	return w
}

func (w *world) signIn(user, pass string) {
	w.t.Helper()
	if w.Workstation != nil {
		w.Vault.Close()
	}
	now := func() time.Time { return day.Add(2 * time.Hour) }
	v, err := casebook.Open(context.Background(), w.dir, vault.OpenOptions{User: user, Passphrase: pass, Clock: now, Rounds: vaulttest.Few()})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { v.Close() })
	w.Workstation = &Workstation{Vault: v, Now: now}
}

func (w *world) put(id casefile.CaseID, kind casebook.Kind, row string, value any) {
	w.t.Helper()
	err := w.Vault.Update(context.Background(), id, func(tx *casebook.Tx) error {
		_, err := casebook.Put(tx, kind, casebook.Row[any]{ID: row, Value: value})
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) content(version int) deed.Content {
	return deed.Content{Case: w.id, Reference: reference, Version: version, Kind: deed.KindOpinion, Assessment: "Version " + strconv.Itoa(version)}
}

// arrive puts an opinion into the vault as the exchange leaves it, addressed
// to the doctor.
func (w *world) arrive(p deed.Package, version, supersedes int, change func(*casebook.Opinion)) {
	w.t.Helper()
	b, err := p.Encode()
	if err != nil {
		w.t.Fatal(err)
	}
	key := seal.NewKey()
	o := casebook.Opinion{Sealed: deed.SealPackage(&key, b, w.id, version), Got: day}
	users, err := w.Vault.Users()
	if err != nil {
		w.t.Fatal(err)
	}
	o.Notice = wire.OpinionNotice{Version: version, Supersedes: supersedes, SHA256: seal.SHA256(o.Sealed), Size: int64(len(o.Sealed)), Released: day, Reference: reference}
	for _, u := range users {
		if u.Name != doctor {
			continue
		}
		wrapped, err := seal.Wrap(u.Opening, deed.WrapOpinion, key[:], string(w.id), strconv.Itoa(version))
		if err != nil {
			w.t.Fatal(err)
		}
		o.Notice.Keys = append(o.Notice.Keys, wire.OpinionKey{Opening: seal.KeyID(u.Opening), Wrapped: wrapped})
	}
	row := casebook.VersionID(version)
	if change != nil {
		change(&o)
	}
	err = w.Vault.Update(context.Background(), w.id, func(tx *casebook.Tx) error {
		if supersedes > 0 {
			old, err := casebook.Get[casebook.Opinion](tx, casebook.KindOpinion, casebook.VersionID(supersedes))
			if err != nil {
				return err
			}
			old.Value.SupersededBy = version
			if _, err := casebook.Put(tx, casebook.KindOpinion, old); err != nil {
				return err
			}
		}
		_, err := casebook.Put(tx, casebook.KindOpinion, casebook.Row[casebook.Opinion]{ID: row, Value: o})
		tx.Head().Opinion, tx.Head().Unread = casebook.OpinionArrived, true
		if supersedes > 0 {
			tx.Head().Opinion = casebook.OpinionCorrected
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) stored(version int) casebook.Opinion {
	w.t.Helper()
	var o casebook.Opinion
	err := w.Vault.View(context.Background(), w.id, func(tx *casebook.Tx) error {
		row, err := casebook.Get[casebook.Opinion](tx, casebook.KindOpinion, casebook.VersionID(version))
		o = row.Value
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return o
}

func (w *world) outbox() []casebook.Outgoing {
	w.t.Helper()
	var out []casebook.Outgoing
	err := w.Vault.View(context.Background(), "", func(tx *casebook.Tx) error {
		rows, err := casebook.List[casebook.Outgoing](tx, casebook.KindOutbox)
		for _, r := range rows {
			out = append(out, r.Value)
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return out
}

func (w *world) head() casebook.Head {
	w.t.Helper()
	h, err := w.Vault.Head(w.id)
	if err != nil {
		w.t.Fatal(err)
	}
	return h
}

// nothing proves that an error came with nothing of an opinion.
func (w *world) nothing(o Opened, err error, kind errs.Kind) {
	w.t.Helper()
	if !errs.Is(err, kind) {
		w.t.Fatalf("error of kind %q, not %q: %v", errs.KindOf(err), kind, err)
	}
	if len(o.Package.Content) != 0 || len(o.Package.A4) != 0 || o.Verified.Content.Assessment != "" || len(o.Verified.Signers) != 0 {
		w.t.Error("something of the opinion came along with the error")
	}
	if m := errs.Message(err); m == "" || bytes.Contains([]byte(m), []byte("Version ")) {
		w.t.Errorf("the message: %q", m)
	}
}
