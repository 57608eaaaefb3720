package console_test

import (
	"strings"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/server/inbox"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

type posted struct {
	item
	Channel, From, Post string
	Parcel              *struct {
		What, By string
		Scans    []struct{ ID string }
	}
	Posts []struct{ ID string }
}

// A parcel is written down when it comes, waits with what it names, is filed by two
// identifiers on the slides that were declared, which are here then; taken out it
// waits again, and sent back it is somebody's to tell of.
func TestAParcelIsWrittenDownAndFiled(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.staff[principal.Coordinator]
	id := w.receive(document(), workflow.Allowed)
	c.act(id, "check-licence", nil)
	slides := c.open(id).Materials[1].ID
	x := casefile.NewID()
	yesterday := w.clock().AddDate(0, 0, -1).Format(time.DateOnly)
	in := func(more map[string]any) map[string]any {
		in := map[string]any{"id": x, "channel": "courier", "on": yesterday, "from": "Harbor Clinic", "what": "6 slides in a box", "tracking": "KC 1", "place": "Cabinet 2", "name": "Quintanilla, Santiago", "born": "1971-03-02", "reference": ""}
		for k, v := range more {
			in[k] = v
		}
		return in
	}
	for about, bad := range map[string]map[string]any{
		"nothing":              {"what": ""},
		"from nobody":          {"from": " "},
		"a fax":                {"channel": "fax"},
		"a day to come":        {"on": w.clock().AddDate(0, 0, 3).Format(time.DateOnly)},
		"no id":                {"id": "1"},
		"a name without end":   {"name": strings.Repeat("x", 400)},
		"a day that is no day": {"on": "yesterday"},
	} {
		if code, b := c.ask("POST", "/inbox/post", in(bad)); code < 400 || code > 499 {
			t.Errorf("%s: %d %s", about, code, b)
		}
	}
	var list struct{ Waiting, Decided []posted }
	for range 2 { // sent twice
		c.want(200, "POST", "/inbox/post", in(nil), &list)
	}
	if len(list.Waiting) != 1 || list.Waiting[0].ID != x || list.Waiting[0].Name != "6 slides in a box" || list.Waiting[0].From != "Harbor Clinic" || list.Waiting[0].Parcel.By == "" {
		t.Fatalf("%+v", list)
	}
	for _, role := range principal.StaffRoles() {
		if role == principal.Coordinator {
			continue
		}
		if code, _ := w.staff[role].ask("POST", "/inbox/post", in(map[string]any{"id": casefile.NewID()})); code != 403 {
			t.Errorf("%s writes post down: %d", role, code)
		}
		if code, _ := w.staff[role].ask("POST", "/inbox/"+x+"/join", map[string]any{"post": x}); code != 403 {
			t.Errorf("%s joins a scan: %d", role, code)
		}
	}
	var v posted
	c.want(200, "GET", "/inbox/"+x, nil, &v)
	if len(v.Suggestions) != 1 || v.Suggestions[0].Case != id || v.Suggestions[0].Verdict != "same" {
		t.Fatalf("%+v", v.Suggestions)
	}
	if code, _ := c.ask("GET", "/inbox/"+x+"/records/"+v.Record, nil); code != 404 {
		t.Errorf("bytes of a parcel: %d", code)
	}
	file := map[string]any{"case": id, "material": slides, "kind": "pathology", "date": "", "name": "", "by": []string{"name"}, "despite": "", "note": ""}
	if code, _ := c.ask("POST", "/inbox/"+x+"/file", file); code != 409 {
		t.Errorf("filed by one identifier: %d", code)
	}
	file["by"] = []string{"name", "birth-date"}
	c.want(200, "POST", "/inbox/"+x+"/file", file, nil)
	var seen things
	c.want(200, "GET", "/cases/"+id, nil, &seen)
	if m := seen.Materials[1]; m.State != "arrived" || !strings.HasPrefix(m.ArrivedAt, yesterday) || m.Received == "" || len(m.Things) != 1 || m.Things[0].Marks != "6 slides in a box" || m.Things[0].Place != "Cabinet 2" {
		t.Fatalf("%+v", m)
	}
	if n := len(c.open(id).Records); n != 1 {
		t.Errorf("%d records: a parcel is none", n)
	}
	w.takesOut(x, "wrong-patient")
	c.want(200, "GET", "/cases/"+id, nil, &seen)
	if m := seen.Materials[1]; m.State != "declared" || len(m.Things) != 0 {
		t.Errorf("%+v", m)
	}
	// What went back from the case is no wrong entry any more.
	c.want(200, "POST", "/inbox/"+x+"/file", file, nil)
	c.want(200, "GET", "/cases/"+id, nil, &seen)
	c.act(id, "send-things", map[string]any{"things": seen.Materials[1].Things[0].ID, "carrier": "", "tracking": ""})
	if code, _ := c.ask("POST", "/inbox/"+x+"/take-out", map[string]any{"reason": "other", "note": ""}); code != 409 {
		t.Errorf("taken out though it went back: %d", code)
	}
	y := casefile.NewID()
	c.want(200, "POST", "/inbox/post", in(map[string]any{"id": y, "name": "", "born": ""}), nil)
	c.want(200, "POST", "/inbox/"+y+"/back", map[string]any{"reason": "not-ours", "note": ""}, nil)
	c.want(200, "POST", "/inbox/"+y+"/keep", nil, &list)
	if len(list.Waiting) != 1 || list.Waiting[0].State != "waiting" {
		t.Errorf("%+v", list.Waiting)
	}
}

// A letter is scanned later: the scan is joined to it, came when it came, and fits the
// case that the letter was filed on.
func TestAScanIsJoinedToItsLetter(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.staff[principal.Coordinator]
	id := w.receive(document(), workflow.Allowed)
	c.act(id, "check-licence", nil)
	letter, other := casefile.NewID(), casefile.NewID()
	day := w.clock().AddDate(0, 0, -2)
	for _, x := range []string{letter, other} {
		c.want(200, "POST", "/inbox/post", map[string]any{"id": x, "channel": "post", "on": day.Format(time.DateOnly), "from": "Harbor Clinic", "what": "Letter of 2 pages", "tracking": "", "place": "", "name": "", "born": "", "reference": ""}, nil)
	}
	c.want(200, "POST", "/inbox/"+other+"/file", map[string]any{"case": id, "material": "", "kind": "record", "date": "", "name": "", "by": []string{"name", "birth-date"}, "despite": "", "note": ""}, nil)
	scan := w.comes("scan.txt", "Thank you for your letter.")
	again := w.comes("scan 2.txt", "Page two.")
	var v posted
	c.want(200, "GET", "/inbox/"+scan, nil, &v)
	if len(v.Posts) != 2 || len(v.Suggestions) != 0 {
		t.Fatalf("%+v", v)
	}
	for _, bad := range []string{scan, "00000000000000000000000000000000"} {
		if code, _ := c.ask("POST", "/inbox/"+scan+"/join", map[string]any{"post": bad}); code < 400 || code > 499 {
			t.Errorf("joined to what is no letter: %d", code)
		}
	}
	var list struct{ Waiting, Decided []posted }
	c.want(200, "POST", "/inbox/"+scan+"/join", map[string]any{"post": letter}, nil)
	c.want(200, "POST", "/inbox/"+again+"/join", map[string]any{"post": other}, &list)
	if len(list.Waiting) != 2 {
		t.Fatalf("the letter waits beside its scan: %+v", list.Waiting)
	}
	c.want(200, "GET", "/inbox/"+scan, nil, &v)
	if v.Post != letter || v.From != "Harbor Clinic" || v.Channel != string(inbox.Post) {
		t.Errorf("%+v", v)
	}
	c.want(200, "GET", "/inbox/"+letter, nil, &v)
	if v.State != string(inbox.Scanned) || len(v.Parcel.Scans) != 1 || v.Parcel.Scans[0].ID != scan {
		t.Errorf("%+v", v)
	}
	c.want(200, "GET", "/inbox/"+again, nil, &v)
	if len(v.Suggestions) != 1 || v.Suggestions[0].Case != id || v.Suggestions[0].Why[0] != "post" {
		t.Errorf("the case of its letter is not suggested: %+v", v.Suggestions)
	}
	c.want(200, "POST", "/inbox/"+letter+"/keep", nil, &list)
	if len(list.Waiting) != 3 {
		t.Errorf("more in the letter: %+v", list.Waiting)
	}
}
