package console_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

type spoken struct {
	Acts    []string
	Records []struct {
		ID, Name, Translates, Material string
		Origin                         *struct{ Foreign bool }
		Translation                    *struct {
			State, Record, Of, Whom, Due string
			SaidBy                       string `json:"said_by"`
		}
	}
	Materials []struct{ ID, State string }
	Tasks     []struct{ ID, Kind, Later string }
	Messages  []struct{ Text string }
}

func (p *person) spoken(id string) (v spoken) {
	p.w.t.Helper()
	p.want(200, "GET", "/cases/"+id, nil, &v)
	return v
}

const spanish = "Patient: Quintanilla, Santiago\nDOB: 1971-03-02\n\n" +
	"El paciente refiere dolor en el costado derecho desde hace tres semanas, sin fiebre ni otros síntomas; la exploración del abdomen no muestra masas, el hígado se palpa dos centímetros por debajo del reborde costal y la analítica de la semana pasada era normal salvo una elevación discreta de las enzimas.\n"

// A record that is not in English waits for its translation: intake is not complete
// before, the clinic is told, it is a task on its day, the translation is joined as it
// is filed, and who answers reads both. Taken out again, the record waits again (R15).
func TestARecordWaitsForItsTranslation(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.staff[principal.Coordinator]
	id := w.receive(document(), workflow.Allowed)
	c.act(id, "check-licence", nil)
	w.files(id, "informe.txt", spanish)
	v := c.spoken(id)
	record := v.Records[len(v.Records)-1]
	if record.Origin == nil || !record.Origin.Foreign || record.Translation != nil || !has(v.Acts, "ask-translation") || !has(v.Acts, "join-translation") {
		t.Fatalf("%+v, acts %v", record, v.Acts)
	}
	day := w.clock().AddDate(0, 0, 9).Format(time.DateOnly)
	ask := map[string]any{"record": record.ID, "of": "clinic", "whom": "The ward’s desk", "due": day}
	for about, bad := range map[string]map[string]any{
		"no day":              {"record": record.ID, "of": "clinic"},
		"a day that is over":  {"record": record.ID, "of": "clinic", "due": w.clock().AddDate(0, 0, -1).Format(time.DateOnly)},
		"nobody to ask":       {"record": record.ID, "due": day},
		"somebody unknown":    {"record": record.ID, "of": "neighbor", "due": day},
		"a record of no case": {"record": "00000000000000000000000000000000", "of": "clinic", "due": day},
	} {
		if code, b := c.ask("POST", "/cases/"+id+"/acts/ask-translation", bad); code < 400 || code > 499 {
			t.Errorf("%s: %d %s", about, code, b)
		}
	}
	c.act(id, "ask-translation", ask)
	v = c.spoken(id)
	x := v.Records[len(v.Records)-1].Translation
	if x == nil || x.State != "waiting" || x.Of != "clinic" || x.Whom != "The ward’s desk" || !strings.HasPrefix(x.Due, day) || x.SaidBy == "" {
		t.Fatalf("%+v", x)
	}
	if !slices.ContainsFunc(v.Messages, func(m struct{ Text string }) bool {
		return strings.Contains(m.Text, "“informe.txt” is not in English")
	}) {
		t.Errorf("the clinic was not told: %+v", v.Messages)
	}
	if !slices.ContainsFunc(v.Tasks, func(t struct{ ID, Kind, Later string }) bool {
		return t.Kind == workflow.TaskTranslation && strings.HasPrefix(t.Later, day)
	}) {
		t.Errorf("%+v", v.Tasks)
	}
	// Everything else is in order, and still it is not complete.
	c.act(id, "check-agreement", map[string]any{"note": "spoke to the desk"})
	if has(c.open(id).Acts, "decide-location") {
		c.act(id, "decide-location", map[string]any{"allow": true, "reason": "rule-found", "note": "the state board’s page of today names no rule"})
	}
	for _, m := range v.Materials {
		if m.State != "arrived" {
			c.act(id, "record-material", map[string]any{"material": m.ID, "by": "name", "and": "reference"})
		}
	}
	c.act(id, "set-estimate", nil)
	w.exec("UPDATE cases SET materials = 'waived' WHERE id = ?", id) // of slides that do not come, not of R15
	if v := c.spoken(id); has(v.Acts, "find-complete") {
		t.Error("intake may be found complete while a translation is waited for")
	}
	if kind := c.refused(409, id, "find-complete", nil); kind != "incomplete" {
		t.Errorf("refused as %s", kind)
	}
	if kind := c.refused(409, id, "needs-no-translation", map[string]any{"record": record.ID}); kind != "incomplete" {
		t.Errorf("no reason was asked for: %s", kind)
	}
	y := w.comes("report in English.txt", faxed)
	in := map[string]any{"case": id, "material": "", "kind": "record", "date": "", "name": "", "by": []string{"name", "birth-date"}, "despite": "", "note": "", "translates": record.ID}
	c.want(200, "POST", "/inbox/"+y+"/file", in, nil)
	v = c.spoken(id)
	translation := v.Records[len(v.Records)-1]
	if translation.Translates != record.ID || v.Records[len(v.Records)-2].Translation.Record != translation.ID || v.Records[len(v.Records)-2].Translation.State != "here" {
		t.Fatalf("%+v", v.Records)
	}
	if slices.ContainsFunc(v.Tasks, func(t struct{ ID, Kind, Later string }) bool { return t.Kind == workflow.TaskTranslation }) {
		t.Errorf("a task is left: %+v", v.Tasks)
	}
	// Taken out, and filed again: it waits in between.
	w.takesOut(y, "wrong-material")
	if v = c.spoken(id); v.Records[len(v.Records)-1].Translation.State != "waiting" || has(v.Acts, "find-complete") {
		t.Errorf("%+v", v.Records)
	}
	delete(in, "translates")
	c.want(200, "POST", "/inbox/"+y+"/file", in, nil)
	v = c.spoken(id)
	translation = v.Records[len(v.Records)-1]
	c.refused(409, id, "join-translation", map[string]any{"record": record.ID, "translation": record.ID})
	c.act(id, "join-translation", map[string]any{"record": record.ID, "translation": translation.ID})
	// What came with its translation is joined without anybody having been asked.
	w.files(id, "otro.txt", spanish+"\nSegunda hoja.\n")
	v = c.spoken(id)
	c.act(id, "join-translation", map[string]any{"record": v.Records[len(v.Records)-1].ID, "translation": v.Records[0].ID})
	if v = c.spoken(id); v.Records[len(v.Records)-1].Translation.State != "here" || v.Records[len(v.Records)-1].Translation.Of != "" {
		t.Errorf("%+v", v.Records[len(v.Records)-1])
	}
	c.refused(409, id, "join-translation", map[string]any{"record": v.Records[len(v.Records)-1].ID, "translation": v.Records[0].ID})
	if got := c.act(id, "find-complete", nil); got.State != "triage" {
		t.Fatalf("after intake: %s", got.State)
	}
	s := w.staff[principal.Specialist]
	c.act(id, "offer", map[string]any{"person": s.acc.ID})
	s.act(id, "accept-offer", nil)
	v = s.spoken(id)
	n := len(v.Records) - 1
	if v.Records[n-1].Translates != record.ID || v.Records[n-2].Translation.Record != translation.ID {
		t.Errorf("the specialist sees one of the two: %+v", v.Records)
	}
	if x := v.Records[n-2].Translation; x.Whom != "" || x.Of != "" || x.SaidBy != "" {
		t.Errorf("the specialist sees who was asked: %+v", x)
	}
	for _, act := range []string{"ask-translation", "join-translation", "needs-no-translation", "tie-records"} {
		if code, _ := s.ask("POST", "/cases/"+id+"/acts/"+act, map[string]any{}); code != 403 {
			t.Errorf("a specialist does %s: %d", act, code)
		}
	}
}

// The record itself is taken out: nothing is waited for on its account.
func TestNothingWaitsForWhatWasTakenOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.staff[principal.Coordinator]
	id := w.receive(document(), workflow.Allowed)
	c.act(id, "check-licence", nil)
	item := w.files(id, "informe.txt", spanish)
	v := c.spoken(id)
	c.act(id, "ask-translation", map[string]any{"record": v.Records[len(v.Records)-1].ID, "of": "translator", "due": w.clock().AddDate(0, 0, 9).Format(time.DateOnly)})
	w.takesOut(item, "wrong-patient")
	if n, err := w.db.Q().CountMaterials(t.Context(), id); err != nil || n.Untranslated != 0 {
		t.Errorf("%+v, %v", n, err)
	}
	if v = c.spoken(id); slices.ContainsFunc(v.Tasks, func(t struct{ ID, Kind, Later string }) bool { return t.Kind == workflow.TaskTranslation }) {
		t.Errorf("a task is left: %+v", v.Tasks)
	}
}

// Records are of what was declared because a person said so: what is no thing has
// arrived with them, what is one has not, and said again it is of something else (S5).
func TestRecordsAreTiedToWhatWasDeclared(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.staff[principal.Coordinator]
	id := w.receive(document(), workflow.Allowed)
	c.act(id, "check-licence", nil)
	v := c.spoken(id)
	sealed, upload, slides := v.Records[0], v.Materials[0], v.Materials[1]
	w.exec("UPDATE materials SET state = 'declared' WHERE id = ?", upload.ID)
	c.act(id, "tie-records", map[string]any{"records": sealed.ID, "material": slides.ID})
	if v = c.spoken(id); v.Records[0].Material != slides.ID || v.Materials[1].State == "arrived" {
		t.Errorf("slides are here by a report: %+v", v.Materials)
	}
	c.act(id, "tie-records", map[string]any{"records": sealed.ID, "material": upload.ID})
	if v = c.spoken(id); v.Records[0].Material != upload.ID || v.Materials[0].State != "arrived" {
		t.Errorf("%+v %+v", v.Records, v.Materials)
	}
	c.act(id, "tie-records", map[string]any{"records": sealed.ID})
	if v = c.spoken(id); v.Records[0].Material != "" {
		t.Errorf("%+v", v.Records)
	}
	for about, bad := range map[string]map[string]any{
		"no record":             {"records": " ", "material": upload.ID},
		"a record of no case":   {"records": sealed.ID + " 00000000000000000000000000000000", "material": upload.ID},
		"a material of no case": {"records": sealed.ID, "material": "00000000000000000000000000000000"},
	} {
		if code, b := c.ask("POST", "/cases/"+id+"/acts/tie-records", bad); code < 400 || code > 499 {
			t.Errorf("%s: %d %s", about, code, b)
		}
	}
	state := c.open(id).State
	w.exec("UPDATE cases SET state = 'withdrawn' WHERE id = ?", id)
	for act, in := range map[string]map[string]any{
		"tie-records": {"records": sealed.ID, "material": upload.ID}, "needs-no-translation": {"record": sealed.ID},
		"ask-translation": {"record": sealed.ID, "of": "clinic", "due": w.clock().AddDate(0, 0, 9).Format(time.DateOnly)},
	} {
		if kind := c.refused(409, id, act, in); kind != "refused" {
			t.Errorf("%s on a case that has ended: %s", act, kind)
		}
	}
	w.exec("UPDATE cases SET state = ? WHERE id = ?", state, id)
	// By the inbox it is tied as it is filed, and loose again when it is taken out.
	x := w.comes("fax.txt", faxed)
	c.want(200, "POST", "/inbox/"+x+"/file", map[string]any{"case": id, "material": upload.ID, "kind": "record", "date": "", "name": "", "by": []string{"name", "birth-date"}, "despite": "", "note": ""}, nil)
	if v = c.spoken(id); v.Records[len(v.Records)-1].Material != upload.ID {
		t.Errorf("%+v", v.Records)
	}
	w.takesOut(x, "other")
	if list, err := w.db.Q().ListTies(t.Context(), id); err != nil || len(list) != 0 {
		t.Errorf("%+v %v", list, err)
	}
}
