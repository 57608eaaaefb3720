package syncer

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"oso/internal/errs"
	"oso/internal/wire"
)

// A vault that was locked in the middle of a send does not end it, also where
// the token ends meanwhile: what is sealed goes on being sent.
func TestSendingGoesOnOverALockAndATokensEnd(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.confirmed()
	id := d.filled()
	d.version(id, 1, d.ownKey())
	tokens, refused, packs := 0, 0, 0
	d.service.before = func(r *http.Request) (answer, bool) {
		switch {
		case r.URL.Path == wire.PathToken:
			tokens++
		case r.URL.Path == casePath(wire.PathMissing, id, 0):
			var asked wire.MissingRequest
			if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
				t.Error(err)
			}
			d.Vault.Lock()
			return answer{200, "application/json", wire.MissingAnswer{Missing: asked.Chunks}}, true
		case r.Method == http.MethodPut && strings.Contains(r.URL.Path, string(id)):
			if refused++; refused == 1 {
				return problemAnswer(401, errs.Unauthenticated), true
			}
			packs++
			return answer{200, "application/json", wire.PackAnswer{Chunks: 1}}, true
		}
		return answer{}, false
	}
	r, err := d.exchange()
	if packs != 1 || tokens != 2 || r.Sent.Records != 1 {
		t.Errorf("%d packs with %d tokens, told %+v, %v", packs, tokens, r.Sent, err)
	}
}
