package auth

import (
	"cmp"
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
	"oso/internal/server/principal"
	"oso/internal/server/trail"
)

// CertKind is certificates.kind of a person's certificate.
const CertKind = "person"

// CertLife is how long a staff certificate lasts: Renew makes the next one long
// before. The issuing key's own certificate lasts as much longer than it signs.
const CertLife = keys.CertLife

// NewAccount is one of the service's own people, with the first role that is
// held and the account to sign in with. Credentials matter for specialists and
// readers alone (R5).
type NewAccount struct {
	ID         string // of person and account; empty: made here
	Person     string // id of somebody who was entered before: the account is one more of that person's, whose name and credentials stay
	Email      string
	Name       string
	Role       principal.Role
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

// Create enters a person with one role and an account: its second factor, and a
// signing key wrapped by the password, which the issuing key certifies for each
// role that signs. Without a role the account signs nobody in until one is given.
// One transaction, written to the system's audit.
func (a *Auth) Create(ctx context.Context, n NewAccount, by principal.Actor) (Account, error) {
	out := Account{}
	put, err := a.newAccount(&n, by)
	if err != nil {
		return out, err
	}
	err = a.db.Tx(ctx, func(tx *sql.Tx) error { return put(ctx, tx) })
	if err != nil {
		return out, err
	}
	return Account{n.ID, n.CodeSecret}, nil
}

// newAccount checks and makes what an account needs, which takes a while, and
// gives what puts it down. It fills in what was left to it.
func (a *Auth) newAccount(n *NewAccount, by principal.Actor) (func(context.Context, *sql.Tx) error, error) {
	const op = "create account"
	if n.Role != "" && !principal.Staff.Bears(n.Role) {
		return nil, notStaff(op)
	}
	if n.Person == "" && strings.TrimSpace(n.Name) == "" || !strings.Contains(n.Email, "@") {
		return nil, errs.E(errs.Invalid, op, "An account needs a name and an e-mail address. Nothing was saved.")
	}
	if err := CheckPassword(n.Password); err != nil {
		return nil, err
	}
	if n.ID == "" {
		n.ID = casefile.NewID()
	}
	if n.CodeSecret == "" {
		n.CodeSecret = NewCodeSecret()
	}
	s, err := newSecret(n.Password, a.rounds)
	if err != nil {
		return nil, err
	}
	defer s.wipe()
	specialties, err := json.Marshal(append([]string{}, n.Specialties...))
	if err != nil {
		return nil, errs.Op(err, op)
	}
	now := a.now()
	email, person := CanonicalEmail(n.Email), cmp.Or(n.Person, n.ID)
	row := db.InsertPersonParams{
		ID: n.ID, Email: email, Name: n.Name, Titles: n.Titles, Specialties: string(specialties),
		Tenured: n.Tenured, Licensed: n.Licensed, BoardCertified: n.BoardCertified, Trainee: n.Trainee,
		CreatedAt: now.UnixMilli(), UpdatedAt: now.UnixMilli(),
	}
	if !n.CredentialsUntil.IsZero() {
		row.CredentialsUntil = n.CredentialsUntil.UnixMilli()
	}
	key := seal.NewSigningKey()
	defer key.Wipe()
	account := db.InsertAccountParams{
		ID: n.ID, PersonID: person, Email: email, PasswordHash: s.hash(), TOTPSealed: a.keys.Seal(purposeCode, []byte(n.CodeSecret), n.ID),
		KeysSealed: a.wrapKey(&s, n.ID, key), SigningPublic: key.Public(), CreatedAt: now.UnixMilli(), UpdatedAt: now.UnixMilli(),
	}
	held := principal.Held{Role: n.Role, Partner: n.Partner}
	return func(ctx context.Context, tx *sql.Tx) error {
		q := db.New(tx)
		if _, err := q.GetAccountByEmail(ctx, email); err == nil {
			return errs.E(errs.Conflict, op, "Somebody signs in with this e-mail address already. Nothing was saved. Look under People, or give another address.")
		}
		if row.ID != person {
			who, _, err := a.present(ctx, q, op, person)
			if err != nil {
				return err
			}
			account.PersonID = who.ID
		} else if err := q.InsertPerson(ctx, row); err != nil {
			return db.Err(err, op)
		}
		if err := q.InsertAccount(ctx, account); err != nil {
			return db.Err(err, op)
		}
		if err := a.audit(ctx, tx, "account-created", account.PersonID, by); err != nil || held.Role == "" {
			return err
		}
		return a.GiveIn(ctx, tx, account.PersonID, held, time.Time{}, by)
	}, nil
}

func notStaff(op string) error {
	return errs.E(errs.Invalid, op, "This is not a role of the service's own people. Nothing was saved. Choose coordinator, specialist, radiologist, pathologist, approver, billing, partner-admin or admin.")
}

// audit writes that something was done about a person.
func (a *Auth) audit(ctx context.Context, tx *sql.Tx, event, person string, by principal.Actor) error {
	row := db.Entry(db.SystemChain, event, by, a.now())
	row.ObjectSHA256 = seal.SHA256([]byte(person))
	trail.SealNote(a.keys, &row, a.why)
	_, err := db.AppendAudit(ctx, tx, row)
	return err
}

// own is an act of somebody about the own account, under no role.
func own(p db.Account) principal.Actor {
	return principal.Principal{Kind: principal.Staff, Person: principal.Person{ID: p.PersonID}, Account: p.ID}.As("")
}

// certRole is what a role may sign as; roles that sign nothing have none.
func certRole(r principal.Role) (deed.CertRole, bool) {
	switch r {
	case principal.Specialist:
		return deed.RoleSpecialist, true
	case principal.Radiologist:
		return deed.RoleRadiologist, true
	case principal.Pathologist:
		return deed.RolePathologist, true
	case principal.Approver:
		return deed.RoleApprover, true
	}
	return "", false
}
