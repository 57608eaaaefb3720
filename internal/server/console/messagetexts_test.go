package console_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"oso/internal/casefile"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

type officeText struct {
	Name  string `json:"name"`
	Words string `json:"words"`
}

// A text of the office's is proposed by one and put in force by another, and is
// filled by the case that it is used for; what the case does not say stays, is
// named, and goes to no clinic.
func TestTextsForMessages(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin, c := w.staff[principal.Admin], w.staff[principal.Coordinator]
	doc := document()
	doc.Patient.BirthDate = "1971-03-02"
	id := w.receive(doc, workflow.Allowed)
	var v struct {
		Now    []officeText
		Places []string
	}
	c.get("/message-texts", http.StatusOK, &v)
	if len(v.Now) < 3 || !slices.Contains(v.Places, "missing") {
		t.Fatalf("%+v", v)
	}
	texts := append(v.Now, officeText{"The slides", "{physician}: {missing} for {patient}, born {born}, {reference}. {question} {coordinator}"})
	c.post("/message-texts", map[string]any{"over": 0, "texts": append(texts, officeText{"x", "{doctor}"}), "source": "s"}, http.StatusUnprocessableEntity, nil)
	w.staff[principal.Specialist].post("/message-texts", map[string]any{"over": 0, "texts": texts, "source": "s"}, http.StatusForbidden, nil)
	w.staff[principal.Billing].get("/message-texts", http.StatusForbidden, nil)
	c.post("/message-texts", map[string]any{"over": 0, "texts": texts, "source": "Meeting of 2 November"}, http.StatusOK, nil)
	c.post("/message-texts/confirm", map[string]any{"version": 1}, http.StatusForbidden, nil)
	admin.post("/message-texts/confirm", map[string]any{"version": 1}, http.StatusOK, nil)

	var filled struct {
		Texts []struct {
			Name, Text string
			Left       []string
		}
	}
	c.get("/cases/"+id+"/texts", http.StatusOK, &filled)
	last := filled.Texts[len(filled.Texts)-1]
	row := c.open(id)
	if want := "Dr. Amara Okonkwo-Reyes: Six slides for Santiago Quintanilla, born 2 March 1971, " + row.Reference + ". {question} Dr. Writer coordinator"; last.Text != want || !slices.Equal(last.Left, []string{"question"}) {
		t.Errorf("filled as %q, left %v", last.Text, last.Left)
	}
	for role, p := range w.staff {
		if role != principal.Coordinator {
			if got, b := p.ask("GET", "/cases/"+id+"/texts", nil); got != 403 && got != 404 {
				t.Errorf("%s reads %d %s", role, got, b)
			}
		}
	}
	var problem struct{ Detail, Field string }
	c.want(422, "POST", "/cases/"+id+"/acts/message", map[string]any{"text": last.Text}, &problem)
	if problem.Field != "text" || !strings.Contains(problem.Detail, "{question}") {
		t.Errorf("%+v", problem)
	}
	c.act(id, "message", map[string]any{"text": strings.ReplaceAll(last.Text, "{question}", "Thank you."), "once": casefile.NewID()})
	if got := c.letters(id); len(got.Messages) != 1 {
		t.Errorf("%+v", got)
	}
}
