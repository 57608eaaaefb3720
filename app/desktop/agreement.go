package desktop

import (
	"bytes"
	"encoding/base64"
	"net/http"
	"os"

	"oso/internal/casefile"
	"oso/internal/clinic/draft"
	"oso/internal/errs"
	"oso/internal/intake"
	"oso/internal/policy"
	"oso/internal/seal"
)

// Agreement is the patient's (R15 to R26, R59).
type Agreement struct{ a *App }

// Text is the agreement, shown in full. Its hash is that of the text for the
// patient as signer; signing says which signer's text was shown.
func (g *Agreement) Text(id string) (AgreementText, error) {
	d, err := g.a.workstation()
	if err != nil {
		return AgreementText{}, err
	}
	text, b, err := d.AgreementText(g.a.ctx, casefile.CaseID(id), "", "")
	if err != nil {
		return AgreementText{}, err
	}
	x, err := d.Get(g.a.ctx, casefile.CaseID(id))
	if err != nil {
		return AgreementText{}, err
	}
	paper, err := g.a.paper(policy.PaperIn(x.Document.Residence))
	if err != nil {
		return AgreementText{}, err
	}
	out := AgreementText{Paper: paper, Version: text.Version, Date: text.Date, SHA256: seal.SHA256(b), Title: text.Title, Clauses: []Clause{}, Sheet: string(b)}
	earlier, err := d.EarlierTexts(g.a.ctx)
	if err != nil {
		return AgreementText{}, err
	}
	out.Earlier = []TextVersion{}
	for _, t := range earlier {
		out.Earlier = append(out.Earlier, TextVersion{t.Version, t.Date})
	}
	if len(text.Opening) > 0 {
		out.Clauses = append(out.Clauses, Clause{Paragraphs: text.Opening})
	}
	for _, c := range text.Clauses {
		out.Clauses = append(out.Clauses, Clause{c.Heading, c.Paragraphs})
	}
	if len(text.Closing) > 0 {
		out.Clauses = append(out.Clauses, Clause{Paragraphs: text.Closing})
	}
	return out, nil
}

// Signed is the agreement as it was signed: the exact text, and the signature
// or the scanned paper where one is kept.
func (g *Agreement) Signed(id string) (SignedText, error) {
	d, err := g.a.workstation()
	if err != nil {
		return SignedText{}, err
	}
	x, err := d.Get(g.a.ctx, casefile.CaseID(id))
	if err != nil {
		return SignedText{}, err
	}
	if x.Agreement == nil {
		return SignedText{}, errs.E(errs.NotFound, "read signed agreement", "The agreement of this case is not signed yet. Let the patient read and sign it.")
	}
	out := SignedText{State: agreementState(x), Text: string(x.Agreement.Text)}
	if x.Agreement.Scan == "" {
		return out, nil
	}
	rec, err := d.Vault.Record(g.a.ctx, casefile.CaseID(id), x.Agreement.Scan)
	if err != nil {
		return SignedText{}, err
	}
	out.Scan = Asset{Path: recordPath(casefile.CaseID(id), rec.Record), Type: rec.MediaType, Bytes: rec.Bytes}
	return out, nil
}

const maxInk = 256 << 10

// Sign records the signature.
func (g *Agreement) Sign(s AgreementSignature) (AgreementState, error) {
	d, err := g.a.workstation()
	if err != nil {
		return AgreementState{}, err
	}
	id := casefile.CaseID(s.Case)
	// What was shown must be what is signed: the page shows the text without
	// a signer's name, so that one is compared.
	text, shown, err := d.AgreementText(g.a.ctx, id, "", "")
	if err != nil {
		return AgreementState{}, err
	}
	if s.Version != text.Version || s.SHA256 != seal.SHA256(shown) {
		return AgreementState{}, errs.E(errs.Conflict, "sign agreement", "The case changed after the agreement was shown, so its text is another one now. Nothing was signed. Read the text again, then sign.")
	}
	sig := draft.Signature{Signer: s.Signer, Relation: s.Relation, Version: s.Version}
	if s.Bears != "" {
		sig.Version = s.Bears
	}
	switch s.Method {
	case "screen":
		ink, err := base64.StdEncoding.DecodeString(s.Ink)
		if err != nil || len(ink) == 0 || len(ink) > maxInk || http.DetectContentType(ink) != "image/png" {
			return AgreementState{}, errs.E(errs.Invalid, "sign agreement", "The signature was not drawn, or it is too large. Nothing was signed. Sign again in the field.")
		}
		sig.Scan, sig.OnScreen = bytes.NewReader(ink), true
	case "scan":
		f, err := os.Open(s.Scan)
		if err != nil {
			return AgreementState{}, errs.Wrap(err, errs.Invalid, "read scan", "The scan could not be read. Nothing was signed. Choose the file again.")
		}
		defer f.Close()
		sig.Scan = f
	case "attested":
	default:
		return AgreementState{}, errs.E(errs.Invalid, "sign agreement", "How it was signed is missing. Nothing was signed. Choose screen, paper or attested.")
	}
	if err := g.setCopy(d, id, s.Copy); err != nil {
		return AgreementState{}, err
	}
	if _, err := d.SignAgreement(g.a.ctx, id, sig); err != nil {
		return AgreementState{}, err
	}
	x, err := d.Get(g.a.ctx, id)
	if err != nil {
		return AgreementState{}, err
	}
	g.a.changed(id)
	return agreementState(x), nil
}

// setCopy stores the patient's answer about the courtesy copy (R19).
func (g *Agreement) setCopy(d *draft.Workstation, id casefile.CaseID, want bool) error {
	x, err := d.Get(g.a.ctx, id)
	if err != nil || (x.Document.CourtesyCopy != nil && *x.Document.CourtesyCopy == want) {
		return err
	}
	x.Document.CourtesyCopy = &want
	_, err = d.SaveSection(g.a.ctx, id, draft.SectionOrder, x.Versions[draft.SectionOrder], x.Document)
	return err
}

// ChooseScan asks for the signed paper's scan.
func (g *Agreement) ChooseScan() (string, error) {
	paths, err := g.a.cfg.Shell.OpenFiles("Choose the scan of the signed agreement")
	if err != nil || len(paths) == 0 {
		return "", err
	}
	return paths[0], nil
}

func agreementState(x *draft.Case) AgreementState {
	if x.Agreement == nil {
		return AgreementState{}
	}
	e := x.Agreement.Evidence
	method := map[string]string{intake.ByPen: "screen", intake.OnPaper: "scan", intake.Attested: "attested"}[e.Method]
	return AgreementState{
		Signed: x.Head.Agreed, Version: e.Version, SHA256: e.SHA256, Signer: e.Signer, Relation: e.Relation,
		Method: method, By: e.AttestedBy, At: stamp(e.SignedAt),
	}
}
