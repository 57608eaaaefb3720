package draft

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/intake"
	"oso/internal/policy"
	"oso/internal/seal"
)

// Preview is what would be sealed now.
type Preview struct {
	Version   int
	Signer    string // who would sign; empty where the user may not
	Statement []byte // the participation statement, exactly as it is accepted
	Items     []deed.Item
	Decisions []deed.Decision
	KeyImages []casefile.KeyImage
	Amends    bool
	Seen      string // fingerprint of all this and of the document and agreement, for Act
}

// Act is what the physician does at the seal.
type Act struct {
	Passphrase  string
	Participate bool   // the statement of Preview was accepted (R2, R20)
	Amendment   string // what changed and why, from version 2 on
	Seen        string // Preview's, where one was read; empty seals the case as it stands
}

// Preview shows what a seal would hold, without making one.
func (d *Workstation) Preview(ctx context.Context, id casefile.CaseID) (Preview, error) {
	var p Preview
	err := d.Vault.View(ctx, id, func(tx *casebook.Tx) error {
		c, err := load(tx)
		if err != nil {
			return err
		}
		versions, err := casebook.List[casebook.SealedVersion](tx, casebook.KindSealed)
		if err != nil {
			return err
		}
		p.Version, p.Amends = len(versions)+1, len(versions) > 0
		if u := d.Vault.User(); u.Role == casebook.Physician {
			p.Signer = u.Signature()
		}
		server, err := d.server(tx)
		if err != nil {
			return err
		}
		p.Statement = intake.ParticipationOf(&c.Document, server.Service.Name, server.ClinicName, d.Vault.User().Signature()).Render()
		if p.Items, p.Decisions, err = records(tx, c); err != nil {
			return err
		}
		if p.KeyImages, err = sealedKeyImages(tx, c, p.Items); err != nil {
			return err
		}
		p.Seen, err = seen(c, p.Version, seal.SHA256(p.Statement), p.Items, p.Decisions, p.KeyImages)
		return err
	})
	return p, err
}

// seen is the fingerprint of what a preview shows.
func seen(c *Case, version int, statement string, items []deed.Item, decided []deed.Decision, keys []casefile.KeyImage) (string, error) {
	b, err := seal.Canonical(struct {
		Version   int                 `json:"version"`
		Document  casefile.Document   `json:"document"`
		Agreement *deed.Agreement     `json:"agreement"`
		Statement string              `json:"statement"`
		Items     []deed.Item         `json:"items"`
		Decisions []deed.Decision     `json:"decisions"`
		KeyImages []casefile.KeyImage `json:"key_images"`
	}{version, c.Document, evidence(c), statement, items, decided, keys})
	return seal.SHA256(b), err
}

func evidence(c *Case) *deed.Agreement {
	if c.Agreement == nil {
		return nil
	}
	return &c.Agreement.Evidence
}

// records are the items that go along: the scan of the agreement and every
// record that nobody left out.
func records(tx *casebook.Tx, c *Case) ([]deed.Item, []deed.Decision, error) {
	h, err := holdings(tx, c)
	if err == nil {
		err = h.hurt
	}
	if err != nil {
		return nil, nil, err
	}
	items := slices.Clone(h.scans)
	for _, rec := range h.records {
		if !h.out[rec.Record] {
			items = append(items, whole(rec))
		}
	}
	decided := []deed.Decision{}
	for _, r := range h.decisions {
		decided = append(decided, r.Value)
	}
	return items, decided, nil
}

// whole is the record's item. A program of before the manifest named a study's
// order kept its number beside the record alone.
func whole(rec casebook.Record) deed.Item {
	it := rec.Item
	if it.DICOM == nil || it.DICOM.AccessionNumber != "" || !bytes.Contains(rec.Meta, []byte(`"accession":`)) {
		return it
	}
	var kept struct {
		Accession string `json:"accession"`
	}
	if json.Unmarshal(rec.Meta, &kept) == nil && kept.Accession != "" {
		ref := *it.DICOM
		ref.AccessionNumber, it.DICOM = kept.Accession, &ref
	}
	return it
}

// Seal is the physician's act: it checks the case once more, and signs the
// manifest of everything in it with the physician's own key, opened with the
// passphrase for this act alone. What is sealed is what the preview of Act
// showed, or nothing (kind Conflict). Staff are refused with kind Forbidden.
func (d *Workstation) Seal(ctx context.Context, id casefile.CaseID, act Act) (casebook.SealedVersion, error) {
	var sealed casebook.SealedVersion
	user := d.Vault.User()
	if user.Role != casebook.Physician {
		return sealed, errs.E(errs.Forbidden, "seal case", "Only the referring physician seals a case. Everything you prepared is kept. Ask the physician to sign in and seal it.")
	}
	c, err := d.Get(ctx, id)
	if err != nil {
		return sealed, err
	}
	if err := mayEdit(c); err != nil {
		return sealed, err
	}
	r, err := d.Check(ctx, id)
	if err != nil {
		return sealed, err
	}
	if err := complete(r); err != nil {
		return sealed, err
	}
	if !act.Participate {
		return sealed, errs.E(errs.Refused, "seal case", "The case goes to OSO only with the physician's participation statement. Nothing was sealed. Read it and accept it to seal.")
	}

	err = d.Vault.WithUserKeys(ctx, act.Passphrase, func(signing *seal.SigningKey, _ *seal.OpeningKey) error {
		return d.storing(ctx, id, func(b *casebook.Batch) error {
			return d.sign(ctx, b, c, signing, act, &sealed)
		})
	})
	return sealed, err
}

// sign stores the texts as items and the signed manifest with them, all in one
// transaction: a seal that fails leaves nothing. The batch that is open
// meanwhile keeps an import from adding records behind the physician's back.
func (d *Workstation) sign(ctx context.Context, b *casebook.Batch, c *Case, signing *seal.SigningKey, act Act, out *casebook.SealedVersion) error {
	document, err := seal.Canonical(c.Document)
	if err != nil {
		return err
	}
	if err := addText(b, deed.ItemDocument, "application/json", document); err != nil {
		return err
	}
	if err := addText(b, deed.ItemAgreement, "text/plain; charset=utf-8", c.Agreement.Text); err != nil {
		return err
	}
	user := d.Vault.User()
	var sealed casebook.SealedVersion
	err = b.Commit(ctx, func(tx *casebook.Tx, texts []casebook.Record) error {
		now, err := load(tx)
		if err != nil {
			return err
		}
		if err := mayEdit(now); err != nil {
			return err
		}
		if err := unchanged(c, now, document); err != nil {
			return err
		}
		r, err := d.check(tx, now)
		if err != nil {
			return err
		}
		if err := complete(r); err != nil {
			return err
		}
		m, err := d.manifest(tx, now, user, []deed.Item{texts[0].Item, texts[1].Item}, act)
		if err != nil {
			return err
		}
		signed, err := deed.SealManifest(signing, m)
		if err != nil {
			return err
		}
		sealed = casebook.SealedVersion{Version: m.Version, Manifest: signed, SHA256: seal.SHA256(signed.Body)}
		if _, err := casebook.Put(tx, casebook.KindSealed, casebook.Row[casebook.SealedVersion]{ID: casebook.VersionID(m.Version), Value: sealed}); err != nil {
			return err
		}
		h := tx.Head()
		h.State, h.Physician, h.SentBytes, h.TotalBytes = casefile.Sealed, user.Signature(), 0, total(m.Items)
		since := d.Now().UTC()
		h.WaitingSince = &since
		return d.event(tx, "sealed", "")
	})
	if err == nil {
		*out = sealed
	}
	return err
}

// unchanged refuses to sign what is not what was stored as the items' texts.
func unchanged(c, now *Case, document []byte) error {
	again, err := seal.Canonical(now.Document)
	if err != nil {
		return err
	}
	if !bytes.Equal(again, document) || now.Agreement == nil || !bytes.Equal(now.Agreement.Text, c.Agreement.Text) {
		return errs.E(errs.Conflict, "seal case", "Somebody changed the case while it was being sealed. Nothing was sealed. Look at the change, then seal again.")
	}
	return nil
}

// complete refuses what Check calls an error.
func complete(r Result) error {
	if r.Complete {
		return nil
	}
	n, first := 0, ""
	for _, p := range r.Problems {
		if p.Severity == casefile.SeverityError {
			if n++; first == "" {
				first = p.Message
			}
		}
	}
	left := "One thing is"
	if n > 1 {
		left = strconv.Itoa(n) + " things are"
	}
	return errs.E(errs.Incomplete, "seal case", left+" left before sealing. Everything entered is kept. First: "+first)
}

// manifest lists everything that the version holds.
func (d *Workstation) manifest(tx *casebook.Tx, c *Case, user casebook.User, texts []deed.Item, act Act) (deed.Manifest, error) {
	m := deed.Manifest{Case: c.Head.ID, SealedAt: d.Now().UTC().Truncate(time.Second)}
	versions, err := casebook.List[casebook.SealedVersion](tx, casebook.KindSealed)
	if err != nil {
		return m, err
	}
	m.Version = len(versions) + 1
	if m.Version > 1 {
		last, err := casebook.Get[casebook.SealedVersion](tx, casebook.KindSealed, casebook.VersionID(m.Version-1))
		if err != nil {
			return m, err
		}
		if act.Amendment == "" {
			return m, errs.E(errs.Incomplete, "seal case", "A further version says what changed and why. Nothing was sealed. Write it in a sentence and seal again.")
		}
		m.Previous, m.Amendment = last.Value.SHA256, act.Amendment
	}
	decision, err := d.decideIn(tx, &c.Document)
	if err != nil {
		return m, err
	}
	if decision.Outcome == policy.Refused {
		return m, errs.E(errs.Refused, "seal case", decision.Reason)
	}
	m.Location = deed.LocationAnswer{Outcome: string(decision.Outcome), Table: decision.TableVersion}
	server, err := d.server(tx)
	if err != nil {
		return m, err
	}
	statement := intake.ParticipationOf(&c.Document, server.Service.Name, server.ClinicName, user.Signature()).Render()
	m.Participation = deed.Participation{Version: intake.ParticipationVersion, SHA256: seal.SHA256(statement)}
	m.Signer = deed.SignerInfo{Name: user.Signature(), Key: user.Signing}
	if c.Agreement == nil {
		return m, errs.E(errs.Incomplete, "seal case", "The agreement is not signed. Everything entered is kept. Let the patient sign, then seal.")
	}
	m.Agreement = &c.Agreement.Evidence
	items, decided, err := records(tx, c)
	if err != nil {
		return m, err
	}
	if m.KeyImages, err = sealedKeyImages(tx, c, items); err != nil {
		return m, err
	}
	now, err := seen(c, m.Version, m.Participation.SHA256, items, decided, m.KeyImages)
	if err != nil {
		return m, err
	}
	if act.Seen != "" && act.Seen != now {
		return m, errs.E(errs.Conflict, "seal case", "The case is no longer what you read here: something was added or changed meanwhile. Nothing was sealed. Read it once more, then seal.")
	}
	m.Items, m.Decisions = append(texts, items...), decided
	return m, m.CheckKeyImages()
}

// total is what the items take on the line, in sealed bytes.
func total(items []deed.Item) int64 {
	var n int64
	for _, it := range items {
		for _, c := range it.Chunks {
			n += int64(c.Size)
		}
	}
	return n
}
