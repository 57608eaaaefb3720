package opinion

import (
	"context"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/vault"
	"oso/internal/clinic/vault/vaulttest"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
)

// The first opening is the physician's signed act, and it is stored before
// anything is shown.
func TestFirstOpening(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	none, err := w.Open(ctx, w.id, doctorPass, false)
	w.nothing(none, err, errs.NotFound)
	w.arrive(w.s.release(w.content(1)), 1, 0, nil)

	o, err := w.Again(ctx, w.id)
	w.nothing(o, err, errs.VaultLocked)
	o, err = w.Open(ctx, w.id, "", false)
	w.nothing(o, err, errs.VaultLocked)
	o, err = w.Open(ctx, w.id, "not the passphrase at all", false)
	w.nothing(o, err, errs.WrongPassphrase)
	if len(w.outbox()) != 0 || w.stored(1).Accessed != nil {
		t.Fatal("a failed opening counts as access")
	}

	o, err = w.Open(ctx, w.id, doctorPass, false)
	if err != nil {
		t.Fatal(err)
	}
	if o.Verified.Content.Assessment != "Version 1" || string(o.Package.A4) != "%PDF a4" || o.Head.Accessed == nil || o.Head.By != "Dr. Amara" {
		t.Errorf("opened: %+v", o.Head)
	}
	out := w.outbox()
	if len(out) != 1 || out[0].Path != "/v1/cases/"+string(w.id)+"/opinions/1/access" {
		t.Fatalf("the outbox: %+v", out)
	}
	var s deed.AccessStatement
	body, err := w.s.trust.OpenBy(out[0].Body.Access.Certificate, out[0].Body.Access.Signed, deed.DomainAccess, &s, day.Add(3*time.Hour), deed.RolePhysician)
	if err != nil || body.Name != "Dr. Amara" {
		t.Fatalf("signed by %q, %v", body.Name, err)
	}
	stored := w.stored(1)
	if s.Case != w.id || s.Version != 1 || s.PackageSHA256 != stored.Notice.SHA256 || !s.OpenedAt.Equal(*stored.Accessed) || !s.OpenedAt.Equal(day.Add(2*time.Hour)) {
		t.Errorf("the statement: %+v", s)
	}
	if h := w.head(); h.Opinion != casebook.OpinionOpened || h.Unread {
		t.Errorf("the list says %s, unread %t", h.Opinion, h.Unread)
	}

	// Opening again is no second act, and needs no passphrase in this session.
	for _, pass := range []string{"", doctorPass} {
		if o, err = w.Open(ctx, w.id, pass, false); err != nil || o.Verified.Content.Assessment != "Version 1" {
			t.Fatal(err)
		}
	}
	if n := len(w.outbox()); n != 1 {
		t.Errorf("%d acts of access", n)
	}
	w.Forget()
	o, err = w.Open(ctx, w.id, "", false)
	w.nothing(o, err, errs.VaultLocked)
	if o, err = w.Open(ctx, w.id, doctorPass, false); err != nil || o.Head.Accessed == nil || len(w.outbox()) != 1 {
		t.Errorf("in a new session: %v, %d acts", err, len(w.outbox()))
	}
}

// Staff read after the physician, and only where the physician hands it on.
func TestStaff(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	w.arrive(w.s.release(w.content(1)), 1, 0, nil)
	staff := func(kind errs.Kind) {
		t.Helper()
		w.signIn(nurse, nursePass)
		for _, pass := range []string{"", nursePass, doctorPass} {
			o, err := w.Open(ctx, w.id, pass, true)
			w.nothing(o, err, kind)
		}
		_, err := w.Verify(ctx, w.id, nursePass)
		if !errs.Is(err, kind) {
			t.Errorf("staff verify: %v", err)
		}
		if err := w.Acknowledge(ctx, w.id, nursePass); !errs.Is(err, errs.Forbidden) {
			t.Errorf("staff acknowledge: %v", err)
		}
		w.signIn(doctor, doctorPass)
	}
	staff(errs.Forbidden)
	if len(w.outbox()) != 0 || w.stored(1).Accessed != nil {
		t.Fatal("staff brought about the access")
	}
	if _, err := w.Open(ctx, w.id, doctorPass, false); err != nil {
		t.Fatal(err)
	}
	staff(errs.Forbidden)

	// The physician decides later; nobody signs anything anew.
	o, err := w.Open(ctx, w.id, doctorPass, true)
	if err != nil || !o.Head.Delegated {
		t.Fatalf("handed on: %t, %v", o.Head.Delegated, err)
	}
	if _, err := w.Open(ctx, w.id, "", true); err != nil {
		t.Errorf("handed on already, without the passphrase: %v", err)
	}
	w.signIn(nurse, nursePass)
	heads, err := w.List(ctx, w.id)
	if err != nil || len(heads) != 1 || !w.Ready(w.id, heads[0]) {
		t.Fatalf("%+v, %v", heads, err)
	}
	if o, err = w.Open(ctx, w.id, "", false); err != nil || o.Verified.Content.Assessment != "Version 1" {
		t.Fatalf("staff after it was handed on: %v", err)
	}
	if n := len(w.outbox()); n != 1 {
		t.Errorf("%d acts of access", n)
	}
}

func TestAnotherPhysicianCannotOpen(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	w.arrive(w.s.release(w.content(1)), 1, 0, nil)
	w.signIn(other, otherPass)
	o, err := w.Open(ctx, w.id, otherPass, true)
	w.nothing(o, err, errs.Forbidden)
	o, err = w.Open(ctx, w.id, doctorPass, true)
	w.nothing(o, err, errs.WrongPassphrase)
	if _, err := w.Verify(ctx, w.id, otherPass); !errs.Is(err, errs.Forbidden) {
		t.Errorf("verify: %v", err)
	}
	if len(w.outbox()) != 0 || w.stored(1).Accessed != nil {
		t.Error("somebody else brought about the access")
	}
	// A key that was made for this opening key and another case opens nothing.
	w.signIn(doctor, doctorPass)
	var moved []byte
	u := w.Vault.User()
	key := seal.NewKey()
	if moved, err = seal.Wrap(u.Opening, deed.WrapOpinion, key[:], casefile.NewID(), "1"); err != nil {
		t.Fatal(err)
	}
	err = w.Vault.Update(ctx, w.id, func(tx *casebook.Tx) error {
		row, err := casebook.Get[casebook.Opinion](tx, casebook.KindOpinion, "1")
		if err != nil {
			return err
		}
		row.Value.Notice.Keys[0].Wrapped = moved
		_, err = casebook.Put(tx, casebook.KindOpinion, row)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	o, err = w.Open(ctx, w.id, doctorPass, false)
	w.nothing(o, err, errs.Damaged)
}

// One session's key serves whoever opened, and nobody who signs in after.
func TestSessionKeyIsItsUsers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	w.arrive(w.s.release(w.content(1)), 1, 0, nil)
	if _, err := w.Open(ctx, w.id, doctorPass, false); err != nil {
		t.Fatal(err)
	}
	w.Vault.Lock()
	if err := w.Vault.Unlock(ctx, vault.OpenOptions{User: nurse, Passphrase: nursePass, Rounds: vaulttest.Few()}); err != nil {
		t.Fatal(err)
	}
	o, err := w.Again(ctx, w.id) // Forget was forgotten
	w.nothing(o, err, errs.Forbidden)
}

func TestVerifyIsNoAccess(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	w.arrive(w.s.release(w.content(1)), 1, 0, nil)
	if _, err := w.Verify(ctx, w.id, ""); !errs.Is(err, errs.VaultLocked) {
		t.Errorf("without the passphrase: %v", err)
	}
	p, err := w.Verify(ctx, w.id, doctorPass)
	if err != nil || !p.Valid || p.Version != 1 || p.Superseded || p.CurrentAsOf == nil || p.Fingerprint == "" {
		t.Fatalf("%+v, %v", p, err)
	}
	if len(p.Signers) != 2 || p.Signers[0].Name != "Dr. Author" || p.Signers[1].Role != deed.RoleApprover {
		t.Errorf("signers %+v", p.Signers)
	}
	if len(w.outbox()) != 0 || w.stored(1).Accessed != nil || w.head().Opinion != casebook.OpinionArrived {
		t.Error("verifying counts as access")
	}
	heads, err := w.List(ctx, "")
	if err != nil || len(heads) != 1 || w.Ready(w.id, heads[0]) {
		t.Error("verifying leaves a key behind")
	}
	o, err := w.Again(ctx, w.id)
	w.nothing(o, err, errs.VaultLocked)
}

// Whatever is not exactly what the service released is refused, with nothing
// given out and no act of access.
func TestRefused(t *testing.T) {
	t.Parallel()
	flip := func(b []byte, at int) { b[at] ^= 1 }
	for name, x := range map[string]struct {
		kind    errs.Kind
		arrives func(w *world)
	}{
		"bytes changed in the store": {errs.Damaged, func(w *world) {
			w.arrive(w.s.release(w.content(1)), 1, 0, func(o *casebook.Opinion) { flip(o.Sealed, len(o.Sealed)/2) })
		}},
		"bytes changed and the notice with them": {errs.Damaged, func(w *world) {
			w.arrive(w.s.release(w.content(1)), 1, 0, func(o *casebook.Opinion) {
				flip(o.Sealed, len(o.Sealed)/2)
				o.Notice.SHA256 = seal.SHA256(o.Sealed)
			})
		}},
		"signed content changed": {errs.SignatureMismatch, func(w *world) {
			p := w.s.release(w.content(1))
			flip(p.Content, len(p.Content)/2)
			w.arrive(p, 1, 0, nil)
		}},
		"another letter": {errs.SignatureMismatch, func(w *world) {
			p := w.s.release(w.content(1))
			p.A4 = []byte("%PDF forged")
			w.arrive(p, 1, 0, nil)
		}},
		"another root": {errs.Untrusted, func(w *world) {
			w.arrive(newService(w.t).release(w.content(1)), 1, 0, nil)
		}},
		"another case's opinion": {errs.SignatureMismatch, func(w *world) {
			c := w.content(1)
			c.Case = casefile.CaseID(casefile.NewID())
			w.arrive(w.s.release(c), 1, 0, nil)
		}},
		"another version": {errs.SignatureMismatch, func(w *world) {
			w.arrive(w.s.release(w.content(2)), 1, 0, nil)
		}},
		"another reference in the notice": {errs.SignatureMismatch, func(w *world) {
			w.arrive(w.s.release(w.content(1)), 1, 0, func(o *casebook.Opinion) { o.Notice.Reference = "1111111111" })
		}},
		"another version in the notice": {errs.Damaged, func(w *world) {
			w.arrive(w.s.release(w.content(1)), 1, 0, func(o *casebook.Opinion) { o.Notice.Version = 3 })
		}},
		"the author approves": {errs.SignatureMismatch, func(w *world) {
			p := w.s.release(w.content(1))
			p.Approval = p.Authors[0]
			w.arrive(p, 1, 0, nil)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			ctx := context.Background()
			x.arrives(w)
			o, err := w.Open(ctx, w.id, doctorPass, true)
			w.nothing(o, err, x.kind)
			if len(w.outbox()) != 0 {
				t.Error("an act of access was signed")
			}
			if s := w.stored(1); s.Accessed != nil || len(s.Key) != 0 {
				t.Error("it counts as opened")
			}
			p, err := w.Verify(ctx, w.id, doctorPass)
			if err != nil || p.Valid || p.Why == nil || len(p.Signers) != 0 {
				t.Errorf("verify: %+v, %v", p, err)
			}
			o, err = w.Again(ctx, w.id)
			w.nothing(o, err, errs.VaultLocked)
		})
	}
}

// An opinion says which sealed version of the case was reviewed, and whether
// OSO has a newer one by now.
func TestWhichVersionWasReviewed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.arrive(w.s.release(w.content(1)), 1, 0, nil)
	for _, step := range []struct {
		do            func()
		version, news int
	}{
		{func() {}, 0, 0},
		{func() {
			w.put(w.id, casebook.KindSealed, casebook.VersionID(1), casebook.SealedVersion{Version: 1, SHA256: "m"})
			w.put(w.id, casebook.KindReceipt, casebook.VersionID(1), casebook.ReceiptRow{Receipt: deed.Receipt{Version: 1}})
		}, 1, 1},
		{func() {
			w.put(w.id, casebook.KindSealed, casebook.VersionID(2), casebook.SealedVersion{Version: 2, SHA256: "m2"})
		}, 1, 1}, // not sent yet
		{func() {
			w.put(w.id, casebook.KindReceipt, casebook.VersionID(2), casebook.ReceiptRow{Receipt: deed.Receipt{Version: 2}})
		}, 1, 2},
	} {
		step.do()
		o, err := w.Open(context.Background(), w.id, doctorPass, false)
		if err != nil || o.CaseVersion != step.version || o.Newest != step.news {
			t.Errorf("reviewed %d of %d, want %d of %d: %v", o.CaseVersion, o.Newest, step.version, step.news, err)
		}
	}
}

func TestCorrection(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	w.arrive(w.s.release(w.content(1)), 1, 0, nil)
	first, err := w.Open(ctx, w.id, doctorPass, true)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Acknowledge(ctx, w.id, doctorPass); err != nil || len(w.outbox()) != 1 {
		t.Errorf("nothing is there to acknowledge: %v, %d acts", err, len(w.outbox()))
	}
	second := w.content(2)
	second.Kind, second.Supersedes, second.Change = deed.KindCorrection, 1, "A dose was wrong."
	w.arrive(w.s.release(second), 2, 1, nil)

	// The old one is not given out any more: by no key, to nobody.
	o, err := w.Again(ctx, w.id)
	w.nothing(o, err, errs.VaultLocked)
	w.signIn(nurse, nursePass)
	o, err = w.Open(ctx, w.id, "", false)
	w.nothing(o, err, errs.Forbidden)
	w.signIn(doctor, doctorPass)
	heads, err := w.List(ctx, w.id)
	if err != nil || len(heads) != 2 || heads[0].SupersededBy != 2 || heads[1].SupersededBy != 0 || heads[1].Accessed != nil {
		t.Fatalf("%+v, %v", heads, err)
	}
	if err := w.Acknowledge(ctx, w.id, doctorPass); !errs.Is(err, errs.Refused) {
		t.Errorf("acknowledged before it was opened: %v", err)
	}
	if o, err = w.Open(ctx, w.id, doctorPass, false); err != nil || o.Verified.Content.Assessment != "Version 2" {
		t.Fatalf("%q, %v", o.Verified.Content.Assessment, err)
	}
	if w.head().Opinion != casebook.OpinionCorrected {
		t.Errorf("the list says %s before it is acknowledged", w.head().Opinion)
	}

	// The export of the old one verifies still, and says that it is superseded.
	b, err := first.Package.Encode()
	if err != nil {
		t.Fatal(err)
	}
	p, err := w.VerifyPackage(ctx, b)
	if err != nil || !p.Valid || !p.Superseded {
		t.Errorf("the old package: %+v, %v", p, err)
	}
	if p, err = w.VerifyPackage(ctx, b[:len(b)/2]); err != nil || p.Valid || p.Why == nil {
		t.Errorf("half a package: %+v, %v", p, err)
	}

	if err := w.Acknowledge(ctx, w.id, otherPass); !errs.Is(err, errs.WrongPassphrase) {
		t.Errorf("acknowledged with another's passphrase: %v", err)
	}
	w.signIn(other, otherPass)
	if err := w.Acknowledge(ctx, w.id, otherPass); !errs.Is(err, errs.Forbidden) {
		t.Errorf("acknowledged by a physician it is not addressed to: %v", err)
	}
	w.signIn(doctor, doctorPass)
	for range 2 {
		if err := w.Acknowledge(ctx, w.id, doctorPass); err != nil {
			t.Fatal(err)
		}
	}
	acks := 0
	for _, out := range w.outbox() {
		if !strings.HasSuffix(out.Path, "/opinions/2/acknowledgement") {
			continue
		}
		acks++
		var s deed.AccessStatement
		if _, err := w.s.trust.OpenBy(out.Body.Access.Certificate, out.Body.Access.Signed, deed.DomainAck, &s, day.Add(24*time.Hour), deed.RolePhysician); err != nil || s.Version != 2 {
			t.Errorf("the acknowledgement: %+v, %v", s, err)
		}
	}
	if acks != 1 || w.stored(2).Acknowledged == nil || w.head().Opinion != casebook.OpinionOpened {
		t.Errorf("%d acknowledgements, the list says %s", acks, w.head().Opinion)
	}
}

// Where the act cannot be stored, nothing is given out: the disk is full, the
// program was told to end, the physician was never certified.
func TestNothingWithoutItsAct(t *testing.T) {
	t.Parallel()
	t.Run("stopped", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.arrive(w.s.release(w.content(1)), 1, 0, nil)
		ctx, stop := context.WithCancel(context.Background())
		w.Now = func() time.Time { stop(); return day } // between verifying and storing
		o, err := w.Open(ctx, w.id, doctorPass, true)
		w.nothing(o, err, errs.Canceled)
		w.Now = func() time.Time { return day }
		o, err = w.Again(context.Background(), w.id)
		w.nothing(o, err, errs.VaultLocked)
		if len(w.outbox()) != 0 || w.stored(1).Accessed != nil {
			t.Error("half an act is stored")
		}
	})
	t.Run("replaced", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		ctx := context.Background()
		w.arrive(w.s.release(w.content(1)), 1, 0, nil)
		before := w.Now
		w.Now = func() time.Time { // another package of this version arrives in this moment
			w.Now = before
			err := w.Vault.Update(ctx, w.id, func(tx *casebook.Tx) error {
				row, err := casebook.Get[casebook.Opinion](tx, casebook.KindOpinion, "1")
				if err != nil {
					return err
				}
				row.Value.Notice.SHA256 = seal.SHA256([]byte("another"))
				_, err = casebook.Put(tx, casebook.KindOpinion, row)
				return err
			})
			if err != nil {
				t.Error(err)
			}
			return day
		}
		o, err := w.Open(ctx, w.id, doctorPass, false)
		w.nothing(o, err, errs.Conflict)
		if len(w.outbox()) != 0 {
			t.Error("an act about other bytes is stored")
		}
	})
	t.Run("not certified", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		ctx := context.Background()
		w.arrive(w.s.release(w.content(1)), 1, 0, nil)
		if err := w.Vault.SetCertificate(ctx, w.Vault.User().ID, nil); err != nil {
			t.Fatal(err)
		}
		o, err := w.Open(ctx, w.id, doctorPass, false)
		w.nothing(o, err, errs.NotEnrolled)
		if w.stored(1).Accessed != nil {
			t.Error("it counts as opened")
		}
	})
}

func TestTwoWindowsOpenAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	w.arrive(w.s.release(w.content(1)), 1, 0, nil)
	done := make(chan error, 3)
	for range cap(done) {
		go func() {
			o, err := w.Open(ctx, w.id, doctorPass, false)
			if err == nil && o.Head.Accessed == nil {
				err = os.ErrInvalid
			}
			done <- err
		}()
	}
	for range cap(done) {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if n := len(w.outbox()); n != 1 {
		t.Errorf("%d acts of access", n)
	}
}

func TestListGoesByNumber(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	for _, v := range []int{1, 2, 10} {
		w.arrive(w.s.release(w.content(v)), v, 0, nil)
	}
	heads, err := w.List(ctx, "")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, h := range heads {
		got = append(got, strconv.Itoa(h.Version))
	}
	if strings.Join(got, " ") != "1 2 10" {
		t.Errorf("versions %v", got)
	}
	if o, err := w.Open(ctx, w.id, doctorPass, false); err != nil || o.Verified.Content.Version != 10 {
		t.Errorf("opened version %d, %v", o.Verified.Content.Version, err)
	}
}
