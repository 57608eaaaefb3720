package console

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/acts"
	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/register"
	"oso/internal/server/rights"
	"oso/internal/server/workflow"
)

// keepsEnded are the ends of a case for which a period may be named, in order.
var keepsEnded = []workflow.State{workflow.Closed, workflow.Withdrawn, workflow.CannotAnswer, workflow.Expired}

// mostPurged bounds one purge: it is one transaction.
const mostPurged = 500

// retentionRule is how long cases are kept that ended so. The service names no
// period of its own: where there is no rule, nothing is erased.
type retentionRule struct {
	State string `json:"state"`
	Days  int    `json:"days"` // since the case was touched last
}

type retentionBody struct {
	Rules []retentionRule `json:"rules"`
}

type retentionVersion struct {
	versionHead
	Rules []retentionRule `json:"rules"`
}

// purgeBody is which cases are erased, as they were shown.
type purgeBody struct {
	At    int64    `json:"at"` // unix ms, when the list was made
	Cases []string `json:"cases"`
}

type purgeVersion struct {
	versionHead
	Count int       `json:"count"`
	Cases []caseRef `json:"cases"` // the first 100
}

type retentionView struct {
	States   []string          `json:"states"`
	InForce  *retentionVersion `json:"in_force"`
	Proposed *retentionVersion `json:"proposed"`
	Confirms bool              `json:"confirms"`
	// Due is what the rules in force would erase now.
	Due   []dueCases    `json:"due"`
	Purge *purgeVersion `json:"purge"` // proposed
	Last  *purgeVersion `json:"last"`  // done
	// PurgeConfirms: this person may confirm it.
	PurgeConfirms bool       `json:"purge_confirms"`
	Holds         []holdView `json:"holds"`
}

type dueCases struct {
	State  string `json:"state"`
	Days   int    `json:"days"`
	Count  int    `json:"count"`
	More   bool   `json:"more"` // there are more than are counted
	Held   int    `json:"held"` // kept by a legal hold alone
	Oldest moment `json:"oldest"`
}

type holdView struct {
	ID       string    `json:"id"`
	Case     caseRef   `json:"case"`
	State    string    `json:"state"`
	Why      string    `json:"why"`
	Placed   instant   `json:"placed"`
	PlacedBy personRef `json:"placed_by"`
	Lifted   moment    `json:"lifted"`
	LiftedBy personRef `json:"lifted_by"`
	Lifts    bool      `json:"lifts"` // this person may lift it
}

type retentionRequest struct {
	Over   int64           `json:"over"`
	Rules  []retentionRule `json:"rules"`
	Source string          `json:"source"`
}

type purgeRequest struct {
	Source string `json:"source"`
}

type holdRequest struct {
	Case string `json:"case"` // a reference number
	Why  string `json:"why"`
}

func retention() register.Kind { return register.Kind{Name: rights.Retention} }

// purges is the register by which two administrators erase cases: what one was
// shown and proposes, another confirms; what has come under a hold, was touched since,
// or is not to be erased any more by the rules then in force, is left.
func (k *Console) purges() register.Kind {
	return register.Kind{Name: rights.Purge, Follow: func(ctx context.Context, tx *sql.Tx, body string, by principal.Actor, now time.Time) error {
		const op = "purge cases"
		var p purgeBody
		if err := json.Unmarshal([]byte(body), &p); err != nil {
			return errs.Wrap(err, errs.Damaged, op, "")
		}
		q := db.New(tx)
		rules, err := ruledNow(ctx, q)
		if err != nil {
			return err
		}
		if len(rules) == 0 {
			return errs.E(errs.Refused, op, "No period is in force any more. Nothing was erased. Take the proposal back, or put a period in force first.")
		}
		_, list, err := k.dueBy(ctx, q, rules)
		if err != nil {
			return err
		}
		due := map[string]db.ListPurgeableRow{}
		for _, c := range list {
			due[c.ID] = c
		}
		for _, id := range p.Cases {
			c, ok := due[id]
			if !ok || c.UpdatedAt > p.At {
				continue
			}
			row := db.Entry(id, string(acts.Purged), by, now)
			row.FromState, row.ToState = c.State, c.State
			if _, err := db.AppendAudit(ctx, tx, row); err != nil {
				return err
			}
			if err := db.EraseCase(ctx, tx, id, now.UnixMilli()); err != nil {
				return err
			}
			if err := q.TouchCase(ctx, db.TouchCaseParams{ID: id}); err != nil {
				return db.Err(err, op)
			}
		}
		return k.Enqueue(ctx, tx, db.Job{Kind: workflow.JobErase})
	}}
}

// ruledNow are the rules in force.
func ruledNow(ctx context.Context, q *db.Queries) ([]retentionRule, error) {
	row, err := q.GetRegister(ctx, string(rights.Retention))
	if err = db.Err(err, "read retention"); errs.Is(err, errs.NotFound) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	b, err := parseRetention(row.Body)
	return b.Rules, err
}

// due is what rules would erase now, with its counts, and the cases.
func (k *Console) dueBy(ctx context.Context, q *db.Queries, rules []retentionRule) (due []dueCases, cases []db.ListPurgeableRow, err error) {
	const op = "count cases to erase"
	held, lifted := string(acts.HeldLegally), string(acts.HoldLifted)
	due = []dueCases{}
	for _, r := range rules {
		before := k.Now().AddDate(0, 0, -r.Days).UnixMilli()
		list, err := q.ListPurgeable(ctx, db.ListPurgeableParams{State: r.State, Before: before, Held: held, Lifted: lifted})
		if err != nil {
			return nil, nil, db.Err(err, op)
		}
		kept, err := q.CountHeldBack(ctx, db.CountHeldBackParams{State: r.State, Before: before, Held: held, Lifted: lifted})
		if err != nil {
			return nil, nil, db.Err(err, op)
		}
		d := dueCases{State: r.State, Days: r.Days, Count: min(len(list), 1000), More: len(list) > 1000, Held: int(kept)}
		if len(list) > 0 {
			d.Oldest = moment(list[0].UpdatedAt)
		}
		due, cases = append(due, d), append(cases, list...)
	}
	return due, cases, nil
}

func parseRetention(body string) (retentionBody, error) {
	var b retentionBody
	return b, errs.Wrap(json.Unmarshal([]byte(body), &b), errs.Damaged, "read retention", "")
}

func (k *Console) retentionOf(ctx context.Context, q *db.Queries, who principal.Principal) (*retentionView, error) {
	s, err := retention().Read(ctx, q, who)
	if err != nil {
		return nil, err
	}
	p, err := k.purges().Read(ctx, q, who)
	if err != nil {
		return nil, err
	}
	names := k.names(ctx, q)
	v := &retentionView{States: []string{}, Due: []dueCases{}, Confirms: retention().Confirms(who, s.Proposed), PurgeConfirms: k.purges().Confirms(who, p.Proposed)}
	for _, x := range keepsEnded {
		v.States = append(v.States, string(x))
	}
	if v.InForce, v.Proposed, _, err = shelve(names, who, s, func(h versionHead, body string) (retentionVersion, error) {
		b, err := parseRetention(body)
		return retentionVersion{h, append([]retentionRule{}, b.Rules...)}, err
	}); err != nil {
		return nil, err
	}
	if v.Last, v.Purge, _, err = shelve(names, who, p, func(h versionHead, body string) (purgeVersion, error) { return k.purgeView(ctx, q, h, body) }); err != nil {
		return nil, err
	}
	if v.InForce != nil {
		if v.Due, _, err = k.dueBy(ctx, q, v.InForce.Rules); err != nil {
			return nil, err
		}
	}
	v.Holds, err = k.holds(ctx, q, names, who)
	return v, err
}

func (k *Console) purgeView(ctx context.Context, q *db.Queries, h versionHead, body string) (purgeVersion, error) {
	var b purgeBody
	if err := json.Unmarshal([]byte(body), &b); err != nil {
		return purgeVersion{}, errs.Wrap(err, errs.Damaged, "read purge", "")
	}
	v, refs := purgeVersion{h, len(b.Cases), []caseRef{}}, k.references(ctx, q)
	for _, id := range b.Cases[:min(len(b.Cases), 100)] {
		if ref := refs(id); ref != nil {
			v.Cases = append(v.Cases, *ref)
		}
	}
	return v, nil
}

func (k *Console) proposeRetention(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	const op = "propose retention"
	var in retentionRequest
	if err := read(r, &in); err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, rule := range in.Rules {
		if !slices.Contains(keepsEnded, workflow.State(rule.State)) || seen[rule.State] || rule.Days < 1 || rule.Days > 36500 {
			return errs.E(errs.Invalid, op, "A period is of one end of a case, once, and is one day to a hundred years. Nothing was changed.")
		}
		seen[rule.State] = true
	}
	body, err := json.Marshal(retentionBody{append([]retentionRule{}, in.Rules...)})
	if err != nil {
		return errs.Op(err, op)
	}
	return keep(k, w, r, k.retentionOf, who, func(ctx context.Context, tx *sql.Tx) error {
		return retention().Propose(ctx, tx, who, in.Over, string(body), in.Source, k.Now())
	})
}

// proposePurge puts before a second administrator what the rules in force would
// erase now, at most 500 cases, the oldest first.
func (k *Console) proposePurge(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	const op = "propose purge"
	var in purgeRequest
	if err := read(r, &in); err != nil {
		return err
	}
	return keep(k, w, r, k.retentionOf, who, func(ctx context.Context, tx *sql.Tx) error {
		q := db.New(tx)
		if err := administers(who, op); err != nil {
			return err
		}
		rules, err := ruledNow(ctx, q)
		if err != nil {
			return err
		}
		_, cases, err := k.dueBy(ctx, q, rules)
		if err != nil {
			return err
		}
		b := purgeBody{At: k.Now().UnixMilli(), Cases: []string{}}
		slices.SortFunc(cases, func(x, y db.ListPurgeableRow) int { return int(x.UpdatedAt - y.UpdatedAt) })
		for _, c := range cases[:min(len(cases), mostPurged)] {
			b.Cases = append(b.Cases, c.ID)
		}
		if len(b.Cases) == 0 {
			return errs.E(errs.Refused, op, "No case is to be erased by the rules in force. Nothing was changed.")
		}
		body, err := json.Marshal(b)
		if err != nil {
			return errs.Op(err, op)
		}
		p, err := k.purges().Read(ctx, q, who)
		if err != nil {
			return err
		}
		over := int64(0)
		if p.InForce != nil {
			over = p.InForce.Version
		}
		return k.purges().Propose(ctx, tx, who, over, string(body), in.Source, k.Now())
	})
}

// holds are those that stand, and lifted ones after them.
func (k *Console) holds(ctx context.Context, q *db.Queries, names *people, who principal.Principal) ([]holdView, error) {
	const op = "list legal holds"
	rows, err := q.ListLegalHolds(ctx)
	if err != nil {
		return nil, db.Err(err, op)
	}
	out := []holdView{}
	for _, h := range rows {
		v := holdView{
			ID: h.ID, Case: caseRef{h.CaseID, h.Reference}, State: h.State, Placed: instant(h.PlacedAt), PlacedBy: names.ref(h.PlacedBy), Lifted: moment(h.LiftedAt), LiftedBy: names.ref(h.LiftedBy),
			Lifts: h.LiftedAt == 0 && !who.Is(h.PlacedBy),
		}
		if len(h.WhySealed) > 0 {
			if err := k.withCase(ctx, q, h.CaseID, func(c *chart.Case) (err error) {
				v.Why, err = c.Note(h.WhySealed)
				return err
			}); err != nil {
				return nil, err
			}
		}
		out = append(out, v)
	}
	return out, nil
}

// withCase opens a case for what is kept beside it.
func (k *Console) withCase(ctx context.Context, q *db.Queries, id string, do func(*chart.Case) error) error {
	row, err := q.GetCase(ctx, id)
	if err != nil {
		return db.Err(err, "read case")
	}
	c, err := k.Records.Open(k.Keys, row)
	if err != nil {
		return err
	}
	defer c.Close()
	return do(c)
}

func (k *Console) placeHold(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	const op = "place legal hold"
	var in holdRequest
	why, err := asked(r, who, op, &in, &in.Why)
	if err != nil {
		return err
	}
	return keep(k, w, r, k.retentionOf, who, func(ctx context.Context, tx *sql.Tx) error {
		q := db.New(tx)
		row, err := q.GetCaseByReference(ctx, in.Case)
		if err = db.Err(err, op); errs.Is(err, errs.NotFound) {
			return errs.Wrap(err, errs.NotFound, op, "There is no case with this reference number. Nothing was changed. Check the ten digits.")
		} else if err != nil {
			return err
		}
		if row.ErasedAt > 0 {
			return errs.E(errs.Refused, op, "This case is erased: nothing of it is left to be held. Nothing was changed.")
		}
		if _, err := q.GetLegalHold(ctx, row.ID); err == nil {
			return errs.E(errs.Conflict, op, "This case is under a legal hold already. Nothing was changed.")
		}
		return k.withCase(ctx, q, row.ID, func(c *chart.Case) error {
			sealed := c.SealNote(why)
			if err := q.InsertLegalHold(ctx, db.InsertLegalHoldParams{ID: casefile.NewID(), CaseID: row.ID, WhySealed: sealed, PlacedBy: who.ID, PlacedAt: k.Now().UnixMilli()}); err != nil {
				return db.Err(err, op)
			}
			return k.holdRow(ctx, tx, row, who, acts.HeldLegally, sealed)
		})
	})
}

func (k *Console) holdRow(ctx context.Context, tx *sql.Tx, c db.Case, who principal.Principal, event workflow.Event, note []byte) error {
	row := db.Entry(c.ID, string(event), who.As(principal.Admin), k.Now())
	row.FromState, row.ToState, row.NoteSealed, row.ObjectSHA256 = c.State, c.State, note, seal.SHA256([]byte(c.ID))
	_, err := db.AppendAudit(ctx, tx, row)
	return err
}

// liftHold ends a hold: another administrator than who placed it.
func (k *Console) liftHold(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	const op = "lift legal hold"
	var in becauseRequest
	why, err := asked(r, who, op, &in, &in.Reason)
	if err != nil {
		return err
	}
	return keep(k, w, r, k.retentionOf, who, func(ctx context.Context, tx *sql.Tx) error {
		q := db.New(tx)
		h, err := q.GetLegalHold(ctx, r.PathValue("case"))
		if err = db.Err(err, op); errs.Is(err, errs.NotFound) {
			return errs.Wrap(err, errs.Conflict, op, "This case is under no legal hold any more. Nothing was changed.")
		} else if err != nil {
			return err
		}
		if who.Is(h.PlacedBy) {
			return errs.E(errs.Forbidden, op, "You placed this hold yourself. Nothing was changed. Another administrator lifts it.")
		}
		row, err := q.GetCase(ctx, h.CaseID)
		if err != nil {
			return db.Err(err, op)
		}
		return k.withCase(ctx, q, h.CaseID, func(c *chart.Case) error {
			before, err := c.Note(h.WhySealed)
			if err != nil {
				return err
			}
			n, err := q.LiftLegalHold(ctx, db.LiftLegalHoldParams{ID: h.ID, LiftedBy: who.ID, LiftedAt: k.Now().UnixMilli(), WhySealed: c.SealNote(fmt.Sprintf("%s\n%s", before, why))})
			if err != nil {
				return db.Err(err, op)
			}
			if n == 0 { // two pressed at once
				return errs.E(errs.Conflict, op, "This hold was lifted in the meantime. Nothing was changed.")
			}
			return k.holdRow(ctx, tx, row, who, acts.HoldLifted, c.SealNote(why))
		})
	})
}
