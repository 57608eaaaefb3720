package console_test

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"sync"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/seal"
	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

type page struct {
	Rows []struct {
		ID, Reference, State, Turn, Next string
		Damaged                          bool
		Patient                          *chart.Patient
	}
	From, Total int
	Turns       map[string]int
	Stages      []struct {
		State string
		Count int
	}
}

// fill puts n cases beside those that are there, in triage or closed, as the
// workflow leaves them but for their history.
func (w *world) fill(t testing.TB, n int) {
	t.Helper()
	ctx := context.Background()
	if err := w.db.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		for i := range n {
			id, key := casefile.CaseID(casefile.NewID()), seal.NewKey()
			summary, err := chart.ColumnsOf(id, &key).SealPatient(chart.Patient{Name: fmt.Sprintf("Patient Number%06d", i), Sex: casefile.Female, BirthDate: "1980-01-02"})
			if err != nil {
				return err
			}
			doc := document()
			doc.Payer.Member = fmt.Sprintf("M-%06d", i)
			asked, err := chart.ColumnsOf(id, &key).SealDocument(&doc)
			if err != nil {
				return err
			}
			state, b := "closed", []byte{}
			if i%50 == 0 {
				state = "triage"
			}
			if err := q.InsertCase(ctx, db.InsertCaseParams{
				ID: string(id), Reference: fmt.Sprintf("9%09d", i), ClinicID: w.clinic, PhysicianID: w.doctor.id, Kind: "second-opinion", PayerKind: "partner", PartnerID: w.partner,
				State: state, Participation: "linked", Agreement: "checked", Location: "allowed", Materials: "in-order", ImagingRead: "none", PathologyRead: "none",
				Billing: "accepted", Query: "none", Critical: "none", Correction: "none", Revision: "none", RecordRequest: "none",
				KeyWrapped: w.keys.WrapCaseKey(id, &key), SummarySealed: summary, DocumentSealed: asked, ContactSealed: b, AgreementSealed: b, CreatedAt: w.now.UnixMilli(), UpdatedAt: w.now.UnixMilli(),
			}); err != nil {
				return err
			}
			if _, err := tx.Exec("UPDATE cases SET change_no = ?, entered_at = ? WHERE id = ?", 1_000_000+i, w.now.UnixMilli(), string(id)); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

func TestWorkListIsAPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.fill(t, 1000)
	c := w.staff[principal.Coordinator]
	get := func(in map[string]any) page {
		t.Helper()
		var v page
		c.want(200, "POST", "/cases/search", in, &v)
		return v
	}
	var v page
	c.want(200, "GET", "/cases", nil, &v)
	if len(v.Rows) != 200 || v.Total != 1000 || v.Turns["you"] != 20 || v.Turns["done"] != 980 || v.Rows[0].State != "triage" || v.Rows[199].State != "closed" {
		t.Fatalf("%d rows of %d, %v, %s first", len(v.Rows), v.Total, v.Turns, v.Rows[0].State)
	}
	seen := map[string]bool{}
	for from := 0; from < 1000; from += 200 {
		for _, r := range get(map[string]any{"from": from}).Rows {
			if seen[r.ID] {
				t.Fatal("a row stands on two pages")
			}
			seen[r.ID] = true
		}
	}
	if len(seen) != 1000 {
		t.Errorf("%d rows on all pages", len(seen))
	}
	if v := get(map[string]any{"stage": "triage"}); v.Total != 20 || len(v.Stages) != 2 {
		t.Errorf("a stage: %d of %v", v.Total, v.Stages)
	}
	for text, want := range map[string]int{"number000123": 1, "NUMBER00012": 10, "9 000 000 123": 1, "1980-01-02": 1000, "acme": 1000, "m-000123": 1, "ablation": 1000, "2 jan 1980": 1000, "ablation number000123": 1, "okonkwo": 1000, "nobody": 0} {
		if v := get(map[string]any{"text": text}); v.Total != want {
			t.Errorf("%q: %d, want %d", text, v.Total, want)
		}
	}
	// What a person may not see is not found by it.
	var v2 page
	w.staff[principal.Billing].want(200, "POST", "/cases/search", map[string]any{"text": "number000123"}, &v2)
	if v2.Total != 0 {
		t.Error("billing finds a patient by name")
	}
	c.want(422, "POST", "/cases/search", map[string]any{"from": -1}, nil)
}

// One case whose patient does not open breaks no list, and is shown as that.
func TestOneDamagedCaseBreaksNoList(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.receive(document(), workflow.Check)
	bad := w.receive(document(), workflow.Check)
	if err := w.db.Tx(context.Background(), func(tx *sql.Tx) error {
		_, err := tx.Exec("UPDATE cases SET summary_sealed = x'0100000000000000000000000000000000000000000000000000000000000000000000' WHERE id = ?", bad)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	var v page
	w.staff[principal.Coordinator].want(200, "GET", "/cases", nil, &v)
	damaged := 0
	for _, r := range v.Rows {
		if r.Damaged {
			damaged++
			if r.ID != bad || r.Patient != nil {
				t.Errorf("%+v", r)
			}
		}
	}
	if len(v.Rows) != 2 || damaged != 1 {
		t.Errorf("%d rows, %d damaged", len(v.Rows), damaged)
	}
}

// A list shows what happened since it was asked last, whatever it was.
func TestWorkListFollows(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.receive(document(), workflow.Check)
	c, s := w.staff[principal.Coordinator], w.staff[principal.Specialist]
	row := func(p *person) (state, next string) {
		t.Helper()
		var v page
		p.want(200, "GET", "/cases", nil, &v)
		for _, r := range v.Rows {
			if r.ID == id {
				return r.State, r.Next
			}
		}
		return "", ""
	}
	same := func(p *person) {
		t.Helper()
		state, next := row(p)
		if state == "" {
			if status, _ := p.ask("GET", "/cases/"+id, nil); status != 404 {
				t.Errorf("%s: a case that is there is not in the list", p.role)
			}
			return
		}
		if v := p.open(id); v.State != state || v.Next != next {
			t.Errorf("%s: the list says %s, next %q; the case %s, next %q", p.role, state, next, v.State, v.Next)
		}
	}
	all := func() {
		t.Helper()
		for _, p := range w.staff {
			same(p)
		}
	}
	all()
	w.triage(id)
	all()
	c.act(id, "order-overread", map[string]any{"kind": "imaging"})
	c.act(id, "assign-overread", map[string]any{"kind": "imaging", "person": w.staff[principal.Radiologist].acc.ID})
	all()
	c.act(id, "offer", map[string]any{"person": s.acc.ID})
	all()
	s.act(id, "accept-offer", nil)
	all()
	w.staff[principal.Radiologist].act(id, "finalize-overread", map[string]any{"kind": "imaging", "report": "None.", "password": password, "code": w.staff[principal.Radiologist].code()})
	d := s.write(id)
	s.act(id, "sign-draft", map[string]any{"version": d.Version, "row_version": d.RowVersion, "password": password, "code": s.code()})
	all()
	a := w.staff[principal.Approver]
	a.act(id, "take-up", nil)
	all()
	a.act(id, "return-draft", map[string]any{"version": 1, "reason": "unclear", "comments": []map[string]any{{"part": "assessment", "text": "Why?"}}})
	all()
	c.act(id, "withdraw", map[string]any{"reason": "patient-asked"})
	all()
}

// A word that was searched for before, or is typed on, is looked for in what cases
// say now.
func TestSearchFollowsCases(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.receive(document(), workflow.Check)
	c, ctx := w.staff[principal.Coordinator], context.Background()
	found := func(want int, texts ...string) {
		t.Helper()
		for _, text := range texts {
			var v page
			if c.want(200, "POST", "/cases/search", map[string]any{"text": text}, &v); v.Total != want {
				t.Errorf("%q: %d, want %d", text, v.Total, want)
			}
		}
	}
	found(1, "abla", "ablat", "ablation", "quin", "quintanilla", "quin ablation", "m-1")
	found(0, "ablations", "valdes", "quintanillas")
	if err := w.db.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		row, err := q.GetCase(ctx, id)
		if err != nil {
			return err
		}
		key, err := w.keys.UnwrapCaseKey(casefile.CaseID(id), row.KeyWrapped)
		if err != nil {
			return err
		}
		sealed, err := chart.ColumnsOf(casefile.CaseID(id), &key).SealPatient(chart.Patient{Name: "Valdes, Ines", Sex: casefile.Female, BirthDate: "1980-01-02"})
		if err != nil {
			return err
		}
		if _, err := tx.Exec("UPDATE cases SET summary_sealed = ? WHERE id = ?", sealed, id); err != nil {
			return err
		}
		return q.TouchCase(ctx, db.TouchCaseParams{ID: id})
	}); err != nil {
		t.Fatal(err)
	}
	found(1, "valdes", "ablation", "valdes ablation")
	found(0, "quin", "quintanilla", "quin ablation")
}

// BenchmarkWorkList: a page of 100,000 cases, filtered, searched.
func BenchmarkWorkList(b *testing.B) {
	w := newWorld(b)
	w.fill(b, 100_000)
	c := w.staff[principal.Coordinator]
	for _, in := range []map[string]any{{}, {"stage": "triage"}, {"text": "number0999"}, {"text": "embolization"}, {"owner": "none"}, {"owner": "mine"}} {
		began := time.Now()
		if status, _ := c.ask("POST", "/cases/search", in); status != 200 {
			b.Fatal(status)
		}
		first := time.Since(began)
		b.Run(fmt.Sprint("page", in), func(b *testing.B) {
			b.ReportMetric(float64(first.Milliseconds()), "first-ms")
			for b.Loop() {
				if status, _ := c.ask("POST", "/cases/search", in); status != 200 {
					b.Fatal(status)
				}
			}
		})
	}
}

// BenchmarkFiftyPeople is what 50 people at work wait for with 100,000 cases: each
// asks for a page, thinks for about a second and asks for the next, while every
// tenth request of theirs changes a case. p99 in milliseconds.
func BenchmarkFiftyPeople(b *testing.B) {
	const people, each = 50, 20
	w := newWorld(b)
	w.fill(b, 100_000)
	ids := w.column("SELECT id FROM cases LIMIT 1000")
	c := w.staff[principal.Coordinator]
	always := func(body map[string]any) func(*rand.Rand) any { return func(*rand.Rand) any { return body } }
	asks := []struct {
		name, method, path string
		body               func(*rand.Rand) any
	}{
		{"list", "GET", "/cases", always(nil)},
		{"stage", "POST", "/cases/search", always(map[string]any{"stage": "triage"})},
		{"mine", "POST", "/cases/search", always(map[string]any{"owner": "mine"})},
		// Hardly a word is searched for twice.
		{"name", "POST", "/cases/search", func(r *rand.Rand) any { return map[string]any{"text": fmt.Sprintf("number0%05d", r.IntN(100_000))} }},
		{"question", "POST", "/cases/search", func(r *rand.Rand) any { return map[string]any{"text": fmt.Sprintf("emboli%04d", r.IntN(10_000))} }},
		{"far", "POST", "/cases/search", always(map[string]any{"from": 50_000})},
		{"figures", "GET", "/figures", always(nil)},
	}
	first := rand.New(rand.NewPCG(0, 0))
	for _, a := range asks { // the first of each reads everything
		if status, body := c.ask(a.method, a.path, a.body(first)); status != 200 {
			b.Fatal(a.path, status, string(body))
		}
	}
	for b.Loop() {
		took := make([][]time.Duration, len(asks)) // by what was asked for
		var mu sync.Mutex
		var done sync.WaitGroup
		for i := range people {
			done.Go(func() {
				r := rand.New(rand.NewPCG(1, uint64(i)))
				for n := range each {
					time.Sleep(500*time.Millisecond + time.Duration(r.IntN(1000))*time.Millisecond)
					if n%10 == 9 {
						if err := w.db.Tx(context.Background(), func(tx *sql.Tx) error {
							return db.New(tx).TouchCase(context.Background(), db.TouchCaseParams{ID: ids[r.IntN(len(ids))]})
						}); err != nil {
							b.Error(err)
						}
					}
					of := r.IntN(len(asks))
					a := asks[of]
					body, began := a.body(r), time.Now()
					if status, _ := c.ask(a.method, a.path, body); status != 200 {
						b.Errorf("%s: %d", a.path, status)
					}
					mu.Lock()
					took[of] = append(took[of], time.Since(began))
					mu.Unlock()
				}
			})
		}
		done.Wait()
		for i, list := range append(took, slices.Concat(took...)) {
			slices.Sort(list)
			name := "all"
			if i < len(asks) {
				name = asks[i].name
			}
			b.ReportMetric(float64(list[len(list)*99/100].Milliseconds()), name+"-p99-ms")
		}
	}
}

// asked notes each query that is sent.
type asked struct {
	db.DBTX
	queries []string
}

func (a *asked) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	a.queries = append(a.queries, query)
	return a.DBTX.QueryContext(ctx, query, args...)
}

func (a *asked) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	a.queries = append(a.queries, query)
	return a.DBTX.QueryRowContext(ctx, query, args...)
}

// A list asks once for all of its cases, not for each, and brings nothing up of
// what is sealed but whom a case is about and what it asks: no opinion, no letter.
func TestListAsksOnceForAllItsCases(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.fill(t, 60)
	gathered := func(since int64, want int) []string {
		t.Helper()
		a := &asked{DBTX: w.db.Reader()}
		if n, err := w.door.Gather(context.Background(), db.New(a), since); err != nil || n != want {
			t.Fatalf("%d cases, want %d: %v", n, want, err)
		}
		return a.queries
	}
	one, all := gathered(1_000_058, 1), gathered(0, 60)
	if len(one) < 2 || len(all) != len(one) {
		t.Errorf("one case takes %d queries, sixty take %d", len(one), len(all))
	}
	sealed := regexp.MustCompile(`\w+_sealed`)
	for _, q := range all {
		for _, column := range sealed.FindAllString(q, -1) {
			if column != "summary_sealed" && column != "document_sealed" {
				t.Errorf("a list reads %s: %s", column, q)
			}
		}
	}
}
