package draft

import (
	"cmp"
	"context"
	"io"
	"slices"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/intake"
	"oso/internal/seal"
)

const agreementID = "current"

// AgreementRow is the agreement as it was signed at this desk. KindAgreement.
type AgreementRow struct {
	Signed   intake.SignedAgreement `json:"signed"`
	Evidence deed.Agreement         `json:"evidence"`
	Text     []byte                 `json:"text"` // the exact bytes
	Scan     casefile.RecordID      `json:"scan,omitempty"`
}

// Signature is the act of signing.
type Signature struct {
	Signer   string
	Relation string // self, guardian, ...
	// Scan is the signed paper or the signature drawn on the screen; nil: the
	// user attests that it was signed at the desk.
	Scan     io.Reader
	OnScreen bool // Scan was drawn here
	// Version is of the text that was read and signed; empty: the present one. A
	// paper is recorded under the text that it bears, also one of before.
	Version string
	SHA256  string // of the text that was shown; empty: the present text counts as shown
}

// AgreementText is the text of the agreement for this case and signer: what is
// shown and, byte for byte, what is signed.
func (d *Workstation) AgreementText(ctx context.Context, id casefile.CaseID, signer, relation string) (intake.Text, []byte, error) {
	var text intake.Text
	var b []byte
	err := d.Vault.View(ctx, id, func(tx *casebook.Tx) error {
		c, err := load(tx)
		if err != nil {
			return err
		}
		if text, err = present(tx); err != nil {
			return err
		}
		p, err := d.parties(tx, c, signer, relation)
		b = text.Render(p)
		return err
	})
	return text, b, err
}

// present is the text that is signed today: the newest that OSO sent, else the one
// that the program carries.
func present(tx *casebook.Tx) (intake.Text, error) {
	shipped := intake.Agreement()
	t, err := readTable(tx, TableAgreement, func() intake.Text { return shipped })
	if err == nil && t.Number() < shipped.Number() {
		t = shipped
	}
	return t, err
}

// earlier are the texts that were signed at this desk before the present one, the
// newest first: those that OSO sent, and the one that the program carries.
func earlier(tx *casebook.Tx, now intake.Text) ([]intake.Text, error) {
	rows, err := casebook.ListBelow[seal.Signed](tx, casebook.KindTable, casebook.EarlierText(""))
	if err != nil {
		return nil, err
	}
	all := []intake.Text{intake.Agreement()}
	for _, r := range rows {
		if t, err := intake.ParseText(r.Value.Body); err == nil {
			all = append(all, t)
		}
	}
	all = slices.DeleteFunc(all, func(t intake.Text) bool { return t.Number() >= now.Number() })
	slices.SortFunc(all, func(a, b intake.Text) int { return cmp.Compare(b.Number(), a.Number()) })
	return slices.CompactFunc(all, func(a, b intake.Text) bool { return a.Version == b.Version }), nil
}

// EarlierTexts are those of before the present one that a signed paper may be of.
func (d *Workstation) EarlierTexts(ctx context.Context) (out []intake.Text, err error) {
	err = d.Vault.View(ctx, "", func(tx *casebook.Tx) error {
		now, err := present(tx)
		if err != nil {
			return err
		}
		out, err = earlier(tx, now)
		return err
	})
	return out, err
}

// textOf is the text of a version as it may be signed: the present one, and on paper
// one of before, since that may have been signed while it was in force.
func textOf(tx *casebook.Tx, version, method string) (intake.Text, error) {
	now, err := present(tx)
	if err != nil || version == "" || version == now.Version {
		return now, err
	}
	if method != intake.ByPen {
		all, err := earlier(tx, now)
		if err != nil {
			return now, err
		}
		if i := slices.IndexFunc(all, func(t intake.Text) bool { return t.Version == version }); i >= 0 {
			return all[i], nil
		}
	}
	return now, errs.E(errs.Conflict, "sign agreement", "What was read and signed is "+version+", and OSO’s text is "+now.Version+" by now. Nothing was recorded: a signature counts for the text that the patient read. Show or print the present text, and have that signed.")
}

// newer is the present text where the agreement was signed under an earlier one; nil
// where it was not, and of a case that is sealed: what it was sealed under holds.
func newer(tx *casebook.Tx, c *Case) (*intake.Text, error) {
	if c.Agreement == nil {
		return nil, nil
	}
	t, err := present(tx)
	if err != nil || t.Version == c.Agreement.Signed.Version {
		return nil, err
	}
	if sealed, err := sealedBefore(tx); err != nil || sealed {
		return nil, err
	}
	return &t, nil
}

func (d *Workstation) parties(tx *casebook.Tx, c *Case, signer, relation string) (intake.Parties, error) {
	server, err := d.server(tx)
	if err != nil {
		return intake.Parties{}, err
	}
	return intake.PartiesOf(&c.Document, server.Service.Name, server.ClinicName, c.Head.Physician, signer, relation), nil
}

// server is what enrollment brought, or what is known before.
func (d *Workstation) server(tx *casebook.Tx) (casebook.Server, error) {
	s, err := casebook.ReadServer(tx)
	if errs.Is(err, errs.NotEnrolled) {
		s.Service.Name = intake.DefaultService
		err = nil
	}
	return s, err
}

// SignAgreement records the agreement (R15 to R26, R59). Who may sign is
// intake's rule. A later signature replaces the earlier one until the case is
// sealed; what was sealed stays with its version.
func (d *Workstation) SignAgreement(ctx context.Context, id casefile.CaseID, s Signature) (AgreementRow, error) {
	var row AgreementRow
	c, err := d.Get(ctx, id)
	if err != nil {
		return row, err
	}
	if err := mayEdit(c); err != nil {
		return row, err
	}
	if err := intake.CheckSigner(&c.Document, s.Signer, s.Relation, d.Now()); err != nil {
		return row, err
	}
	if s.Scan == nil {
		err = d.Vault.Update(ctx, id, func(tx *casebook.Tx) (err error) {
			row, err = d.agree(tx, s, intake.Attested, "")
			return err
		})
		return row, err
	}
	method := intake.OnPaper
	if s.OnScreen {
		method = intake.ByPen
	}
	err = d.storing(ctx, id, func(b *casebook.Batch) error {
		if err := addScan(b, s.Scan); err != nil {
			return err
		}
		return b.Commit(ctx, func(tx *casebook.Tx, scan []casebook.Record) (err error) {
			row, err = d.agree(tx, s, method, scan[0].Record)
			return err
		})
	})
	return row, err
}

// agree writes the agreement's row; scan is stored in the same transaction.
func (d *Workstation) agree(tx *casebook.Tx, s Signature, method string, scan casefile.RecordID) (AgreementRow, error) {
	row := AgreementRow{Scan: scan}
	c, err := load(tx)
	if err != nil {
		return row, err
	}
	if err := mayEdit(c); err != nil {
		return row, err
	}
	if err := intake.CheckSigner(&c.Document, s.Signer, s.Relation, d.Now()); err != nil {
		return row, err
	}
	p, err := d.parties(tx, c, s.Signer, s.Relation)
	if err != nil {
		return row, err
	}
	text, err := textOf(tx, s.Version, method)
	if err != nil {
		return row, err
	}
	row.Signed, row.Text = intake.Sign(text, p, method)
	if s.SHA256 != "" && s.SHA256 != row.Signed.SHA256 {
		return row, errs.E(errs.Conflict, "sign agreement", "The case changed after the agreement was shown, so its text is another one now. Nothing was signed. Read the text again, then sign.")
	}
	row.Evidence = deed.Agreement{
		Version: row.Signed.Version, SHA256: row.Signed.SHA256, Signer: s.Signer, Relation: p.Relation,
		Method: method, SignedAt: d.Now().UTC().Truncate(time.Second),
	}
	if method == intake.Attested {
		row.Evidence.AttestedBy = d.Vault.User().Signature()
	}
	old, err := casebook.Get[AgreementRow](tx, casebook.KindAgreement, agreementID)
	if err != nil && !errs.Is(err, errs.NotFound) {
		return row, err
	}
	if err := dropScan(tx, old.Value.Scan); err != nil {
		return row, err
	}
	if _, err := casebook.Put(tx, casebook.KindAgreement, casebook.Row[AgreementRow]{ID: agreementID, Version: old.Version, Value: row}); err != nil {
		return row, err
	}
	if err := d.event(tx, "agreed", ""); err != nil {
		return row, err
	}
	return row, d.refresh(tx)
}

// dropScan takes the scan of a replaced signature away, unless it was sealed.
func dropScan(tx *casebook.Tx, scan casefile.RecordID) error {
	if scan == "" {
		return nil
	}
	sealed, err := casebook.List[casebook.SealedVersion](tx, casebook.KindSealed)
	if err != nil || len(sealed) > 0 {
		return err
	}
	if err := casebook.DeleteRecord(tx, scan); !errs.Is(err, errs.NotFound) {
		return err
	}
	return nil
}
