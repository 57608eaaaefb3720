package keys

import (
	"encoding/json"
	"sort"
	"time"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/policy"
	"oso/internal/seal"
)

// Kinds of service keys, as the database spells them.
const (
	KindRoot      = "root"
	KindIssuing   = "issuing"
	KindReceiving = "receiving"
)

// Lifetimes of the keys that the root certifies.
const (
	IssuingLife   = 366 * 24 * time.Hour     // it signs for a year,
	IssuingValid  = 2 * 366 * 24 * time.Hour // and its certificates live out their own year
	ReceivingLife = 366 * 24 * time.Hour
	CertLife      = 365 * 24 * time.Hour // of people's and devices' certificates
)

const (
	purposeKey     = "oso/server/service-key/v1" // at (kind, id)
	purposeCaseKey = "oso/server/case-key/v1"    // at (case)
)

// Stored is a service key as it is kept: the public half and the certificate
// in the clear, the private half wrapped by the master key. A root's private
// half is empty, except in a demonstration.
type Stored struct {
	ID          string
	Kind        string
	Public      []byte
	Sealed      []byte
	Certificate []byte // JSON of seal.Certificate; empty for the root
	From        time.Time
	Until       time.Time
	Retired     time.Time // zero: in use
}

// Root is a new root as it is kept by the service: its public half alone.
// With a master key the private half is kept as well, which only a
// demonstration does.
func Root(root *seal.SigningKey, keepUnder *Master, at time.Time) Stored {
	id := root.Public().ID()
	s := Stored{ID: id, Kind: KindRoot, Public: root.Public(), From: at, Until: at.AddDate(20, 0, 0)}
	if keepUnder != nil {
		s.Sealed = keepUnder.Seal(purposeKey, root.Seed(), KindRoot, id)
	}
	return s
}

// Certified makes a new issuing and a new receiving key under the root. Keys
// made before stay: what they signed verifies, what was sent to them opens.
func Certified(root *seal.SigningKey, master *Master, service string, at time.Time) ([]Stored, error) {
	issuing := seal.NewSigningKey()
	cert, err := seal.Issue(root, seal.CertBody{
		Serial: casefile.NewID(), Role: seal.RoleIssuing, Subject: issuing.Public().ID(), Name: service,
		SigningKey: issuing.Public(), NotBefore: at, NotAfter: at.Add(IssuingValid),
	})
	if err != nil {
		return nil, err
	}
	a, err := stored(master, KindIssuing, issuing.Public(), issuing.Seed(), cert, at, at.Add(IssuingLife))
	if err != nil {
		return nil, err
	}
	receiving := seal.NewOpeningKey()
	cert, err = seal.Issue(issuing, seal.CertBody{
		Serial: casefile.NewID(), Role: seal.RoleReceiving, Subject: seal.KeyID(receiving.Public()), Name: service,
		OpeningKey: receiving.Public(), NotBefore: at, NotAfter: at.Add(ReceivingLife),
	})
	if err != nil {
		return nil, err
	}
	b, err := stored(master, KindReceiving, receiving.Public(), receiving.Seed(), cert, at, at.Add(ReceivingLife))
	return []Stored{a, b}, err
}

func stored(master *Master, kind string, public, seed []byte, cert seal.Certificate, from, until time.Time) (Stored, error) {
	b, err := seal.Canonical(cert)
	if err != nil {
		return Stored{}, err
	}
	id := seal.KeyID(public)
	return Stored{
		ID: id, Kind: kind, Public: public, Certificate: b, From: from, Until: until,
		Sealed: master.Seal(purposeKey, seed, kind, id),
	}, nil
}

// Ring holds the service's keys, opened. It is safe for use by several
// goroutines; it does not change once it is open.
type Ring struct {
	master    *Master
	trust     seal.Trust
	issuing   *seal.SigningKey
	until     time.Time
	receiving []seal.Certificate // the current one first
	opening   map[string]*seal.OpeningKey
	root      *seal.SigningKey // nil outside a demonstration
}

// Open unwraps the keys. It wants one root, an issuing key that is valid now
// and a receiving key; retired keys are read, not used for new work.
func Open(master *Master, all []Stored, now time.Time) (*Ring, error) {
	r := &Ring{master: master, opening: map[string]*seal.OpeningKey{}}
	sorted := append([]Stored(nil), all...)
	sort.Slice(sorted, func(i, j int) bool { return sorted[i].From.After(sorted[j].From) }) // the newest first
	for _, s := range sorted {
		if s.Kind == KindRoot {
			if r.trust.Root != nil {
				return nil, errs.E(errs.Damaged, "open keys", "The service has two root keys. It does not start. Restore its database from the backup.")
			}
			r.trust.Root = s.Public
		}
	}
	for _, s := range sorted {
		if err := r.add(s, now); err != nil {
			return nil, errs.Op(err, "open keys")
		}
	}
	if r.trust.Root == nil || r.issuing == nil || len(r.receiving) == 0 {
		return nil, errs.E(errs.Incomplete, "open keys", "The service has no keys yet, or its issuing key has run out. Nothing was changed. Make them with: oso-server admin keys.")
	}
	return r, nil
}

func (r *Ring) add(s Stored, now time.Time) error {
	if s.Kind == KindRoot && len(s.Sealed) == 0 {
		return nil
	}
	seed, err := r.master.Open(purposeKey, s.Sealed, s.Kind, s.ID)
	if err != nil {
		return errs.Wrap(err, errs.Untrusted, "unwrap "+s.Kind+" key", "The master key does not open the service's keys. Nothing was changed. Give the master key that belongs to this database.")
	}
	var cert seal.Certificate
	if s.Kind != KindRoot {
		if err := json.Unmarshal(s.Certificate, &cert); err != nil {
			return errs.Wrap(err, errs.Damaged, "read certificate", "")
		}
	}
	switch s.Kind {
	case KindRoot:
		r.root, err = seal.SigningKeyFrom(seed)
		return err
	case KindIssuing:
		r.trust.Issuing = append(r.trust.Issuing, cert)
		if r.issuing == nil && s.Retired.IsZero() && now.Before(s.Until) {
			r.issuing, err = seal.SigningKeyFrom(seed)
			r.until = s.Until
		}
		return err
	case KindReceiving:
		k, err := seal.OpeningKeyFrom(seed)
		if err != nil {
			return err
		}
		r.opening[s.ID] = k
		if s.Retired.IsZero() && now.Before(s.Until) {
			r.receiving = append(r.receiving, cert)
		}
		return nil
	}
	return errs.E(errs.Unsupported, "read service key", "The database holds a key that this version of the service does not know. Nothing was changed. Update the service.")
}

// Trust is the root and the issuing certificates.
func (r *Ring) Trust() seal.Trust { return r.trust }

// Issuing is the key that signs certificates, receipts, tables, releases and
// codes. Use it for a call of package seal; do not keep it.
func (r *Ring) Issuing() *seal.SigningKey { return r.issuing }

// IssuingUntil is when a new issuing key has to be there.
func (r *Ring) IssuingUntil() time.Time { return r.until }

// Receiving are the certificates of the keys to which cases are sent, the
// current one first.
func (r *Ring) Receiving() []seal.Certificate { return r.receiving }

// Demonstration is the root's private half, which only a demonstration keeps;
// else nil.
func (r *Ring) Demonstration() *seal.SigningKey { return r.root }

// Certify issues a certificate under the issuing key. One that is to live for
// a year (CertLife) is good to its end even if it is made on the key's last day.
func (r *Ring) Certify(body seal.CertBody) (seal.Certificate, error) {
	if body.Serial == "" {
		body.Serial = casefile.NewID()
	}
	return seal.Issue(r.issuing, body)
}

// SignLocations signs a location table for the desks. Its domain is not that
// of the prices: the bodies do not tell which of the two they are.
func (r *Ring) SignLocations(t *policy.Table) (seal.Signed, error) {
	return seal.SignJSON(r.issuing, seal.DomainPolicy, t)
}

// SignPrices signs a price table for the desks.
func (r *Ring) SignPrices(t *policy.PriceTable) (seal.Signed, error) {
	return seal.SignJSON(r.issuing, seal.DomainPrices, t)
}

// SignReceipt signs a receipt.
func (r *Ring) SignReceipt(receipt seal.Receipt) (seal.Signed, error) {
	receipt.Format = seal.FormatReceipt
	receipt.ReceivedAt = receipt.ReceivedAt.UTC()
	return seal.SignJSON(r.issuing, seal.DomainReceipt, receipt)
}

// SignRefusal signs a refusal.
func (r *Ring) SignRefusal(refusal seal.Refusal) (seal.Signed, error) {
	refusal.Format = seal.FormatRefusal
	refusal.RefusedAt = refusal.RefusedAt.UTC()
	return seal.SignJSON(r.issuing, seal.DomainRefusal, refusal)
}

// Release completes an opinion's package with the service's signature.
func (r *Ring) Release(p seal.Package, at time.Time) (seal.Package, error) {
	return seal.Release(r.issuing, r.trust, p, at)
}

// OpenEnvelope gives the case key and the signed manifest, not yet verified.
// Kind Untrusted: it was sent to a key that this service does not have.
func (r *Ring) OpenEnvelope(e seal.Envelope, id casefile.CaseID, version int) (seal.Key, seal.Signed, error) {
	k, ok := r.opening[e.ReceivingKey]
	if !ok {
		return seal.Key{}, seal.Signed{}, errs.E(errs.Untrusted, "open envelope", "The case was encrypted to a key that this service does not have. Nothing was stored. Fetch the service's keys again and send it once more.")
	}
	return seal.OpenEnvelope(e, k, id, version)
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
