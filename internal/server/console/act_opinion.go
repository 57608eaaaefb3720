package console

import (
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/columns"
	"oso/internal/server/db"
	"oso/internal/server/opinion"
	"oso/internal/server/workflow"
)

// named is the version that the act is about, as the person saw it.
func (d *doing) named(state string) (head, error) {
	o := d.file.latest()
	if o.ID == "" || d.in.Version != 0 && d.in.Version != o.Version {
		return o, errs.E(errs.Conflict, "find opinion", "This is not the version that waits. Nothing was changed; look at the case again.")
	}
	if o.State != state {
		return o, errs.E(errs.Refused, "find opinion", "The opinion is not where this is possible. Nothing was changed; look at the case again.")
	}
	d.cmd.OpinionID = o.ID
	return o, nil
}

func readyDraft(d *doing) error {
	o, err := d.named(opinion.StateDraft)
	if err != nil {
		return err
	}
	p, err := d.q.GetPerson(d.ctx, d.file.who.ID)
	if err != nil {
		return db.Err(err, "find author")
	}
	d.ready, err = d.c.Ready(d.ctx, d.q, o.Version, d.in.RowVersion, p, d.k.letterhead(), d.k.today(), d.cmd.Now)
	return err
}

func signDraft(d *doing) error {
	if _, err := d.named(opinion.StateDraft); err != nil {
		return err
	}
	by, err := d.signature()
	if err != nil {
		return err
	}
	row, err := d.c.Sign(d.ctx, d.q, d.file.latest().Version, d.in.RowVersion, d.ready, by, d.k.letterhead(), d.k.today())
	if err != nil {
		return err
	}
	d.cmd.Object = row.ContentSHA256
	return nil
}

// takeUp: also what another approver has, who may be away.
func takeUp(d *doing) error {
	state := opinion.StateSigned
	if d.file.latest().State == opinion.StateApproval {
		state = opinion.StateApproval
	}
	o, err := d.named(state)
	d.cmd.Object = o.ContentSHA256
	return err
}

// mine: the approver who took it up is the one who decides.
func (d *doing) mine() (head, error) {
	o, err := d.named(opinion.StateApproval)
	if err == nil && o.ApproverID != d.file.who.ID {
		return o, errs.E(errs.Forbidden, "find opinion", "Another approver has taken this up. Nothing was changed.")
	}
	return o, err
}

func returnDraft(d *doing) error {
	o, err := d.mine()
	if err != nil {
		return err
	}
	var comments []opinion.Comment
	for _, c := range d.in.Comments {
		if strings.TrimSpace(c.Text) != "" {
			comments = append(comments, opinion.Comment{Part: c.Part, Text: c.Text, By: d.file.who.Name, At: d.cmd.Now.UTC()})
		}
	}
	if _, err := d.c.Return(d.ctx, d.q, o.Version, comments, d.cmd.Now); err != nil {
		return err
	}
	d.cmd.Object = o.ContentSHA256
	return nil
}

func readyApproval(d *doing) error {
	o, err := d.mine()
	if err != nil {
		return err
	}
	if x := d.c.CheckRecords(o.ManifestSHA256); !x.OK {
		return errs.E(errs.Refused, "approve opinion", x.Detail+". Nothing was released.")
	}
	return nil
}

// prepareApproval sets the letters and seals the package before the
// transaction: it takes a moment, and everybody else would wait.
func prepareApproval(d *doing) error {
	by, err := d.signature()
	if err != nil {
		return err
	}
	row, err := d.q.GetOpinion(d.ctx, d.file.latest().ID)
	if err != nil {
		return db.Err(err, "find opinion")
	}
	d.release, err = d.c.Prepare(d.ctx, d.k.Keys, row, by)
	return err
}

func approve(d *doing) error {
	o, err := d.mine()
	if err != nil {
		return err
	}
	d.cmd.Object = o.ContentSHA256
	return d.c.Store(d.ctx, d.q, d.k.Keys, d.release)
}

func needChange(d *doing) error {
	if strings.TrimSpace(d.in.Change) == "" {
		return incomplete("begin correction", "Say what the correction changes, and why.")
	}
	d.cmd.Note = d.c.Columns().Seal(columns.AuditNote, "", []byte(d.in.Change))
	return nil
}

// beginCorrection: the next version begins with the words of the last.
func beginCorrection(d *doing) error {
	p, err := d.q.GetPerson(d.ctx, d.file.row.SpecialistID)
	if err != nil {
		return db.Err(err, "find author")
	}
	return d.c.StartRevision(d.ctx, d.q, deed.KindCorrection, d.in.Change, p, d.k.letterhead(), d.k.today(), d.cmd.Now)
}

// reassignRevision: the words go to the new author, who may change them all.
func reassignRevision(d *doing) error {
	p, err := d.q.GetPerson(d.ctx, d.in.Person)
	if err != nil {
		return db.Err(err, "find author")
	}
	return d.c.Start(d.ctx, d.q, p, d.k.letterhead(), d.k.today(), d.cmd.Now)
}

// reissue encrypts what was released to the keys that the physician, or who
// stands in, has now.
func reissue(d *doing) error {
	if strings.TrimSpace(d.in.Note) == "" {
		return incomplete("reissue opinion", "Say how you know that the physician’s keys are new: who was confirmed, when, in what way.")
	}
	n, err := d.wrapAgain()
	if err == nil && n == 0 {
		return incomplete("reissue opinion", "The physician has no key to open the opinion with. Have the physician enroll first.")
	}
	return err
}

// covered: who stands in after a release can open what was released.
func covered(d *doing) error {
	row, err := d.q.GetCase(d.ctx, d.file.row.ID)
	if err != nil {
		return db.Err(err, "find case")
	}
	if row.Version == 0 || row.Agreement == string(workflow.Revoked) {
		return nil
	}
	d.c.Row = row
	_, err = d.wrapAgain()
	return err
}

// wrapAgain tells the clinic's desks of each version whose key was encrypted
// again, and tells to how many keys.
func (d *doing) wrapAgain() (int, error) {
	wrapped := 0
	for _, o := range d.file.opinions {
		if o.ReleasedAt == 0 {
			continue
		}
		n, err := d.c.Reissue(d.ctx, d.q, d.k.Keys, o.ID, d.cmd.Now)
		if err != nil {
			return wrapped, err
		}
		wrapped += n
		if n == 0 || d.file.row.ClinicID == "" {
			continue
		}
		if err := d.q.InsertFeed(d.ctx, db.InsertFeedParams{
			ClinicID: d.file.row.ClinicID, CaseID: d.file.row.ID, Kind: "opinion", RefID: o.ID, CreatedAt: d.cmd.Now.UnixMilli(),
		}); err != nil {
			return wrapped, db.Err(err, "tell clinic")
		}
	}
	return wrapped, nil
}

// Delivery is a coordinator's word that the physician has the opinion by
// another way, signed by the service (deed.DomainDelivery).
type Delivery struct {
	Case           casefile.CaseID `json:"case"`
	Version        int64           `json:"version"`
	ContentSHA256  string          `json:"content_sha256"`
	Channel        string          `json:"channel"`
	EvidenceSHA256 string          `json:"evidence_sha256"` // of the sealed words in the audit
	By             string          `json:"by"`              // person
	At             time.Time       `json:"at"`
}

func deliver(d *doing) error {
	if strings.TrimSpace(d.in.Evidence) == "" {
		return incomplete("record delivery", "Say what proves the delivery: tracking number, whom you spoke to, when.")
	}
	switch d.in.Channel {
	case "mail", "telephone", "in-person", "other":
	default:
		return errs.E(errs.Invalid, "record delivery", "Say how it was delivered: by mail, telephone, in person or otherwise. Nothing was changed.")
	}
	var current head
	for _, o := range d.file.opinions {
		if o.Version == d.file.row.Version {
			current = o
		}
	}
	d.cmd.OpinionID = current.ID
	d.cmd.Note = d.c.Columns().Seal(columns.AuditNote, "", []byte(d.in.Channel+": "+d.in.Evidence))
	d.cmd.Object = seal.SHA256(d.cmd.Note)
	signed, err := d.k.Keys.Sign(deed.DomainDelivery, Delivery{
		Case: casefile.CaseID(d.file.row.ID), Version: current.Version, ContentSHA256: current.ContentSHA256, Channel: d.in.Channel,
		EvidenceSHA256: d.cmd.Object, By: d.file.who.ID, At: d.cmd.Now.UTC(),
	})
	if err != nil {
		return err
	}
	d.cmd.Act, err = seal.Canonical(signed)
	return err
}
