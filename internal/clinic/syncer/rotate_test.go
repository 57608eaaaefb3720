package syncer

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/wire"
)

// rotate makes the service's next issuing key.
func (s *service) rotate() {
	s.t.Helper()
	next := seal.NewSigningKey()
	c, err := deed.Issue(s.root, deed.CertBody{Role: deed.RoleIssuing, Subject: "service", SigningKey: next.Public(), NotBefore: day, NotAfter: day.AddDate(1, 0, 0)})
	if err != nil {
		s.t.Fatal(err)
	}
	s.issuing, s.trust.Issuing = next, append(slices.Clone(s.trust.Issuing), c)
}

// A service that goes over to its next issuing key in the middle of an exchange
// is believed in all that it signs, and one that only says so in nothing.
func TestIssuingKeyChangesDuringAnExchange(t *testing.T) {
	t.Parallel()
	sign := func(s *service, d seal.Domain, v any) *seal.Signed {
		signed, err := seal.SignJSON(s.issuing, d, v)
		if err != nil {
			s.t.Fatal(err)
		}
		return &signed
	}
	for name, x := range map[string]struct {
		answer func(*desk, casebook.SealedVersion, casefile.CaseID) answer
		check  func(*desk, casefile.CaseID, error) bool
	}{
		"a receipt": {func(d *desk, v casebook.SealedVersion, id casefile.CaseID) answer {
			return answer{200, "application/json", wire.ReceiptAnswer{Receipt: *sign(d.service, deed.DomainReceipt, deed.Receipt{
				Format: deed.FormatReceipt, Case: id, Reference: "4417203958", Clinic: d.service.clinic, Version: 1, ManifestSHA256: v.SHA256, ReceivedAt: day, Epoch: d.service.epoch,
			})}}
		}, func(d *desk, id casefile.CaseID, err error) bool {
			h, herr := d.Vault.Head(id)
			return err == nil && herr == nil && h.State == casefile.Received
		}},
		"a refusal": {func(d *desk, v casebook.SealedVersion, id casefile.CaseID) answer {
			return answer{409, wire.ProblemType, wire.Problem{Status: 409, Kind: errs.Refused, Detail: "Says the service.", Refusal: sign(d.service, deed.DomainRefusal, deed.Refusal{
				Format: deed.FormatRefusal, Case: id, Version: 1, ManifestSHA256: v.SHA256, Clinic: d.service.clinic, Reason: deed.RefusedLocation, RefusedAt: day, Epoch: d.service.epoch,
			})}}
		}, func(d *desk, id casefile.CaseID, err error) bool {
			_, herr := d.Vault.Head(id)
			return err == nil && errs.Is(herr, errs.NotFound)
		}},
		"a revocation": {func(d *desk, _ casebook.SealedVersion, _ casefile.CaseID) answer {
			return answer{403, wire.ProblemType, wire.Problem{Status: 403, Kind: errs.Revoked, Detail: "Says the service.", Revocation: sign(d.service, deed.DomainRevocation, deed.Revocation{
				Format: deed.FormatRevocation, Subject: d.service.device, Reason: deed.RevokedDevice, RevokedAt: day, SaidAt: day, Epoch: d.service.epoch,
			})}}
		}, func(d *desk, id casefile.CaseID, err error) bool {
			h, herr := d.Vault.Head(id)
			return herr == nil && h.State != casefile.Received && err == nil
		}},
	} {
		for _, honest := range []bool{true, false} {
			d := newDesk(t)
			d.confirmed()
			id := d.filled()
			v := d.version(id, 1, d.ownKey())
			d.service.before = func(r *http.Request) (answer, bool) {
				switch r.URL.Path {
				case casePath(wire.PathMissing, id, 0):
					return answer{200, "application/json", wire.MissingAnswer{}}, true
				case casePath(wire.PathVersions, id, 0):
					if honest {
						d.service.rotate()
						return x.answer(d, v, id), true
					}
					ours := d.service.issuing
					d.service.issuing = seal.NewSigningKey()
					a := x.answer(d, v, id)
					d.service.issuing = ours
					return a, true
				}
				return answer{}, false
			}
			r, err := d.exchange()
			if honest && !x.check(d, id, err) {
				t.Errorf("%s: %v, told %+v", name, err, r.Waiting)
			}
			unsigned := errs.Is(err, errs.Untrusted) || slices.ContainsFunc(r.Waiting, func(w Waiting) bool { return strings.Contains(w.Message, "not signed it") })
			if unsigned == honest {
				t.Errorf("%s, signed by the service: %t; %v, told %+v", name, honest, err, r.Waiting)
			}
		}
	}
}

// The receipt of a new epoch takes the place of the one before where the clock of
// the service was put back, too: the version is not handed over for ever. It is
// handed over where whoever sealed it has no certificate in the vault any more:
// other keys after a forgotten passphrase, or gone.
func TestReceiptOfANewEpochStaysWhateverTheClock(t *testing.T) {
	t.Parallel()
	for _, after := range []time.Duration{-time.Hour, 0, time.Hour} {
		d := newDesk(t)
		d.confirmed()
		id := d.filled()
		v := d.version(id, 1, d.ownKey())
		at, handed := day, 0
		d.service.before = func(r *http.Request) (answer, bool) {
			switch r.URL.Path {
			case casePath(wire.PathMissing, id, 0):
				return answer{200, "application/json", wire.MissingAnswer{}}, true
			case casePath(wire.PathVersions, id, 0):
				handed++
				s, err := seal.SignJSON(d.service.issuing, deed.DomainReceipt, deed.Receipt{
					Format: deed.FormatReceipt, Case: id, Reference: "4417203958", Clinic: d.service.clinic, Version: 1, ManifestSHA256: v.SHA256, ReceivedAt: at, Epoch: d.service.epoch,
				})
				if err != nil {
					t.Error(err)
				}
				return answer{200, "application/json", wire.ReceiptAnswer{Receipt: s}}, true
			}
			return answer{}, false
		}
		at = day.Add(2 * time.Hour)
		d.mustExchange()
		if err := d.Vault.SetCertificate(context.Background(), d.Vault.User().ID, nil); err != nil {
			t.Fatal(err)
		}
		d.service.epoch, at = casefile.NewID(), day.Add(2*time.Hour+after)
		for range 3 {
			d.mustExchange()
		}
		if handed != 2 {
			t.Errorf("the clock moved by %s: handed over %d times", after, handed)
		}
	}
}
