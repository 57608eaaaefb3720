package console

import (
	"bufio"
	"cmp"
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/csv"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strconv"
	"time"

	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/acts"
	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/trail"
)

// auditKinds are what an administrator looks for, each with its events; one that
// ends in a colon stands for all that begin so.
var auditKinds = []struct {
	kind   string
	events []string
}{
	{"saw", []string{string(acts.Opened), string(acts.OpenedRecord), "take-study", "glass-saw", "break-glass"}},
	{"sign-in", []string{"sign-in", "sign-in-stopped", "recovery-code-used", "sessions-ended"}},
	{"accounts", []string{
		"account-created", "account-begun", "account-reset:", "second-factor-reset:", "second-factor-changed:", "recovery-codes-made:", "account-locked", "account-unlocked",
		"account-closed", "role-given:", "role-taken:", "signing-key-taken:", "signing-key-certified", "password-changed", "person-linked:", "person-unlinked:", "accounts:", "resets:",
	}},
	{"safety", []string{"break-glass", "glass-ended", "glass-reviewed", "legal-hold", "legal-hold-lifted", "purge", "purge:", "retention:", "audit-verified", "audit-exported"}},
	{"letters", []string{"sign-draft", "approve", "sign-revision", "approve-revision", "access", "deliver", "reissue-opinion"}},
}

type auditRequest struct {
	Case   string `json:"case"`   // a reference number; empty: whatever it is about
	Person string `json:"person"` // id of who acted
	Kind   string `json:"kind"`   // one of kinds; empty: any
	From   string `json:"from"`   // first day, YYYY-MM-DD
	Until  string `json:"until"`  // last day
	After  string `json:"after"`  // next of the page before
}

type auditPageView struct {
	Kinds []string `json:"kinds"`
	// Case is the one that was asked for.
	Case *caseRef   `json:"case"`
	Rows []auditRow `json:"rows"`
	Next string     `json:"next"` // empty: there are no older ones
}

type auditRow struct {
	At     instant        `json:"at"`
	Chain  string         `json:"chain"`
	Seq    int64          `json:"seq"`
	Case   *caseRef       `json:"case"` // null: it belongs to none
	Actor  personRef      `json:"actor"`
	Role   principal.Role `json:"role"`
	Device string         `json:"device"`
	Event  string         `json:"event"`
	From   string         `json:"from"`
	To     string         `json:"to"`
	Reason string         `json:"reason"`
	Why    string         `json:"why"` // said about a person or a rule, never about a case
	SHA256 string         `json:"sha256"`
}

const auditPage = 100

// wanted reads what is asked for into a query. Days are the office's.
func (k *Console) wanted(ctx context.Context, in auditRequest) (trail.Query, *caseRef, error) {
	const op = "search audit"
	q := trail.Query{}
	var about *caseRef
	if in.Case != "" {
		row, err := k.DB.Q().GetCaseByReference(ctx, in.Case)
		if err = db.Err(err, op); errs.Is(err, errs.NotFound) {
			return q, nil, errs.Wrap(err, errs.NotFound, op, "There is no case with this reference number. Check the ten digits.")
		} else if err != nil {
			return q, nil, err
		}
		about, q.Chain = &caseRef{row.ID, row.Reference}, row.ID
	}
	if in.Person != "" {
		who, _, err := k.DB.Q().Who(ctx, in.Person, k.Now())
		if err != nil {
			return q, nil, err
		}
		q.Actors = append([]string{who.ID}, who.Entries...)
	}
	if in.Kind != "" {
		at := slices.IndexFunc(auditKinds, func(x struct {
			kind   string
			events []string
		}) bool {
			return x.kind == in.Kind
		})
		if at < 0 {
			return q, nil, errs.E(errs.Invalid, op, "There is no such kind of entry. Choose one of those that are offered.")
		}
		q.Events = auditKinds[at].events
	}
	day := func(s string, days int) (int64, error) {
		if s == "" {
			return 0, nil
		}
		t, err := time.ParseInLocation(time.DateOnly, s, k.Zone)
		if err != nil {
			return 0, errs.E(errs.Invalid, op, "A day is written YYYY-MM-DD.")
		}
		return t.AddDate(0, 0, days).UnixMilli(), nil
	}
	var err error
	if q.From, err = day(in.From, 0); err != nil {
		return q, nil, err
	}
	if q.Until, err = day(in.Until, 1); err != nil {
		return q, nil, err
	}
	if in.After != "" {
		b, err := base64.RawURLEncoding.DecodeString(in.After)
		if err != nil || json.Unmarshal(b, &q.After) != nil {
			return q, nil, errs.E(errs.Invalid, op, "This page of the audit cannot be found. Search again.")
		}
	}
	return q, about, nil
}

// searchAudit gives a page of the audit to administrators: who did what and when,
// and of cases nothing clinical.
func (k *Console) searchAudit(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	var in auditRequest
	if err := read(r, &in); err != nil {
		return err
	}
	if err := administers(who, "search audit"); err != nil {
		return err
	}
	ctx := r.Context()
	query, about, err := k.wanted(ctx, in)
	if err != nil {
		return err
	}
	query.Limit = auditPage + 1
	rows, err := trail.Search(ctx, k.DB.Reader(), query)
	if err != nil {
		return err
	}
	v := auditPageView{Kinds: []string{}, Case: about, Rows: []auditRow{}}
	for _, x := range auditKinds {
		v.Kinds = append(v.Kinds, x.kind)
	}
	if len(rows) > auditPage {
		rows = rows[:auditPage]
		b, err := json.Marshal(trail.PlaceOf(rows[len(rows)-1]))
		if err != nil {
			return errs.Op(err, "search audit")
		}
		v.Next = base64.RawURLEncoding.EncodeToString(b)
	}
	q := k.DB.Q()
	names, refs := k.names(ctx, q), k.references(ctx, q)
	for _, row := range rows {
		why, err := trail.Note(k.Keys, row)
		if err != nil {
			return err
		}
		v.Rows = append(v.Rows, auditRow{
			instant(row.ServerTime), row.Chain, row.Seq, refs(row.Chain), names.ref(row.ActorID), principal.Role(row.Role), row.DeviceID, row.Event, row.FromState, row.ToState, row.Reason, why, row.SHA256,
		})
	}
	return answer(w, v)
}

// references finds the reference number of a chain's case, each once.
func (k *Console) references(ctx context.Context, q *db.Queries) func(chain string) *caseRef {
	known := map[string]*caseRef{db.SystemChain: nil}
	return func(chain string) *caseRef {
		ref, ok := known[chain]
		if !ok {
			if row, err := q.GetCase(ctx, chain); err == nil { // of a chain that is no case's there is none
				ref = &caseRef{row.ID, row.Reference}
			} else {
				lacks(ctx, db.Err(err, "find case"))
			}
			known[chain] = ref
		}
		return ref
	}
}

// verifiedView is what a check of the audit's chains found.
type verifiedView struct {
	At     instant      `json:"at"`
	Took   int64        `json:"took"` // ms
	Chains int          `json:"chains"`
	Rows   int          `json:"rows"`
	Signed int          `json:"signed_days"`
	Broken []brokenView `json:"broken"`
}

type brokenView struct {
	Chain string   `json:"chain"`
	Case  *caseRef `json:"case"`
	Seq   int64    `json:"seq"`
	What  string   `json:"what"`
}

// verifyAudit reads all of the audit and says whether it is whole; one at a time.
func (k *Console) verifyAudit(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	const op = "verify audit"
	if err := administers(who, op); err != nil {
		return err
	}
	if !k.verifying.TryLock() {
		return errs.E(errs.Conflict, op, "The audit is being checked already. Nothing was changed. Wait for the end of that check.")
	}
	defer k.verifying.Unlock()
	ctx, began := r.Context(), time.Now()
	found, err := trail.Verify(ctx, k.DB.Reader(), k.Keys.Trust())
	if err != nil {
		return err
	}
	v := verifiedView{instant(k.Now().UnixMilli()), time.Since(began).Milliseconds(), found.Chains, found.Rows, found.Signed, []brokenView{}}
	refs := k.references(ctx, k.DB.Q())
	for _, b := range found.Broken {
		v.Broken = append(v.Broken, brokenView{b.Chain, refs(b.Chain), b.Seq, b.What})
	}
	if err := k.auditRead(ctx, who, "audit-verified", v); err != nil {
		return err
	}
	return answer(w, v)
}

// auditRead writes that somebody checked or copied the audit, and what came of it
// or was asked for, as a hash.
func (k *Console) auditRead(ctx context.Context, who principal.Principal, event string, what any) error {
	b, err := json.Marshal(what)
	if err != nil {
		return errs.Op(err, "write audit")
	}
	return k.DB.Tx(ctx, func(tx *sql.Tx) error {
		row := db.Entry(db.SystemChain, event, who.As(principal.Admin), k.Now())
		row.ObjectSHA256 = seal.SHA256(b)
		_, err := db.AppendAudit(ctx, tx, row)
		return err
	})
}

// exportAudit copies what fits, the newest first, as CSV or as JSON lines with
// every column, so that the chains' hashes can be computed anew elsewhere.
func (k *Console) exportAudit(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	const op = "export audit"
	if err := administers(who, op); err != nil {
		return err
	}
	ctx, ask := r.Context(), r.URL.Query()
	in := auditRequest{Person: ask.Get("person"), Kind: ask.Get("kind"), From: ask.Get("from"), Until: ask.Get("until")}
	query, _, err := k.wanted(ctx, in)
	if err != nil {
		return err
	}
	query.Chain = ask.Get("case") // its id: a reference number stands in no address
	form := cmp.Or(ask.Get("form"), "jsonl")
	if form != "jsonl" && form != "csv" {
		return errs.E(errs.Invalid, op, "The audit is copied as csv or as jsonl.")
	}
	if err := k.auditRead(ctx, who, "audit-exported", query); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", map[string]string{"jsonl": "application/jsonl", "csv": "text/csv; charset=utf-8"}[form])
	h.Set("Content-Disposition", `attachment; filename="audit-`+k.today()+"."+form+`"`)
	out := bufio.NewWriterSize(w, 1<<16)
	line := jsonLines(out)
	if form == "csv" {
		line = csvLines(out)
	}
	if err := trail.Each(ctx, k.DB.Reader(), query, line); err != nil {
		// Part of it went out: the line is cut, so that nobody takes it for the whole.
		k.Log.WarnContext(ctx, "console: export of the audit ended early", "kind", string(errs.KindOf(err)))
		panic(http.ErrAbortHandler)
	}
	if err := out.Flush(); err != nil {
		panic(http.ErrAbortHandler)
	}
	return nil
}

func jsonLines(out io.Writer) func(db.Audit) error {
	return func(r db.Audit) error {
		b, err := trail.LineOf(r)
		if err != nil {
			return err
		}
		_, err = out.Write(append(b, '\n'))
		return err
	}
}

func csvLines(out io.Writer) func(db.Audit) error {
	w := csv.NewWriter(out)
	head := []string{"time", "chain", "seq", "actor", "role", "device", "event", "from", "to", "reason", "object_sha256", "prev_sha256", "sha256"}
	return func(r db.Audit) error {
		if head != nil {
			if err := w.Write(head); err != nil {
				return err
			}
			head = nil
		}
		if err := w.Write([]string{
			time.UnixMilli(r.ServerTime).UTC().Format(time.RFC3339Nano), r.Chain, strconv.FormatInt(r.Seq, 10), r.ActorID, r.Role, r.DeviceID, r.Event, r.FromState, r.ToState, r.Reason,
			r.ObjectSHA256, r.PrevSHA256, r.SHA256,
		}); err != nil {
			return err
		}
		w.Flush()
		return w.Error()
	}
}
