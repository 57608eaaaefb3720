package clinicapi

import (
	"context"
	"database/sql"
	"time"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/db"
	"oso/internal/server/keys"
	"oso/internal/server/principal"
)

// CodeRequest says for whom an enrollment code is made: the coordinator's
// confirmation of one person of one clinic.
type CodeRequest struct {
	Clinic, Person string          // ids
	By             principal.Actor // who confirms
	Life           time.Duration   // from now
	TLS            []byte          // SHA-256 of the server's public key, where no public authority vouches for it
	Demonstration  bool
}

// Mint makes a single-use code. Only its secret's hash is kept; the text is
// shown once. For a physician it confirms the license, since that is what a
// coordinator has checked before making a code.
func Mint(ctx context.Context, tx *sql.Tx, ring *keys.Ring, r CodeRequest, now time.Time) (string, error) {
	const op = "make enrollment code"
	q := db.New(tx)
	who, p, err := q.Who(ctx, r.Person, now)
	if err != nil {
		return "", err
	}
	role := deed.RolePhysician
	switch {
	case who.At(principal.Physician, r.Clinic):
	case who.At(principal.ClinicStaff, r.Clinic):
		role = deed.RoleStaff
	default:
		return "", errs.E(errs.Refused, op, "Codes are made for a clinic's physicians and staff. This person does not belong to the clinic, or no longer takes part. No code was made.")
	}
	if role == deed.RolePhysician && p.LicenseCheckedAt == 0 {
		if err := q.UpdatePersonLicense(ctx, db.UpdatePersonLicenseParams{
			LicenseCheckedAt: now.UnixMilli(), LicenseCheckedBy: r.By.Subject(), UpdatedAt: now.UnixMilli(), ID: p.ID,
		}); err != nil {
			return "", db.Err(err, op)
		}
	}
	clinic, err := q.GetClinic(ctx, r.Clinic)
	if err != nil {
		return "", db.Err(err, op)
	}
	c := deed.Code{
		Demonstration: r.Demonstration, Secret: deed.NewSecret(), Root: ring.Trust().Root, TLS: r.TLS,
		Clinic: r.Clinic, Person: who.ID, Expires: now.Add(r.Life), Staff: role == deed.RoleStaff, Name: p.Name, ClinicName: clinic.Name,
	}
	issuing, err := ring.Issuing()
	if err != nil {
		return "", errs.Wrap(err, "", op, "No code was made: the service's issuing key has run out. An administrator makes the next one with: oso-server admin keys --root FILE. Then make the code again.")
	}
	text, err := c.Encode(issuing)
	if err != nil {
		return "", err
	}
	hash := seal.SHA256(c.Secret[:])
	if err := q.InsertEnrolmentCode(ctx, db.InsertEnrolmentCodeParams{
		ID: casefile.NewID(), SecretSHA256: hash, ClinicID: r.Clinic, PersonID: who.ID, Role: string(role),
		ExpiresAt: now.Add(r.Life).UnixMilli(), CreatedBy: r.By.Subject(), CreatedAt: now.UnixMilli(),
	}); err != nil {
		return "", db.Err(err, op)
	}
	entry := db.Entry(db.SystemChain, "code-made", r.By, now)
	entry.ObjectSHA256 = seal.SHA256([]byte(hash))
	_, err = db.AppendAudit(ctx, tx, entry)
	return text, err
}
