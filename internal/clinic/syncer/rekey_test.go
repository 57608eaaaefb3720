package syncer

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/wire"
)

// takes lets the service know this desk by one key alone, and by the next once it
// is renewed.
func (d *desk) takes(key *seal.VerifyKey) {
	d.service.before = func(r *http.Request) (answer, bool) {
		if r.URL.Path == wire.PathRenew {
			var q wire.RenewRequest
			if err := json.NewDecoder(r.Body).Decode(&q); err != nil {
				d.t.Error(err)
			}
			*key = q.Next
			return answer{200, "application/json", wire.RenewAnswer{}}, true
		}
		if r.URL.Path != wire.PathToken {
			return answer{}, false
		}
		var q wire.TokenRequest
		if err := json.NewDecoder(r.Body).Decode(&q); err != nil {
			d.t.Error(err)
		}
		if key.Verify(deed.DomainToken, wire.TokenBytes(q.Nonce, q.Marks), q.Signature) != nil {
			return problemAnswer(401, errs.Unauthenticated), true
		}
		return answer{}, false
	}
}

// dueAgain has another key take the device key's place, as a removal does.
func (d *desk) dueAgain() seal.VerifyKey {
	d.t.Helper()
	ctx := context.Background()
	if _, err := d.Vault.AddUser(ctx, "Bo", casebook.Staff, "orange kettles drift above stone"); err != nil {
		d.t.Fatal(err)
	}
	if err := d.Vault.RemoveUser(ctx, "Bo"); err != nil {
		d.t.Fatal(err)
	}
	return d.Vault.NextDevice().Public()
}

// Whichever of the keys that were due the service took, the desk is known by it,
// and the newest takes its place.
func TestWhicheverKeyWasTakenTheDeskIsKnown(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for taken := range 3 {
		d := newDesk(t)
		if _, err := d.Vault.DeviceKey(ctx); err != nil {
			t.Fatal(err)
		}
		var due []seal.VerifyKey
		for range 3 {
			due = append(due, d.dueAgain())
		}
		known := due[taken]
		d.takes(&known)
		if _, err := d.exchange(); err != nil {
			t.Fatalf("key %d was taken: %v", taken, err)
		}
		k, err := d.Vault.DeviceKey(ctx)
		if err != nil || !bytes.Equal(k.Public(), due[2]) || d.Vault.NextDevice() != nil {
			t.Errorf("key %d was taken: the newest is not in use, %v", taken, err)
		}
	}
}

// The answer that the key was taken is lost, and the same exchange goes on with it.
func TestAnswerOfARenewalIsLost(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d := newDesk(t)
	old, err := d.Vault.DeviceKey(ctx)
	if err != nil {
		t.Fatal(err)
	}
	known := old.Public()
	next := d.dueAgain()
	d.takes(&known)
	signedIn := d.service.before
	lost := false
	d.service.before = func(r *http.Request) (answer, bool) {
		switch {
		case r.URL.Path != wire.PathRenew:
			return signedIn(r)
		case !bytes.Equal(known, next):
			known = next
			return answer{503, "text/html", "the line"}, true
		case !lost:
			lost = true
			return problemAnswer(401, errs.Unauthenticated), true // the token of the key before
		}
		var q wire.RenewRequest
		if err := json.NewDecoder(r.Body).Decode(&q); err != nil {
			t.Error(err)
		}
		if bytes.Equal(q.Next, known) {
			return problemAnswer(400, errs.Invalid), true
		}
		return answer{200, "application/json", wire.RenewAnswer{}}, true
	}
	if _, err := d.exchange(); err != nil {
		t.Error(err)
	}
	if k, err := d.Vault.DeviceKey(ctx); err != nil || !bytes.Equal(k.Public(), next) || d.Vault.NextDevice() != nil {
		t.Errorf("the next key is not in use, %v", err)
	}
}

// The answer that a key was taken comes while another is made already.
func TestKeyIsMadeDuringTheRenewal(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d := newDesk(t)
	if _, err := d.Vault.DeviceKey(ctx); err != nil {
		t.Fatal(err)
	}
	first := d.dueAgain()
	var second seal.VerifyKey
	d.service.before = func(r *http.Request) (answer, bool) {
		if r.URL.Path != wire.PathRenew {
			return answer{}, false
		}
		if second == nil {
			second = d.dueAgain()
		}
		return answer{200, "application/json", wire.RenewAnswer{}}, true
	}
	d.mustExchange()
	if k, err := d.Vault.DeviceKey(ctx); err != nil || !bytes.Equal(k.Public(), first) {
		t.Errorf("the key that was taken is not in use, %v", err)
	}
	d.mustExchange()
	if k, err := d.Vault.DeviceKey(ctx); err != nil || !bytes.Equal(k.Public(), second) || d.Vault.NextDevice() != nil {
		t.Errorf("the newest key is not in use, %v", err)
	}
}

// A vault that is put back from before its device key was replaced is enrolled
// by a new code, with a key of its own; so it is where the answer is lost.
func TestCodeEnrolsADeskWhoseKeyWasReplaced(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for _, lost := range []bool{false, true} {
		d := newDesk(t)
		old, err := d.Vault.DeviceKey(ctx)
		if err != nil {
			t.Fatal(err)
		}
		before, person, device := old.Public(), casefile.NewID(), casefile.NewID()
		c := deed.Code{
			Secret: deed.NewSecret(), Root: d.service.trust.Root, Clinic: d.service.clinic, Person: person, Expires: day.Add(time.Hour),
			Name: "Dr. Amara Okonkwo-Reyes", ClinicName: "Harbor Street Clinic",
		}
		code, err := c.Encode(d.service.issuing)
		if err != nil {
			t.Fatal(err)
		}
		issue := func(b deed.CertBody) deed.Certificate {
			b.Clinic, b.NotBefore, b.NotAfter = c.Clinic, day, day.AddDate(1, 0, 0)
			cert, err := deed.Issue(d.service.issuing, b)
			if err != nil {
				t.Fatal(err)
			}
			return cert
		}
		var redeemed []byte // by which key
		d.service.before = func(r *http.Request) (answer, bool) {
			if r.URL.Path != wire.PathEnrol {
				return answer{}, false
			}
			var q wire.EnrolRequest
			if err := json.NewDecoder(r.Body).Decode(&q); err != nil {
				t.Error(err)
			}
			switch {
			case redeemed != nil && !bytes.Equal(redeemed, q.DeviceKey):
				return problemAnswer(409, errs.Refused), true
			case bytes.Equal(q.DeviceKey, before):
				return problemAnswer(401, errs.Unauthenticated), true
			case redeemed == nil && lost:
				redeemed = q.DeviceKey
				return problemAnswer(403, errs.Forbidden), true // stands for the line: the rest of the try is given up
			}
			redeemed = q.DeviceKey
			return answer{200, "application/json", wire.EnrolAnswer{
				Clinic: c.Clinic, Device: device,
				DeviceCert: issue(deed.CertBody{Role: deed.RoleDevice, Subject: device, SigningKey: q.DeviceKey}),
				UserCert:   issue(deed.CertBody{Role: deed.RolePhysician, Subject: person, SigningKey: q.SigningKey, OpeningKey: q.OpeningKey}),
			}}, true
		}
		var server casebook.Server
		if server, err = d.Enrol(ctx, "https://oso.example", code, doctorPass, ""); lost {
			if err == nil {
				t.Fatal("nothing was lost")
			}
			server, err = d.Enrol(ctx, "https://oso.example", code, doctorPass, "")
		}
		if err != nil || server.Device != device {
			t.Fatalf("lost %t: %v", lost, err)
		}
		if k, err := d.Vault.DeviceKey(ctx); err != nil || !bytes.Equal(k.Public(), redeemed) || d.Vault.NextDevice() != nil {
			t.Errorf("lost %t: the key that was certified is not in use, %v", lost, err)
		}
	}
}
