package opinion

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/db"
	"oso/internal/server/keys"
	"oso/internal/server/letter"
	"oso/internal/server/principal"
)

// purposeKey is the purpose under which an opinion's key is sealed by the master
// key, at (case, version): it is encrypted again to who comes to be entitled.
const purposeKey = "oso/server/opinion-key/v1"

// Released is a package ready to be released: everything slow is done before
// the transaction, and its blobs are on the disk.
type Released struct {
	row                db.Opinion
	key                seal.Key
	packaged           string // blob
	size               int64
	sha256             string
	letterA4, letterUS string // blobs
	approval           []byte
	by                 string
	at                 time.Time
}

// Wipe overwrites the opinion's key.
func (r *Released) Wipe() { r.key.Wipe() }

// Prepare approves, sets both letters from exactly the signed bytes, has the
// service sign the whole, and seals it under a new key of its own.
func (w *Working) Prepare(ctx context.Context, q *db.Queries, ring *keys.Ring, row db.Opinion, by Signature) (*Released, error) {
	const op = "prepare release"
	body, err := w.signedBytes(row)
	if err != nil {
		return nil, errs.Op(err, op)
	}
	var c deed.Content
	if err := json.Unmarshal(body, &c); err != nil {
		return nil, errs.Wrap(err, errs.Damaged, op, "")
	}
	var authors []deed.Endorsement
	if err := json.Unmarshal(row.AuthorSignature, &authors); err != nil {
		return nil, errs.Wrap(err, errs.Damaged, op, "")
	}
	approval, err := deed.Approve(by.Key, by.Cert, authors, by.At)
	if err != nil {
		return nil, err
	}
	facts := letter.Facts{ContentSHA256: row.ContentSHA256, Approver: by.Person.Name, ApprovedAt: by.At, Zone: w.zone, Picture: w.pictureOf(ctx, q, &c)}
	for _, a := range authors {
		var s deed.AuthorStatement
		if _, err := ring.Trust().OpenBy(a.Certificate, a.Signed, deed.DomainAuthor, &s, by.At, deed.RoleSpecialist, deed.RoleRadiologist, deed.RolePathologist); err != nil {
			return nil, errs.Op(err, op)
		}
		facts.Signed = append(facts.Signed, s.SignedAt)
	}
	p := deed.Package{Content: body, Authors: authors, Approval: approval}
	var signed []time.Time
	if p.Parts, signed, err = w.endorsed(&c); err != nil {
		return nil, errs.Op(err, op)
	}
	facts.Signed = append(facts.Signed, signed...)
	if p.Pictures, err = w.pictures(ctx, q, &c); err != nil {
		return nil, errs.Op(err, op)
	}
	if p.A4, err = letter.Render(ctx, &c, facts, letter.A4); err != nil {
		return nil, errs.Op(err, op)
	}
	if p.Letter, err = letter.Render(ctx, &c, facts, letter.US); err != nil {
		return nil, errs.Op(err, op)
	}
	if p, err = ring.Release(p, by.At); err != nil {
		return nil, errs.Op(err, op)
	}
	encoded, err := p.Encode()
	if err != nil {
		return nil, err
	}
	r := &Released{row: row, key: seal.NewKey(), by: by.Person.ID, at: by.At}
	if r.approval, err = seal.Canonical(approval); err != nil {
		return nil, err
	}
	sealed := deed.SealPackage(&r.key, encoded, w.ID(), int(row.Version))
	r.size, r.sha256 = int64(len(sealed)), seal.SHA256(sealed)
	for _, b := range []struct {
		name   *string
		sealed []byte
	}{
		{&r.packaged, sealed},
		{&r.letterA4, w.SealLetter(row.Version, letter.A4, p.A4)},
		{&r.letterUS, w.SealLetter(row.Version, letter.US, p.Letter)},
	} {
		if *b.name, err = w.PutBlob(ctx, b.sealed); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// Store names the package and keeps its key, wrapped by the master key and for
// every opening key of the treating physician and of one who stands in, before
// the approve event. Kind Incomplete: nobody could open it.
func (w *Working) Store(ctx context.Context, q *db.Queries, ring *keys.Ring, r *Released) error {
	const op = "store release"
	// What was prepared must be what stands now: it may have been returned and
	// signed anew meanwhile.
	now, err := q.GetOpinion(ctx, r.row.ID)
	if err != nil {
		return db.Err(err, op)
	}
	if now.ContentSHA256 != r.row.ContentSHA256 || string(now.AuthorSignature) != string(r.row.AuthorSignature) {
		return errs.E(errs.Conflict, op, "The opinion was signed anew while you approved it. Nothing was released; look at it again.")
	}
	n, err := q.SaveOpinionPackage(ctx, db.SaveOpinionPackageParams{
		ID: r.row.ID, ApproverSignature: r.approval, ApproverID: r.by, PackageBlob: r.packaged, PackageSize: r.size, PackageSHA256: r.sha256,
		Fingerprint: r.row.ContentSHA256, LetterA4Blob: r.letterA4, LetterUSBlob: r.letterUS,
		KeyWrapped: ring.Seal(purposeKey, r.key[:], w.Row.ID, strconv.FormatInt(r.row.Version, 10)), UpdatedAt: max(r.at.UnixMilli(), r.row.UpdatedAt+1),
	})
	if err == nil && n != 1 {
		return errs.E(errs.Conflict, op, "This version is no longer with an approver. Nothing was released; look at it again.")
	}
	if err != nil {
		return db.Err(err, op)
	}
	wrapped, err := w.wrap(ctx, q, ring, r.row, &r.key, r.at)
	if err != nil {
		return err
	}
	if wrapped == 0 {
		return errs.E(errs.Incomplete, op, "The treating physician has no key to open the opinion with. Nothing was released. Have the physician enroll, or name one who stands in.")
	}
	return nil
}

// wrap encrypts an opinion's key to the treating physician and to who stands in.
func (w *Working) wrap(ctx context.Context, q *db.Queries, ring *keys.Ring, row db.Opinion, key *seal.Key, now time.Time) (int, error) {
	wrapped := 0
	for _, person := range []string{w.Row.PhysicianID, w.Row.CoveringID} {
		if person == "" {
			continue
		}
		n, err := w.WrapFor(ctx, q, ring, row.ID, int(row.Version), key, person, now)
		if err != nil {
			return wrapped, err
		}
		wrapped += n
	}
	return wrapped, nil
}

// Reissue encrypts the key of a released version to the keys that the physician
// and who stands in have now, and tells to how many. The package stays as it is.
func (w *Working) Reissue(ctx context.Context, q *db.Queries, ring *keys.Ring, id string, now time.Time) (int, error) {
	const op = "reissue opinion"
	row, err := q.GetOpinion(ctx, id)
	if err != nil {
		return 0, db.Err(err, op)
	}
	if row.ReleasedAt == 0 || row.CaseID != w.Row.ID {
		return 0, errs.E(errs.Refused, op, "This version was not released. Nothing was changed.")
	}
	raw, err := ring.Open(purposeKey, row.KeyWrapped, w.Row.ID, strconv.FormatInt(row.Version, 10))
	if err != nil {
		return 0, errs.Op(err, op)
	}
	key, err := seal.KeyFrom(raw)
	clear(raw)
	if err != nil {
		return 0, errs.Op(err, op)
	}
	defer key.Wipe()
	return w.wrap(ctx, q, ring, row, &key, now)
}

// WrapFor encrypts an opinion's key to each opening key that the service
// certified for a physician of the case's clinic and did not take back, and tells
// to how many. That a certificate has ended takes no key from who holds it: a desk
// that was off for long opens what was released meanwhile. That the role has
// ended does.
func (w *Working) WrapFor(ctx context.Context, q *db.Queries, ring *keys.Ring, opinion string, version int, key *seal.Key, person string, now time.Time) (int, error) {
	const op = "wrap opinion key"
	who, _, err := q.Who(ctx, person, now)
	if errs.Is(err, errs.NotFound) {
		return 0, nil // nobody is linked yet
	} else if err != nil {
		return 0, err
	}
	if !who.At(principal.Physician, w.Row.ClinicID) {
		return 0, nil
	}
	certs, err := q.ListCertificatesByPerson(ctx, person)
	if err != nil {
		return 0, db.Err(err, op)
	}
	n, done := 0, map[string]bool{}
	for _, row := range certs {
		var cert deed.Certificate
		if row.RevokedAt > 0 || json.Unmarshal(row.Body, &cert) != nil {
			continue
		}
		b, err := ring.Trust().Origin(cert)
		if err != nil || b.Role != deed.RolePhysician || !who.Is(b.Subject) || b.Clinic != w.Row.ClinicID || len(b.OpeningKey) == 0 || done[string(b.OpeningKey)] {
			continue
		}
		done[string(b.OpeningKey)] = true // a renewed certificate is for the same key
		sealed, err := seal.Wrap(b.OpeningKey, deed.WrapOpinion, key[:], w.Row.ID, strconv.Itoa(version))
		if err != nil {
			return n, errs.Op(err, op)
		}
		if err := q.PutOpinionKey(ctx, db.PutOpinionKeyParams{
			OpinionID: opinion, CertificateID: row.ID, PersonID: person, Wrapped: sealed, CreatedAt: now.UnixMilli(),
		}); err != nil {
			return n, db.Err(err, op)
		}
		n++
	}
	return n, nil
}

// LetterOf is the letter of a version: what was released, one that was superseded
// set anew with the day of it on each page (approver: who approved it), or a preview that
// says on each page that nobody has approved it.
func (w *Working) LetterOf(ctx context.Context, q *db.Queries, d *Draft, approver string, paper letter.Paper) ([]byte, error) {
	if d.Row.ReleasedAt > 0 && d.Row.SupersededAt == 0 {
		name := d.Row.LetterA4Blob
		if paper == letter.US {
			name = d.Row.LetterUSBlob
		}
		if name == "" {
			return nil, errs.E(errs.NotFound, "read letter", "This version has no letter.")
		}
		sealed, err := w.Blob(ctx, name)
		if err != nil {
			return nil, err
		}
		return w.OpenLetter(d.Row.Version, paper, sealed)
	}
	c := d.Content
	facts := letter.Facts{ContentSHA256: d.Row.ContentSHA256, Zone: w.zone, Picture: w.pictureOf(ctx, q, &c)}
	if d.Signed {
		facts.Signed = w.signedTimes(&d.Content, time.UnixMilli(d.Row.SignedAt))
	} else {
		finish(&c)
		var err error
		if c, err = w.withParts(ctx, q, c); err != nil {
			return nil, err
		}
		facts.Signed = w.signedTimes(&c, time.Time{})
		b, err := deed.NewContent(c)
		if err != nil {
			return nil, err
		}
		facts.ContentSHA256 = seal.SHA256(b)
	}
	if d.Row.SupersededAt > 0 {
		facts.Approver, facts.ApprovedAt, facts.Superseded = approver, time.UnixMilli(d.Row.ApprovedAt), time.UnixMilli(d.Row.SupersededAt)
	}
	return letter.Render(ctx, &c, facts, paper)
}
