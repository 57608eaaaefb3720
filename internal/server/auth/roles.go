package auth

import (
	"bytes"
	"context"
	"database/sql"
	"slices"
	"time"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/db"
	"oso/internal/server/principal"
)

// Give lets a person hold one more role, from now until a time (zero: until it
// is taken away), and certifies that person's signing keys for it where it
// signs. What is held already, or held elsewhere, stays as it is.
func (a *Auth) Give(ctx context.Context, person string, h principal.Held, until time.Time, by principal.Actor) error {
	return a.db.Tx(ctx, func(tx *sql.Tx) error { return a.GiveIn(ctx, tx, person, h, until, by) })
}

// GiveIn is Give beside what else the caller's transaction writes.
func (a *Auth) GiveIn(ctx context.Context, tx *sql.Tx, person string, h principal.Held, until time.Time, by principal.Actor) error {
	const op = "give role"
	q, now := db.New(tx), a.now()
	who, err := a.givable(ctx, q, op, person, by)
	if err != nil {
		return err
	}
	clinics, partners := h.Role == principal.Physician || h.Role == principal.ClinicStaff, h.Role == principal.Coordinator || h.Role == principal.PartnerAdmin
	switch {
	case !clinics && !principal.Staff.Bears(h.Role):
		return errs.E(errs.Invalid, op, "There is no such role to give. Nothing was changed. Choose coordinator, specialist, radiologist, pathologist, approver, billing, partner-admin or admin; of a clinic, physician or staff.")
	case clinics != (h.Clinic != ""):
		return errs.E(errs.Invalid, op, "A physician or staff is so at a clinic, and the service's own roles are at none. Nothing was changed.")
	case h.Partner != "" && !partners, h.Role == principal.PartnerAdmin && h.Partner == "":
		return errs.E(errs.Invalid, op, "A partner's administrator is so for a partner; beside that, only a coordinator may be. Nothing was changed.")
	case !until.IsZero() && !until.After(now):
		return errs.E(errs.Invalid, op, "The role would end before it begins. Nothing was changed.")
	}
	for _, r := range who.Roles {
		if r == h {
			return errs.E(errs.Conflict, op, "This person holds the role already. Nothing was changed.")
		}
	}
	row := db.InsertRoleParams{
		ID: casefile.NewID(), PersonID: who.ID, Role: string(h.Role), ClinicID: h.Clinic, PartnerID: h.Partner, FromAt: now.UnixMilli(), GivenBy: by.Subject(),
	}
	if !until.IsZero() {
		row.UntilAt = until.UnixMilli()
	}
	if err := q.InsertRole(ctx, row); err != nil {
		return db.Err(err, op)
	}
	if err := a.audit(ctx, tx, "role-given:"+string(h.Role), who.ID, by); err != nil {
		return err
	}
	return a.certify(ctx, tx, who.ID)
}

// MayGive refuses whom by may give no role: somebody who left, and, of the service's
// own people, whoever is no administrator by now, and oneself. It is asked where a
// role is proposed, too; GiveIn asks it again.
func (a *Auth) MayGive(ctx context.Context, tx *sql.Tx, person string, by principal.Actor) error {
	_, err := a.givable(ctx, db.New(tx), "give role", person, by)
	return err
}

func (a *Auth) givable(ctx context.Context, q *db.Queries, op, person string, by principal.Actor) (principal.Person, error) {
	who, _, err := a.present(ctx, q, op, person)
	if err != nil {
		return who, err
	}
	return who, a.mayActOn(ctx, q, op, by, who)
}

// Take ends one role. What that role's certificates say is taken back with it;
// sessions, other roles and what was signed before stay.
func (a *Auth) Take(ctx context.Context, person string, h principal.Held, by principal.Actor) error {
	const op = "take role"
	return a.db.Tx(ctx, func(tx *sql.Tx) error {
		q, now := db.New(tx), a.now()
		who, _, err := a.present(ctx, q, op, person)
		if err != nil {
			return err
		}
		if err := a.mayActOn(ctx, q, op, by, who); err != nil {
			return err
		}
		rows, err := q.ListRoles(ctx, who.ID)
		if err != nil {
			return db.Err(err, op)
		}
		ended := int64(0)
		for _, r := range rows {
			if !r.HeldAt(now) || principal.Role(r.Role) != h.Role || r.ClinicID != h.Clinic || r.PartnerID != h.Partner {
				continue
			}
			n, err := q.EndRole(ctx, db.EndRoleParams{ID: r.ID, UntilAt: now.UnixMilli(), EndedBy: by.Subject()})
			if err != nil {
				return db.Err(err, op)
			}
			ended += n
		}
		if ended == 0 {
			return errs.E(errs.NotFound, op, "This person does not hold the role there. Nothing was changed.")
		}
		if who, _, err = q.Who(ctx, who.ID, now); err != nil {
			return err
		}
		if _, err := a.takeBack(ctx, q, who, func(c db.Certificate) bool { return !certifies(who, c) }); err != nil {
			return err
		}
		return a.audit(ctx, tx, "role-taken:"+string(h.Role), who.ID, by)
	})
}

// Leave ends whatever somebody is to the service or a clinic: sessions and
// signing in, every role, certificates, codes that were not used. It tells how
// many certificates were taken back.
func (a *Auth) Leave(ctx context.Context, person string, by principal.Actor) (revoked int, err error) {
	const op = "close account"
	err = a.db.Tx(ctx, func(tx *sql.Tx) error {
		q, now := db.New(tx), a.now()
		who, _, err := a.present(ctx, q, op, person)
		if err != nil {
			return err
		}
		if err := a.mayActOn(ctx, q, op, by, who); err != nil {
			return err
		}
		rows, err := q.ListRoles(ctx, who.ID)
		if err != nil {
			return db.Err(err, op)
		}
		for _, r := range rows {
			if _, err := q.EndRole(ctx, db.EndRoleParams{ID: r.ID, UntilAt: now.UnixMilli(), EndedBy: by.Subject()}); err != nil {
				return db.Err(err, op)
			}
		}
		if err := q.LeavePerson(ctx, db.LeavePersonParams{ID: who.ID, LeftAt: now.UnixMilli()}); err != nil {
			return db.Err(err, op)
		}
		if err := a.endSessions(ctx, q, who.ID); err != nil {
			return err
		}
		if revoked, err = a.takeBack(ctx, q, who, func(db.Certificate) bool { return true }); err != nil {
			return err
		}
		return a.audit(ctx, tx, "account-closed", who.ID, by)
	})
	return revoked, err
}

// Link says that an entry is of a person who was entered before: an
// administrator's word, never a guess by name. From here on both are one
// person, who has the roles and the sign-ins of both.
func (a *Auth) Link(ctx context.Context, entry, person string, by principal.Actor) error {
	const op = "link person"
	return a.db.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		one, _, err := a.present(ctx, q, op, entry)
		if err != nil {
			return err
		}
		other, _, err := a.present(ctx, q, op, person)
		if err != nil {
			return err
		}
		if one.ID == other.ID {
			return errs.E(errs.Conflict, op, "Both are one person already. Nothing was changed.")
		}
		// As it was said, of these two: what was said of others stands by itself.
		if err := q.InsertLink(ctx, db.InsertLinkParams{EntryID: entry, PersonID: person}); err != nil {
			return db.Err(err, op)
		}
		if _, err := q.Relink(ctx, a.now()); err != nil {
			return err
		}
		if err := a.audit(ctx, tx, "person-linked:"+entry, person, by); err != nil {
			return err
		}
		return a.certify(ctx, tx, other.ID)
	})
}

// Unlink takes back what was said of an entry, where the word was wrong. The
// entry keeps what was done under it, and those of whom it was said that they are
// this entry's human; whom it alone joined are parted.
func (a *Auth) Unlink(ctx context.Context, entry string, by principal.Actor) error {
	const op = "unlink person"
	return a.db.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		before, _, err := a.present(ctx, q, op, entry)
		if err != nil {
			return err
		}
		n, err := q.DeleteLinks(ctx, entry)
		if err != nil {
			return db.Err(err, op)
		}
		if n == 0 {
			return errs.E(errs.NotFound, op, "This entry is not linked to a person. Nothing was changed.")
		}
		if _, err := q.Relink(ctx, a.now()); err != nil {
			return err
		}
		parted := map[string]bool{}
		for _, id := range append([]string{before.ID}, before.Entries...) {
			who, _, err := q.Who(ctx, id, a.now())
			if err != nil {
				return err
			}
			if parted[who.ID] {
				continue
			}
			parted[who.ID] = true
			if err := a.ownCertificates(ctx, tx, who.ID); err != nil {
				return err
			}
		}
		return a.audit(ctx, tx, "person-unlinked:"+entry, before.ID, by)
	})
}

// ownCertificates takes back what was certified while two were one: for roles of
// the other, and for keys of the other's accounts. What is missing then is
// certified anew.
func (a *Auth) ownCertificates(ctx context.Context, tx *sql.Tx, person string) error {
	const op = "part certificates"
	q := db.New(tx)
	who, _, err := q.Who(ctx, person, a.now())
	if err != nil {
		return err
	}
	accounts, err := q.ListAccounts(ctx, who.ID)
	if err != nil {
		return db.Err(err, op)
	}
	if _, err := a.takeBack(ctx, q, who, func(c db.Certificate) bool {
		own := c.ClinicID != "" || slices.ContainsFunc(accounts, func(acc db.Account) bool { return bytes.Equal(acc.SigningPublic, c.PublicKey) })
		return !own || !certifies(who, c)
	}); err != nil {
		return err
	}
	return a.certify(ctx, tx, who.ID)
}

// present finds somebody who takes part.
func (a *Auth) present(ctx context.Context, q *db.Queries, op, id string) (principal.Person, db.Person, error) {
	who, row, err := q.Who(ctx, id, a.now())
	if errs.Is(err, errs.NotFound) {
		return who, row, errs.Wrap(err, errs.NotFound, op, "There is no such person. Nothing was changed.")
	}
	if err == nil && who.Left {
		return who, row, errs.E(errs.Conflict, op, "This account is closed already. Nothing was changed.")
	}
	return who, row, err
}

// certifies tells whether a certificate says what its person holds now.
func certifies(who principal.Person, c db.Certificate) bool {
	if c.ClinicID != "" {
		return who.At(principal.Role(c.Role), c.ClinicID)
	}
	return who.Holds(principal.Role(c.Role))
}

// takeBack revokes a person's certificates, those that are chosen.
func (a *Auth) takeBack(ctx context.Context, q *db.Queries, who principal.Person, which func(db.Certificate) bool) (int, error) {
	const op = "take certificate back"
	certs, err := q.ListCertificatesByPerson(ctx, who.ID)
	if err != nil {
		return 0, db.Err(err, op)
	}
	n := 0
	for _, c := range certs {
		if !which(c) {
			continue
		}
		k, err := q.RevokeCertificate(ctx, db.RevokeCertificateParams{RevokedAt: a.now().UnixMilli(), ID: c.ID})
		if err != nil {
			return n, db.Err(err, op)
		}
		n += int(k)
	}
	return n, nil
}

// certify sees to it that each signing key of a person's accounts is certified
// for each role held that signs.
func (a *Auth) certify(ctx context.Context, tx *sql.Tx, person string) error {
	const op = "certify signing key"
	q := db.New(tx)
	who, _, err := q.Who(ctx, person, a.now())
	if err != nil {
		return err
	}
	accounts, err := q.ListAccounts(ctx, who.ID)
	if err != nil {
		return db.Err(err, op)
	}
	return a.certifyKeys(ctx, q, who, accounts)
}

// certifyKeys is certify for some of a person's accounts.
func (a *Auth) certifyKeys(ctx context.Context, q *db.Queries, who principal.Person, accounts []db.Account) error {
	const op = "certify signing key"
	now := a.now()
	for _, h := range who.Roles {
		role, signs := certRole(h.Role)
		if !signs {
			continue
		}
		for _, acc := range accounts {
			if len(acc.SigningPublic) == 0 {
				return errs.E(errs.Incomplete, op, "This person's account has no signing key yet: it comes with the next sign-in. Nothing was changed. Have the person sign in once, then give the role again.")
			}
			row, err := q.GetCertificateByKeyRole(ctx, db.GetCertificateByKeyRoleParams{Kind: CertKind, PublicKey: acc.SigningPublic, Role: string(h.Role)})
			if err = db.Err(err, op); err == nil && row.RevokedAt == 0 && row.ValidUntil > now.UnixMilli() && who.Is(row.PersonID) {
				continue
			} else if err != nil && !errs.Is(err, errs.NotFound) {
				return err
			}
			if _, err := a.issue(ctx, q, who, role, acc.SigningPublic); err != nil {
				return err
			}
		}
	}
	return nil
}

// issue certifies a key for one role.
func (a *Auth) issue(ctx context.Context, q *db.Queries, who principal.Person, role deed.CertRole, key []byte) (deed.Certificate, error) {
	now := a.now()
	b := deed.CertBody{
		Serial: casefile.NewID(), Role: role, Subject: who.ID, Name: who.Name, Titles: who.Titles,
		SigningKey: key, NotBefore: now, NotAfter: now.Add(CertLife),
	}
	cert, err := a.keys.Certify(b)
	if err != nil {
		return cert, err
	}
	body, err := seal.Canonical(cert)
	if err != nil {
		return cert, err
	}
	return cert, db.Err(q.InsertCertificate(ctx, db.InsertCertificateParams{
		ID: b.Serial, Kind: CertKind, PersonID: who.ID, Role: string(role), PublicKey: key, Body: body,
		ValidFrom: now.UnixMilli(), ValidUntil: b.NotAfter.UnixMilli(), CreatedAt: now.UnixMilli(),
	}), "keep certificate")
}
