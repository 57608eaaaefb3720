package demo

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"oso/internal/server/principal"
)

// TestAutopilotReturnsWhatCannotBeApproved: an approver with nothing but the
// return left returns; one who may approve does that.
func TestAutopilotReturnsWhatCannotBeApproved(t *testing.T) {
	t.Parallel()
	for _, x := range []struct{ acts, want string }{
		{"return-draft", "return-draft"},
		{"approve return-draft", "approve"},
		{"return-revision", "return-revision"},
		{"take-up", "take-up"},
	} {
		did := ""
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPost {
				did = r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
			}
			_ = json.NewEncoder(w).Encode(map[string]any{"id": "c", "acts": strings.Fields(x.acts), "opinions": []map[string]any{{"version": 1, "state": "approval"}}})
		}))
		p, err := newPlayer(s.URL, Account{Role: string(principal.Approver), TOTPSecret: "JBSWY3DPEHPK3PXP"}, time.Now)
		if err != nil {
			t.Fatal(err)
		}
		p.in = true
		if step, err := p.work(context.Background(), "c"); err != nil || step != x.want || did != x.want {
			t.Errorf("of %s: %s, sent %s, %v", x.acts, step, did, err)
		}
		s.Close()
	}
}
