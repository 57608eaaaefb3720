package console_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

type things struct {
	Materials []struct {
		ID, State, Reason string
		Received          string `json:"received_by"`
		ReturnedAt        string `json:"returned_at"`
		ArrivedAt         string `json:"arrived_at"`
		Things            []struct {
			ID, Kind, Marks, Accession, Place, Carrier, Tracking string
			Number                                               int64
			ReturnedAt                                           string `json:"returned_at"`
			ReceiptAt                                            string `json:"receipt_at"`
			Was                                                  []struct{ Kind, Marks, By, Why string }
		}
	}
	Tasks []struct{ ID, Kind, Later string }
}

// Slides are written down one by one, lie on a shelf, go back by a carrier, the
// last of them with the event, and somebody says that they arrived.
func TestSlidesAreFollowedOneByOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.staff[principal.Coordinator]
	id := w.receive(document(), workflow.Allowed)
	c.act(id, "check-licence", nil)
	seen := func() (v things) {
		t.Helper()
		c.want(200, "GET", "/cases/"+id, nil, &v)
		return v
	}
	at := seen()
	slides, upload := at.Materials[1].ID, at.Materials[0].ID
	with := func(more map[string]any) map[string]any {
		in := map[string]any{"material": slides, "by": "name", "and": "number", "place": "Cabinet 2, shelf B", "things": []map[string]any{
			{"kind": "slide", "marks": "S26-1201 A1", "accession": "S26-1201"}, {"kind": "slide", "marks": "S26-1201 A2", "accession": "S26-1201"}, {"kind": "block", "marks": "S26-1201 A"},
		}}
		for k, x := range more {
			in[k] = x
		}
		return in
	}
	tomorrow, yesterday := w.clock().AddDate(0, 0, 2).Format(time.DateOnly), w.clock().AddDate(0, 0, -2).Format(time.DateOnly)
	c.refused(409, id, "record-material", with(map[string]any{"material": upload}))
	c.refused(422, id, "record-material", with(map[string]any{"on": tomorrow}))
	c.refused(422, id, "record-material", with(map[string]any{"on": "yesterday"}))
	c.refused(422, id, "record-material", with(map[string]any{"things": []map[string]any{{"kind": "kidney", "marks": "x"}}}))
	c.refused(409, id, "record-material", with(map[string]any{"things": []map[string]any{{"kind": "slide", "marks": " "}}}))
	if v := seen(); v.Materials[1].State != "declared" || len(v.Materials[1].Things) > 0 {
		t.Fatalf("after what was refused: %+v", v.Materials)
	}
	c.act(id, "record-material", with(map[string]any{"on": yesterday}))
	v := seen()
	m := v.Materials[1]
	if len(m.Things) != 3 || m.Things[2].Number != 3 || m.Things[2].Kind != "block" || m.Things[0].Accession != "S26-1201" || m.Things[1].Place != "Cabinet 2, shelf B" || m.Received == "" || !strings.HasPrefix(m.ArrivedAt, yesterday) {
		t.Fatalf("%+v", m)
	}
	// Two more came: they are added, and the first are not written anew.
	c.act(id, "record-material", with(map[string]any{"things": []map[string]any{{"kind": "slide", "marks": "S26-1201 A3"}}, "place": ""}))
	if m = seen().Materials[1]; len(m.Things) != 4 || m.Things[3].Number != 4 || !strings.HasPrefix(m.ArrivedAt, yesterday) {
		t.Fatalf("%+v", m)
	}
	ids := func(of ...int) string {
		var out []string
		for _, n := range of {
			out = append(out, m.Things[n].ID)
		}
		return strings.Join(out, " ")
	}
	if v := c.open(id); !has(v.Acts, "send-things") || !has(v.Acts, "place-things") || has(v.Acts, "confirm-things") {
		t.Errorf("while they are here: %v", v.Acts)
	}
	c.act(id, "place-things", map[string]any{"things": ids(3, 3), "place": "Cabinet 1"})
	c.refused(409, id, "confirm-things", map[string]any{"things": ids(0), "note": "Told by telephone."})
	c.refused(409, id, "send-things", map[string]any{"things": ""})
	c.refused(404, id, "send-things", map[string]any{"things": slides})
	c.refused(422, id, "send-things", map[string]any{"things": ids(0), "on": "2026-01-01"})
	c.act(id, "send-things", map[string]any{"things": ids(0, 1, 2), "carrier": "Kestrel Couriers", "tracking": "KC 44 12", "note": "To the pathology department."})
	c.refused(409, id, "send-things", map[string]any{"things": ids(0)})
	c.refused(409, id, "place-things", map[string]any{"things": ids(0), "place": "Cabinet 9"})
	v = seen()
	if m = v.Materials[1]; m.ReturnedAt != "" || m.Things[0].ReturnedAt == "" || m.Things[0].Tracking != "KC 44 12" || m.Things[3].ReturnedAt != "" || m.Things[3].Place != "Cabinet 1" {
		t.Errorf("%+v", m)
	}
	if n, _ := w.db.Q().CountMaterials(t.Context(), id); n.Unreturned != 1 {
		t.Errorf("%d are here still", n.Unreturned)
	}
	c.act(id, "send-things", map[string]any{"things": ids(3), "carrier": "", "tracking": ""})
	if n, _ := w.db.Q().CountMaterials(t.Context(), id); n.Unreturned != 0 {
		t.Errorf("%d are here still after the last went back", n.Unreturned)
	}
	if v := c.open(id); has(v.Acts, "send-things") || !has(v.Acts, "confirm-things") {
		t.Errorf("after they went back: %v", v.Acts)
	}
	c.act(id, "confirm-things", map[string]any{"things": ids(0, 1, 2), "note": "Their desk telephoned."})
	v = seen()
	if m = v.Materials[1]; m.Things[0].ReceiptAt == "" || m.Things[3].ReceiptAt != "" {
		t.Errorf("%+v", m)
	}
	// A label that was read wrongly, also once it is back: what it was stays.
	right := map[string]any{"things": ids(1), "kind": "slide", "marks": "S26-1201 B2", "accession": "S26-1202", "note": "Their desk read it out."}
	if v := c.open(id); !has(v.Acts, "correct-thing") {
		t.Errorf("offered: %v", v.Acts)
	}
	for name, in := range map[string]map[string]any{
		"no reason": {"things": ids(1), "kind": "slide", "marks": "x"}, "the same": {"things": ids(0), "kind": "slide", "marks": "S26-1201 A1", "accession": "S26-1201", "note": "x"},
		"two": {"things": ids(0, 1), "kind": "slide", "marks": "x", "note": "x"}, "another kind": {"things": ids(1), "kind": "kidney", "marks": "x", "note": "x"},
	} {
		if status, _ := c.ask("POST", "/cases/"+id+"/acts/correct-thing", in); status != 422 && status != 409 {
			t.Errorf("%s: %d", name, status)
		}
	}
	c.act(id, "correct-thing", right)
	if x := seen().Materials[1].Things[1]; x.Marks != "S26-1201 B2" || x.Accession != "S26-1202" || len(x.Was) != 1 || x.Was[0].Marks != "S26-1201 A2" || x.Was[0].Why != "Their desk read it out." || x.Was[0].By == "" || x.Tracking != "KC 44 12" {
		t.Errorf("corrected: %+v", x)
	}
	var all struct {
		Entries []struct{ Event, Note string }
	}
	c.want(200, "GET", "/cases/"+id+"/timeline", nil, &all)
	said := func(event, note string) bool {
		return slices.ContainsFunc(all.Entries, func(e struct{ Event, Note string }) bool { return e.Event == event && strings.Contains(e.Note, note) })
	}
	if !said("send-things", "No. 1, 2, 3. Kestrel Couriers KC 44 12. To the pathology department.") || !said("place-things", "No. 4. Cabinet 1") || !said("confirm-things", "Their desk telephoned.") || !said("correct-thing", "No. 2. Before: slide “S26-1201 A2”, S26-1201. Their desk read it out.") {
		t.Errorf("%+v", all.Entries)
	}
}

// What is asked for again on a day is a task then, and ends with what it was about (S11).
func TestWhatIsAskedForAgainIsATask(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.staff[principal.Coordinator]
	id := w.receive(document(), workflow.Allowed)
	c.act(id, "check-licence", nil)
	v := c.open(id)
	slides := v.Materials[1].ID
	c.act(id, "record-material", map[string]any{"material": slides, "by": "name", "and": "number"})
	items := []map[string]any{{"material": slides, "code": "illegible", "note": "Two are broken."}, {"material": v.Materials[0].ID, "code": "missing"}}
	c.refused(422, id, "find-deficient", map[string]any{"items": items, "again": w.clock().AddDate(0, 0, -3).Format(time.DateOnly)})
	// Nobody is asked for what came while the letter was written.
	c.refused(409, id, "find-deficient", map[string]any{"items": []map[string]any{items[1], {"material": slides, "code": "missing"}}})
	if m := c.open(id).Materials; m[1].State != "arrived" {
		t.Errorf("%+v", m)
	}
	day := w.clock().AddDate(0, 0, 9).Format(time.DateOnly)
	c.act(id, "find-deficient", map[string]any{"items": items, "again": day})
	task := func() (string, bool) {
		var v things
		c.want(200, "GET", "/cases/"+id, nil, &v)
		for _, t := range v.Tasks {
			if t.Kind == workflow.TaskAskMaterials {
				return t.Later, true
			}
		}
		return "", false
	}
	if later, ok := task(); !ok || !strings.HasPrefix(later, day) {
		t.Errorf("%v, due %q", ok, later)
	}
	c.act(id, "record-material", map[string]any{"material": v.Materials[0].ID, "by": "name", "and": "number"})
	if _, ok := task(); !ok {
		t.Errorf("the task is gone while the slides are still wanted")
	}
	c.act(id, "record-material", map[string]any{"material": slides, "by": "name", "and": "number"})
	if _, ok := task(); ok {
		t.Errorf("everything is here, and it is still asked for")
	}
}
