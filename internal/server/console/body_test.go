package console_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"oso/internal/server/principal"
	"oso/internal/server/workflow"
	"oso/internal/wire"
)

// raw sends bytes as they are.
func (p *person) raw(method, path string, body []byte) (int, wire.Problem) {
	p.w.t.Helper()
	req, err := http.NewRequest(method, p.w.http.URL+"/console/api"+path, bytes.NewReader(body))
	if err != nil {
		p.w.t.Fatal(err)
	}
	res, err := p.client.Do(req)
	if err != nil {
		p.w.t.Fatal(err)
	}
	defer res.Body.Close()
	var problem wire.Problem
	_ = json.NewDecoder(res.Body).Decode(&problem)
	return res.StatusCode, problem
}

func (w *world) writing() (id string, s *person, d draft) {
	id = w.receive(document(), workflow.Check)
	w.triage(id)
	s = w.staff[principal.Specialist]
	w.staff[principal.Coordinator].act(id, "offer", map[string]any{"person": s.acc.ID})
	s.act(id, "accept-offer", nil)
	return id, s, s.write(id)
}

func TestBodiesThatWouldEmptyAreRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, s, d := w.writing()
	var full map[string]any
	b, err := json.Marshal(d.Content)
	if err != nil {
		t.Fatal(err)
	}
	change := func(f func(c map[string]any)) any {
		full = nil
		if err := json.Unmarshal(b, &full); err != nil {
			t.Fatal(err)
		}
		f(full)
		return full
	}
	for name, content := range map[string]any{
		"null":                  nil,
		"an empty object":       map[string]any{},
		"of another case":       change(func(c map[string]any) { c["case"] = strings.Repeat("0", 36) }),
		"a patient that's null": change(func(c map[string]any) { c["patient"] = nil }),
		"an answer that's null": change(func(c map[string]any) { c["answers"] = []any{nil} }),
		"a text that's null":    change(func(c map[string]any) { c["assessment"] = nil }),
		"NUL":                   change(func(c map[string]any) { c["assessment"] = "a\x00b" }),
		"an escape":             change(func(c map[string]any) { c["references"] = []any{"a", "\x1b[31m"} }),
		"an unknown field":      change(func(c map[string]any) { c["asessment"] = "x" }),
	} {
		body, err := json.Marshal(map[string]any{"version": d.Version, "row_version": d.RowVersion, "content": content})
		if err != nil {
			t.Fatal(err)
		}
		status, problem := s.raw("PUT", "/cases/"+id+"/opinion", body)
		if status != 422 || problem.Kind != "invalid" {
			t.Errorf("%s answers %d %+v", name, status, problem)
		}
	}
	if status, problem := s.raw("PUT", "/cases/"+id+"/opinion", []byte("null")); status != 422 {
		t.Errorf("null answers %d %+v", status, problem)
	}
	if status, problem := s.raw("PUT", "/cases/"+id+"/opinion", []byte("{\"version\":1,\"content\":{\"assessment\":\"\xff\"}}")); status != 422 {
		t.Errorf("bytes that are no text answer %d %+v", status, problem)
	}
	_, problem := s.raw("POST", "/cases/"+id+"/acts/ask-question", []byte(`{"text":"a\u0000b"}`))
	if !strings.Contains(problem.Detail, "“text”") || !strings.Contains(problem.Detail, "U+0000") {
		t.Errorf("NUL in a question: %+v", problem)
	}
	_, problem = s.raw("POST", "/cases/"+id+"/acts/ask-question", []byte(`{"txet":"a"}`))
	if !strings.Contains(problem.Detail, "“txet”") {
		t.Errorf("an unknown field is not named: %+v", problem)
	}
	var now draft
	s.want(200, "GET", "/cases/"+id+"/opinion", nil, &now)
	if now.RowVersion != d.RowVersion || now.Content.Assessment != d.Content.Assessment {
		t.Error("a refused body changed the draft")
	}
}

// A character that no letter can set is named, with its place, where it is signed (S10).
func TestSigningNamesWhatCannotBePrinted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, s, d := w.writing()
	d.Content.Assessment = "At 38.5 ℃."
	s.want(200, "PUT", "/cases/"+id+"/opinion", map[string]any{"version": 1, "row_version": d.RowVersion, "content": d.Content}, &d)
	body, err := json.Marshal(map[string]any{"version": 1, "row_version": d.RowVersion, "password": password, "code": s.code()})
	if err != nil {
		t.Fatal(err)
	}
	for path, status := range map[string]int{"/cases/" + id + "/opinion/letter.pdf": 422, "/cases/" + id + "/acts/sign-draft": 422} {
		method := "POST"
		if strings.HasSuffix(path, ".pdf") {
			method = "GET"
		}
		got, problem := s.raw(method, path, body)
		if got != status || !strings.Contains(problem.Detail, "℃") || !strings.Contains(problem.Detail, "Assessment") {
			t.Errorf("%s answers %d: %s", path, got, problem.Detail)
		}
	}
}

// A client that leaves in the middle is no fault of the service's.
func TestClientThatLeavesIsNoFault(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.receive(document(), workflow.Check)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, path := range []string{"/me", "/cases", "/cases/" + id} {
		w.direct(ctx, w.staff[principal.Coordinator], "GET", path)
	}
	if log := w.log.String(); strings.Contains(log, "level=ERROR") || strings.Contains(log, "status=500") {
		t.Errorf("the log calls it a fault: %s", log)
	}
}
