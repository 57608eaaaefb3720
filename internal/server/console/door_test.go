package console_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
	"oso/internal/server/workflow"
)

func (w *world) get(path string, header ...string) *http.Response {
	w.t.Helper()
	req, err := http.NewRequest("GET", w.http.URL+path, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { res.Body.Close() })
	return res
}

func TestPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if res := w.get("/"); res.StatusCode != 303 || res.Header.Get("Location") != "/console/" {
		t.Errorf("the root: %d %s", res.StatusCode, res.Header.Get("Location"))
	}
	nonces := map[string]bool{}
	for _, path := range []string{"/console/", "/console/case/0123", "/console/index.html"} {
		res := w.get(path)
		body, _ := io.ReadAll(res.Body)
		csp := res.Header.Get("Content-Security-Policy")
		_, rest, _ := strings.Cut(csp, "'nonce-")
		nonce, _, ok := strings.Cut(rest, "'")
		switch {
		case res.StatusCode != 200 || !ok || !strings.Contains(string(body), nonce):
			t.Errorf("%s: %d, %s", path, res.StatusCode, csp)
		case strings.Contains(csp, "unsafe-inline") || !strings.Contains(csp, "default-src 'none'") || res.Header.Get("Cache-Control") != "no-store":
			t.Errorf("%s: policy %q, cache %q", path, csp, res.Header.Get("Cache-Control"))
		case nonces[nonce]:
			t.Error("a nonce came twice")
		}
		nonces[nonce] = true
	}
	if res := w.get("/console/assets/index-1.js"); res.StatusCode != 200 || !strings.Contains(res.Header.Get("Cache-Control"), "immutable") {
		t.Errorf("an asset: %d %s", res.StatusCode, res.Header.Get("Cache-Control"))
	}
	for _, path := range []string{"/console/assets/none.js", "/console/api/none"} {
		if res := w.get(path); res.StatusCode != 404 {
			t.Errorf("%s: %d", path, res.StatusCode)
		}
	}
	if res := w.get("/console/.gitkeep"); res.StatusCode == 200 {
		if b, _ := io.ReadAll(res.Body); !strings.Contains(string(b), "<html") {
			t.Error("a hidden file is served")
		}
	}
}

func TestNobodyGetsIn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.receive(document(), workflow.Allowed)
	for _, path := range []string{"/me", "/cases", "/cases/" + id, "/cases/" + id + "/opinion", "/cases/" + id + "/candidates", "/people", "/mails", "/reasons"} {
		res := w.get("/console/api" + path)
		var p struct{ Kind string }
		if err := json.NewDecoder(res.Body).Decode(&p); err != nil || res.StatusCode != 401 || p.Kind != "unauthenticated" || res.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s without a session: %d, %+v, %v", path, res.StatusCode, p, err)
		}
	}
	// A page of another site cannot act with the cookie of one who is signed in.
	p := w.staff[principal.Coordinator]
	req, _ := http.NewRequest("POST", w.http.URL+"/console/api/cases/"+id+"/acts/check-licence", strings.NewReader("{}"))
	req.Header.Set("Sec-Fetch-Site", "cross-site")
	res, err := p.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != 403 {
		t.Errorf("an act from another site: %d", res.StatusCode)
	}
	if got, _ := p.ask("POST", "/cases/"+id+"/acts/check-licence", map[string]any{"seq": 1, "surprise": true}); got != 422 {
		t.Errorf("an unknown field: %d", got)
	}
	p.want(204, "DELETE", "/session", nil, nil)
	p.want(401, "GET", "/me", nil, nil)
}

// consoleActs are those that the table names for anybody but a clinic's people,
// who are at a door of their own.
func consoleActs() []rights.Act {
	var out []rights.Act
	for _, r := range rights.Table() {
		if r.Role != principal.Physician && r.Role != principal.ClinicStaff {
			out = append(out, r.Acts...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// look is one case at one stage: what relates each role to it.
type look map[principal.Role]rights.Relation

// TestEveryRoleSeesWhatTheTableSays walks a case to its end and asks, at every
// stage and as every role, for every view and act: the door shows what the one
// table names, and nothing else.
func TestEveryRoleSeesWhatTheTableSays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	doc := document()
	doc.Patient.Phone, doc.Patient.Address.Lines = "+1 617 555 7788", []string{"14 Elm Street"}
	doc.Patient.Identifiers = []casefile.Identifier{{System: "Harbor", Value: "HS-104472"}}
	id := w.receive(doc, workflow.Allowed)
	k := w.scanned(id, "1.2.3.4")
	w.marks(id, k)
	w.triage(id)
	c, s, a := w.staff[principal.Coordinator], w.staff[principal.Specialist], w.staff[principal.Approver]
	always := look{principal.Coordinator: rights.Desk, principal.Billing: rights.Ledger, principal.PartnerAdmin: rights.Member, principal.Admin: rights.Oversight}

	w.looked(id, "triage", always, nil)
	c.act(id, "offer", map[string]any{"person": s.acc.ID})
	w.looked(id, "offered", always, look{principal.Specialist: rights.Offered})
	s.act(id, "accept-offer", nil)
	w.looked(id, "in review", always, look{principal.Specialist: rights.Author})
	d := s.write(id)
	_, pic := s.keep(id, shot(t, 1))
	own := k
	own.ID, own.Note = casefile.NewID(), figureLegend
	d.Content.Figures = []deed.Figure{{Image: own, Picture: pic, Printed: true}}
	s.save(id, 200, &d)
	w.looked(id, "drawn", always, look{principal.Specialist: rights.Author})
	s.act(id, "sign-draft", map[string]any{"version": d.Version, "row_version": d.RowVersion, "password": password, "code": s.code()})
	w.looked(id, "signed", always, look{principal.Specialist: rights.Author, principal.Approver: rights.Waiting})
	a.act(id, "take-up", nil)
	w.looked(id, "approval", always, look{principal.Specialist: rights.Author, principal.Approver: rights.Approving})
	a.act(id, "approve", map[string]any{"version": d.Version, "password": password, "code": a.code()})
	w.looked(id, "released", always, look{principal.Specialist: rights.Author, principal.Approver: rights.Approved})
	if err := w.db.Tx(context.Background(), func(tx *sql.Tx) error {
		_, err := tx.Exec("UPDATE cases SET state = 'closed', change_no = change_no + 1000 WHERE id = ?", id)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	w.looked(id, "closed", always, look{principal.Specialist: rights.Signed, principal.Approver: rights.Approved})
	s.act(id, "begin-correction", map[string]any{"reason": "error", "change": "The dose."})
	w.looked(id, "correction", always, look{principal.Specialist: rights.Author, principal.Approver: rights.Approved})
	c.act(id, "revoke", nil)
	w.looked(id, "revoked", look{principal.Coordinator: rights.Desk, principal.Billing: rights.Ledger, principal.Admin: rights.Oversight}, nil)

	// Who is asked for a part of another's opinion, and who writes one (R49).
	id = w.receive(doc, workflow.Allowed)
	w.marks(id, w.scanned(id, "1.2.3.4"))
	w.triage(id)
	c.act(id, "ask-part", map[string]any{"heading": "Surgical view", "person": s.acc.ID})
	w.looked(id, "asked for a part", always, look{principal.Specialist: rights.Invited})
	part := map[string]any{"part": c.parts(id).Parts[0].ID}
	s.act(id, "accept-part", part)
	w.looked(id, "writes a part", always, look{principal.Specialist: rights.Contributor})
	c.act(id, "remove-part", map[string]any{"part": part["part"], "reason": "not-needed"})
	w.looked(id, "the part taken off", always, nil)
}

func (w *world) looked(id, stage string, always, more look) {
	t := w.t
	t.Helper()
	// What stands in an answer if, and only if, a view is shown.
	words := map[rights.View][]string{
		rights.Name: {"Quintanilla", "1971-03-02"}, rights.Clinical: {"Weight loss", "Dr. Amara Okonkwo-Reyes", "Harbor Clinic"},
		rights.Intake: {"attested-at-desk", "\"participation\""}, rights.Contact: {"555 7788", "Elm Street", "HS-104472"},
		rights.Money: {"M-1", "Acme Benefits", `:95000`}, rights.Records: {"report.pdf", keyNote}, rights.History: {"find-complete"},
	}
	for role, p := range w.staff {
		rel, ok := always[role]
		if r, found := more[role]; found {
			rel, ok = r, true
		}
		if !ok {
			rel = rights.None
		}
		r := rights.Of(role, rel)
		status, body := p.ask("GET", "/cases/"+id, nil)
		if want := map[bool]int{true: 200, false: 404}[rel != rights.None]; status != want {
			t.Errorf("%s, %s (%s) answers %d: %s", stage, role, rel, status, body)
			continue
		}
		for view, list := range words {
			for _, word := range list {
				if strings.Contains(string(body), word) != r.Sees(view) {
					t.Errorf("%s, %s (%s): %q of %s, the table says %v", stage, role, rel, word, view, r.Sees(view))
				}
			}
		}
		// Who writes is in the synopsis's own acts too, so the fields are asked.
		var v struct {
			Specialist *struct{ Name string }
			Approver   string
			Opinions   []any
		}
		if rel != rights.None {
			if err := json.Unmarshal(body, &v); err != nil {
				t.Fatal(err)
			}
		}
		if !r.Sees(rights.Writers) && (v.Specialist != nil || v.Approver != "" || len(v.Opinions) > 0) {
			t.Errorf("%s, %s (%s) sees who writes: %+v", stage, role, rel, v)
		}
		if role == principal.Billing || role == principal.PartnerAdmin || role == principal.Admin {
			if strings.Contains(string(body), "Dr. Writer specialist") || strings.Contains(string(body), "Liver surgery") {
				t.Errorf("%s: %s reads the specialist's name", stage, role)
			}
		}
		_, list := p.ask("GET", "/cases", nil)
		if strings.Contains(string(list), "Quintanilla") != r.Sees(rights.Name) || strings.Contains(string(list), "Dr. Amara") != r.Sees(rights.Clinical) ||
			strings.Contains(string(list), "Acme") != r.Sees(rights.Money) || strings.Contains(string(list), "Dr. Writer specialist") && !r.Sees(rights.Writers) {
			t.Errorf("%s, %s (%s): the list shows what the case does not, or less: %s", stage, role, rel, list)
		}
		for _, act := range consoleActs() {
			if act == rights.WriteDraft || act == rights.WritePart || act == rights.TakeStudy || act == rights.SayLacked || r.May(act) {
				continue
			}
			want := map[bool]int{true: 403, false: 404}[rel != rights.None]
			if got, b := p.ask("POST", "/cases/"+id+"/acts/"+string(act), map[string]any{}); got != want {
				t.Errorf("%s, %s (%s) may %s: %d %s", stage, role, rel, act, got, b)
			}
		}
		for path, view := range map[string]rights.View{"/opinion": rights.Opinion, "/opinion/letter.pdf": rights.Opinion} {
			if got, _ := p.ask("GET", "/cases/"+id+path, nil); got == 200 && !r.Sees(view) {
				t.Errorf("%s, %s (%s) gets %s", stage, role, rel, path)
			}
		}
		w.lookedAtFigures(id, stage, role, r)
		if got, _ := p.ask("GET", "/cases/"+id+"/images", nil); (got == 200) != r.Sees(rights.Records) {
			t.Errorf("%s, %s (%s): the images answer %d", stage, role, rel, got)
		}
		for path, act := range map[string]rights.Act{"/candidates": "offer", "/readers?kind=imaging": "assign-overread"} {
			if got, _ := p.ask("GET", "/cases/"+id+path, nil); (got == 200) != r.May(act) {
				t.Errorf("%s, %s (%s): %s answers %d", stage, role, rel, path, got)
			}
		}
	}
}

// What the walk looks for: on a key image of the clinic, and on a figure.
const keyNote, figureLegend = "A node beside the aorta", "The node in the letter"

// marks has the clinic mark an image of the case.
func (w *world) marks(id string, k casefile.KeyImage) {
	w.t.Helper()
	ctx := context.Background()
	row, err := w.db.Q().GetCase(ctx, id)
	if err != nil {
		w.t.Fatal(err)
	}
	key, err := w.keys.UnwrapCaseKey(casefile.CaseID(id), row.KeyWrapped)
	if err != nil {
		w.t.Fatal(err)
	}
	k.Note = keyNote
	sealed, err := chart.ColumnsOf(casefile.CaseID(id), &key).SealKeyImages([]casefile.KeyImage{k})
	if err != nil {
		w.t.Fatal(err)
	}
	if err := w.db.Tx(ctx, func(tx *sql.Tx) error {
		return db.New(tx).PutKeyImages(ctx, db.PutKeyImagesParams{CaseID: id, ImagesSealed: sealed})
	}); err != nil {
		w.t.Fatal(err)
	}
}

// lookedAtFigures asks for every picture that the case keeps, of every version,
// and tries to put one: a picture is read by whoever reads the version that names
// it, and drawn by who writes the draft.
func (w *world) lookedAtFigures(id, stage string, role principal.Role, r rights.Rights) {
	t, p := w.t, w.staff[role]
	t.Helper()
	q := w.db.Q()
	rows, err := q.ListPictures(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	heads, err := q.ListOpinionHeads(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range heads {
		version := fmt.Sprintf("?version=%d", h.Version)
		reads, body := p.ask("GET", "/cases/"+id+"/opinion"+version, nil)
		if reads == 200 && !r.Sees(rights.Opinion) {
			t.Errorf("%s, %s: reads version %d", stage, role, h.Version)
		}
		for _, pic := range rows {
			names := reads == 200 && strings.Contains(string(body), pic.SHA256)
			got, b := p.ask("GET", "/cases/"+id+"/opinion/pictures/"+pic.SHA256+version, nil)
			if (got == 200) != names {
				t.Errorf("%s, %s: reads version %d: %v, its picture answers %d: %.100s", stage, role, h.Version, names, got, b)
			}
			if names != strings.Contains(string(body), figureLegend) {
				t.Errorf("%s, %s: a figure without its legend, or the other way around", stage, role)
			}
		}
	}
	if r.May(rights.WriteDraft) {
		return
	}
	for _, h := range heads {
		k := casefile.KeyImage{ID: casefile.NewID(), Record: "r", Study: "1", Series: "1", SOP: "1", Frame: 1, Note: "Not theirs"}
		for _, pic := range rows {
			body := map[string]any{"version": h.Version, "row_version": h.UpdatedAt, "figure": deed.Figure{Image: k, Picture: deed.Picture{SHA256: pic.SHA256}}}
			if got, b := p.ask("PUT", "/cases/"+id+"/opinion/figures/"+k.ID, body); got != 403 && got != 404 {
				t.Errorf("%s, %s: puts a figure into version %d: %d %s", stage, role, h.Version, got, b)
			}
		}
	}
	if got, _ := p.keep(id, shot(t, 9)); got != 403 && got != 404 {
		t.Errorf("%s, %s: keeps a picture: %d", stage, role, got)
	}
	if got, _ := p.ask("DELETE", "/cases/"+id+"/opinion/figures/"+casefile.NewID()+"?version=1&row_version=1", nil); got != 403 && got != 404 {
		t.Errorf("%s, %s: removes a figure: %d", stage, role, got)
	}
}

func TestRecordBytes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.receive(document(), workflow.Allowed)
	p := w.staff[principal.Coordinator]
	v := p.open(id)
	if len(v.Records) != 1 || v.Records[0].Name != "report.pdf" {
		t.Fatalf("records: %+v", v.Records)
	}
	if r := v.Records[0]; r.Accession != "A-17" || r.Referrer != "Dr. Deirdre Halloran, Bola Okafor" {
		t.Errorf("order %q, referred by %q", r.Accession, r.Referrer)
	}
	path := "/cases/" + id + "/records/" + v.Records[0].ID
	status, body := p.ask("GET", path, nil)
	if status != 200 || string(body) != "%PDF-1.7 a report of nobody" {
		t.Errorf("record: %d %q", status, body)
	}
	req, _ := http.NewRequest("GET", w.http.URL+"/console/api"+path, nil)
	req.Header.Set("Range", "bytes=5-7")
	res, err := p.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	part, _ := io.ReadAll(res.Body)
	res.Body.Close()
	if res.StatusCode != 206 || string(part) != "1.7" {
		t.Errorf("a range: %d %q", res.StatusCode, part)
	}
	if res.Header.Get("X-Content-Type-Options") != "nosniff" || res.Header.Get("Cache-Control") != "no-store" {
		t.Error("a record may be sniffed or stored")
	}
	p.want(404, "GET", "/cases/"+id+"/records/"+casefile.NewID(), nil, nil)
	w.staff[principal.Billing].want(403, "GET", path, nil, nil)
}

func TestDraftConflict(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.receive(document(), workflow.Allowed)
	w.triage(id)
	s := w.staff[principal.Specialist]
	w.staff[principal.Coordinator].act(id, "offer", map[string]any{"person": s.acc.ID})
	s.act(id, "accept-offer", nil)
	var one, two draft
	s.want(200, "GET", "/cases/"+id+"/opinion", nil, &one)
	two = one
	one.Content.Assessment = "first window"
	s.want(200, "PUT", "/cases/"+id+"/opinion", map[string]any{"version": 1, "row_version": one.RowVersion, "content": one.Content}, &one)
	two.Content.Assessment = "second window"
	s.want(409, "PUT", "/cases/"+id+"/opinion", map[string]any{"version": 1, "row_version": two.RowVersion, "content": two.Content}, nil)
	var now draft
	s.want(200, "GET", "/cases/"+id+"/opinion", nil, &now)
	if now.Content.Assessment != "first window" {
		t.Errorf("an older window overwrote: %q", now.Content.Assessment)
	}
	// What the page may not set is the case's own.
	now.Content.Patient.Name, now.Content.Addressee.Name, now.Content.Answers[0].Question = "Somebody Else", "Dr. Nobody", "Another question?"
	now.Content.Signers[0].Name, now.Content.Version, now.Content.Supersedes = "A. Nother", 9, 3
	s.want(200, "PUT", "/cases/"+id+"/opinion", map[string]any{"version": 1, "row_version": now.RowVersion, "content": now.Content}, nil)
	var fresh draft
	s.want(200, "GET", "/cases/"+id+"/opinion", nil, &fresh)
	c := fresh.Content
	if c.Patient.Name != "Santiago Quintanilla" || c.Addressee.Name != "Dr. Amara Okonkwo-Reyes" || c.Answers[0].Question != "Is resection preferable to ablation?" ||
		c.Version != 1 || c.Supersedes != 0 || !strings.HasPrefix(c.Signers[0].Name, "Dr. Writer specialist, MD") {
		t.Errorf("the page set what is the case's: %+v", c)
	}
	// Two acts on one view: the second saw an older case.
	coordinator := w.staff[principal.Coordinator]
	v := coordinator.open(id)
	coordinator.act(id, "hold", map[string]any{"seq": v.Seq, "reason": "physician-away"})
	if k := coordinator.refused(409, id, "resume", map[string]any{"seq": v.Seq}); k != "conflict" {
		t.Errorf("an act on an older view: %s", k)
	}
}

func TestCriticalFinding(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.receive(document(), workflow.Allowed)
	w.triage(id)
	c, s := w.staff[principal.Coordinator], w.staff[principal.Specialist]
	c.act(id, "offer", map[string]any{"person": s.acc.ID})
	s.act(id, "accept-offer", nil)
	s.act(id, "raise-critical", map[string]any{"finding": "free air"})
	var list struct {
		Rows []struct {
			Turn, Next string
			Critical   bool
		}
	}
	c.want(200, "GET", "/cases", nil, &list)
	if len(list.Rows) != 1 || list.Rows[0].Turn != "late" || list.Rows[0].Next != "log-call" || !list.Rows[0].Critical {
		t.Fatalf("the list after a critical finding: %+v", list.Rows)
	}
	c.act(id, "log-call", map[string]any{"call": "reached the doctor at 10:40"})
	if v := c.open(id); v.Next != "acknowledge-critical" || v.Tracks.Critical != "called" {
		t.Fatalf("after the call: %v", v)
	}
	c.act(id, "log-call", map[string]any{"call": "told the ward as well"})
	heard := ""
	for _, e := range c.timeline(id, "").Entries {
		if e.Event == "log-call" {
			heard += e.Note + "; "
		}
	}
	if !strings.Contains(heard, "reached the doctor at 10:40") || !strings.Contains(heard, "told the ward") {
		t.Errorf("the calls on record: %q", heard)
	}
	if k := c.refused(409, id, "acknowledge-critical", nil); k != "incomplete" {
		t.Errorf("an acknowledgement without a word: %s", k)
	}
	c.act(id, "acknowledge-critical", map[string]any{"note": "repeated back"})
	c.want(200, "GET", "/cases", nil, &list)
	if list.Rows[0].Turn == "late" || list.Rows[0].Critical {
		t.Errorf("after the acknowledgement: %+v", list.Rows)
	}
	// The question's way: specialist, coordinator, clinic.
	s.act(id, "ask-question", map[string]any{"text": "Which dose was given?"})
	c.act(id, "forward-question", map[string]any{"text": "Which dose was given?"})
	feed, err := w.db.Q().ListFeed(context.Background(), db.ListFeedParams{ClinicID: w.clinic, MaxRows: 1000})
	if err != nil {
		t.Fatal(err)
	}
	told := 0
	for _, f := range feed {
		if f.Kind == "message" {
			told++
		}
	}
	if told != 1 {
		t.Errorf("the clinic was told %d times", told)
	}
}

func TestOverreadJoinsTheOpinion(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.receive(document(), workflow.Allowed)
	w.triage(id)
	c, s, r := w.staff[principal.Coordinator], w.staff[principal.Specialist], w.staff[principal.Radiologist]
	c.act(id, "order-overread", map[string]any{"kind": "imaging"})
	c.act(id, "offer", map[string]any{"person": s.acc.ID})
	s.act(id, "accept-offer", nil)
	d := s.write(id)
	sign := func() map[string]any {
		return map[string]any{"version": 1, "row_version": d.RowVersion, "password": password, "code": s.code()}
	}
	if k := s.refused(409, id, "sign-draft", sign()); k != "incomplete" {
		t.Errorf("a signature before the ordered review: %s", k)
	}
	if k := c.refused(409, id, "assign-overread", map[string]any{"kind": "imaging", "person": s.acc.ID}); k != "refused" {
		t.Errorf("a review by a specialist: %s", k)
	}
	c.act(id, "assign-overread", map[string]any{"kind": "imaging", "person": r.acc.ID})
	if v := r.open(id); v.Next != "finalize-overread" || v.Patient == nil {
		t.Fatalf("the reader: %v", v)
	}
	s.act(id, "ask-question", map[string]any{"text": "Since when?"})
	s.act(id, "raise-critical", map[string]any{"finding": "A clot."})
	c.act(id, "log-call", map[string]any{"call": "Told."})
	c.act(id, "acknowledge-critical", map[string]any{"note": "Understood."})
	r.act(id, "finalize-overread", map[string]any{"kind": "imaging", "report": "No second lesion.", "password": password, "code": r.code()})
	// The reader learns what was done with the case, not who writes.
	_, body := r.ask("GET", "/cases/"+id, nil)
	if strings.Contains(string(body), "Dr. Writer specialist") || !strings.Contains(string(body), "A clot.") {
		t.Errorf("the reader sees who writes, or not what was found: %s", body)
	}
	for _, e := range r.open(id).Timeline {
		if e.Event == "finalize-overread" && e.Actor == "" {
			t.Error("the reader does not see the own act")
		}
	}
	// Written before the report was final: it joins at the signature all the same.
	s.act(id, "sign-draft", sign())
	var signed draft
	w.staff[principal.Approver].want(403, "GET", "/cases/"+id+"/opinion", nil, nil)
	w.staff[principal.Approver].act(id, "take-up", nil)
	w.staff[principal.Approver].want(200, "GET", "/cases/"+id+"/opinion", nil, &signed)
	if len(signed.Content.Findings) != 1 || !strings.HasPrefix(signed.Content.Findings[0].Text, "No second lesion.\n\nDr. Writer radiologist") {
		t.Errorf("findings: %+v", signed.Content.Findings)
	}
	if k := r.refused(409, id, "finalize-overread", map[string]any{"kind": "imaging", "report": "Another.", "password": password, "code": r.code()}); k != "refused" {
		t.Errorf("a second report: %s", k)
	}
}

func TestCorrectionSupersedes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.receive(document(), workflow.Allowed)
	w.triage(id)
	c, s, a := w.staff[principal.Coordinator], w.staff[principal.Specialist], w.staff[principal.Approver]
	c.act(id, "offer", map[string]any{"person": s.acc.ID})
	s.act(id, "accept-offer", nil)
	d := s.write(id)
	s.act(id, "sign-draft", map[string]any{"version": 1, "row_version": d.RowVersion, "password": password, "code": s.code()})
	a.act(id, "take-up", nil)
	a.act(id, "approve", map[string]any{"version": 1, "password": password, "code": a.code()})
	s.act(id, "begin-correction", map[string]any{"reason": "error", "change": "The size was 3.4 cm, not 4.3 cm."})
	s.want(200, "GET", "/cases/"+id+"/opinion", nil, &d)
	if d.Version != 2 || d.Content.Supersedes != 1 || d.Content.Kind != deed.KindCorrection || d.Content.Answers[0].Text == "" {
		t.Fatalf("the correction's draft: %d %+v", d.Version, d.Content)
	}
	d.Content.Assessment = "A single tumor of 3.4 cm."
	s.want(200, "PUT", "/cases/"+id+"/opinion", map[string]any{"version": 2, "row_version": d.RowVersion, "content": d.Content}, &d)
	s.act(id, "sign-revision", map[string]any{"version": 2, "row_version": d.RowVersion, "password": password, "code": s.code()})
	a.act(id, "take-up-revision", nil)
	v := a.act(id, "approve-revision", map[string]any{"version": 2, "password": password, "code": a.code()})
	if len(v.Opinions) != 2 {
		t.Fatalf("opinions: %+v", v.Opinions)
	}
	ctx, q := context.Background(), w.db.Q()
	old, err := q.GetOpinionVersion(ctx, db.GetOpinionVersionParams{CaseID: id, Version: 1})
	if err != nil || old.SupersededAt == 0 || old.PackageBlob == "" {
		t.Errorf("the older version: superseded at %d, %v", old.SupersededAt, err)
	}
	p := w.opened(id, 2)
	verified, err := deed.Verify(w.root, p)
	if err != nil || verified.Content.Supersedes != 1 || verified.Content.Change == "" {
		t.Errorf("the correction: %+v, %v", verified.Content, err)
	}
}

// What a refusal destroys is gone, and nothing can be done to the case any more (S7).
func TestRefusedLocationLeavesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.receive(document(), workflow.Check)
	c := w.staff[principal.Coordinator]
	c.act(id, "refuse-location", map[string]any{"note": "counsel says no"})
	row, err := w.db.Q().GetCase(context.Background(), id)
	if err != nil || row.State != "not-eligible" || len(row.KeyWrapped)+len(row.SummarySealed)+len(row.DocumentSealed) != 0 {
		t.Errorf("after the refusal: %s, %v", row.State, err)
	}
	if k := c.refused(409, id, "hold", map[string]any{"reason": "other"}); k != "refused" {
		t.Errorf("an act on an erased case: %s", k)
	}
}

func TestRevokedEndsDisclosure(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.receive(document(), workflow.Allowed)
	w.triage(id)
	c, s := w.staff[principal.Coordinator], w.staff[principal.Specialist]
	c.act(id, "offer", map[string]any{"person": s.acc.ID})
	s.act(id, "accept-offer", nil)
	c.act(id, "revoke", map[string]any{"note": "by telephone"})
	s.want(404, "GET", "/cases/"+id, nil, nil)
	s.want(404, "GET", "/cases/"+id+"/opinion", nil, nil)
	w.staff[principal.PartnerAdmin].want(404, "GET", "/cases/"+id, nil, nil)
}

func TestLapsedCredentialIsNotOffered(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.receive(document(), workflow.Allowed)
	w.triage(id)
	ctx, s := context.Background(), w.staff[principal.Specialist]
	err := w.db.Tx(ctx, func(tx *sql.Tx) error {
		return db.New(tx).UpdatePersonCredentials(ctx, db.UpdatePersonCredentialsParams{
			ID: s.acc.ID, Specialties: `["Liver surgery"]`, Tenured: true, Licensed: true, BoardCertified: true,
			CredentialsUntil: w.now.Add(-time.Hour).UnixMilli(), UpdatedAt: 1,
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	var list struct {
		Candidates []struct {
			ID       string
			Eligible bool
			Reasons  []string
		}
	}
	c := w.staff[principal.Coordinator]
	c.want(200, "GET", "/cases/"+id+"/candidates", nil, &list)
	if len(list.Candidates) != 1 || list.Candidates[0].Eligible || !has(list.Candidates[0].Reasons, "licence-lapsed") {
		t.Errorf("candidates: %+v", list.Candidates)
	}
	if k := c.refused(409, id, "offer", map[string]any{"person": s.acc.ID}); k != "refused" {
		t.Errorf("an offer to a lapsed license: %s", k)
	}
}
