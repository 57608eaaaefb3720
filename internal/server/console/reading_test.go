package console_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/server/db"
	"oso/internal/server/opinion"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

type readingView struct {
	Overreads []struct {
		Kind, State, Report string
		DueAt               *time.Time `json:"due_at"`
		DoubtedAt           *time.Time `json:"doubted_at"`
		Signed              *struct{ Text, By, As, Fingerprint string }
		Addenda             []struct{ Text, By, Fingerprint string }
	}
	Holdings []struct {
		Material, Description, State string
		Loans                        []struct {
			Reader struct{ ID string }
			By     string
			Place  string
			Back   *time.Time
			Mine   bool
		}
	}
}

func (p *person) reading(id string) (v readingView) {
	p.w.t.Helper()
	p.want(200, "GET", "/cases/"+id, nil, &v)
	return v
}

// reading is a case that somebody writes and whose images a radiologist reads.
func (w *world) reading() (id string, author, reader *person) {
	w.t.Helper()
	c, r := w.staff[principal.Coordinator], w.staff[principal.Radiologist]
	id, s, _ := w.writing()
	c.act(id, "order-overread", map[string]any{"kind": "imaging"})
	c.act(id, "assign-overread", map[string]any{"kind": "imaging", "person": r.acc.ID})
	return id, s, r
}

func (p *person) signsReport(text string) map[string]any {
	return map[string]any{"kind": "imaging", "report": text, "password": password, "code": p.code()}
}

// A report begins with a template that fits what is read, with what the case says in
// it, and is not signed while any of the template still stands.
func TestAReportBeginsWithATemplate(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, s, r := w.reading()
	var v struct {
		Templates []struct{ Name, Review, Text string }
	}
	r.get("/cases/"+id+"/report-texts", http.StatusOK, &v)
	if len(v.Templates) < 3 {
		t.Fatalf("%+v", v)
	}
	text := ""
	for _, x := range v.Templates {
		if x.Review != "imaging" {
			t.Errorf("a radiologist is offered %+v", x)
		}
		if x.Name == "CT" {
			text = x.Text
		}
	}
	if !strings.Contains(text, "# Impression") || !strings.Contains(text, "{organ by organ}") || strings.Contains(text, "{diagnosis}") {
		t.Fatalf("begins with %q", text)
	}
	for role, p := range w.staff {
		if p != r {
			if got, b := p.ask("GET", "/cases/"+id+"/report-texts", nil); got != 403 && got != 404 {
				t.Errorf("%s reads %d %s", role, got, b)
			}
		}
	}
	for what, report := range map[string]string{"a place": text, "a heading": "# Findings\n\nNone.\n\n# Impression", "nothing": " \n"} {
		if k := r.refused(409, id, "finalize-overread", r.signsReport(report)); k != "incomplete" {
			t.Errorf("signed with %s left: %s", what, k)
		}
	}
	r.act(id, "finalize-overread", r.signsReport("# Findings\n\nNo **second** lesion.\n\n# Impression\n\n- T1b"))
	o := s.reading(id).Overreads[0]
	if o.Signed == nil || !strings.Contains(o.Signed.Text, "**second**") || strings.Contains(o.Report, "**") || len(o.Signed.Fingerprint) != 64 {
		t.Errorf("the author reads %+v", o)
	}
	s.signs(id, s.write(id))
	if got := s.letter(id).Content.Findings; len(got) != 1 || !strings.HasPrefix(got[0].Text, "# Findings\n\nNo **second** lesion.") {
		t.Errorf("in the letter: %+v", got)
	}
}

// A reader names an image as the letter's author does: the report is signed with the
// place, the letter leads there, and no number of a report leads into its lists.
func TestAReportCitesRecords(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, s, r := w.reading()
	k := w.scanned(id, "1.2.3.4")
	var at deed.Citation
	ask := "/cases/" + id + "/opinion/citation?frame=1&record=" + string(k.Record)
	r.want(200, "GET", ask, nil, &at)
	for _, role := range []principal.Role{principal.Coordinator, principal.Approver, principal.Billing, principal.Admin} {
		if got, _ := w.staff[role].ask("GET", ask, nil); got != 403 && got != 404 {
			t.Errorf("%s is told a place: %d", role, got)
		}
	}
	var kept opinion.Report
	var point deed.Citation
	r.want(200, "GET", ask+"&x=212.4&y=186.9", nil, &point)
	if point.Label != at.Label+", column 213, row 187" {
		t.Errorf("a point is called %q beside %q", point.Label, at.Label)
	}
	text := "Short [" + at.Label + "], at its worst [" + point.Label + "], not [CT of somebody]."
	r.want(200, "PUT", "/cases/"+id+"/notes/report", map[string]any{"kind": "imaging", "text": text}, &kept)
	if len(kept.Citations) != 2 || kept.Citations[0].Label != at.Label || kept.Citations[0].Target.Record != k.Record {
		t.Fatalf("kept: %+v", kept)
	}
	if got := r.refused(409, id, "finalize-overread", r.signsReport("As in [1].")); got != "incomplete" {
		t.Errorf("signed with another's number: %s", got)
	}
	r.act(id, "finalize-overread", r.signsReport(text))
	s.signs(id, s.write(id))
	var v struct {
		Overreads []struct {
			Signed *struct{ Citations []deed.Citation }
		}
	}
	s.want(200, "GET", "/cases/"+id, nil, &v)
	if c := v.Overreads[0].Signed.Citations; len(c) != 2 || c[0].Target.SOP != "1.2.3.4" || c[0].Target.X != nil || *c[1].Target.X != 212.5 || *c[1].Target.Y != 186.5 {
		t.Errorf("the author reads %+v", v.Overreads[0].Signed)
	}
	c := s.letter(id).Content
	marks := c.Marks(c.Findings[0].Text)
	if len(c.Citations) != 2 || c.Citations[0].Target.Record != k.Record || *c.Citations[1].Target.Y != 186.5 || marks[1].Kind != deed.MarkRecord || marks[3].Kind != deed.MarkRecord || strings.Contains(marks[4].Text, string(deed.MarkRecord)) {
		t.Errorf("the letter leads to %+v: %+v", c.Citations, marks)
	}
}

// The templates are the office's: one proposes, another confirms, and readers begin
// with what is in force.
func TestTemplatesOfReportsAreARegister(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin, c := w.staff[principal.Admin], w.staff[principal.Coordinator]
	id, _, r := w.reading()
	one := func(words string) map[string]any {
		return map[string]any{"over": 0, "source": "Meeting of 2 November", "reports": []map[string]string{{"name": "Chest", "review": "imaging", "modality": "CT", "words": words}}}
	}
	c.post("/report-texts", one("No heading."), http.StatusUnprocessableEntity, nil)
	for _, role := range []principal.Role{principal.Radiologist, principal.Specialist, principal.Billing} {
		w.staff[role].post("/report-texts", one("# Findings\n\n{x}"), http.StatusForbidden, nil)
		w.staff[role].get("/report-texts", http.StatusForbidden, nil)
	}
	c.post("/report-texts", one("# Findings\n\n{sex}, {age} years: {x}"), http.StatusOK, nil)
	c.post("/report-texts/confirm", map[string]any{"version": 1}, http.StatusForbidden, nil)
	admin.post("/report-texts/confirm", map[string]any{"version": 1}, http.StatusOK, nil)
	var v struct{ Templates []struct{ Name, Text string } }
	r.get("/cases/"+id+"/report-texts", http.StatusOK, &v)
	if len(v.Templates) != 1 || v.Templates[0].Name != "Chest" || !strings.HasSuffix(v.Templates[0].Text, "years: {x}") {
		t.Errorf("%+v", v)
	}
}

// What was kept last is what is signed: a window that does not know it signs nothing.
func TestAnOlderWindowSignsNoReport(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, _, r := w.reading()
	var kept struct {
		RowVersion int64 `json:"row_version"`
	}
	for _, text := range []string{"A lesion.", "A lesion of 12 mm."} {
		r.want(200, "PUT", "/cases/"+id+"/notes/report", map[string]any{"kind": "imaging", "text": text, "row_version": kept.RowVersion}, &kept)
	}
	in := r.signsReport("A lesion.")
	in["row_version"] = kept.RowVersion - 1
	if k := r.refused(409, id, "finalize-overread", in); k != "conflict" {
		t.Errorf("an older window signed: %s", k)
	}
	in = r.signsReport("A lesion of 12 mm.")
	in["row_version"] = kept.RowVersion
	r.act(id, "finalize-overread", in)
	if k := r.refused(409, id, "finalize-overread", r.signsReport("Twice.")); k != "refused" {
		t.Errorf("signed twice: %s", k)
	}
}

// An addendum joins the letter beside what it adds to, which stays. A letter that was
// signed without it goes back to its author.
func TestAnAddendumToAReview(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, s, r := w.reading()
	a := w.staff[principal.Approver]
	if k := r.refused(409, id, "add-to-overread", r.signsReport("More.")); k != "refused" {
		t.Errorf("added to what is not final: %s", k)
	}
	r.act(id, "finalize-overread", r.signsReport("No second lesion."))
	first := r.reading(id).Overreads[0]
	s.want(403, "POST", "/cases/"+id+"/acts/add-to-overread", s.signsReport("The author's."), nil)
	s.signs(id, s.write(id))
	a.act(id, "take-up", nil)
	a.tick(id)
	w.pass(time.Minute)
	r.act(id, "add-to-overread", r.signsReport("Seen again: a node of 4 mm."))
	if o := r.reading(id).Overreads[0]; len(o.Addenda) != 1 || o.Signed.Text != first.Signed.Text || o.Signed.Fingerprint != first.Signed.Fingerprint || o.Addenda[0].By == "" {
		t.Fatalf("added: %+v", o)
	}
	if v := a.open(id); has(v.Acts, "approve") {
		t.Errorf("the approver is offered %v", v.Acts)
	}
	if k := a.refused(409, id, "approve", map[string]any{"version": 1, "password": password, "code": a.code()}); k != "refused" {
		t.Errorf("approved without the addendum: %s", k)
	}
	a.act(id, "return-draft", map[string]any{"version": 1, "reason": "other", "comments": []map[string]any{{"text": "An addendum came."}}})
	w.pass(time.Minute)
	s.signs(id, s.write(id))
	a.act(id, "take-up", nil)
	a.tick(id)
	found := s.letter(id).Content.Findings[0].Text
	if i, j := strings.Index(found, "No second lesion."), strings.Index(found, "Seen again: a node of 4 mm."); i < 0 || j < i || !strings.Contains(found, "# Addendum of ") {
		t.Errorf("the letter has %q", found)
	}
	if v := a.act(id, "approve", map[string]any{"version": 1, "password": password, "code": a.code()}); v.State != "released" {
		t.Fatalf("released: %v", v)
	}
	// After it is out, somebody has to bring it to the physician.
	r.act(id, "add-to-overread", r.signsReport("And one more."))
	if tasks := w.openTasks(id); !slices.ContainsFunc(tasks, func(x db.Task) bool { return x.Kind == workflow.TaskAddendum }) {
		t.Errorf("tasks: %+v", tasks)
	}
	if rows := w.column("SELECT body_sha256 FROM signed_readings ORDER BY signed_at"); len(rows) != 3 || rows[0] != first.Signed.Fingerprint {
		t.Errorf("kept: %v", rows)
	}
}

// Another patient's record that was beside a review puts it in doubt: nothing is
// signed on it until its reader has looked again, or the coordinator goes on without.
func TestATakenOutRecordDoubtsTheReview(t *testing.T) {
	t.Parallel()
	for name, settle := range map[string]func(w *world, id string, r *person){
		"the reader looks again": func(_ *world, id string, r *person) {
			r.act(id, "add-to-overread", r.signsReport("It does not rest on the record that was taken out."))
		},
		"not available": func(w *world, id string, _ *person) {
			w.staff[principal.Coordinator].act(id, "overread-not-available", map[string]any{"kind": "imaging", "reason": "other"})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			id, s, r := w.reading()
			item := w.files(id, "fax.txt", faxed)
			w.pass(time.Minute)
			r.act(id, "finalize-overread", r.signsReport("No second lesion."))
			if o := r.reading(id).Overreads[0]; o.DoubtedAt != nil {
				t.Fatalf("in doubt before: %+v", o)
			}
			w.pass(time.Minute)
			w.takesOut(item, "wrong-patient")
			for _, p := range []*person{s, r, w.staff[principal.Coordinator]} {
				if o := p.reading(id).Overreads[0]; o.DoubtedAt == nil {
					t.Errorf("%s is not told: %+v", p.role, o)
				}
			}
			told := strings.Join(w.column("SELECT notice || ' ' || person_id FROM notices WHERE notice = 'overread-doubted'"), "; ")
			if !strings.Contains(told, r.acc.ID) || !strings.Contains(told, s.acc.ID) {
				t.Errorf("told by mail: %s", told)
			}
			d := s.write(id)
			if k := s.refused(409, id, "sign-draft", map[string]any{"version": 1, "row_version": d.RowVersion, "password": password, "code": s.code()}); k != "incomplete" {
				t.Errorf("signed on a review in doubt: %s", k)
			}
			settle(w, id, r)
			w.pass(time.Minute)
			s.signs(id, s.write(id))
		})
	}
}

// A review that was signed before the wrong record came does not rest on it.
func TestALaterRecordDoubtsNoReview(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, _, r := w.reading()
	r.act(id, "finalize-overread", r.signsReport("No second lesion."))
	w.pass(time.Minute)
	item := w.files(id, "fax.txt", faxed)
	w.takesOut(item, "wrong-patient")
	if o := r.reading(id).Overreads[0]; o.DoubtedAt != nil {
		t.Errorf("in doubt: %+v", o)
	}
}

// Slides are in one pair of hands at a time, with who and when and where they lie,
// and go back to the clinic from the service's shelf alone.
func TestThingsAreTakenAndGivenBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.staff[principal.Coordinator]
	id, s, r := w.reading()
	things := c.reading(id).Holdings
	if len(things) != 1 || things[0].Description != "Six slides" || len(s.reading(id).Holdings) != 0 {
		t.Fatalf("%+v; the author %+v", things, s.reading(id).Holdings)
	}
	take := map[string]any{"kind": "imaging", "material": things[0].Material, "place": "Reading room 2, tray 4"}
	s.want(403, "POST", "/cases/"+id+"/acts/take-material", take, nil)
	r.act(id, "take-material", take)
	r.refused(409, id, "take-material", take) // pressed twice
	if l := c.reading(id).Holdings[0].Loans; len(l) != 1 || l[0].Reader.ID != r.acc.ID || l[0].Place != "Reading room 2, tray 4" || l[0].Back != nil {
		t.Errorf("the coordinator sees %+v", l)
	}
	if k := c.refused(409, id, "record-return", map[string]any{"note": "UPS"}); k != "refused" {
		t.Errorf("sent back while a reader has it: %s", k)
	}
	r.act(id, "give-back-material", map[string]any{"material": things[0].Material, "place": "Cabinet 7"})
	r.refused(409, id, "give-back-material", map[string]any{"material": things[0].Material, "place": "Cabinet 7"})
	if l := r.reading(id).Holdings[0].Loans; len(l) != 1 || l[0].Back == nil || l[0].Place != "Cabinet 7" || !l[0].Mine {
		t.Errorf("the reader sees %+v", l)
	}
	c.act(id, "take-material", take) // the coordinator hands it over
	if l := r.reading(id).Holdings[0].Loans; len(l) != 2 {
		t.Errorf("%+v", l)
	}
	for _, sealed := range w.column("SELECT CAST(place_sealed AS TEXT) FROM material_loans") {
		if strings.Contains(sealed, "Cabinet") || strings.Contains(sealed, "room") {
			t.Error("where it lies stands in the clear")
		}
	}
	var b []byte
	if _, b = c.ask("GET", "/cases/"+id+"/timeline", nil); !strings.Contains(string(b), "take-material") || !json.Valid(b) {
		t.Errorf("the history has no loan: %s", b)
	}
}

// A report is waited for until its limit, which its reader and the desk see.
func TestAReviewHasALimit(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, _, r := w.reading()
	due := r.reading(id).Overreads[0].DueAt
	if due == nil || !due.After(w.clock().Add(4*24*time.Hour)) {
		t.Fatalf("due %v at %v", due, w.clock())
	}
	w.staff[principal.Coordinator].act(id, "set-emergent", map[string]any{"reason": "physician-asked"})
	if hastened := r.reading(id).Overreads[0].DueAt; hastened == nil || hastened.After(w.clock().Add(24*time.Hour)) {
		t.Errorf("emergent, due %v at %v", hastened, w.clock())
	}
}

// In the work list of who reads, or writes a part, stands until when that is waited
// for; past it the row is late, and before it is not, however late the case is.
func TestOwnLimitInTheWorkList(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, author, reader := w.reading()
	type list struct {
		Rows []struct {
			ID, Turn string
			Limit    *time.Time
		}
	}
	row := func(p *person) (string, *time.Time) {
		t.Helper()
		p.signIn()
		var v list
		p.get("/cases", http.StatusOK, &v)
		for _, r := range v.Rows {
			if r.ID == id {
				return r.Turn, r.Limit
			}
		}
		t.Fatalf("the case is not in the list: %+v", v)
		return "", nil
	}
	turn, limit := row(reader)
	if due := reader.reading(id).Overreads[0].DueAt; turn != "you" || limit == nil || !limit.Equal(*due) {
		t.Errorf("the reader's row is %s until %v, want %v", turn, limit, due)
	}
	if _, limit := row(author); limit != nil {
		t.Errorf("the author's row has another's limit: %v", limit)
	}
	w.mu.Lock()
	w.now = limit.Add(11 * time.Minute) // what was found is believed for ten
	w.mu.Unlock()
	if turn, _ := row(reader); turn != "late" {
		t.Errorf("a late report's row is %s", turn)
	}
}

// A report is held against the case before it is signed, as a letter is; the words
// that are as meant stay so.
func TestReportIsReadAgainstTheCase(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, author, reader := w.reading()
	proof := func(p *person, text string) (v opinion.Proof) {
		t.Helper()
		p.want(200, "POST", "/cases/"+id+"/proof", map[string]any{"text": text}, &v)
		return v
	}
	if v := proof(reader, "# Findings\n\nNo mass is seen."); len(v.Findings) != 0 {
		t.Errorf("clean words: %+v", v.Findings)
	}
	const text = "# Findings\n\nNo mass is seen. TODO: the bowel."
	v := proof(reader, text)
	if len(v.Findings) != 1 || v.Findings[0].Kind != "leftover" || v.Findings[0].Words != "TODO" || v.Findings[0].Block != "No mass is seen. TODO: the bowel." {
		t.Fatalf("found: %+v", v.Findings)
	}
	reader.want(204, "PUT", "/cases/"+id+"/opinion/proof", map[string]any{"key": v.Findings[0].Key, "settled": true}, nil)
	if v := proof(reader, text); !v.Findings[0].Settled {
		t.Error("what is as meant is asked again")
	}
	if v := proof(author, text); v.Findings[0].Settled {
		t.Error("what is as meant to one is so to another")
	}
	for _, r := range []principal.Role{principal.Coordinator, principal.Billing, principal.Admin, principal.Approver, principal.Pathologist} {
		if status, _ := w.staff[r].ask("POST", "/cases/"+id+"/proof", map[string]any{"text": text}); status != 403 && status != 404 {
			t.Errorf("%s has it read: %d", r, status)
		}
	}
}

// Who answers a case that asks for a reading alone begins the findings with the same
// templates as a review's report; a place that is left keeps the letter unsigned.
func TestAReadersLetterBeginsWithATemplate(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	doc := document()
	doc.Service.Kind = casefile.Imaging
	doc.Service.AddOns = nil
	id := w.receive(doc, workflow.Allowed)
	w.triage(id)
	r := w.staff[principal.Radiologist]
	w.staff[principal.Coordinator].act(id, "offer", map[string]any{"person": r.acc.ID})
	r.act(id, "accept-offer", nil)
	var v struct {
		Templates []struct{ Name, Review, Text string }
	}
	r.get("/cases/"+id+"/report-texts", http.StatusOK, &v)
	if len(v.Templates) == 0 || v.Templates[0].Review != "imaging" {
		t.Fatalf("%+v", v)
	}
	var d struct {
		Version    int64        `json:"version"`
		RowVersion int64        `json:"row_version"`
		Content    deed.Content `json:"content"`
		Checks     []struct {
			Code, Detail string
			OK           bool
		}
	}
	at := "/cases/" + id + "/opinion"
	write := func(text string) bool {
		t.Helper()
		r.want(200, "GET", at, nil, &d)
		d.Content.Findings = []deed.Section{{Heading: "Findings", Text: text}}
		r.want(200, "PUT", at, map[string]any{"version": d.Version, "row_version": d.RowVersion, "content": d.Content}, nil)
		d.Checks = nil
		r.want(200, "GET", at, nil, &d)
		for _, c := range d.Checks {
			if c.Code == "template" {
				return !c.OK && strings.Contains(c.Detail, "{organ by organ}")
			}
		}
		return false
	}
	if !write("{organ by organ}") {
		t.Errorf("a place of the template keeps nobody from signing: %+v", d.Checks)
	}
	if write("The liver is clear.") {
		t.Errorf("nothing is left: %+v", d.Checks)
	}
}

// A review that is signed and not released is read by its readers and by who writes
// the letter: the proofreader quotes it to no contributor.
func TestProofQuotesNoReviewToAContributor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, author, reader := w.reading()
	reader.act(id, "finalize-overread", reader.signsReport("The lesion in the left kidney measures 34 mm."))
	second := w.hire(principal.Specialist, "second")
	w.staff[principal.Coordinator].act(id, "ask-part", map[string]any{"heading": "Surgical view", "person": second.acc.ID, "note": "is it resectable"})
	part := second.parts(id).Parts[0].ID
	second.act(id, "accept-part", map[string]any{"part": part})
	quoted := func(p *person) bool {
		t.Helper()
		var v opinion.Proof
		p.want(200, "POST", "/cases/"+id+"/proof", map[string]any{"text": "The lesion in the left kidney measures 34 cm."}, &v)
		return slices.ContainsFunc(v.Findings, func(f opinion.ProofFinding) bool {
			return strings.Contains(f.Against, "34 mm") || f.Source == "Imaging review"
		})
	}
	if !quoted(author) {
		t.Error("the author is not told what the review says otherwise")
	}
	if quoted(second) {
		t.Error("a contributor reads the review through the proofreader")
	}
}
