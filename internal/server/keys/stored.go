package keys

import (
	"encoding/json"
	"time"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
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

// How long before an end the next one is made, and how long after it a desk
// that was off may still come back by its own signature.
const (
	IssuingAhead = 120 * 24 * time.Hour
	CertAhead    = 90 * 24 * time.Hour
	CertGrace    = 2 * 365 * 24 * time.Hour
)

// Stored is a service key as it is kept: the public half and the certificate
// in the clear, the private half wrapped by the master key. A root's private
// half is empty, except in a demonstration.
type Stored struct {
	ID          string
	Kind        string
	Public      []byte
	Sealed      []byte
	Certificate []byte // JSON of deed.Certificate; empty for the root
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
	cert, err := deed.Issue(root, deed.CertBody{
		Serial: casefile.NewID(), Role: deed.RoleIssuing, Subject: issuing.Public().ID(), Name: service,
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
	cert, err = deed.Issue(issuing, deed.CertBody{
		Serial: casefile.NewID(), Role: deed.RoleReceiving, Subject: seal.KeyID(receiving.Public()), Name: service,
		OpeningKey: receiving.Public(), NotBefore: at, NotAfter: at.Add(ReceivingLife),
	})
	if err != nil {
		return nil, err
	}
	b, err := stored(master, KindReceiving, receiving.Public(), receiving.Seed(), cert, at, at.Add(ReceivingLife))
	return []Stored{a, b}, err
}

func stored(master *Master, kind string, public, seed []byte, cert deed.Certificate, from, until time.Time) (Stored, error) {
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

// Renewed is a receiving key of which the certificate is made anew: the key
// stays, and with it what was sent to it.
func (r *Ring) Renewed(s Stored, now time.Time) (Stored, error) {
	var old deed.Certificate
	if err := json.Unmarshal(s.Certificate, &old); err != nil {
		return s, errs.Wrap(err, errs.Damaged, "read certificate", "")
	}
	b, err := r.Trust().Origin(old)
	if err != nil {
		return s, err
	}
	b.Serial, b.NotBefore, b.NotAfter = casefile.NewID(), now, now.Add(ReceivingLife)
	cert, err := r.Certify(b)
	if err != nil {
		return s, err
	}
	s.Certificate, err = seal.Canonical(cert)
	s.Until = b.NotAfter
	return s, err
}
