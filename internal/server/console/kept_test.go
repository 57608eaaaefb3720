package console_test

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"testing"
	"time"

	"oso/internal/deed"
	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

type keptList struct {
	States []struct {
		ID         string
		Cause      string
		Author     struct{ ID string }
		Changes    []change
		Unreadable bool
	}
	Now []change
}

type change struct {
	Part string
	More int
}

func (l keptList) causes() string {
	var out []string
	for _, s := range slices.Backward(l.States) {
		out = append(out, s.Cause)
	}
	return strings.Join(out, " ")
}

// TestStatesOfADraft: what was written can be gone back to, is its author's until
// it is signed, and is no more once the case is not.
func TestStatesOfADraft(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c, s, a := w.staff[principal.Coordinator], w.staff[principal.Specialist], w.staff[principal.Approver]
	id := w.receive(document(), workflow.Allowed)
	w.triage(id)
	c.act(id, "offer", map[string]any{"person": s.acc.ID})
	s.act(id, "accept-offer", nil)
	at := "/cases/" + id + "/opinion"
	save := func(cause string, make func(*deed.Content)) {
		t.Helper()
		var v struct {
			Version    int64        `json:"version"`
			RowVersion int64        `json:"row_version"`
			Content    deed.Content `json:"content"`
		}
		s.want(200, "GET", at, nil, &v)
		make(&v.Content)
		in := map[string]any{"version": v.Version, "row_version": v.RowVersion, "content": v.Content}
		if cause != "" {
			in["cause"] = cause
		}
		s.want(200, "PUT", at, in, nil)
	}
	list := func(p *person) (l keptList) {
		t.Helper()
		p.want(200, "GET", at+"/states", nil, &l)
		return l
	}
	pass := func(d time.Duration) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.now = w.now.Add(d)
	}
	if l := list(s); len(l.States) != 0 {
		t.Fatalf("before a word: %+v", l)
	}
	long := strings.Repeat("The lesion is small. ", 20)
	pass(time.Second)
	save("", func(c *deed.Content) { c.Assessment = long })
	pass(time.Minute)
	save("", func(c *deed.Content) { c.Assessment = long + "And round." })
	if l := list(s); l.causes() != "begun" || len(l.Now) != 1 || l.Now[0].Part != "assessment" || l.Now[0].More < 400 {
		t.Fatalf("within a while of writing: %+v", l)
	}
	pass(6 * time.Minute)
	save("", func(c *deed.Content) { c.Recommendation = "Wait." })
	pass(time.Second)
	save("", func(c *deed.Content) { c.Assessment = "Gone." })
	pass(time.Second)
	save("restored", func(c *deed.Content) { c.Assessment = long })
	l := list(s)
	if l.causes() != "begun writing cut restored" {
		t.Fatalf("kept: %s", l.causes())
	}
	if cut := l.States[1]; len(cut.Changes) != 1 || cut.Changes[0] != (change{"recommendation", 5}) {
		t.Errorf("before the deletion: %+v", cut.Changes)
	}
	var one struct{ Content deed.Content }
	s.want(200, "GET", at+"/states/"+l.States[1].ID, nil, &one)
	if one.Content.Assessment != long+"And round." || one.Content.Recommendation != "Wait." {
		t.Errorf("its words: %q", one.Content.Assessment)
	}
	for _, other := range []string{"1", "0", "-1", "x", "9999999999999999999999"} {
		s.want(404, "GET", at+"/states/"+other, nil, nil)
	}
	// Nobody else, and nothing in the clear.
	for _, p := range w.staff {
		if p != s {
			if status, b := p.ask("GET", at+"/states", nil); status == 200 && strings.Contains(string(b), l.States[0].ID) {
				t.Errorf("%s sees what is being written", p.role)
			}
			if status, _ := p.ask("GET", at+"/states/"+l.States[1].ID, nil); status == 200 {
				t.Errorf("%s reads what is being written", p.role)
			}
		}
	}
	for _, v := range w.column("SELECT body_sealed FROM draft_states UNION ALL SELECT head_sealed FROM draft_states") {
		if strings.Contains(v, "lesion") || strings.Contains(v, "assessment") {
			t.Error("it stands in the clear")
		}
	}
	// A page cannot name the service's causes.
	var now struct {
		RowVersion int64        `json:"row_version"`
		Content    deed.Content `json:"content"`
	}
	s.want(200, "GET", at, nil, &now)
	s.want(422, "PUT", at, map[string]any{"version": 1, "row_version": now.RowVersion, "content": now.Content, "cause": "signed"}, nil)

	d := s.write(id)
	s.act(id, "sign-draft", map[string]any{"version": 1, "row_version": d.RowVersion, "password": password, "code": s.code()})
	a.act(id, "take-up", nil)
	if l := list(s); l.causes() != "begun writing cut restored cut signed" || len(l.States[0].Changes) == 0 {
		t.Fatalf("the author sees: %+v", l)
	}
	if l := list(a); l.causes() != "signed" || len(l.States[0].Changes) > 0 {
		t.Errorf("the approver sees: %+v", l)
	}
	a.act(id, "return-draft", map[string]any{"version": 1, "reason": "unclear", "comments": []map[string]any{{"part": "assessment", "text": "Say more."}}})
	if l := list(s); !strings.HasSuffix(l.causes(), "signed returned") {
		t.Errorf("the author sees: %s", l.causes())
	}
	if status, _ := a.ask("GET", at+"/states", nil); status == 200 {
		t.Error("the approver sees the states of a draft that is being written again")
	}
	if n := len(w.column("SELECT author_id FROM draft_states")); n == 0 {
		t.Fatal("nothing is kept")
	}
	if err := w.db.Tx(t.Context(), func(tx *sql.Tx) error { return db.EraseCase(t.Context(), tx, id, 1) }); err != nil {
		t.Fatal(err)
	}
	if n := len(w.column("SELECT author_id FROM draft_states")); n != 0 {
		t.Errorf("%d outlive their case", n)
	}
}

// TestStatesEndWithTheAuthorization: who may no longer see the case sees nothing of
// what was written.
func TestStatesEndWithTheAuthorization(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c, s := w.staff[principal.Coordinator], w.staff[principal.Specialist]
	id := w.receive(document(), workflow.Allowed)
	w.triage(id)
	c.act(id, "offer", map[string]any{"person": s.acc.ID})
	s.act(id, "accept-offer", nil)
	s.write(id)
	at := "/cases/" + id + "/opinion/states"
	var l keptList
	s.want(200, "GET", at, nil, &l)
	if len(l.States) == 0 {
		t.Fatal("nothing is kept")
	}
	c.act(id, "revoke", nil)
	for _, path := range []string{at, at + "/" + l.States[0].ID} {
		if status, b := s.ask("GET", path, nil); status == 200 {
			t.Errorf("%s: %s", path, b)
		}
	}
}

func (w *world) column(query string) []string {
	w.t.Helper()
	rows, err := w.db.Reader().QueryContext(context.Background(), query)
	if err != nil {
		w.t.Fatal(err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			w.t.Fatal(err)
		}
		out = append(out, s)
	}
	return out
}

// TestADamagedStateKeepsNobodyFromWriting: what was kept of a draft does not open
// any more. It is listed as that, and today's words are saved, signed and sent back
// nevertheless.
func TestADamagedStateKeepsNobodyFromWriting(t *testing.T) {
	t.Parallel()
	for _, column := range []string{"body_sealed", "head_sealed"} {
		t.Run(column, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			c, s, a := w.staff[principal.Coordinator], w.staff[principal.Specialist], w.staff[principal.Approver]
			id := w.receive(document(), workflow.Allowed)
			w.triage(id)
			c.act(id, "offer", map[string]any{"person": s.acc.ID})
			s.act(id, "accept-offer", nil)
			at := "/cases/" + id + "/opinion"
			damage := func() {
				t.Helper()
				w.pass(6 * time.Minute)
				s.write(id)
				damageAll(w, column)
				w.pass(6 * time.Minute)
			}
			damage()
			d := s.write(id) // over a damaged one
			damage()
			s.want(200, "GET", at, nil, &d)
			s.signs(id, d)
			a.act(id, "take-up", nil)
			damageAll(w, column)
			w.pass(time.Minute)
			a.act(id, "return-draft", map[string]any{"version": 1, "reason": "other", "comments": []map[string]any{{"text": "Say why."}}})
			var l keptList
			s.want(200, "GET", at+"/states", nil, &l)
			last := l.States[0] // sent back, and sound
			if last.Unreadable || !l.States[len(l.States)-1].Unreadable && column == "head_sealed" {
				t.Errorf("%+v", l)
			}
			s.want(200, "GET", at+"/states/"+last.ID, nil, nil)
			s.write(id)
		})
	}
}

func damageAll(w *world, column string) {
	w.t.Helper()
	if _, err := w.db.Writer().ExecContext(w.t.Context(), "UPDATE draft_states SET "+column+" = substr("+column+", 1, 20)"); err != nil {
		w.t.Fatal(err)
	}
}
