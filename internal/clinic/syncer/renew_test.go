package syncer

import (
	"context"
	"strings"
	"testing"
	"time"

	"oso/internal/clinic/casebook"
	"oso/internal/deed"
	"oso/internal/seal"
	"oso/internal/wire"
)

// What is renewed is for a key and a person that are here; whatever else stands
// in the answer, which nobody has signed as a whole, is passed over. Where nothing
// comes for somebody, people are told once.
func TestRenewedCertificates(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.confirmed()
	u := d.Vault.User()
	var have deed.CertBody
	if err := seal.ReadBody(u.Certificate.Signed, &have); err != nil {
		t.Fatal(err)
	}
	issuing := d.service.issuing
	issue := func(k *seal.SigningKey, change func(*deed.CertBody)) deed.Certificate {
		b := have
		b.Clinic, b.Serial, b.NotBefore, b.NotAfter = d.service.clinic, "next", day.AddDate(0, 10, 0), day.AddDate(1, 10, 0)
		change(&b)
		c, err := deed.Issue(k, b)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	d.Now = func() time.Time { return day.AddDate(0, 11, 10) }
	renew := func(c ...deed.Certificate) Report {
		d.service.answers[wire.PathRenew] = answer{200, "application/json", wire.RenewAnswer{Certificates: c}}
		return d.mustExchange()
	}
	serial := func() string {
		var b deed.CertBody
		if err := seal.ReadBody(d.Vault.User().Certificate.Signed, &b); err != nil {
			t.Fatal(err)
		}
		return b.Serial
	}
	told := 0
	for name, c := range map[string]deed.Certificate{
		"another's signature":  issue(seal.NewSigningKey(), func(*deed.CertBody) {}),
		"another key":          issue(issuing, func(b *deed.CertBody) { b.SigningKey = seal.NewSigningKey().Public() }),
		"another opening key":  issue(issuing, func(b *deed.CertBody) { b.OpeningKey = seal.NewOpeningKey().Public() }),
		"another person":       issue(issuing, func(b *deed.CertBody) { b.Subject = "somebody" }),
		"another role":         issue(issuing, func(b *deed.CertBody) { b.Role = deed.RoleSpecialist }),
		"another clinic":       issue(issuing, func(b *deed.CertBody) { b.Clinic = "elsewhere" }),
		"one that has ended":   issue(issuing, func(b *deed.CertBody) { b.NotBefore, b.NotAfter = day.AddDate(-1, 0, 0), day.AddDate(0, 11, 0) }),
		"one that ends sooner": issue(issuing, func(b *deed.CertBody) { b.NotAfter = day.AddDate(0, 11, 20) }),
	} {
		r := renew(c)
		if serial() != have.Serial {
			t.Errorf("%s is taken over", name)
		}
		if strings.Contains(r.Notice, "enrollment code") {
			told++
		}
	}
	if told != 1 {
		t.Errorf("told %d times that nothing is renewed", told)
	}
	device, err := d.Vault.DeviceKey(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	of := func(b *deed.CertBody) {
		*b = deed.CertBody{Serial: "device", Role: deed.RoleDevice, Subject: d.service.device, Clinic: d.service.clinic, SigningKey: device.Public(), NotBefore: b.NotBefore, NotAfter: b.NotAfter}
	}
	renew(issue(issuing, func(*deed.CertBody) {}), issue(issuing, of))
	if serial() != "next" {
		t.Error("the next certificate is not taken over")
	}
	d.view("", func(tx *casebook.Tx) error {
		s, err := casebook.ReadServer(tx)
		if err != nil || s.DeviceCert == nil {
			t.Errorf("the desk's own is not kept: %v", err)
		}
		return nil
	})
	before := d.asked("POST " + wire.PathRenew)
	if d.mustExchange(); d.asked("POST "+wire.PathRenew) != before {
		t.Error("asked again though no end is near")
	}
}
