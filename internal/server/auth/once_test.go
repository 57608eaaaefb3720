package auth

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"oso/internal/errs"
)

// An answer whose session cannot be saved is the fault alone: what the handler
// says behind it would be a second document in one answer.
func TestOneAnswerWhereTheSessionIsNotSaved(t *testing.T) {
	t.Parallel()
	o := open(t)
	if _, err := o.db.Writer().ExecContext(context.Background(), "ALTER TABLE sessions RENAME TO away"); err != nil {
		t.Fatal(err)
	}
	for name, says := range map[string]func(http.ResponseWriter){
		"a body":   func(w http.ResponseWriter) { io.WriteString(w, "of a patient") },
		"a status": func(w http.ResponseWriter) { w.WriteHeader(http.StatusForbidden); io.WriteString(w, "no") },
		"a file": func(w http.ResponseWriter) {
			w.Header().Set("Content-Length", "12")
			io.WriteString(w, "of a patient")
		},
		"nothing": func(http.ResponseWriter) {},
	} {
		h := o.Middleware(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			o.sessions.Put(r.Context(), "seen", "now")
			says(w)
		}), func(w http.ResponseWriter, _ *http.Request, err error) {
			w.WriteHeader(errs.Status(errs.KindOf(err)))
			io.WriteString(w, "the fault")
		})
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, httptest.NewRequest("GET", "/", nil))
		if rec.Code < 500 || strings.TrimSpace(rec.Body.String()) != "the fault" || rec.Header().Get("Content-Length") != "" {
			t.Errorf("%s: %d %q %v", name, rec.Code, rec.Body, rec.Header())
		}
	}
}
