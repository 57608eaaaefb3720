package console

import (
	"context"
	"database/sql"
	"encoding/json"
	"net/http"
	"slices"
	"time"

	"oso/internal/errs"
	"oso/internal/server/acts"
	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/register"
	"oso/internal/server/rights"
	"oso/internal/server/workflow"
)

// keepsEnded are the ends of a case for which a period may be named, in order.
var keepsEnded = []workflow.State{workflow.Closed, workflow.Withdrawn, workflow.CannotAnswer, workflow.Expired}

// mostPurged bounds one purge: it is one transaction, for which all others wait.
const mostPurged = 100

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

type retentionRequest struct {
	Over   int64           `json:"over"`
	Rules  []retentionRule `json:"rules"`
	Source string          `json:"source"`
}

type purgeRequest struct {
	Source string `json:"source"`
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
		return workflow.Erase(ctx, tx, k.Enqueue, now)
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
		return retention().Propose(ctx, tx, k.Keys, who, in.Over, string(body), in.Source, k.Now())
	})
}

// proposePurge puts before a second administrator what the rules in force would
// erase now, at most 100 cases, the oldest first.
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
		return k.purges().Propose(ctx, tx, k.Keys, who, over, string(body), in.Source, k.Now())
	})
}

// holds are those that stand, and lifted ones after them.
// withCase opens a case for what is kept beside it.
// liftHold ends a hold: another administrator than who placed it.
