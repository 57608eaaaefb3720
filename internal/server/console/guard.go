package console

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/server/acts"
	"oso/internal/server/brand"
	"oso/internal/server/directory"
	"oso/internal/server/principal"
	"oso/internal/wire"
)

// maxBody bounds what a page sends: a long opinion is far below it.
const maxBody = 1 << 20

// bodyTime is how long one body may take, and the act that follows it.
const bodyTime = 2 * time.Minute

// handler is one route for a person who is signed in.
type handler func(w http.ResponseWriter, r *http.Request, who principal.Principal) error

// guard stands round everything: headers, faults, one log line by route.
func (k *Console) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := k.Now()
		rec := &recorder{ResponseWriter: w}
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "SAMEORIGIN")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'self'")
		h.Set("Cache-Control", "no-store")
		defer func() {
			if p := recover(); p != nil {
				if p == http.ErrAbortHandler {
					panic(p)
				}
				k.Log.Error("console: fault", "method", r.Method, "fault", fmt.Sprintf("%T", p))
				if rec.status == 0 {
					k.write(rec, r, errs.E(errs.Internal, "serve", ""))
				}
			}
			level := slog.LevelDebug
			if rec.status >= 500 {
				level = slog.LevelWarn
			}
			k.Log.Log(r.Context(), level, "console", "method", r.Method, "route", r.Pattern, "status", rec.status, "ms", k.Now().Sub(began).Milliseconds())
		}()
		if r.Method == http.MethodPost || r.Method == http.MethodPut {
			// Who sends a byte a minute holds a connection, before anybody is
			// asked who it is. Not every writer has a line with a deadline.
			_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(bodyTime))
		}
		route := new(string)
		inner := r.WithContext(context.WithValue(r.Context(), routeKey{}, route))
		next.ServeHTTP(rec, inner)
		if r.Pattern = *route; r.Pattern == "" {
			r.Pattern = inner.Pattern
		}
	})
}

// routeKey is where the inner mux's pattern is left: the session's middleware
// hands on a copy of the request, on which a mux writes what it found.
type routeKey struct{}

func noting(mux http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mux.ServeHTTP(w, r)
		if route, ok := r.Context().Value(routeKey{}).(*string); ok {
			*route = r.Pattern
		}
	})
}

// open is a route for anybody; signed asks for a session first.
func (k *Console) open(h func(http.ResponseWriter, *http.Request) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		most := int64(maxBody)
		switch {
		case strings.HasSuffix(r.Pattern, picturesPath):
			most = deed.MaxPicture
		case strings.HasSuffix(r.Pattern, photoPath):
			most = directory.MaxPhoto
		case strings.HasSuffix(r.Pattern, logoPath):
			most = brand.MaxLogo
		}
		r.Body = http.MaxBytesReader(w, r.Body, most)
		rep := &reply{ResponseWriter: w}
		if err := h(rep, r.WithContext(context.WithValue(r.Context(), replyKey{}, rep))); err != nil {
			k.write(w, r, err)
		}
	})
}

// used is when the person last did something: now, unless the page says that it
// asks by itself and how long nobody has touched it (seconds).
func (k *Console) used(r *http.Request) time.Time {
	said := r.Header.Get("Oso-Idle")
	if said == "" {
		return k.Now()
	}
	idle, err := strconv.ParseUint(said, 10, 31)
	if err != nil {
		return time.Time{}
	}
	return k.Now().Add(-time.Duration(idle) * time.Second)
}

func (k *Console) signed(h handler) http.Handler {
	return k.open(func(w http.ResponseWriter, r *http.Request) error {
		who, err := k.Auth.Who(r.Context(), k.used(r))
		if err != nil {
			return err
		}
		if err := k.underGlass(r, who); err != nil {
			return err
		}
		return h(w, r, who)
	})
}

// write answers with a problem. The cause goes to the log, by route. Where the
// client has left, whatever failed did so because of it: no fault of ours.
func (k *Console) write(w http.ResponseWriter, r *http.Request, err error) {
	if r.Context().Err() != nil {
		err = errs.Wrap(err, errs.Canceled, "serve", "")
	}
	kind := errs.KindOf(err)
	var e *errs.Error
	op := ""
	if errors.As(err, &e) {
		op = e.Op
	}
	if kind == errs.Internal {
		k.Log.ErrorContext(r.Context(), "console: fault", "route", r.Pattern, "op", op, "cause", err.Error())
	} else {
		k.Log.DebugContext(r.Context(), "console: refused", "route", r.Pattern, "op", op, "kind", string(kind))
	}
	status := errs.Status(kind)
	title := http.StatusText(status)
	if title == "" {
		title = "Not done"
	}
	h := w.Header()
	h.Set("Content-Type", wire.ProblemType)
	if kind == errs.TooMany {
		h.Set("Retry-After", strconv.Itoa(60))
	}
	w.WriteHeader(status)
	// The line may be gone: there is nobody left to tell.
	_ = json.NewEncoder(w).Encode(problem{wire.Problem{Type: "about:blank", Title: title, Status: status, Detail: errs.Message(err), Kind: kind}, fieldOfError(err)})
}

// problem names the field that a person's request went wrong at, where it is
// one: the page says so beside it.
type problem struct {
	wire.Problem
	Field string `json:"field,omitempty"`
}

func fieldOfError(err error) string {
	var f *acts.FieldError
	if errors.As(err, &f) {
		return f.Field
	}
	return ""
}

// reply is an answer that is not given where a name or a case in it could not be
// looked up: a page without who wrote or approved, or without one of the cases that
// are to be erased, is not the page.
type reply struct {
	http.ResponseWriter
	err error // the first lookup's that failed
}

type replyKey struct{}

// lacks says that a lookup for the answer to this request did not work. That
// somebody or something is not there is an answer.
func lacks(ctx context.Context, err error) {
	if r, ok := ctx.Value(replyKey{}).(*reply); ok && r.err == nil && !errs.Is(err, errs.NotFound) {
		r.err = err
	}
}

// Unwrap lets http.ResponseController reach the connection's deadlines.
func (r *reply) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// answer writes v as JSON.
func answer(w http.ResponseWriter, v any) error {
	if r, ok := w.(*reply); ok && r.err != nil {
		return errs.Op(r.err, "write answer")
	}
	b, err := json.Marshal(v)
	if err != nil {
		return errs.Op(err, "write answer")
	}
	w.Header().Set("Content-Type", "application/json")
	_, err = w.Write(b)
	if err != nil {
		return nil // the line is gone: there is nobody left to tell
	}
	return nil
}

// recorder keeps the status for the log.
type recorder struct {
	http.ResponseWriter
	status int
}

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	return r.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection's deadlines.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
