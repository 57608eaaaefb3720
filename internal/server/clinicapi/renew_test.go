package clinicapi_test

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/db"
	"oso/internal/server/keys"
	"oso/internal/wire"
)

const dayLong = 24 * time.Hour

// rotate makes the next issuing key, as an administrator does, beside the door.
func (s *service) rotate() {
	s.t.Helper()
	more, err := keys.Certified(s.root, s.master, "OSO", s.clock())
	if err != nil {
		s.t.Fatal(err)
	}
	s.stored = append(s.stored, more...)
	if err := s.keys.Refresh(s.stored, s.clock()); err != nil {
		s.t.Fatal(err)
	}
}

func (s *service) exec(query string, args ...any) {
	s.t.Helper()
	if err := s.db.Tx(context.Background(), func(tx *sql.Tx) error {
		_, err := tx.Exec(query, args...)
		return err
	}); err != nil {
		s.t.Fatal(err)
	}
}

// restored begins another epoch, as a restore does.
func (s *service) restored() {
	s.t.Helper()
	if err := s.db.Tx(context.Background(), func(tx *sql.Tx) error { return db.NewEpoch(context.Background(), tx) }); err != nil {
		s.t.Fatal(err)
	}
}

// renewed are the certificates that the door gives a desk, as bodies.
func (d *desk) renewed() map[deed.CertRole]deed.CertBody {
	d.s.t.Helper()
	var a wire.RenewAnswer
	d.must("POST", wire.PathRenew, wire.RenewRequest{}, &a)
	out := map[deed.CertRole]deed.CertBody{}
	for _, c := range a.Certificates {
		b, err := d.s.keys.Trust().Check(c, d.s.clock())
		if err != nil {
			d.s.t.Fatalf("not valid now: %v", err)
		}
		if b.Role == deed.RolePhysician && string(b.SigningKey) != string(d.user.Public()) {
			continue // a colleague's
		}
		out[b.Role] = b
	}
	return out
}

// again makes another code for a person who is on the list.
func (s *service) again(clinic, person string) (secret [16]byte) {
	s.t.Helper()
	secret = deed.NewSecret()
	s.tx(func(q *db.Queries) error {
		return q.InsertEnrolmentCode(context.Background(), db.InsertEnrolmentCodeParams{
			ID: casefile.NewID(), SecretSHA256: seal.SHA256(secret[:]), ClinicID: clinic, PersonID: person, Role: "physician",
			ExpiresAt: s.clock().Add(time.Hour).UnixMilli(), CreatedBy: "test", CreatedAt: s.clock().UnixMilli(),
		})
	})
	return secret
}

// Long before their end certificates are made anew for the same keys; those who
// take part no longer have none, and nothing is renewed for another clinic.
func TestCertificatesAreRenewed(t *testing.T) {
	t.Parallel()
	s := serve(t)
	clinic := s.clinic("A")
	d := s.enrolled(clinic, "Dr. A")
	s.enrolled(s.clinic("B"), "Dr. B")
	first := d.renewed()
	if len(first) != 2 || first[deed.RoleDevice].Subject != d.enrol.Device || first[deed.RolePhysician].Name != "Dr. A" {
		t.Fatalf("certificates of %+v", first)
	}
	s.later(300 * dayLong)
	d.signIn()
	second := d.renewed()
	for role, b := range second {
		old := first[role]
		if !b.NotAfter.After(old.NotAfter.AddDate(0, 9, 0)) || b.Serial == old.Serial || b.Subject != old.Subject ||
			string(b.SigningKey) != string(old.SigningKey) || string(b.OpeningKey) != string(old.OpeningKey) {
			t.Errorf("%s: %+v after %+v", role, b, old)
		}
	}
	if third := d.renewed(); third[deed.RolePhysician].Serial != second[deed.RolePhysician].Serial {
		t.Error("renewed again at once")
	}
	s.exec("UPDATE people SET left_at = 1 WHERE id = ?", first[deed.RolePhysician].Subject)
	s.later(200 * dayLong)
	s.rotate()
	d.signIn()
	if list := d.renewed(); len(list) != 1 || list[deed.RoleDevice].Serial == "" {
		t.Errorf("somebody who left: %+v", list)
	}
}

// A desk that was off comes back by its own signature for two years; after that
// a new code for the same person certifies the same keys again.
func TestAfterTheEndOfTheTime(t *testing.T) {
	t.Parallel()
	s := serve(t)
	clinic := s.clinic("A")
	d := s.enrolled(clinic, "Dr. A")
	person := d.renewed()[deed.RolePhysician].Subject
	s.later(700 * dayLong)
	s.rotate()
	d.signIn()
	if list := d.renewed(); len(list) != 2 {
		t.Fatalf("after 700 days: %+v", list)
	}
	s.later(1200 * dayLong)
	s.rotate()
	d.token = ""
	var c wire.Challenge
	d.must("POST", wire.PathChallenge, wire.ChallengeRequest{Device: d.enrol.Device}, &c)
	p := d.refused(errs.NotEnrolled, "POST", wire.PathToken, wire.TokenRequest{Device: d.enrol.Device, Nonce: c.Nonce, Signature: d.device.Sign(deed.DomainToken, wire.TokenBytes(c.Nonce, nil))})
	if p.Detail == "" {
		t.Error("nothing is said")
	}

	device, opening := d.device, d.opening
	d.secret = s.again(clinic, person)
	d.must("POST", wire.PathEnrol, d.enrolRequest(), &d.enrol)
	for _, cert := range []deed.Certificate{d.enrol.DeviceCert, d.enrol.UserCert} {
		if b, err := s.keys.Trust().Check(cert, s.clock()); err != nil {
			t.Errorf("%s: %v", b.Role, err)
		}
	}
	d.signIn()
	d.feed("")

	// New keys of the same person, at the same desk.
	fresh := s.newDesk(s.again(clinic, person))
	fresh.device = device
	fresh.must("POST", wire.PathEnrol, fresh.enrolRequest(), &fresh.enrol)
	if fresh.enrol.Device != d.enrol.Device {
		t.Error("the desk is another one")
	}
	// The same keys for somebody else are nobody's.
	secret, _ := s.code(clinic, "Dr. B", "physician")
	thief := s.newDesk(secret)
	thief.user, thief.opening = d.user, opening
	thief.refused(errs.Conflict, "POST", wire.PathEnrol, thief.enrolRequest())
	// Keys that were taken back are not certified again.
	b, err := s.keys.Trust().Origin(fresh.enrol.UserCert)
	if err != nil {
		t.Fatal(err)
	}
	s.tx(func(q *db.Queries) error {
		_, err := q.RevokeCertificate(context.Background(), db.RevokeCertificateParams{ID: b.Serial, RevokedAt: s.clock().UnixMilli()})
		return err
	})
	fresh.secret = s.again(clinic, person)
	fresh.refused(errs.Revoked, "POST", wire.PathEnrol, fresh.enrolRequest())
}

// What was signed in a certificate's time is taken after it, and what is signed
// after it is not.
func TestSignedBeforeTheEnd(t *testing.T) {
	t.Parallel()
	s := serve(t)
	d := s.enrolled(s.clinic("A"), "Dr. A")
	c := d.newCase(nil)
	d.send(c)
	pack := []byte("sealed package")
	s.release(c, casefile.NewID(), pack)
	opened := d.access(c, pack, deed.DomainAccess)
	later := d.newCase(nil)
	s.later(380 * dayLong)
	s.rotate()
	d.signIn()
	after := d.access(c, pack, deed.DomainAccess)
	d.refused(errs.Untrusted, "POST", c.path(wire.PathAccess), after)
	d.must("POST", c.path(wire.PathAccess), opened, nil)
	if st := d.lastStatus(c); st.State != "accessed" && st.State != "completed" {
		t.Errorf("the case stands at %s", st.State)
	}
	d.send(later) // sealed 380 days ago
}

// A desk that was taken off the list is told so over the service's signature.
func TestRevocationIsSigned(t *testing.T) {
	t.Parallel()
	s := serve(t)
	d := s.enrolled(s.clinic("A"), "Dr. A")
	s.tx(func(q *db.Queries) error {
		_, err := q.RevokeDevice(context.Background(), db.RevokeDeviceParams{ID: d.enrol.Device, RevokedAt: s.clock().UnixMilli(), RevokedBy: "test", RevokedNoteSealed: []byte{}})
		return err
	})
	for _, p := range []wire.Problem{
		d.refused(errs.Revoked, "POST", wire.PathChallenge, wire.ChallengeRequest{Device: d.enrol.Device}),
		d.refused(errs.Revoked, "GET", wire.PathChanges, nil),
		d.refused(errs.Revoked, "POST", wire.PathRenew, wire.RenewRequest{}),
	} {
		var r deed.Revocation
		if p.Revocation == nil {
			t.Fatal("it is not signed")
		}
		if _, err := s.keys.Trust().Open(*p.Revocation, deed.DomainRevocation, &r); err != nil || r.Subject != d.enrol.Device || r.Reason != deed.RevokedDevice || r.Epoch == "" {
			t.Errorf("%+v, %v", r, err)
		}
	}
}

// After a restore the same version is received again, over what is there, and
// what the feed said before is asked for from its beginning.
func TestAnotherEpochReceivesAgain(t *testing.T) {
	t.Parallel()
	s := serve(t)
	d := s.enrolled(s.clinic("A"), "Dr. A")
	c := d.newCase(nil)
	first := d.send(c)
	page := d.feed("")
	s.restored()
	s.later(time.Hour)
	d.signIn()
	if p := d.feed("?after=" + itoa(page.Cursor) + "&epoch=" + page.Epoch + "&again=1"); p.Epoch == page.Epoch || p.After != 0 || len(p.Again) != 0 || len(p.Changes) != len(page.Changes) {
		t.Errorf("the page of the new epoch: %+v with %d changes", p.Page, len(p.Changes))
	}
	second := d.send(c)
	if second.Epoch == first.Epoch || second.Reference != first.Reference || !second.ReceivedAt.After(first.ReceivedAt) || second.Chunks != first.Chunks {
		t.Errorf("received again: %+v after %+v", second, first)
	}
	if third := d.send(c); third != second {
		t.Errorf("the same again: %+v", third)
	}
	// What the backup did not hold of it is asked for.
	s.exec("DELETE FROM chunks WHERE case_id = ?", string(c.id))
	s.restored()
	d.refused(errs.Incomplete, "POST", c.path(wire.PathVersions), d.versionRequest(c))
}

// A code that comes with a device key whose place another took stays good, and
// certifies a key that nobody had.
func TestCodeOutlivesAReplacedDeviceKey(t *testing.T) {
	t.Parallel()
	s := serve(t)
	clinic := s.clinic("A")
	d := s.enrolled(clinic, "Dr. A")
	person := d.renewed()[deed.RolePhysician].Subject
	next := seal.NewSigningKey()
	proof, err := seal.Canonical(wire.RenewProof{Device: d.enrol.Device, Next: next.Public()})
	if err != nil {
		t.Fatal(err)
	}
	d.must("POST", wire.PathRenew, wire.RenewRequest{Next: next.Public(), DeviceProof: d.device.Sign(deed.DomainRenew, proof), NextProof: next.Sign(deed.DomainRenew, proof)}, nil)

	first := d.enrol.Device
	d.token, d.secret = "", s.again(clinic, person)
	d.refused(errs.Unauthenticated, "POST", wire.PathEnrol, d.enrolRequest())
	d.device = seal.NewSigningKey()
	d.must("POST", wire.PathEnrol, d.enrolRequest(), &d.enrol)
	if d.enrol.Device == first {
		t.Error("the key speaks for the desk whose key was replaced")
	}
	d.signIn()
	d.feed("")
}
