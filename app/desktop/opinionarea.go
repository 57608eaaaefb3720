package desktop

import (
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/draft"
	"oso/internal/clinic/inquiry"
	"oso/internal/clinic/opinion"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/policy"
	"oso/internal/prose"
	"oso/internal/seal"
)

// Opinion is reading what came back.
type Opinion struct{ a *App }

func (o *Opinion) newest(id string) (*opinion.Workstation, opinion.Head, error) {
	d, err := o.a.reading()
	if err != nil {
		return nil, opinion.Head{}, err
	}
	heads, err := d.List(o.a.ctx, casefile.CaseID(id))
	if err != nil || len(heads) == 0 {
		return d, opinion.Head{}, err
	}
	return d, heads[len(heads)-1], nil
}

// Head says what may be said before the opinion is opened.
func (o *Opinion) Head(id string) (OpinionHead, error) {
	d, h, err := o.newest(id)
	if err != nil {
		return OpinionHead{}, err
	}
	return o.head(d, id, h), nil
}

func (o *Opinion) head(d *opinion.Workstation, id string, h opinion.Head) OpinionHead {
	out := OpinionHead{Case: id, State: "none"}
	if h.Version == 0 {
		return out
	}
	out.Version, out.Released, out.Accessed, out.By, out.Previous = h.Version, stamp(h.Released), stampOf(h.Accessed), h.By, h.Supersedes
	switch {
	case h.Supersedes > 0 && h.Acknowledged == nil:
		out.State = "corrected"
	case h.Accessed != nil:
		out.State = "opened"
	default:
		out.State = "arrived"
	}
	physician := d.Vault.User().Role == casebook.Physician
	if at, err := d.Vault.Head(casefile.CaseID(id)); err == nil {
		out.Handed = slices.Contains(at.Delivered, h.Version)
	}
	out.Delegated = h.Delegated
	out.MayOpen = physician || (h.Accessed != nil && h.Delegated)
	if physician && !d.Ready(casefile.CaseID(id), h) {
		out.Needs = "passphrase"
	}
	return out
}

// Open gives the opinion, verified; the physician's first opening is the
// access. With delegate the clinic's staff may read it from then on, too.
func (o *Opinion) Open(id, passphrase string, delegate bool) (OpinionView, error) {
	d, err := o.a.reading()
	if err != nil {
		return OpinionView{}, err
	}
	opened, err := d.Open(o.a.ctx, casefile.CaseID(id), passphrase, delegate)
	if err != nil {
		return OpinionView{}, err
	}
	if passphrase != "" {
		o.a.changed(casefile.CaseID(id))
		o.a.exchange.begin(o.a) // the service hears of the access
	}
	return o.view(d, id, opened)
}

// Earlier gives a version that the newest adds to, and that stands beside it.
func (o *Opinion) Earlier(id string, version int, passphrase string) (OpinionView, error) {
	d, err := o.a.reading()
	if err != nil {
		return OpinionView{}, err
	}
	opened, err := d.OpenVersion(o.a.ctx, casefile.CaseID(id), version, passphrase, false)
	if err != nil {
		return OpinionView{}, err
	}
	if passphrase != "" {
		o.a.changed(casefile.CaseID(id))
		o.a.exchange.begin(o.a) // the service hears where this was its first opening
	}
	return o.view(d, id, opened)
}

// Leave says that the page does not show the opinion any more.
func (o *Opinion) Leave(id string) error {
	d, err := o.a.reading()
	if err == nil {
		d.Leave(casefile.CaseID(id))
	}
	return nil // behind the lock nothing is held
}

func (o *Opinion) view(d *opinion.Workstation, id string, x opinion.Opened) (OpinionView, error) {
	proof, err := o.proof(d, x, nil)
	if err != nil {
		return OpinionView{}, err
	}
	c := &x.Verified.Content
	paper, err := o.a.paper(policy.PaperAt(c.Addressee.Lines))
	if err != nil {
		return OpinionView{}, err
	}
	v := OpinionView{
		Head: o.head(d, id, x.Head), Reference: string(c.Reference), Date: c.Date, AddsTo: c.AddsTo,
		To:      append([]string{c.Addressee.Name, c.Addressee.Clinic}, c.Addressee.Lines...),
		Patient: Subject{c.Patient.Name, c.Patient.Native, string(c.Patient.Sex), c.Patient.BirthDate},
		Summary: pieces(c, c.Thanks), Change: pieces(c, c.Change), Complaint: pieces(c, c.Complaint), History: pieces(c, c.History),
		Reviewed: []string{}, NotReviewed: pieces(c, c.NotReviewed), Review: []string{}, Assessment: pieces(c, c.Assessment), Answers: []Answer{},
		Essay: parts(c, c.Sections), Scenarios: parts(c, c.Scenarios), Recommendation: pieces(c, c.Recommendation),
		Limits: lines(c, c.Limits), References: lines(c, c.References), Notes: lines(c, c.Notes), Proof: proof,
		Paper: paper, CaseVersion: x.CaseVersion, CaseNewest: x.Newest, Figures: []OpinionFigure{}, Citations: []OpinionCitation{},
		Earlier: []EarlierOpinion{}, Reached: pieces(c, c.Reached), Options: []WeighedOption{},
	}
	for i := range c.Figures {
		f := &c.Figures[i]
		v.Figures = append(v.Figures, OpinionFigure{
			Path: fmt.Sprintf("/asset/figure/%s/%d/%d", id, c.Version, i+1), Width: f.Picture.Width, Height: f.Picture.Height,
			Shows: f.Shows(), Legend: f.Legend(), Printed: f.Printed, Place: place(f.Image.Target(), 0, x),
		})
	}
	for _, q := range c.Citations {
		v.Citations = append(v.Citations, OpinionCitation{q.Label, place(q.Target, q.Page, x)})
	}
	for _, line := range c.Reviewed {
		v.Reviewed = append(v.Reviewed, prose.Escape(line))
	}
	v.Reviewed = append(v.Reviewed, lines(c, c.Also)...)
	for _, line := range c.Unseen {
		v.Reviewed = append(v.Reviewed, "Sent, and not seen: "+prose.Escape(line))
	}
	v.Recommendation = append(v.Recommendation, pieces(c, c.Travels())...) // R62, in the letter's words
	for _, f := range c.Findings {
		if f.Heading != "" {
			v.Review = append(v.Review, prose.Escape(f.Heading))
		}
		if i := c.By(f.Heading); i >= 0 { // of another than the lead (R49)
			v.Review = append(v.Review, prose.Escape("By "+c.Signers[i].Name))
		}
		v.Review = append(v.Review, pieces(c, f.Text)...)
	}
	for i := range c.Answers {
		a := &c.Answers[i]
		out := Answer{Number: i + 1, Question: a.Question, Parts: []AnswerPart{}, State: string(a.State)}
		out.Text, out.Unanswered = reply(c, a.Reply())
		for j := range a.Parts {
			p := &a.Parts[j]
			part := AnswerPart{Label: string(rune('a' + j)), Question: p.Question, State: string(p.State)}
			part.Text, part.Unanswered = reply(c, p.Reply())
			out.Parts = append(out.Parts, part)
		}
		v.Answers = append(v.Answers, out)
	}
	v.Outcome = c.Outcome()
	for _, e := range c.Earlier {
		v.Earlier = append(v.Earlier, EarlierOpinion{Who: e.Who, Day: e.Day(), Source: e.Source, Said: e.Said, Stand: e.Stand.Word(), Why: e.Why})
	}
	for _, o := range c.Weighed() {
		v.Options = append(v.Options, WeighedOption{c.Title(o), pieces(c, c.Reasons(o))})
	}
	return v, nil
}

// reply is what is said to a question, with its state in the letter's words; of one
// that was signed before there were states, the answer, and the reason where there
// is none.
func reply(c *deed.Content, r deed.Reply) (text []string, unanswered string) {
	if r.State == "" {
		return pieces(c, r.Text), strings.Join(pieces(c, r.Reason), "\n\n")
	}
	return pieces(c, c.Spoken(r)), ""
}

// place is where a figure or a citation opens. A report has a SOP instance as an
// image has, and is read, not looked at.
func place(t casefile.Target, page int, x opinion.Opened) OpinionPlace {
	p := OpinionPlace{Record: string(t.Record), SOP: t.SOP, Series: t.Series, Frame: t.Frame, At: []float64{}, Page: page, Here: x.Here[t.Record]}
	if x.Read[t.Record] {
		p.SOP, p.Series, p.Frame = "", "", 0
		return p
	}
	if t.X != nil && t.Y != nil {
		p.At = append(p.At, *t.X, *t.Y)
	}
	return p
}

// serveFigure serves the picture of a figure of an opinion that was opened, if it
// is of the version that the page shows.
func (a *App) serveFigure(w http.ResponseWriter, r *http.Request) error {
	version, err := strconv.Atoi(r.PathValue("version"))
	if err != nil {
		return errs.E(errs.NotFound, "read figure", "The opinion has no such figure. Open the opinion again.")
	}
	_, x, err := a.letter(r.PathValue("case"), "a4", version)
	if err != nil {
		return err
	}
	c := x.Verified.Content
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil || n < 1 || n > len(c.Figures) || r.PathValue("version") != strconv.Itoa(c.Version) {
		return errs.E(errs.NotFound, "read figure", "The opinion has no such figure. Open the opinion again.")
	}
	w.Header().Set("Content-Type", "image/png")
	_, _ = w.Write(x.Package.Picture(c.Figures[n-1].Picture.SHA256)) // the page has gone if it fails
	return nil
}

// pieces parts a text into its blocks, each as it is spelled: the page shows one
// below the other.
func pieces(c *deed.Content, text string) []string {
	if !c.Formed() {
		text = prose.Escape(text)
	}
	out := []string{}
	for _, b := range prose.Parse(text) {
		out = append(out, prose.Text{b}.String())
	}
	return out
}

// lines are texts of a line each, in the form that the page reads.
func lines(c *deed.Content, list []string) []string {
	out := []string{}
	for _, s := range list {
		if !c.Formed() {
			s = prose.Escape(s)
		}
		out = append(out, s)
	}
	return out
}

func parts(c *deed.Content, sections []deed.Section) []Part {
	out := []Part{}
	for _, s := range sections {
		out = append(out, Part{s.Heading, pieces(c, s.Text)})
	}
	return out
}

// proof shows what verifying found.
func (o *Opinion) proof(d *opinion.Workstation, x opinion.Opened, failed error) (Proof, error) {
	server, err := d.Server(o.a.ctx)
	if err != nil {
		return Proof{}, err
	}
	p := Proof{
		Valid: failed == nil, Checked: stamp(o.a.cfg.Now()), Current: stampOf(server.LastExchange),
		Fault: fault(failed), Signers: []Signer{}, Demo: server.Demonstration,
	}
	if failed != nil {
		return p, nil
	}
	p.Release, p.Fingerprint = stamp(x.Verified.ReleasedAt), x.Verified.ContentSHA256
	certs := make([]deed.Certificate, 0, len(x.Verified.Signers)) // in the order of the signers
	for _, e := range slices.Concat(x.Package.Authors, x.Package.Parts, []deed.Endorsement{x.Package.Approval}) {
		certs = append(certs, e.Certificate)
	}
	for i, s := range x.Verified.Signers {
		title := s.Titles
		if s.Part != "" { // as the letter says it
			title = strings.TrimPrefix(title+"; wrote: "+s.Part, "; ")
		}
		line := Signer{Name: s.Name, Role: string(s.Role), Title: title, Signed: stamp(s.Signed), Certificate: seal.SHA256(certs[i].Body)}
		if b, ok := certified(&certs[i]); ok {
			line.ValidUntil = stamp(b.NotAfter)
		}
		p.Signers = append(p.Signers, line)
	}
	return p, nil
}

// Acknowledge says that a correction was read.
func (o *Opinion) Acknowledge(id string, version int, passphrase string) (OpinionView, error) {
	d, h, err := o.newest(id)
	if err != nil {
		return OpinionView{}, err
	}
	if h.Version != version {
		return OpinionView{}, errs.E(errs.Conflict, "acknowledge", "A newer version has arrived meanwhile. Nothing was acknowledged. Read the newest one.")
	}
	if _, err := d.Open(o.a.ctx, casefile.CaseID(id), passphrase, false); err != nil {
		return OpinionView{}, err
	}
	if err := d.Acknowledge(o.a.ctx, casefile.CaseID(id), passphrase); err != nil {
		return OpinionView{}, err
	}
	return o.Open(id, passphrase, false)
}

// Verify checks and tells the signers; nothing of the content, and it is no
// access. The passphrase is needed where Head says so.
func (o *Opinion) Verify(id, passphrase string) (Proof, error) {
	d, err := o.a.reading()
	if err != nil {
		return Proof{}, err
	}
	x, err := d.Check(o.a.ctx, casefile.CaseID(id), passphrase)
	switch errs.KindOf(err) {
	case "", errs.SignatureMismatch, errs.Untrusted, errs.Damaged, errs.Unsupported:
		return o.proof(d, x, err)
	}
	return Proof{}, err
}

// Letter is the PDF, below the page's origin.
func (o *Opinion) Letter(id, paper string, version int) (Asset, error) {
	pdf, x, err := o.a.letter(id, paper, version)
	if err != nil {
		return Asset{}, err
	}
	return Asset{
		Path: fmt.Sprintf("/asset/letter/%s/%s?version=%d", id, paper, version), Type: "application/pdf", Bytes: int64(len(pdf)),
		Name: fileName(x.Verified.Content, paper),
	}, nil
}

// fileName is proposed for a saved letter; no patient data stands in it.
func fileName(c deed.Content, paper string) string {
	return fmt.Sprintf("Opinion %s version %d %s.pdf", c.Reference, c.Version, paper)
}

// letter is the PDF of an opinion that was opened in this session.
func (a *App) letter(id, paper string, version int) ([]byte, opinion.Opened, error) {
	d, err := a.reading()
	if err != nil {
		return nil, opinion.Opened{}, err
	}
	x, err := d.AgainVersion(a.ctx, casefile.CaseID(id), version)
	if err != nil {
		return nil, x, err
	}
	switch paper {
	case "a4":
		return x.Package.A4, x, nil
	case "letter":
		return x.Package.Letter, x, nil
	}
	return nil, x, errs.E(errs.Invalid, "choose paper", "The paper is A4 or Letter. Nothing was changed.")
}

func (a *App) serveLetter(w http.ResponseWriter, r *http.Request) {
	version, _ := strconv.Atoi(r.URL.Query().Get("version")) // none: the newest
	pdf, _, err := a.letter(r.PathValue("case"), r.PathValue("paper"), version)
	if err != nil {
		assetError(w, err)
		return
	}
	w.Header().Set("Content-Type", "application/pdf")
	_, _ = w.Write(pdf) // the page has gone if it fails
}

// SavePDF writes the letter where the person says.
func (o *Opinion) SavePDF(id, paper string, version int) (string, error) {
	pdf, x, err := o.a.letter(id, paper, version)
	if err != nil {
		return "", err
	}
	path, err := o.a.cfg.Shell.SaveFile("Save the opinion", fileName(x.Verified.Content, paper))
	if err != nil || path == "" {
		return "", err
	}
	return path, draft.WriteFile(path, pdf)
}

// SaveNote writes what the physician learnt (R66) where the person says: with the day
// and who wrote it, and nothing of the patient but what was typed. A PDF, which is
// handed in as it is; a text where the person chose a name that ends in .txt.
func (o *Opinion) SaveNote(id, text string) (string, error) {
	v, err := o.a.open()
	if err != nil {
		return "", err
	}
	if strings.TrimSpace(text) == "" {
		return "", errs.E(errs.Incomplete, "save note", "The note has no words. Nothing was saved. Write it first.")
	}
	day := o.a.cfg.Now().Format("2 January 2006")
	note := fmt.Sprintf("Learning note\n%s\n%s\n\n%s\n\nNoted after reading a written second opinion. It names no patient, and grants no credit by itself.\n", v.User().Signature(), day, strings.TrimSpace(text))
	path, err := o.a.cfg.Shell.SaveFile("Save the learning note", "Learning note "+o.a.cfg.Now().Format("2006-01-02")+".pdf")
	if err != nil || path == "" {
		return "", err
	}
	if strings.EqualFold(filepath.Ext(path), ".txt") {
		return path, draft.WriteFile(path, []byte(note))
	}
	d, err := o.a.workstation()
	if err != nil {
		return "", err
	}
	x, err := d.Get(o.a.ctx, casefile.CaseID(id))
	if err != nil {
		return "", err
	}
	paper, err := o.a.paper(policy.PaperIn(x.Document.Residence))
	if err != nil {
		return "", err
	}
	pdf, err := inquiry.PDF("Learning note", note, policy.Paper(paper), o.a.cfg.Now())
	if err != nil {
		return "", err
	}
	return path, draft.WriteFile(path, pdf)
}

// Export writes the signed package where the person says.
func (o *Opinion) Export(id string) (string, error) {
	_, x, err := o.a.letter(id, "a4", 0)
	if err != nil {
		return "", err
	}
	b, err := x.Package.Encode()
	if err != nil {
		return "", err
	}
	c := x.Verified.Content
	path, err := o.a.cfg.Shell.SaveFile("Save the signed opinion", fmt.Sprintf("Opinion %s version %d.oso-opinion", c.Reference, c.Version))
	if err != nil || path == "" {
		return "", err
	}
	return path, draft.WriteFile(path, b)
}
