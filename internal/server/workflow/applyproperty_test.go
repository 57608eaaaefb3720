package workflow

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
)

// properties reads the database after a step.
func (k *walker) properties(rows []db.Audit, since int64) error {
	q := k.db.Q()
	c := must(q.GetCase(k.ctx, k.id))
	accesses := must(q.ListAccesses(k.ctx, k.id))
	opinions := must(q.ListOpinionHeads(k.ctx, k.id))
	for _, n := range must(q.ListNotices(k.ctx, k.id)) { // 1
		if n.Audience == string(ToPatient) && slices.Contains(tellsOfOpinion, n.Notice) && len(accesses) == 0 {
			return fmt.Errorf("property 1: %s to the patient before access", n.Notice)
		}
	}
	charge, err := q.GetChargeByCase(k.ctx, k.id) // 2; more than one a case the index forbids
	if err == nil {
		completed := slices.ContainsFunc(rows, func(a db.Audit) bool { return a.ToState == string(Completed) })
		ended := oneOf(k.s.State, Withdrawn, CannotAnswer) && (k.s.Imaging == Final || k.s.Pathology == Final)
		if !completed && !ended {
			return errors.New("property 2: a charge before completion")
		}
		orders := 0
		for _, j := range k.jobs {
			if j.Kind == JobCharge && strings.HasSuffix(j.Key, "/0") {
				orders++
			}
		}
		if k.charged == nil { // what is taken off a case later changes no charge
			cents := total(Performed(k.estimate().Lines, k.s, charge.Kind == "fee"))
			k.charged = &cents
		}
		if orders != 1 || charge.Cents != *k.charged {
			return fmt.Errorf("property 2: %d charges ordered, %d cents", orders, charge.Cents)
		}
	}
	var versions []rights.Version
	for _, o := range opinions {
		if o.ReleasedAt == 0 {
			continue
		}
		if o.ApproverID == "" || o.ApproverID == o.AuthorID || o.ApprovedAt == 0 { // 3
			return errors.New("property 3: released without another's approval")
		}
		if h, ok := k.signed[o.ID]; ok && h != o.ContentSHA256 { // 6
			return errors.New("property 6: the bytes changed after release")
		}
		k.signed[o.ID] = o.ContentSHA256
		versions = append(versions, rights.Version{Number: o.Version, Opened: o.AccessedAt > 0, Superseded: o.SupersededAt > 0, Delivered: o.DeliveredAt > 0})
	}
	for _, a := range accesses {
		if a.ContentSHA256 != k.signed[a.OpinionID] {
			return errors.New("property 6: opened other bytes than those released")
		}
		if a.Kind != "delivery" && a.PersonID != k.physician && a.PersonID != c.CoveringID {
			return errors.New("property 11: opened by somebody else")
		}
	}
	for _, o := range must(q.ListOffers(k.ctx, k.id)) { // 5
		if o.PersonID == k.trainee || o.PersonID == k.lapsed {
			return errors.New("property 5: offered to a trainee, or with lapsed credentials")
		}
	}
	for _, p := range must(q.ListContributions(k.ctx, k.id)) {
		if p.PersonID == k.trainee || p.PersonID == k.lapsed {
			return errors.New("property 5: a part asked of a trainee, or with lapsed credentials")
		}
		state := PartState(p.State)
		for _, o := range opinions {
			if state.stands() && o.ApproverID == p.PersonID {
				return errors.New("property 3: who wrote a part approves")
			}
			if state.Open() && oneOf(o.State, "signed", "approval") && o.Version == k.s.Version+1 {
				return errors.New("property 3: signed while a part of it is not")
			}
		}
	}
	for _, o := range must(q.ListOverreads(k.ctx, k.id)) {
		if o.ReaderID == k.lapsed || o.State == string(Assigned) && k.s.forbids(Read(o.Kind)) {
			return errors.New("property 5: an over-read that may not be")
		}
	}
	if k.s.State == NotEligible { // 7
		left := len(c.KeyWrapped) + len(c.SummarySealed) + len(c.DocumentSealed) + len(c.ContactSealed) + len(c.AgreementSealed) + len(must(q.ListMaterials(k.ctx, k.id))) + len(opinions) + len(accesses)
		if left != 0 || c.ErasedAt == 0 {
			return errors.New("property 7: a refused case left data")
		}
	}
	revoked := false
	for i, a := range rows {
		e, from, to := Event(a.Event), State(a.FromState), State(a.ToState)
		if int64(i) >= since {
			row := rules.rows[rules.at[key{from, e}]] // 10
			if !slices.Contains(row.Roles, principal.Role(a.Role)) || row.To != Same && row.To != Back && State(row.To) != to || row.To == Same && from != to {
				return fmt.Errorf("property 10: %s from %s to %s by %s is not in the table", e, from, to, a.Role)
			}
			if i > 0 && rows[i-1].ToState != a.FromState {
				return errors.New("the audit has a gap")
			}
		}
		if revoked && oneOf(e, AskPart, AcceptPart, SignPart, Offer, AcceptOffer, AssignOverread, FinalizeOverread, SignDraft, Approve, SignRevision, ApproveRevision) { // 8
			return fmt.Errorf("property 8: %s after revocation", e)
		}
		revoked = revoked || e == Revoke
		if to == Accessed && from != Accessed && !(e == Access && a.Role == string(principal.Physician)) && !(e == Deliver && a.Role == string(principal.Coordinator) && a.ObjectSHA256 != "") { // 9, 11
			return fmt.Errorf("property 11: %s by %s made it accessed", e, a.Role)
		}
	}
	l := ledger{accessed: len(accesses) > 0, versions: versions} // 4, 8, 12
	return l.sight(k.s, func(p int, what string) error { return fmt.Errorf("property %d: %s", p, what) })
}

// audit verifies the whole chain at the end of a walk, and that the tasks and
// notices that were written have jobs.
func (k *walker) audit() error {
	if err := db.VerifyChain(must(k.db.Q().ListAudit(k.ctx, k.id))); err != nil {
		return err
	}
	notices := len(must(k.db.Q().ListNotices(k.ctx, k.id)))
	for _, j := range k.jobs {
		if j.Kind == JobNotice {
			notices--
		}
	}
	if notices != 0 {
		return fmt.Errorf("%d notices without a job", notices)
	}
	return nil
}
