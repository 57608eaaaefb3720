package console_test

import (
	"encoding/json"
	"strings"
	"testing"

	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

type notes struct {
	Reports []struct {
		Kind, Text string
		RowVersion int64 `json:"row_version"`
	}
	Looked []struct {
		Record string
		Frames []int
	}
}

// TestAReportIsKeptWhileItIsWritten: what a reader typed is there after a closed
// page, is nobody else's, is never overwritten by an older window, and ends with
// the signature; the signed report is read by whom the rights allow (S13).
func TestAReportIsKeptWhileItIsWritten(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c, r, s := w.staff[principal.Coordinator], w.staff[principal.Radiologist], w.staff[principal.Specialist]
	id := w.receive(document(), workflow.Allowed)
	w.triage(id)
	c.act(id, "order-overread", map[string]any{"kind": "imaging"})
	c.act(id, "assign-overread", map[string]any{"kind": "imaging", "person": r.acc.ID})
	c.act(id, "offer", map[string]any{"person": s.acc.ID})
	s.act(id, "accept-offer", nil)
	at := "/cases/" + id + "/notes"
	save := func(p *person, status int, text string, over int64) (v struct {
		RowVersion int64 `json:"row_version"`
	}) {
		t.Helper()
		p.want(status, "PUT", at+"/report", map[string]any{"kind": "imaging", "text": text, "row_version": over}, &v)
		return v
	}
	one := save(r, 200, "A lesion of", 0)
	two := save(r, 200, "A lesion of 12 mm", one.RowVersion)
	save(r, 409, "An older window", one.RowVersion)
	save(r, 409, "A window that began before", 0)
	var n notes
	r.want(200, "GET", at, nil, &n)
	if len(n.Reports) != 1 || n.Reports[0].Text != "A lesion of 12 mm" || n.Reports[0].RowVersion != two.RowVersion {
		t.Errorf("kept: %+v", n)
	}
	save(s, 409, "The author's", 0) // not assigned
	n = notes{}
	if s.want(200, "GET", at, nil, &n); len(n.Reports) != 0 {
		t.Errorf("the author reads what is not signed: %+v", n)
	}
	c.want(403, "GET", at, nil, nil)
	row, err := w.db.Reader().Query("SELECT body_sealed FROM own_notes")
	if err != nil {
		t.Fatal(err)
	}
	defer row.Close()
	for row.Next() {
		var b []byte
		if err := row.Scan(&b); err != nil || strings.Contains(string(b), "lesion") {
			t.Errorf("it stands in the clear: %v", err)
		}
	}
	report := func(p *person) string {
		t.Helper()
		_, b := p.ask("GET", "/cases/"+id, nil)
		var v struct {
			Overreads []struct {
				Report string
				Mine   bool
			}
		}
		if err := json.Unmarshal(b, &v); err != nil || len(v.Overreads) != 1 {
			t.Fatal(err, string(b))
		}
		if v.Overreads[0].Mine != (p == r) {
			t.Errorf("%s: mine %t", p.acc.ID, v.Overreads[0].Mine)
		}
		return v.Overreads[0].Report
	}
	if report(r) != "" || report(s) != "" {
		t.Error("a report that is not signed is shown")
	}
	r.act(id, "finalize-overread", map[string]any{"kind": "imaging", "report": "A lesion of 12 mm.", "password": password, "code": r.code()})
	if report(r) != "A lesion of 12 mm." || report(s) != "A lesion of 12 mm." || report(c) != "" {
		t.Errorf("signed, it reads %q to its reader, %q to the author, %q to a coordinator", report(r), report(s), report(c))
	}
	n = notes{}
	if r.want(200, "GET", at, nil, &n); len(n.Reports) != 0 {
		t.Errorf("signed, a draft is kept: %+v", n)
	}
	save(r, 200, "An addendum", 0)
	save(s, 409, "Not the author's", 0)
}

// TestAReportStaysWithItsReader: an administrator links the reader's entry to
// another of the same human, and parts them again; the report is there throughout.
func TestAReportStaysWithItsReader(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c, r, s := w.staff[principal.Coordinator], w.staff[principal.Radiologist], w.staff[principal.Specialist]
	id := w.receive(document(), workflow.Allowed)
	w.triage(id)
	c.act(id, "order-overread", map[string]any{"kind": "imaging"})
	c.act(id, "assign-overread", map[string]any{"kind": "imaging", "person": r.acc.ID})
	c.act(id, "offer", map[string]any{"person": s.acc.ID})
	s.act(id, "accept-offer", nil)
	at, again := "/cases/"+id+"/notes", w.hire(principal.Radiologist, "radiologist again")
	texts := []string{"A lesion"}
	holds := func(when string) {
		t.Helper()
		var n notes
		if r.want(200, "GET", at, nil, &n); len(n.Reports) != 1 || n.Reports[0].Text != texts[len(texts)-1] || len(n.Looked) != 1 {
			t.Fatalf("%s: %+v", when, n)
		}
		texts = append(texts, texts[len(texts)-1]+".")
		r.want(200, "PUT", at+"/report", map[string]any{"kind": "imaging", "text": texts[len(texts)-1], "row_version": n.Reports[0].RowVersion}, nil)
		r.want(204, "POST", at+"/looked", map[string]any{"looked": []map[string]any{{"record": "r1", "frames": []int{len(texts)}}}}, nil)
	}
	r.want(200, "PUT", at+"/report", map[string]any{"kind": "imaging", "text": texts[0], "row_version": 0}, nil)
	r.want(204, "POST", at+"/looked", map[string]any{"looked": []map[string]any{{"record": "r1", "frames": []int{1}}}}, nil)
	holds("before")
	by := principal.Actor{Role: principal.Admin}
	if err := w.auth.Link(t.Context(), r.acc.ID, again.acc.ID, by); err != nil {
		t.Fatal(err)
	}
	holds("linked")
	holds("linked, and saved")
	if err := w.auth.Unlink(t.Context(), r.acc.ID, by); err != nil {
		t.Fatal(err)
	}
	holds("parted")
}

// TestWhatWasLookedAtIsTheReadersOwn: it is kept image by image, each once, and
// given to nobody else.
func TestWhatWasLookedAtIsTheReadersOwn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, s, _ := w.writing()
	at := "/cases/" + id + "/notes"
	look := func(p *person, status int, frames ...int) {
		t.Helper()
		p.want(status, "POST", at+"/looked", map[string]any{"looked": []map[string]any{{"record": "r1", "frames": frames}}}, nil)
	}
	look(s, 204, 3, 1)
	look(s, 204, 2, 3)
	look(s, 204)
	var n notes
	s.want(200, "GET", at, nil, &n)
	if len(n.Looked) != 1 || len(n.Looked[0].Frames) != 3 || n.Looked[0].Frames[0] != 1 || n.Looked[0].Frames[2] != 3 {
		t.Errorf("looked at: %+v", n)
	}
	look(w.staff[principal.Coordinator], 403, 9)
	look(w.staff[principal.Billing], 403, 9)
}

// TestFilesAreNamedByWhatTheyAre: a browser saves a record under a name that says
// what it is (S13).
func TestFilesAreNamedByWhatTheyAre(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, s, _ := w.writing()
	var v struct{ Records []struct{ ID, Name string } }
	s.want(200, "GET", "/cases/"+id, nil, &v)
	if len(v.Records) == 0 {
		t.Fatal("no records")
	}
	for _, r := range v.Records {
		got := w.direct(t.Context(), s, "GET", "/cases/"+id+"/records/"+r.ID)
		if name := got.Header().Get("Content-Disposition"); !strings.Contains(name, r.Name) {
			t.Errorf("%s is saved as %q", r.Name, name)
		}
	}
}
