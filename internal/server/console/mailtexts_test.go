package console_test

import (
	"net/http"
	"strings"
	"testing"

	"oso/internal/server/notify"
	"oso/internal/server/principal"
)

type mailTextsAnswer struct {
	Shipped  []notify.Words `json:"shipped"`
	Previews []notify.Words `json:"previews"`
	Confirms bool           `json:"confirms"`
	Proposed *struct {
		Version int64 `json:"version"`
	} `json:"proposed"`
	InForce *struct {
		Version int64          `json:"version"`
		Words   []notify.Words `json:"words"`
	} `json:"in_force"`
}

// TestTextsOfMails: an administrator changes what a notice says, sees it with
// made-up data, and somebody else puts it in force; what no mail says is refused
// before anybody is asked.
func TestTextsOfMails(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin, desk := w.staff[principal.Admin], w.staff[principal.Coordinator]
	var v mailTextsAnswer
	admin.get("/mail-texts", http.StatusOK, &v)
	if len(v.Shipped) < 50 || v.InForce != nil {
		t.Fatalf("%d texts", len(v.Shipped))
	}
	w.staff[principal.Approver].get("/mail-texts", http.StatusForbidden, nil)
	words := notify.Words{Notice: "welcome", Audience: "patient", Subject: "Number {reference}", Body: "Welcome to {service}.\n\n{link}"}
	ask := func(x notify.Words) map[string]any { return map[string]any{"words": []notify.Words{x}} }
	w.staff[principal.Approver].post("/mail-texts/effects", ask(words), http.StatusForbidden, nil)
	admin.post("/mail-texts/effects", ask(words), http.StatusOK, &v)
	if len(v.Previews) != 1 || v.Previews[0].Subject != "Number 4417 203 958" || !strings.HasPrefix(v.Previews[0].Body, "Welcome to Online Second Opinions.\n\nhttps://example.org/") || !strings.Contains(v.Previews[0].Body, "+1 617 555 0100") {
		t.Fatalf("%+v", v.Previews)
	}
	for _, body := range []string{"Dear {patient}", "Your opinion is ready.", "The biopsy is here."} {
		bad := words
		bad.Body = body
		admin.post("/mail-texts/effects", ask(bad), http.StatusUnprocessableEntity, nil)
		admin.post("/mail-texts", map[string]any{"over": 0, "words": []notify.Words{bad}, "source": "s"}, http.StatusUnprocessableEntity, nil)
	}
	admin.post("/mail-texts", map[string]any{"over": 0, "words": []notify.Words{words}, "source": "Decision of the office"}, http.StatusOK, &v)
	admin.post("/mail-texts/confirm", map[string]any{"version": 1}, http.StatusForbidden, nil)
	desk.get("/mail-texts", http.StatusOK, &v)
	if v.Proposed == nil || !v.Confirms || len(v.Previews) != 1 {
		t.Fatalf("%+v", v)
	}
	desk.post("/mail-texts/confirm", map[string]any{"version": 1}, http.StatusOK, &v)
	if v.InForce == nil || v.InForce.Words[0] != words {
		t.Fatalf("%+v", v)
	}
}
