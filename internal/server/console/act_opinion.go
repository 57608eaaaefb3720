package console

import (
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/server/acts"
	"oso/internal/server/db"
	"oso/internal/server/opinion"
	"oso/internal/server/workflow"
)

// named is the version that the act is about, as the person saw it; 0: the
// newest.
func (d *doing) named(state string, version acts.Version) (head, error) {
	o := d.file.latest()
	if o.ID == "" || version != 0 && int64(version) != o.Version {
		return o, errs.E(errs.Conflict, "find opinion", "This is not the version that waits. Nothing was changed; look at the case again.")
	}
	if o.State != state {
		return o, errs.E(errs.Refused, "find opinion", "The opinion is not where this is possible. Nothing was changed; look at the case again.")
	}
	d.cmd.OpinionID = o.ID
	return o, nil
}

// signing is the step of an act that signs the draft, given its part of the
// request.
func signing[R any](of func(*R) *acts.Signing) step {
	return step{
		ready: with(func(d *doing, in *R) error { return readyDraft(d, of(in)) }),
		do:    with(func(d *doing, in *R) error { return signDraft(d, of(in)) }),
	}
}

func readyDraft(d *doing, in *acts.Signing) error {
	o, err := d.named(opinion.StateDraft, in.Version)
	if err != nil {
		return err
	}
	p, err := d.author(d.file.who.ID, d.cmd.Actor.Role)
	if err != nil {
		return err
	}
	top, err := d.k.letterhead(d.ctx, d.q)
	if err != nil {
		return err
	}
	d.ready, err = d.c.Ready(d.ctx, d.q, o.Version, int64(in.RowVersion), p, top, d.k.today(), d.cmd.Now)
	return err
}

func signDraft(d *doing, in *acts.Signing) error {
	if _, err := d.named(opinion.StateDraft, in.Version); err != nil {
		return err
	}
	by, err := d.signature()
	if err != nil {
		return err
	}
	top, err := d.k.letterhead(d.ctx, d.q)
	if err != nil {
		return err
	}
	row, err := d.c.Sign(d.ctx, d.q, d.file.latest().Version, int64(in.RowVersion), d.ready, by, top, d.k.today())
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
	o, err := d.named(state, 0)
	d.cmd.Object = o.ContentSHA256
	return err
}

// mine: the approver who took it up is the one who decides.
func (d *doing) mine(version acts.Version) (head, error) {
	o, err := d.named(opinion.StateApproval, version)
	if err == nil && !d.file.who.Is(o.ApproverID) {
		return o, errs.E(errs.Forbidden, "find opinion", "Another approver has taken this up. Nothing was changed.")
	}
	return o, err
}

func returnDraft(d *doing, in *acts.Returning) error {
	o, err := d.mine(in.Version)
	if err != nil {
		return err
	}
	var comments []opinion.Comment
	for _, c := range in.Comments {
		comments = append(comments, opinion.Comment{Place: opinion.Place{Part: string(c.Part)}, Text: string(c.Text)})
	}
	if _, err := d.c.Return(d.ctx, d.q, o.Version, d.file.who.Person, comments, d.cmd.Now); err != nil {
		return err
	}
	d.cmd.Object = o.ContentSHA256
	return nil
}

// approving is the step of an act that approves, given its part of the request.
func approving[R any](of func(*R) *acts.Approving) step {
	return step{
		ready:   with(func(d *doing, in *R) error { return readyApproval(d, of(in)) }),
		prepare: prepareApproval,
		do:      with(func(d *doing, in *R) error { return approve(d, of(in)) }),
	}
}

func readyApproval(d *doing, in *acts.Approving) error {
	o, err := d.mine(in.Version)
	if err != nil {
		return err
	}
	if x := d.c.CheckRecords(workflow.SignedOver{Manifest: o.ManifestSHA256, Filed: o.FiledRecords}); !x.OK {
		return errs.E(errs.Refused, "approve opinion", x.Detail+". Nothing was released.")
	}
	return d.readThrough(o)
}

// readThrough: who approves has ticked every check, over these bytes, and has said
// to the author what there was to say.
func (d *doing) readThrough(o head) error {
	v, err := d.c.Version(d.ctx, d.q, o.Version)
	if err != nil {
		return err
	}
	list, err := d.c.Checklist(d.ctx, d.q, v.Row)
	if err != nil {
		return err
	}
	if err := list.Refuse(d.file.who.Person); err != nil {
		return err
	}
	if len(v.Kept) > 0 {
		return errs.E(errs.Refused, "approve opinion", "There are comments that were not sent to the author. Nothing was released. Return the letter with them, or remove them.")
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
	d.release, err = d.c.Prepare(d.ctx, d.q, d.k.Keys, row, by)
	return err
}

func approve(d *doing, in *acts.Approving) error {
	o, err := d.mine(in.Version)
	if err != nil {
		return err
	}
	if err := d.readThrough(o); err != nil { // again: what was ticked may be taken back meanwhile
		return err
	}
	d.cmd.Object = o.ContentSHA256
	return d.c.Store(d.ctx, d.q, d.k.Keys, d.release)
}

func needChange(d *doing, in *acts.BeginCorrection) error {
	d.cmd.Note = d.c.SealNote(string(in.Change))
	return nil
}

// beginAddendum: the next version answers what the physician asks further.
func beginAddendum(d *doing, in *acts.AskAddendum) error {
	return d.startRevision(deed.KindAddendum, furtherOf(in))
}

// beginCorrection: the next version begins with the words of the last.
func beginCorrection(d *doing, in *acts.BeginCorrection) error {
	return d.startRevision(deed.KindCorrection, []string{string(in.Change)})
}

func (d *doing) startRevision(kind deed.OpinionKind, words []string) error {
	p, err := d.author(d.file.row.SpecialistID, writer(d.file.row.Kind))
	if err != nil {
		return err
	}
	top, err := d.k.letterhead(d.ctx, d.q)
	if err != nil {
		return err
	}
	return d.c.StartRevision(d.ctx, d.q, kind, words, p, top, d.k.today(), d.cmd.Now)
}

// droppedRevision: what it alone needed is let go.
func droppedRevision(d *doing) error { return d.c.Dropped(d.ctx, d.q, d.cmd.Now) }

func reassign(d *doing, in *acts.ReassignRevision) error {
	r, err := d.k.ranking(d.ctx, d.q, d.c, d.file, writer(d.file.row.Kind))
	if err == nil {
		_, err = d.fit(string(in.Person), r)
	}
	return err
}

// reassignRevision: the words go to the new author, who may change them all.
func reassignRevision(d *doing, in *acts.ReassignRevision) error {
	p, err := d.author(string(in.Person), writer(d.file.row.Kind))
	if err != nil {
		return err
	}
	top, err := d.k.letterhead(d.ctx, d.q)
	if err != nil {
		return err
	}
	return d.c.Start(d.ctx, d.q, p, top, d.k.today(), d.cmd.Now)
}

// reissue encrypts what was released to the keys that the physician, or who
// stands in, has now.
func reissue(d *doing) error {
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
