// Package draft is the clinic's work on a case up to the physician's seal, and
// its amendments after: location, sections, agreement, decisions about
// records, completeness, seal, discard.
//
// It promises that a case moves only along docs/WORKFLOW.md's desktop states,
// that a refused location leaves no patient data, that nobody but a physician
// with the physician's own passphrase seals, and that what is sealed is what
// was checked. It reads time from the Workstation's clock. Records come by importer,
// the exchange is syncer's, reading opinions is opinion's.
package draft

import (
	"context"
	"slices"
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/people"
	"oso/internal/errs"
	"oso/internal/intake"
	"oso/internal/policy"
)

// Workstation works on the cases of one open vault.
type Workstation struct {
	Vault *casebook.Vault
	Now   func() time.Time
}

// Case is one case as the workstation has it. Versions are those of the sections, to
// be given back when one is saved.
type Case struct {
	Head      casebook.Head
	Document  casefile.Document
	Versions  map[Section]int64
	Agreement *AgreementRow // nil: not signed
	Taken     []string      // fields taken from the records that nobody has accepted yet
	Editable  bool          // draft, agreed or ready
}

// Create begins a case from a document. A refused location keeps nothing: the
// error's kind is Refused and its message names the rule and what remains
// possible.
func (d *Workstation) Create(ctx context.Context, doc casefile.Document) (casefile.CaseID, error) {
	return d.create(ctx, doc, "", nil)
}

// create is Create, under the id where there is one; with (may be nil) writes in
// its transaction.
func (d *Workstation) create(ctx context.Context, doc casefile.Document, id casefile.CaseID, with func(*casebook.Tx) error) (casefile.CaseID, error) {
	intake.Normalize(&doc)
	decision, err := d.decide(ctx, &doc)
	if err != nil {
		return "", err
	}
	if decision.Outcome == policy.Refused {
		return "", errs.E(errs.Refused, "create case", decision.Refusal())
	}
	head := casebook.Head{State: casefile.Draft}
	return d.Vault.CreateCase(ctx, casebook.NewCase{ID: id, Head: head}, func(tx *casebook.Tx) error {
		for _, s := range Sections() {
			var part casefile.Document
			if err := copySection(s, &part, &doc); err != nil {
				return err
			}
			if _, err := casebook.Put(tx, casebook.KindSection, casebook.Row[casefile.Document]{ID: string(s), Value: part}); err != nil {
				return err
			}
		}
		if err := d.event(tx, "created", ""); err != nil {
			return err
		}
		if with != nil {
			if err := with(tx); err != nil {
				return err
			}
		}
		return d.refresh(tx)
	})
}

// Get reads a case.
func (d *Workstation) Get(ctx context.Context, id casefile.CaseID) (*Case, error) {
	var c *Case
	err := d.Vault.View(ctx, id, func(tx *casebook.Tx) error {
		var err error
		c, err = load(tx)
		return err
	})
	return c, errs.Op(err, "read case")
}

// load assembles the case from its rows.
func load(tx *casebook.Tx) (*Case, error) {
	c := &Case{Head: *tx.Head(), Versions: map[Section]int64{}}
	for _, s := range Sections() {
		row, err := casebook.Get[casefile.Document](tx, casebook.KindSection, string(s))
		if err != nil {
			return nil, err
		}
		if err := copySection(s, &c.Document, &row.Value); err != nil {
			return nil, err
		}
		c.Versions[s] = row.Version
	}
	row, err := casebook.Get[AgreementRow](tx, casebook.KindAgreement, agreementID)
	switch {
	case err == nil:
		c.Agreement = &row.Value
	case !errs.Is(err, errs.NotFound):
		return nil, err
	}
	if c.Taken, err = takenFields(tx); err != nil {
		return nil, err
	}
	c.Editable = editable(c.Head.State)
	return c, nil
}

func editable(s casefile.State) bool {
	return s == casefile.Draft || s == casefile.Agreed || s == casefile.Ready
}

// SaveSection stores one section; the other fields of doc are not looked at.
// version is the one that was read: another is Conflict. It gives the new
// version. A location that the rules refuse ends an unsealed case: its data is
// destroyed and the error's kind is Refused.
func (d *Workstation) SaveSection(ctx context.Context, id casefile.CaseID, s Section, version int64, doc casefile.Document) (int64, error) {
	var part casefile.Document
	if err := copySection(s, &part, &doc); err != nil {
		return 0, err
	}
	intake.Normalize(&part)
	var refused policy.Decision
	var was casefile.State
	err := d.Vault.Update(ctx, id, func(tx *casebook.Tx) error {
		was = tx.Head().State
		c, err := load(tx)
		if err != nil {
			return err
		}
		if err := mayEdit(c); err != nil {
			return err
		}
		before := c.Document
		if err := copySection(s, &c.Document, &part); err != nil {
			return err
		}
		if err := typed(tx, c, &before); err != nil {
			return err
		}
		if !samePerson(&before.Patient, &c.Document.Patient) {
			if err := d.forgetIdentity(tx); err != nil {
				return err
			}
		}
		decision, err := d.decideIn(tx, &c.Document)
		if err != nil {
			return err
		}
		if decision.Outcome == policy.Refused {
			refused = decision
			return d.refuse(tx, decision)
		}
		version, err = casebook.Put(tx, casebook.KindSection, casebook.Row[casefile.Document]{ID: string(s), Version: version, Value: part})
		if err != nil {
			return err
		}
		return d.refresh(tx)
	})
	if err != nil || refused.Outcome != policy.Refused {
		return version, err
	}
	if err := d.destroy(ctx, id, was, refusedBy(refused)); err != nil {
		return 0, err
	}
	return 0, errs.E(errs.Refused, "save section", refused.Refusal())
}

func mayEdit(c *Case) error {
	switch {
	case c.Editable:
		return nil
	case c.Head.State == casefile.Discarded:
		return errs.E(errs.Refused, "change case", "This case was discarded and is being destroyed. Nothing was changed.")
	case c.Head.State == casefile.Sending:
		return errs.E(errs.Refused, "change case", "This case is being sent just now. Nothing was changed. Change it once it has arrived, as an amendment.")
	}
	return errs.E(errs.Refused, "change case", "This case is sealed, and a sealed version never changes. Nothing was changed. Begin an amendment to add or correct something.")
}

// Amend opens a sealed case for a further version. The sealed versions stay.
func (d *Workstation) Amend(ctx context.Context, id casefile.CaseID) error {
	return d.Vault.Update(ctx, id, func(tx *casebook.Tx) error {
		switch tx.Head().State {
		case casefile.Sealed, casefile.Received:
		case casefile.Draft, casefile.Agreed, casefile.Ready:
			return nil // open already
		case casefile.Discarded:
			return errs.E(errs.Refused, "amend case", "This case was discarded and is being destroyed. Nothing was changed.")
		default:
			return errs.E(errs.Refused, "amend case", "This case is being sent just now. Nothing was changed. Amend it once it has arrived.")
		}
		tx.Head().State = casefile.Draft
		if err := d.event(tx, "amending", ""); err != nil {
			return err
		}
		return d.refresh(tx)
	})
}

// Refresh computes the case's state and list fields anew, after somebody else
// changed its rows (an import, an exchange).
func (d *Workstation) Refresh(ctx context.Context, id casefile.CaseID) error {
	return d.Vault.Update(ctx, id, d.refresh)
}

// refresh derives head and state from the rows; it is called at the end of
// every act that changes one.
func (d *Workstation) refresh(tx *casebook.Tx) error {
	c, err := load(tx)
	if err != nil {
		return err
	}
	h, doc := tx.Head(), &c.Document
	h.Name, h.Native = doc.Patient.Name.Display(), doc.Patient.Name.Ideographic
	if h.Name == h.Native {
		h.Native = ""
	}
	h.Sex, h.BirthDate = doc.Patient.Sex, doc.Patient.BirthDate
	h.Topic = firstOf(doc.Diagnosis.Text, doc.History.ChiefComplaint)
	h.Emergent, h.Service, h.CopyDeclined = doc.Service.Emergent, doc.Service.Kind, !doc.WantsCopy()
	h.Questions = nil
	for _, q := range doc.Questions {
		h.Questions = append(h.Questions, q.Text)
	}
	h.Agreed = c.Agreement != nil && c.Agreement.Signed.For(doc) && c.Agreement.Signed.Intact()
	if p := d.physician(); p != "" && (h.Physician == "" || editable(h.State)) {
		h.Physician = p // as OSO certified it since
	}
	if !editable(h.State) {
		return nil
	}
	result, err := d.check(tx, c)
	if err != nil {
		return err
	}
	h.Problems, h.Decisions, h.Studies = 0, 0, result.studies
	for _, p := range result.Problems {
		if p.Severity == casefile.SeverityError {
			h.Problems++
		}
		several := p.Code == people.CodeSeveral && p.Severity == casefile.SeverityWarning // each of them is counted
		if len(p.Records) > 0 && p.Code != people.CodeNobody && p.Code != intake.CodeCharacter && !several {
			h.Decisions++
		}
	}
	was := h.State
	switch {
	case !h.Agreed:
		h.State = casefile.Draft
	case result.Complete:
		h.State = casefile.Ready
	default:
		h.State = casefile.Agreed
	}
	if h.State != was || h.WaitingSince == nil {
		now := d.Now().UTC()
		h.WaitingSince = &now
	}
	return nil
}

// physician is the name of the physician whose case it will be, where that is
// clear: the user, or the only physician of the vault.
func (d *Workstation) physician() string {
	if u := d.Vault.User(); u.Role == casebook.Physician {
		return u.Signature()
	}
	users, err := d.Vault.Users()
	if err != nil {
		return ""
	}
	name, found := "", 0
	for _, u := range users {
		if u.Role == casebook.Physician {
			name, found = u.Signature(), found+1
		}
	}
	if found != 1 {
		return ""
	}
	return name
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if line, _, _ := strings.Cut(t, "\n"); line != "" {
			return line
		}
	}
	return ""
}

// event adds to the case's history.
func (d *Workstation) event(tx *casebook.Tx, code, text string) error {
	e := casebook.Event{At: d.Now().UTC(), Code: code, By: d.Vault.User().Signature(), Text: text}
	_, err := casebook.Put(tx, casebook.KindEvent, casebook.Row[casebook.Event]{ID: casebook.EventID(e.At, casefile.NewID()[:8]), Value: e})
	return err
}

// Events is the case's history, oldest first. The service says how a case stands
// whenever anything of it changed: what it says again is no news.
func (d *Workstation) Events(ctx context.Context, id casefile.CaseID) ([]casebook.Event, error) {
	var out []casebook.Event
	err := d.Vault.View(ctx, id, func(tx *casebook.Tx) error {
		rows, err := casebook.List[casebook.Event](tx, casebook.KindEvent)
		for _, r := range rows {
			out = append(out, r.Value)
		}
		return err
	})
	return slices.CompactFunc(out, saysAgain), err
}

// saysAgain tells of two things that the service said, one after the other, whether
// they are the same.
func saysAgain(a, b casebook.Event) bool {
	return a.By == "" && b.By == "" && a.Code == b.Code && a.Text == b.Text
}
