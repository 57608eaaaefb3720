package desktop

import (
	"strings"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/draft"
	"oso/internal/errs"
	"oso/internal/policy"
	"oso/internal/wire"
)

// Cases is the list and the case's page.
type Cases struct{ a *App }

// List gives all cases, newest change first.
func (c *Cases) List() ([]CaseRow, error) {
	v, err := c.a.open()
	if err != nil {
		return nil, err
	}
	heads, err := v.Heads(c.a.ctx)
	switch {
	case errs.Is(err, errs.Damaged): // the others are shown, and that some are not is said
		c.a.cfg.Shell.Emit("session", c.a.state())
	case err != nil:
		return nil, err
	}
	rows := make([]CaseRow, 0, len(heads))
	for _, h := range heads {
		rows = append(rows, row(h))
	}
	return rows, nil
}

func row(h casebook.Head) CaseRow {
	r := CaseRow{
		ID: string(h.ID), Reference: string(h.Reference), Name: h.Name, Native: h.Native, Sex: string(h.Sex), BirthDate: h.BirthDate,
		About: h.Topic, Questions: append([]string{}, h.Questions...), Physician: h.Physician, Service: string(h.Service), Emergent: h.Emergent,
		State: string(h.State), ServerState: h.ServerState, Reason: h.Request, ThingsLeft: h.Problems, Decisions: h.Decisions,
		Agreement: "none", Opinion: "none", CopyDeclined: h.CopyDeclined, Unread: h.Unread, Waiting: stampOf(h.WaitingSince),
		ClockStart: stampOf(h.ClockStart), ClockDue: stampOf(h.ClockDue), ClockEnd: stampOf(h.ClockEnd), SentBytes: h.SentBytes, TotalBytes: h.TotalBytes,
		Revising: h.Revising, OutcomeAsked: stampOf(h.OutcomeAsked),
		Imports: h.Imports, ImportRead: h.ImportRead, ImportFound: h.ImportFound,
		Created: stamp(h.Created), Updated: stamp(h.Updated),
	}
	if h.ServerState == string(wire.AwaitingMaterials) {
		r.Request, r.Reason = h.Request, ""
	}
	if h.Agreed {
		r.Agreement = "signed"
	}
	if h.Opinion != casebook.OpinionNone {
		r.Opinion = string(h.Opinion)
	}
	return r
}

// Create begins a case from its location. A refused one keeps nothing.
func (c *Cases) Create(q LocationQuestion) (string, error) {
	d, err := c.a.workstation()
	if err != nil {
		return "", err
	}
	id, err := d.Create(c.a.ctx, q.document())
	if err == nil {
		c.a.changed(id)
	}
	return string(id), err
}

// Get is the case's page. Opening it takes the mark of news away.
func (c *Cases) Get(id string) (CaseView, error) {
	d, err := c.a.workstation()
	if err != nil {
		return CaseView{}, err
	}
	x, err := d.Get(c.a.ctx, casefile.CaseID(id))
	if err != nil {
		return CaseView{}, err
	}
	if x.Head.Unread && x.Head.Opinion != casebook.OpinionArrived && x.Head.Opinion != casebook.OpinionCorrected {
		if err := d.Vault.Update(c.a.ctx, x.Head.ID, func(tx *casebook.Tx) error { tx.Head().Unread = false; return nil }); err != nil {
			return CaseView{}, err
		}
	}
	return c.a.view(d, x)
}

func (a *App) view(d *draft.Workstation, x *draft.Case) (CaseView, error) {
	v := CaseView{Row: row(x.Head), Document: x.Document, Versions: []SectionVersion{}, Editable: x.Editable, Taken: append([]string{}, x.Taken...), Seals: []Sealed{}}
	for _, s := range draft.Sections() {
		v.Versions = append(v.Versions, SectionVersion{string(s), int(x.Versions[s])})
	}
	decision, err := d.Decide(a.ctx, x.Document)
	if err != nil {
		return v, err
	}
	v.Location = locationAnswer(x.Document.Residence, decision)
	v.Agreement = agreementState(x)
	versions, err := d.Versions(a.ctx, x.Head.ID)
	if err != nil {
		return v, err
	}
	for i := len(versions) - 1; i >= 0; i-- {
		v.Seals = append(v.Seals, sealedDTO(versions[i]))
	}
	return v, a.receipt(d, x.Head.ID, len(versions), &v.Receipt)
}

func (a *App) receipt(d *draft.Workstation, id casefile.CaseID, versions int, out *Receipt) error {
	return d.Vault.View(a.ctx, id, func(tx *casebook.Tx) error {
		for n := versions; n > 0; n-- {
			r, err := casebook.Get[casebook.ReceiptRow](tx, casebook.KindReceipt, casebook.VersionID(n))
			if errs.Is(err, errs.NotFound) {
				continue
			}
			*out = Receipt{string(r.Value.Receipt.Reference), stamp(r.Value.Receipt.ReceivedAt)}
			return err
		}
		return nil
	})
}

// SaveSection stores one section; it is on the disk when this returns. No event
// tells of it: the page that saves knows, and each second of typing would make
// it read the case again.
func (c *Cases) SaveSection(s SectionSave) (SectionSaved, error) {
	d, err := c.a.workstation()
	if err != nil {
		return SectionSaved{}, err
	}
	id := casefile.CaseID(s.Case)
	version, err := d.SaveSection(c.a.ctx, id, draft.Section(s.Section), int64(s.Version), s.Document)
	if err != nil {
		return SectionSaved{}, err
	}
	out := SectionSaved{Section: s.Section, Version: int(version), At: stamp(c.a.cfg.Now())}
	return out, d.Vault.View(c.a.ctx, id, func(tx *casebook.Tx) error { out.Row = row(*tx.Head()); return nil })
}

// Accept is a person's word that what was taken from the records is right;
// without fields all of it.
func (c *Cases) Accept(id string, fields []string) error {
	d, err := c.a.workstation()
	if err != nil {
		return err
	}
	if _, err := d.AcceptTaken(c.a.ctx, casefile.CaseID(id), fields); err != nil {
		return err
	}
	c.a.changed(casefile.CaseID(id))
	return nil
}

// Check is the case's completeness, each problem with the page that mends it.
func (c *Cases) Check(id string) (CheckResult, error) {
	d, err := c.a.workstation()
	if err != nil {
		return CheckResult{}, err
	}
	r, err := d.Check(c.a.ctx, casefile.CaseID(id))
	if err != nil {
		return CheckResult{}, err
	}
	out := CheckResult{Complete: r.Complete, Total: checks, Problems: []Problem{}}
	failing := map[string]bool{}
	for _, p := range r.Problems {
		if p.Severity == casefile.SeverityError {
			failing[p.Code+p.Field] = true
		}
		out.Problems = append(out.Problems, Problem{p, page(p)})
	}
	out.Passed = max(0, checks-len(failing))
	return out, nil
}

// checks is how many things are looked at before the seal, as people count
// them: location, name, birth date, sex, address, telephone, representative,
// payer, service, history, diagnosis and plan, questions, materials, records,
// agreement.
const checks = 15

// page is where a problem is mended, by the field it names.
func page(p casefile.Problem) string {
	field := p.Field
	switch {
	case len(p.Records) > 0 || strings.HasPrefix(field, "records") || strings.HasPrefix(field, "key_images"):
		return "records"
	case strings.HasPrefix(p.Code, "material-not") || strings.HasPrefix(p.Code, "material-no-i"):
		return "records"
	}
	for prefix, page := range map[string]string{
		"residence": "location", "specimen": "location", "patient": "patient", "payer": "order", "service": "order",
		"courtesy_copy": "order", "agreement": "agreement", "materials": "materials", "history": "history",
		"diagnosis": "history", "plan": "history", "reason": "history", "questions": "questions", "wishes": "order",
	} {
		if strings.HasPrefix(field, prefix) {
			return page
		}
	}
	return "patient"
}

// Quote is the price as the tables stand today (R10).
func (c *Cases) Quote(id string) (Quote, error) {
	d, err := c.a.workstation()
	if err != nil {
		return Quote{}, err
	}
	x, err := d.Get(c.a.ctx, casefile.CaseID(id))
	if err != nil {
		return Quote{}, err
	}
	q, err := d.Quote(c.a.ctx, casefile.CaseID(id))
	if err != nil {
		return Quote{}, err
	}
	return quote(x.Document.Payer, q), nil
}

func quote(payer casefile.Payer, q policy.Quote) Quote {
	out := Quote{Lines: []QuoteLine{}, Currency: q.Total.Currency, Payer: string(payer.Kind), Partner: payer.Partner}
	amount := func(m policy.Money) string { return strings.TrimSuffix(m.String(), " "+m.Currency) }
	for _, l := range q.Lines {
		out.Lines = append(out.Lines, QuoteLine{string(l.Item), amount(l.Price)})
	}
	out.Total = amount(q.Total)
	if !q.Complete() {
		out.Open = "A price is not known here. OSO tells it before anything is charged."
	}
	return out
}

// Discard destroys a case that was never sealed. family is typed to confirm.
func (c *Cases) Discard(id, family string) error {
	d, err := c.a.workstation()
	if err != nil {
		return err
	}
	x, err := d.Get(c.a.ctx, casefile.CaseID(id))
	if err != nil {
		return err
	}
	want := strings.TrimSpace(x.Document.Patient.Name.Family)
	if want != "" && !strings.EqualFold(want, strings.TrimSpace(family)) {
		return errs.E(errs.Invalid, "discard case", "That is not the patient's family name. The case is kept. Type the name as it stands in the case.")
	}
	if err := d.Discard(c.a.ctx, casefile.CaseID(id), "discarded at the desk"); err != nil {
		return err
	}
	c.a.changed("")
	return nil
}

// KeepWords keeps what was typed for an act that is not done yet, by the place
// of its field; empty forgets it.
func (c *Cases) KeepWords(id, place, text string) error {
	d, err := c.a.workstation()
	if err != nil {
		return err
	}
	return d.KeepWords(c.a.ctx, casefile.CaseID(id), place, text)
}

// Words is what was kept of a place.
func (c *Cases) Words(id, place string) (string, error) {
	d, err := c.a.workstation()
	if err != nil {
		return "", err
	}
	return d.Words(c.a.ctx, casefile.CaseID(id), place)
}

// Amend opens a sealed case for a further version.
func (c *Cases) Amend(id string) error {
	d, err := c.a.workstation()
	if err != nil {
		return err
	}
	if err := d.Amend(c.a.ctx, casefile.CaseID(id)); err != nil {
		return err
	}
	c.a.changed(casefile.CaseID(id))
	return nil
}

// Messages is what went to and fro between the clinic and OSO about the case,
// oldest first.
func (c *Cases) Messages(id string) ([]MessageView, error) {
	v, err := c.a.open()
	if err != nil {
		return nil, err
	}
	list, err := v.Messages(c.a.ctx, casefile.CaseID(id))
	if err != nil && !errs.Is(err, errs.Damaged) {
		return nil, err
	}
	answered := map[string]bool{}
	for _, m := range list {
		if m.Own && m.Re != "" {
			answered[m.Re] = true
		}
	}
	out := []MessageView{}
	for _, m := range list {
		out = append(out, MessageView{
			ID: m.ID, From: m.From, At: stamp(m.At), Text: m.Text, Own: m.Own, Waits: m.Waits, Re: m.Re, ToAnswer: m.Question && !answered[m.ID], Kind: saidAs(m.Asks),
		})
	}
	return out, nil
}

// saidAs is what a message is.
func saidAs(a wire.Asks) string {
	switch {
	case len(a.Further) > 0:
		return "further"
	case a.Outcome != nil:
		return "outcome"
	}
	return "message"
}

// Say writes to OSO about the case: it is kept, and sent with the next exchange,
// which begins now.
func (c *Cases) Say(m MessageDraft) ([]MessageView, error) {
	return c.written(m.Case, func(v *casebook.Vault, id casefile.CaseID) error {
		return v.Say(c.a.ctx, id, m.Re, m.Text, c.a.cfg.Now())
	})
}

// AskFurther asks further questions of an opinion (R58): kept and sent as a message.
func (c *Cases) AskFurther(f FurtherDraft) ([]MessageView, error) {
	return c.written(f.Case, func(v *casebook.Vault, id casefile.CaseID) error {
		return v.AskFurther(c.a.ctx, id, f.Version, f.Questions, c.a.cfg.Now())
	})
}

// TellOutcome tells what became of a case: kept and sent as a message.
func (c *Cases) TellOutcome(o OutcomeDraft) ([]MessageView, error) {
	return c.written(o.Case, func(v *casebook.Vault, id casefile.CaseID) error {
		return v.TellOutcome(c.a.ctx, id, wire.Outcome{Diagnosis: o.Diagnosis, Treatment: o.Treatment, Words: o.Words}, c.a.cfg.Now())
	})
}

// written keeps something for OSO, and begins the exchange that sends it.
func (c *Cases) written(id string, keep func(*casebook.Vault, casefile.CaseID) error) ([]MessageView, error) {
	v, err := c.a.open()
	if err != nil {
		return nil, err
	}
	if err := keep(v, casefile.CaseID(id)); err != nil {
		return nil, err
	}
	c.a.changed(casefile.CaseID(id))
	c.a.exchange.begin(c.a)
	return c.Messages(id)
}

// Timeline is what happened to the case, newest last.
func (c *Cases) Timeline(id string) ([]TimelineEntry, error) {
	d, err := c.a.workstation()
	if err != nil {
		return nil, err
	}
	events, err := d.Events(c.a.ctx, casefile.CaseID(id))
	if err != nil {
		return nil, err
	}
	out := []TimelineEntry{}
	for _, e := range events {
		out = append(out, TimelineEntry{At: stamp(e.At), Code: e.Code, By: e.By, Text: e.Text})
	}
	return out, nil
}
