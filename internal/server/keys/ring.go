package keys

import (
	"encoding/json"
	"sort"
	"sync"
	"time"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/intake"
	"oso/internal/policy"
	"oso/internal/seal"
	"oso/internal/wire"
)

const (
	purposeKey     = "oso/server/service-key/v1" // at (kind, id)
	purposeCaseKey = "oso/server/case-key/v1"    // at (case)
)

// Ring holds the service's keys, opened. It is safe for use by several
// goroutines. Keys that are made later are taken up by Refresh, without a stop.
type Ring struct {
	master *Master

	mu  sync.RWMutex
	now opened // replaced as a whole by Refresh
}

// RunOutError is the cause where the issuing key has run out.
type RunOutError struct{}

func (RunOutError) Error() string { return "the issuing key has run out" }

// opened is what a look at the stored keys gave.
type opened struct {
	trust     deed.Trust
	issuing   *seal.SigningKey   // nil: every one has run out
	until     time.Time          // of the newest issuing key, also where it has run out
	receiving []deed.Certificate // the current one first
	opening   map[string]*seal.OpeningKey
	root      *seal.SigningKey // nil outside a demonstration
	endings   []Ending
}

// Open unwraps the keys. It wants one root, an issuing key and a receiving key;
// retired keys are read, not used for new work. A ring whose issuing keys have
// all run out opens: reading, backup and audit need no signature, and whatever
// does says what to do.
func Open(master *Master, all []Stored, now time.Time) (*Ring, error) {
	r := &Ring{master: master}
	if err := r.Refresh(all, now); err != nil {
		return nil, err
	}
	return r, nil
}

// Refresh takes up the keys as they are stored now, and lets those go that have
// run out by now. After an error the ring is as it was.
func (r *Ring) Refresh(all []Stored, now time.Time) error {
	o := opened{opening: map[string]*seal.OpeningKey{}, endings: EndingsOf(all)}
	sorted := append([]Stored(nil), all...)
	sort.SliceStable(sorted, func(i, j int) bool { return sorted[i].From.After(sorted[j].From) }) // the newest first
	for _, s := range sorted {
		if s.Kind == KindRoot {
			if o.trust.Root != nil {
				return errs.E(errs.Damaged, "open keys", "The service has two root keys. It does not start. Restore its database from the backup.")
			}
			o.trust.Root = s.Public
		}
	}
	for _, s := range sorted {
		if err := r.add(&o, s, now); err != nil {
			return errs.Op(err, "open keys")
		}
	}
	if o.trust.Root == nil || o.until.IsZero() || len(o.receiving) == 0 {
		return errs.E(errs.Incomplete, "open keys", "The service has no keys yet. Nothing was changed. Make them with: oso-server admin keys.")
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.now = o
	return nil
}

func (r *Ring) add(o *opened, s Stored, now time.Time) error {
	if s.Kind == KindRoot && len(s.Sealed) == 0 {
		return nil
	}
	seed, err := r.master.Open(purposeKey, s.Sealed, s.Kind, s.ID)
	if err != nil {
		return errs.Wrap(err, errs.Untrusted, "unwrap "+s.Kind+" key", "The master key does not open the service's keys. Nothing was changed. Give the master key that belongs to this database.")
	}
	var cert deed.Certificate
	if s.Kind != KindRoot {
		if err := json.Unmarshal(s.Certificate, &cert); err != nil {
			return errs.Wrap(err, errs.Damaged, "read certificate", "")
		}
	}
	switch s.Kind {
	case KindRoot:
		o.root, err = seal.SigningKeyFrom(seed)
		return err
	case KindIssuing:
		o.trust.Issuing = append(o.trust.Issuing, cert)
		if !s.Retired.IsZero() {
			return nil
		}
		if s.Until.After(o.until) {
			o.until = s.Until
		}
		// A key whose time has not begun yet by this clock is made by a clock that
		// runs ahead a little: it is used all the same where there is no other.
		if o.issuing == nil && now.Before(s.Until) {
			o.issuing, err = seal.SigningKeyFrom(seed)
		}
		return err
	case KindReceiving:
		k, err := seal.OpeningKeyFrom(seed)
		if err != nil {
			return err
		}
		o.opening[s.ID] = k
		// One that has run out stays last: a desk that checks it says so itself.
		if s.Retired.IsZero() {
			o.receiving = append(o.receiving, cert)
		}
		return nil
	}
	return errs.E(errs.Unsupported, "read service key", "The database holds a key that this version of the service does not know. Nothing was changed. Update the service.")
}

func (r *Ring) look() opened {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.now
}

// Trust is the root and the issuing certificates.
func (r *Ring) Trust() deed.Trust { return r.look().trust }

// Issuing is the key that signs certificates, receipts, tables, releases and
// codes. Use it for a call of package seal; do not keep it. Kind Incomplete: it
// has run out, and an administrator has to make the next one.
func (r *Ring) Issuing() (*seal.SigningKey, error) {
	o := r.look()
	if o.issuing == nil {
		return nil, errs.Wrap(RunOutError{}, errs.Incomplete, "sign", "The service's issuing key has run out: nothing can be signed until there is a new one. What is stored is kept, and can be read and backed up. An administrator makes it with: oso-server admin keys --root FILE.")
	}
	return o.issuing, nil
}

// IssuingUntil is when a new issuing key has to be there, or had to be.
func (r *Ring) IssuingUntil() time.Time { return r.look().until }

// Receiving are the certificates of the keys to which cases are sent, the
// current one first.
func (r *Ring) Receiving() []deed.Certificate { return r.look().receiving }

// Demonstration is the root's private half, which only a demonstration keeps;
// else nil.
func (r *Ring) Demonstration() *seal.SigningKey { return r.look().root }

// Sign signs with the issuing key.
func (r *Ring) Sign(d seal.Domain, v any) (seal.Signed, error) {
	k, err := r.Issuing()
	if err != nil {
		return seal.Signed{}, err
	}
	return seal.SignJSON(k, d, v)
}

// Certify issues a certificate under the issuing key. One that is to live for
// a year (CertLife) is good to its end even if it is made on the key's last day.
func (r *Ring) Certify(body deed.CertBody) (deed.Certificate, error) {
	if body.Serial == "" {
		body.Serial = casefile.NewID()
	}
	k, err := r.Issuing()
	if err != nil {
		return deed.Certificate{}, err
	}
	return deed.Issue(k, body)
}

// SignLocations signs a location table for the desks. Its domain is not that
// of the prices: the bodies do not tell which of the two they are.
func (r *Ring) SignLocations(t *policy.Table) (seal.Signed, error) {
	return r.Sign(deed.DomainPolicy, t)
}

// SignPrices signs a price table for the desks.
func (r *Ring) SignPrices(t *policy.PriceTable) (seal.Signed, error) {
	return r.Sign(deed.DomainPrices, t)
}

// SignAgreement signs the text of the patient's agreement for the desks.
func (r *Ring) SignAgreement(t intake.Text) (seal.Signed, error) {
	return r.Sign(deed.DomainAgreement, t)
}

// SignGuide signs what cases need and ask for the desks.
func (r *Ring) SignGuide(g intake.Guide) (seal.Signed, error) {
	return r.Sign(deed.DomainGuide, g)
}

// SignReceipt signs a receipt.
func (r *Ring) SignReceipt(receipt deed.Receipt) (seal.Signed, error) {
	receipt.Format = deed.FormatReceipt
	receipt.ReceivedAt = receipt.ReceivedAt.UTC()
	return r.Sign(deed.DomainReceipt, receipt)
}

// SignRefusal signs a refusal.
func (r *Ring) SignRefusal(refusal deed.Refusal) (seal.Signed, error) {
	refusal.Format = deed.FormatRefusal
	refusal.RefusedAt = refusal.RefusedAt.UTC()
	return r.Sign(deed.DomainRefusal, refusal)
}

// SignRevocation signs that a desk or a person is taken off the list.
func (r *Ring) SignRevocation(v deed.Revocation) (seal.Signed, error) {
	v.Format = deed.FormatRevocation
	v.RevokedAt, v.SaidAt = v.RevokedAt.UTC(), v.SaidAt.UTC()
	return r.Sign(deed.DomainRevocation, v)
}

// SignPage signs a page of a clinic's feed.
func (r *Ring) SignPage(p wire.Page) (seal.Signed, error) {
	p.Format = wire.FormatPage
	p.Time = p.Time.UTC()
	return r.Sign(deed.DomainChanges, p)
}

// Release completes an opinion's package with the service's signature.
func (r *Ring) Release(p deed.Package, at time.Time) (deed.Package, error) {
	k, err := r.Issuing()
	if err != nil {
		return p, err
	}
	return deed.Release(k, r.Trust(), p, at)
}

// OpenEnvelope gives the case key and the signed manifest, not yet verified.
// Kind Untrusted: it was sent to a key that this service does not have.
func (r *Ring) OpenEnvelope(e deed.Envelope, id casefile.CaseID, version int) (seal.Key, seal.Signed, error) {
	k, ok := r.look().opening[e.ReceivingKey]
	if !ok {
		return seal.Key{}, seal.Signed{}, errs.E(errs.Untrusted, "open envelope", "The case was encrypted to a key that this service does not have. Nothing was stored. Fetch the service's keys again and send it once more.")
	}
	return deed.OpenEnvelope(e, k, id, version)
}

// WrapCaseKey wraps a case key under the master key, bound to its case.
func (r *Ring) WrapCaseKey(id casefile.CaseID, key *seal.Key) []byte {
	return r.master.Seal(purposeCaseKey, key[:], string(id))
}

// UnwrapCaseKey opens what WrapCaseKey made. An empty one was destroyed: the
// case is gone, kind NotFound.
func (r *Ring) UnwrapCaseKey(id casefile.CaseID, wrapped []byte) (seal.Key, error) {
	if len(wrapped) == 0 {
		return seal.Key{}, errs.E(errs.NotFound, "open case key", "This case was erased. What it held cannot be read any more.")
	}
	b, err := r.master.Open(purposeCaseKey, wrapped, string(id))
	if err != nil {
		return seal.Key{}, err
	}
	return seal.KeyFrom(b)
}

// Seal wraps another secret of the service (a second factor, a payment token)
// under the master key; see Master.Seal.
func (r *Ring) Seal(purpose string, plain []byte, fields ...string) []byte {
	return r.master.Seal(purpose, plain, fields...)
}

// Open unwraps what Seal made.
func (r *Ring) Open(purpose string, sealed []byte, fields ...string) ([]byte, error) {
	return r.master.Open(purpose, sealed, fields...)
}

// Mark is a keyed hash of bytes for one purpose: equal for equal bytes, and
// nothing to guess at for whoever has the database without the master key.
func (r *Ring) Mark(purpose string, b []byte) string { return r.master.mark(purpose, b) }
