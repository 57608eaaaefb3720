package keys_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/keys"
)

func at(day int) time.Time { return time.Date(2026, 11, day, 9, 0, 0, 0, time.UTC) }

func ring(t *testing.T, m *keys.Master, all []keys.Stored, now time.Time) *keys.Ring {
	t.Helper()
	r, err := keys.Open(m, all, now)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func setUp(t *testing.T) (*seal.SigningKey, *keys.Master, []keys.Stored) {
	t.Helper()
	root, m := seal.NewSigningKey(), keys.NewMaster()
	certified, err := keys.Certified(root, m, "OSO", at(1))
	if err != nil {
		t.Fatal(err)
	}
	return root, m, append([]keys.Stored{keys.Root(root, nil, at(1))}, certified...)
}

func TestRotationKeepsOldKeys(t *testing.T) {
	t.Parallel()
	root, m, first := setUp(t)
	id := casefile.CaseID(casefile.NewID())
	caseKey := seal.NewKey()
	signed, err := deed.SealManifest(seal.NewSigningKey(), deed.Manifest{Case: id, Version: 1})
	if err != nil {
		t.Fatal(err)
	}
	old := ring(t, m, first, at(2))
	var old0 deed.CertBody
	if old0, err = old.Trust().Check(old.Receiving()[0], at(2)); err != nil {
		t.Fatal(err)
	}
	env, err := deed.SealEnvelope(&caseKey, old0.OpeningKey, id, 1, signed)
	if err != nil {
		t.Fatal(err)
	}
	receipt, err := old.SignReceipt(deed.Receipt{Case: id, ReceivedAt: at(3)})
	if err != nil {
		t.Fatal(err)
	}

	more, err := keys.Certified(root, m, "OSO", at(20))
	if err != nil {
		t.Fatal(err)
	}
	r := ring(t, m, append(first, more...), at(21))
	if r.Receiving()[0].Body == nil || string(r.Receiving()[0].Body) == string(old.Receiving()[0].Body) {
		t.Error("the new receiving key is not the first")
	}
	got, _, err := r.OpenEnvelope(env, id, 1)
	if err != nil || got != caseKey {
		t.Errorf("an envelope to the old receiving key: %v", err)
	}
	if _, _, err := r.OpenEnvelope(env, casefile.CaseID(casefile.NewID()), 1); !errs.Is(err, errs.Damaged) {
		t.Errorf("an envelope under another case: %v", err)
	}
	var back deed.Receipt
	if _, err := r.Trust().Open(receipt, deed.DomainReceipt, &back); err != nil || back.Case != id {
		t.Errorf("a receipt of the old issuing key: %v", err)
	}
}

func TestRootStaysOutside(t *testing.T) {
	t.Parallel()
	_, m, all := setUp(t)
	if ring(t, m, all, at(2)).Demonstration() != nil {
		t.Error("the service keeps the root's private half")
	}
	root := seal.NewSigningKey()
	certified, err := keys.Certified(root, m, "OSO", at(1))
	if err != nil {
		t.Fatal(err)
	}
	demo := ring(t, m, append([]keys.Stored{keys.Root(root, m, at(1))}, certified...), at(2)).Demonstration()
	if demo == nil || string(demo.Public()) != string(root.Public()) {
		t.Error("a demonstration does not keep its root")
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	_, m, all := setUp(t)
	_, _, others := setUp(t)
	swapped := append([]keys.Stored(nil), all...)
	swapped[1].Sealed, swapped[2].Sealed = swapped[2].Sealed, swapped[1].Sealed
	for _, c := range []struct {
		name   string
		master *keys.Master
		all    []keys.Stored
		now    time.Time
		kind   errs.Kind
	}{
		{"nothing", m, nil, at(2), errs.Incomplete},
		{"another master key", keys.NewMaster(), all, at(2), errs.Untrusted},
		{"keys swapped in the database", m, swapped, at(2), errs.Untrusted},
		{"two roots", m, append([]keys.Stored{others[0]}, all...), at(2), errs.Damaged},
	} {
		if _, err := keys.Open(c.master, c.all, c.now); errs.KindOf(err) != c.kind {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// An issuing key that has run out signs nothing and says what to do; what needs
// no signature goes on, and the next key is taken up without a stop.
func TestIssuingKeyRunsOut(t *testing.T) {
	t.Parallel()
	root, m, all := setUp(t)
	r := ring(t, m, all, at(2))
	caseKey, id := seal.NewKey(), casefile.CaseID(casefile.NewID())
	wrapped := r.WrapCaseKey(id, &caseKey)
	late := at(2).AddDate(1, 1, 0)
	if err := r.Refresh(all, late); err != nil {
		t.Fatal(err)
	}
	if _, err := r.SignReceipt(deed.Receipt{Case: id, ReceivedAt: late}); !errs.Is(err, errs.Incomplete) || !strings.Contains(errs.Message(err), "admin keys") {
		t.Errorf("signed with a key that has run out: %v", err)
	}
	if r.IssuingUntil().After(late) || r.IssuingUntil().IsZero() {
		t.Errorf("it ran until %s", r.IssuingUntil())
	}
	if k, err := r.UnwrapCaseKey(id, wrapped); err != nil || k != caseKey {
		t.Errorf("a case key is not opened: %v", err)
	}
	next, err := keys.Certified(root, m, "OSO", late)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Refresh(append(all, next...), late); err != nil {
		t.Fatal(err)
	}
	s, err := r.SignReceipt(deed.Receipt{Case: id, ReceivedAt: late})
	if err != nil {
		t.Fatal(err)
	}
	var back deed.Receipt
	if _, err := r.Trust().Open(s, deed.DomainReceipt, &back); err != nil {
		t.Errorf("the next key: %v", err)
	}
}

func TestCaseKeyIsBoundToItsCase(t *testing.T) {
	t.Parallel()
	_, m, all := setUp(t)
	r := ring(t, m, all, at(2))
	id, key := casefile.CaseID(casefile.NewID()), seal.NewKey()
	w := r.WrapCaseKey(id, &key)
	if got, err := r.UnwrapCaseKey(id, w); err != nil || got != key {
		t.Fatalf("unwrap: %v", err)
	}
	if _, err := r.UnwrapCaseKey(casefile.CaseID(casefile.NewID()), w); !errs.Is(err, errs.Damaged) {
		t.Errorf("another case: %v", err)
	}
	if _, err := r.UnwrapCaseKey(id, nil); !errs.Is(err, errs.NotFound) {
		t.Errorf("an erased case: %v", err)
	}
	if _, err := r.Open("oso/other/v1", w, string(id)); !errs.Is(err, errs.Damaged) {
		t.Errorf("another purpose: %v", err)
	}
}

func TestEscrow(t *testing.T) {
	t.Parallel()
	m := keys.NewMaster()
	parts, err := m.Split(3, 5)
	if err != nil {
		t.Fatal(err)
	}
	pick := func(ns ...int) (out []string) {
		for _, n := range ns {
			out = append(out, parts[n])
		}
		return out
	}
	for _, c := range [][]int{{0, 1, 2}, {4, 2, 0}, {1, 3, 4}, {0, 1, 2, 3, 4}} {
		got, err := keys.Join(pick(c...))
		if err != nil || got.Text() != m.Text() {
			t.Errorf("parts %v: %v", c, err)
		}
	}
	foreign, err := keys.NewMaster().Split(3, 5)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string][]string{
		"too few": pick(0, 1), "the same twice": pick(0, 0, 1), "another key's": {parts[0], parts[1], foreign[2]},
		"cut": {parts[0], parts[1], parts[2][:40]}, "none": nil,
	} {
		if _, err := keys.Join(c); !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestMasterFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "master.key")
	m := keys.NewMaster()
	if err := m.Write(path); err != nil {
		t.Fatal(err)
	}
	if got, err := keys.ReadMaster(path); err != nil || got.Text() != m.Text() {
		t.Errorf("read back: %v", err)
	}
	if err := keys.NewMaster().Write(path); !errs.Is(err, errs.Conflict) {
		t.Errorf("a key was overwritten: %v", err)
	}
}
