package auth

import (
	"context"
	"database/sql"
	"encoding/json"
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/db"
	"oso/internal/server/keys"
)

// CertKind is certificates.kind of a person's certificate.
const CertKind = "person"

// CertLife is how long a staff certificate lasts: Renew makes the next one long
// before. The issuing key's own certificate lasts as much longer than it signs.
const CertLife = keys.CertLife

// NewAccount is one of the service's own people. Credentials matter for
// specialists and readers alone (R5).
type NewAccount struct {
	ID         string // empty: made here
	Email      string
	Name       string
	Role       Role
	Titles     string // "MD, PhD; Hematology", as checked
	Partner    string // id; for a partner's coordinator or administrator
	Password   string
	CodeSecret string // base32; empty: made here

	Specialties      []string
	Tenured          bool
	Licensed         bool
	BoardCertified   bool
	Trainee          bool
	CredentialsUntil time.Time // zero: none on record
}

// Account is what its owner gets, once.
type Account struct {
	ID         string
	CodeSecret string
}

// Create makes an account with its second factor and, for roles that sign,
// a signing key wrapped by the password and certified by the issuing key. One
// transaction, written to the system's audit; by is who made it.
func (a *Auth) Create(ctx context.Context, n NewAccount, by string) (Account, error) {
	const op = "create account"
	if !staff(n.Role) {
		return Account{}, errs.E(errs.Invalid, op, "This is not a role of the service's own people. Nothing was saved. Choose coordinator, specialist, radiologist, pathologist, approver, billing, partner-admin or admin.")
	}
	if strings.TrimSpace(n.Name) == "" || !strings.Contains(n.Email, "@") {
		return Account{}, errs.E(errs.Invalid, op, "An account needs a name and an e-mail address. Nothing was saved.")
	}
	if err := CheckPassword(n.Password); err != nil {
		return Account{}, err
	}
	if n.ID == "" {
		n.ID = casefile.NewID()
	}
	if n.CodeSecret == "" {
		n.CodeSecret = NewCodeSecret()
	}
	s, err := newSecret(n.Password, a.rounds)
	if err != nil {
		return Account{}, err
	}
	defer s.wipe()
	specialties, err := json.Marshal(append([]string{}, n.Specialties...))
	if err != nil {
		return Account{}, errs.Op(err, op)
	}
	now := a.now()
	row := db.InsertPersonParams{
		ID: n.ID, Email: CanonicalEmail(n.Email), Name: n.Name, Role: string(n.Role), PartnerID: n.Partner, Titles: n.Titles,
		PasswordHash: s.hash(), TOTPSealed: a.keys.Seal(purposeCode, []byte(n.CodeSecret), n.ID),
		KeysSealed: []byte{}, SigningPublic: []byte{}, OpeningPublic: []byte{}, Specialties: string(specialties),
		Tenured: n.Tenured, Licensed: n.Licensed, BoardCertified: n.BoardCertified, Trainee: n.Trainee,
		Active: true, CreatedAt: now.UnixMilli(), UpdatedAt: now.UnixMilli(),
	}
	if !n.CredentialsUntil.IsZero() {
		row.CredentialsUntil = n.CredentialsUntil.UnixMilli()
	}
	var cert *db.InsertCertificateParams
	if role, ok := certRole(n.Role); ok {
		if cert, err = a.newKeys(&row, role, &s, now); err != nil {
			return Account{}, err
		}
	}
	err = a.db.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		if err := q.InsertPerson(ctx, row); err != nil {
			return db.Err(err, op)
		}
		if cert != nil {
			if err := q.InsertCertificate(ctx, *cert); err != nil {
				return db.Err(err, op)
			}
		}
		_, err := db.AppendAudit(ctx, tx, db.Audit{
			Chain: db.SystemChain, ServerTime: now.UnixMilli(), ActorID: by, Role: string(Admin), Event: "account-created", ObjectSHA256: seal.SHA256([]byte(n.ID)),
		})
		return err
	})
	if err != nil {
		return Account{}, err
	}
	return Account{n.ID, n.CodeSecret}, nil
}

// newKeys makes the signing key, wraps it into row and certifies it.
func (a *Auth) newKeys(row *db.InsertPersonParams, role deed.CertRole, s *secret, now time.Time) (*db.InsertCertificateParams, error) {
	key := seal.NewSigningKey()
	defer key.Wipe()
	until := now.Add(CertLife)
	serial := casefile.NewID()
	cert, err := a.keys.Certify(deed.CertBody{
		Serial: serial, Role: role, Subject: row.ID, Name: row.Name, Titles: row.Titles, SigningKey: key.Public(), NotBefore: now, NotAfter: until,
	})
	if err != nil {
		return nil, err
	}
	body, err := seal.Canonical(cert)
	if err != nil {
		return nil, err
	}
	row.SigningPublic = key.Public()
	row.KeysSealed = a.wrapKey(s, row.ID, key)
	return &db.InsertCertificateParams{
		ID: serial, Kind: CertKind, PersonID: row.ID, Role: row.Role, PublicKey: key.Public(), Body: body,
		ValidFrom: now.UnixMilli(), ValidUntil: until.UnixMilli(), CreatedAt: now.UnixMilli(),
	}, nil
}

// certRole is what a role may sign as; roles that sign nothing have none.
func certRole(r Role) (deed.CertRole, bool) {
	switch r {
	case Specialist:
		return deed.RoleSpecialist, true
	case Radiologist:
		return deed.RoleRadiologist, true
	case Pathologist:
		return deed.RolePathologist, true
	case Approver:
		return deed.RoleApprover, true
	}
	return "", false
}
