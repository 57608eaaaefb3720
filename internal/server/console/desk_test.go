package console_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"oso/internal/server/auth"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

type deskRow struct {
	ID            string
	Owner, Deputy *struct{ ID, Name string }
}

// owned are the cases of a list, and its total.
func (p *person) owned(in map[string]any) []string {
	p.w.t.Helper()
	var v struct{ Rows []deskRow }
	p.want(200, "POST", "/cases/search", in, &v)
	out := []string{}
	for _, r := range v.Rows {
		out = append(out, r.ID)
	}
	slices.Sort(out)
	return out
}

// seen are cases of a list that says nothing of how it saw them.
func seen(ids ...string) []map[string]any {
	out := []map[string]any{}
	for _, id := range ids {
		out = append(out, map[string]any{"id": id, "seq": 0})
	}
	return out
}

func sorted(ids ...string) []string { slices.Sort(ids); return ids }

// colleague is another coordinator: of the service, or of a partner.
func (w *world) colleague(name, partner string) *person {
	w.t.Helper()
	p := &person{w: w, role: principal.Coordinator, email: name + "@example.org"}
	acc, err := w.auth.Create(context.Background(), auth.NewAccount{Email: p.email, Name: name, Role: principal.Coordinator, Password: password, Partner: partner}, principal.CommandLine())
	if err != nil {
		w.t.Fatal(err)
	}
	p.acc = acc
	p.signIn()
	return p
}

// Whose a case is sorts lists, and is said in the row and in the history with
// what was handed over.
func TestACaseIsGivenToACoordinator(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a, b := w.receive(document(), workflow.Check), w.receive(document(), workflow.Check)
	c, other := w.staff[principal.Coordinator], w.colleague("Wilhelmina", "")
	v := c.act(a, "assign", map[string]any{"person": other.acc.ID, "note": "The mother calls back at noon."})
	if !has(v.Acts, "assign") || v.Owner == nil || v.Owner.Name != "Wilhelmina" {
		t.Errorf("%v, owner %+v", v, v.Owner)
	}
	if last := v.Timeline[len(v.Timeline)-1]; last.Event != "assign" || last.Note != "To Wilhelmina. The mother calls back at noon." {
		t.Errorf("%+v", last)
	}
	for _, x := range []struct {
		who  *person
		in   map[string]any
		want []string
	}{
		{other, map[string]any{"owner": "mine"}, []string{a}},
		{other, map[string]any{"owner": "none"}, []string{b}},
		{c, map[string]any{"owner": "mine"}, []string{}},
		{c, map[string]any{"owner": other.acc.ID}, []string{a}},
		{c, map[string]any{}, sorted(a, b)}, // to own a case only sorts it
		{w.staff[principal.Billing], map[string]any{"owner": other.acc.ID}, []string{}},
		{w.staff[principal.Billing], map[string]any{"owner": "none"}, []string{}},
		{c, map[string]any{"partner": w.partner}, sorted(a, b)},
		{w.staff[principal.Admin], map[string]any{"partner": w.partner}, []string{}}, // sees no payer
		{c, map[string]any{"partner": "nobody"}, []string{}},
		{c, map[string]any{"emergent": true}, []string{}},
		{c, map[string]any{"what": "tasks"}, []string{}},
		{c, map[string]any{"turn": "done"}, []string{}},
	} {
		if got := x.who.owned(x.in); !slices.Equal(got, x.want) {
			t.Errorf("%s, %v: %v, want %v", x.who.role, x.in, got, x.want)
		}
	}
	c.want(422, "POST", "/cases/search", map[string]any{"turn": "nobody's"}, nil)
	c.want(422, "POST", "/cases/search", map[string]any{"what": "all"}, nil)
	if kind := c.refused(409, a, "assign", map[string]any{"person": w.staff[principal.Billing].acc.ID}); kind != "refused" {
		t.Errorf("to billing: %s", kind)
	}
	c.refused(409, a, "assign", map[string]any{"person": "nobody"})
	w.staff[principal.Billing].refused(403, a, "assign", map[string]any{"person": other.acc.ID})
	if v := c.act(a, "assign", nil); v.Owner != nil {
		t.Errorf("nobody's, and owned by %+v", v.Owner)
	}
}

// Several at once: each by the same rule, and which was refused is said.
func TestSeveralCasesAreGivenAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a, b := w.receive(document(), workflow.Check), w.receive(document(), workflow.Check)
	w.exec("UPDATE cases SET partner_id = '' WHERE id = ?", b)
	c, partners := w.staff[principal.Coordinator], w.colleague("Partner's own", w.partner)
	var v struct {
		Done    int
		Refused []struct{ Case, Says string }
	}
	c.want(200, "POST", "/desk/assign", map[string]any{"cases": seen(a, b, "none", a), "person": partners.acc.ID, "note": "Acme's."}, &v)
	if v.Done != 1 || len(v.Refused) != 2 || v.Refused[0].Case != b || v.Refused[0].Says == "" {
		t.Errorf("%+v", v)
	}
	if got := partners.owned(map[string]any{"owner": "mine"}); !slices.Equal(got, []string{a}) {
		t.Errorf("the partner's own: %v", got)
	}
	partners.want(200, "POST", "/desk/assign", map[string]any{"cases": seen(b), "person": partners.acc.ID, "note": ""}, &v)
	if v.Done != 0 {
		t.Error("a partner's coordinator takes a case that is not the partner's")
	}
	w.staff[principal.Specialist].want(200, "POST", "/desk/assign", map[string]any{"cases": seen(a), "person": "", "note": ""}, &v)
	if v.Done != 0 {
		t.Error("a specialist gives a case away")
	}
	c.want(422, "POST", "/desk/assign", map[string]any{"cases": seen(), "person": "", "note": ""}, nil)
	c.want(422, "POST", "/desk/assign", map[string]any{"cases": seen(slices.Repeat([]string{a}, 201)...), "person": "", "note": ""}, nil)
}

type deskAnswer struct {
	Coordinators []struct {
		ID      string
		Me      bool
		Away    *struct{ ID string }
		Deputy  *struct{ ID, Name string }
		Planned []struct{ ID string }
	}
	Partners []struct{ ID string }
	Views    []struct{ ID, Name, Stage, Owner string }
	Emergent struct{ Release, Offer int }
}

// What is whose is away falls to who stands in, in turn, and is said so; where
// nobody does it is nobody's, in everybody's sight.
func TestWhoIsAwayHasADeputy(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.receive(document(), workflow.Check)
	c, b, d := w.staff[principal.Coordinator], w.colleague("Bettina", ""), w.colleague("Dorothea", "")
	c.act(id, "assign", map[string]any{"person": b.acc.ID})
	today := w.clock().Format(time.DateOnly)
	away := func(p *person, who, deputy *person, status int) deskAnswer {
		t.Helper()
		in := map[string]any{"person": who.acc.ID, "from": today, "until": today, "deputy": ""}
		if deputy != nil {
			in["deputy"] = deputy.acc.ID
		}
		var v deskAnswer
		p.want(status, "POST", "/desk/absences", in, &v)
		return v
	}
	mine := map[string]any{"owner": "mine"}
	away(b, b, d, 200)
	if got := d.owned(mine); !slices.Equal(got, []string{id}) {
		t.Fatalf("the deputy's: %v", got)
	}
	var v struct{ Rows []deskRow }
	d.want(200, "POST", "/cases/search", mine, &v)
	if r := v.Rows[0]; r.Owner == nil || r.Owner.Name != "Bettina" || r.Deputy == nil || r.Deputy.Name != "Dorothea" {
		t.Errorf("%+v", r)
	}
	if len(b.owned(mine)) != 0 || !slices.Equal(b.owned(map[string]any{"owner": b.acc.ID}), []string{id}) {
		t.Error("who is away has nothing today, and it is hers nevertheless")
	}
	away(c, d, c, 200) // entered for another
	if got := c.owned(mine); !slices.Equal(got, []string{id}) {
		t.Errorf("the deputy's deputy: %v", got)
	}
	desk := away(c, c, nil, 200)
	if got := c.owned(map[string]any{"owner": "none"}); !slices.Equal(got, []string{id}) {
		t.Errorf("all are away: %v", got)
	}
	for _, x := range desk.Coordinators {
		if x.ID == c.acc.ID {
			if !x.Me || x.Away == nil || len(x.Planned) != 1 {
				t.Errorf("%+v", x)
				continue
			}
			c.want(200, "POST", "/desk/absences/"+x.Away.ID+"/end", nil, nil)
		}
	}
	if got := c.owned(mine); !slices.Equal(got, []string{id}) {
		t.Errorf("back again: %v", got)
	}
	w.staff[principal.Specialist].want(403, "POST", "/desk/absences", map[string]any{"person": b.acc.ID, "from": today, "until": today, "deputy": ""}, nil)
	own := w.colleague("Partner's own", w.partner)
	own.want(403, "POST", "/desk/absences", map[string]any{"person": b.acc.ID, "from": today, "until": today, "deputy": ""}, nil)
	own.want(422, "POST", "/desk/absences", map[string]any{"person": own.acc.ID, "from": today, "until": today, "deputy": w.staff[principal.Billing].acc.ID}, nil)
	away(own, own, d, 200)
}

// A saved list is its person's own, and keeps no words that were searched for.
func TestAListIsSaved(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c, s := w.staff[principal.Coordinator], w.staff[principal.Specialist]
	view := map[string]any{"name": " Acme, in triage ", "role": "", "stage": "triage", "turn": "", "owner": "mine", "partner": w.partner, "emergent": false, "what": ""}
	var v deskAnswer
	c.want(200, "PUT", "/desk/views", view, &v)
	if len(v.Views) != 1 || v.Views[0].Name != "Acme, in triage" || v.Views[0].Owner != "mine" || v.Emergent.Release != 72 || len(v.Partners) != 1 {
		t.Fatalf("%+v", v)
	}
	view["stage"] = "offered"
	c.want(200, "PUT", "/desk/views", view, &v)
	if len(v.Views) != 1 || v.Views[0].Stage != "offered" {
		t.Errorf("under the same name: %+v", v.Views)
	}
	var other deskAnswer
	s.want(200, "DELETE", "/desk/views/"+v.Views[0].ID, nil, &other)
	if len(other.Views) != 0 || len(other.Partners) != 0 || len(other.Coordinators) != 0 {
		t.Errorf("a specialist's desk: %+v", other)
	}
	view["text"] = "Quintanilla"
	c.want(422, "PUT", "/desk/views", view, nil)
	delete(view, "text")
	view["name"] = " "
	c.want(409, "PUT", "/desk/views", view, nil)
	view["name"] = strings.Repeat("é", 61)
	c.want(413, "PUT", "/desk/views", view, nil)
	c.want(200, "DELETE", "/desk/views/"+v.Views[0].ID, nil, &v)
	if len(v.Views) != 0 {
		t.Errorf("forgotten and still there: %+v", v.Views)
	}
	if rows, err := w.db.Q().ListViews(context.Background(), c.acc.ID); err != nil || len(rows) != 0 {
		t.Error(rows, err)
	}
}

// Of two who hand the same case over at once, or put the same task off, the
// second is told; nothing is won without a word.
func TestTheSecondOfTwoIsTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.receive(document(), workflow.Check)
	c, b, d := w.staff[principal.Coordinator], w.colleague("Bettina", ""), w.colleague("Dorothea", "")
	saw := c.open(id).Seq
	c.act(id, "assign", map[string]any{"seq": saw, "person": b.acc.ID})
	if kind := c.refused(409, id, "assign", map[string]any{"seq": saw, "person": d.acc.ID}); kind != "conflict" {
		t.Errorf("the second handover: %s", kind)
	}
	var v struct {
		Done    int
		Refused []struct{ Case, Says string }
	}
	c.want(200, "POST", "/desk/assign", map[string]any{"cases": []map[string]any{{"id": id, "seq": saw}}, "person": d.acc.ID, "note": ""}, &v)
	if v.Done != 0 || len(v.Refused) != 1 {
		t.Errorf("several at once, seen before: %+v", v)
	}
	if got := c.open(id).Owner; got == nil || got.Name != "Bettina" {
		t.Errorf("whose it is: %+v", got)
	}
	task := w.put(id, workflow.TaskCallDoctor, "k1")
	saw = c.open(id).Seq
	c.act(id, "put-off-task", map[string]any{"seq": saw, "task": task, "came": "no-answer", "when": "1h"})
	for act, in := range map[string]map[string]any{
		"put-off-task": {"seq": saw, "task": task, "came": "later", "when": "week"}, "finish-task": {"seq": saw, "task": task}, "message": {"seq": saw, "text": "?"},
	} {
		if kind := c.refused(409, id, act, in); kind != "conflict" {
			t.Errorf("%s, seen before: %s", act, kind)
		}
	}
	// What is seen as it is can be done.
	c.act(id, "finish-task", map[string]any{"seq": c.open(id).Seq, "task": task})
}

// Whoever may not see a case does not look after it, however that came about: it
// is everybody's then, in the list of those that are nobody's.
func TestNobodyLooksAfterWhatIsNotToBeSeen(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.receive(document(), workflow.Check)
	w.exec("UPDATE cases SET partner_id = '' WHERE id = ?", id)
	c, b, own := w.staff[principal.Coordinator], w.colleague("Bettina", ""), w.colleague("Partner's own", w.partner)
	c.act(id, "assign", map[string]any{"person": b.acc.ID})
	w.exec("INSERT INTO roles (id, person_id, role, partner_id, from_at) VALUES ('both', ?, 'coordinator', ?, 1)", b.acc.ID, w.partner)
	today := w.clock().Format(time.DateOnly)
	absence := map[string]any{"person": b.acc.ID, "from": today, "until": today, "deputy": own.acc.ID}
	c.want(422, "POST", "/desk/absences", absence, nil) // is at one of both desks alone
	w.exec("INSERT INTO absences (id, person_id, from_day, until_day, deputy_id, entered_by, entered_at) VALUES ('a', ?, ?, ?, ?, 'x', 1)", b.acc.ID, today, today, own.acc.ID)
	if got := c.owned(map[string]any{"owner": "none"}); !slices.Equal(got, []string{id}) {
		t.Errorf("in nobody's list: %v", got)
	}
	if got := own.owned(map[string]any{"owner": "mine"}); len(got) != 0 {
		t.Errorf("the partner's own has %v", got)
	}
	if v := c.open(id); v.Owner == nil || v.Owner.Name != "Bettina" {
		t.Errorf("whose it is: %+v", v.Owner)
	}
	w.exec("DELETE FROM absences")
	w.exec("UPDATE roles SET until_at = 1, ended_by = 'x' WHERE person_id = ? AND partner_id = ''", b.acc.ID)
	if v := c.open(id); v.Owner != nil {
		t.Errorf("who is no coordinator of the case any more owns it: %+v", v.Owner)
	}
	if got := c.owned(map[string]any{"owner": "none"}); !slices.Equal(got, []string{id}) {
		t.Errorf("in nobody's list: %v", got)
	}
}
