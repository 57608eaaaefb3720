package clinicapi

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/wire"
)

// workstationOf is who asks: a workstation of a clinic, proved by its token. No person has
// signed: it has what the clinic's staff has.
func workstationOf(d db.Device) principal.Principal {
	return principal.Principal{Kind: principal.Desk, Device: d.ID, Clinic: d.ClinicID, Person: principal.Person{
		Roles: []principal.Held{{Role: principal.ClinicStaff, Clinic: d.ClinicID}},
	}}
}

type workstationKey struct{}

func deviceOf(ctx context.Context) principal.Principal {
	d, _ := ctx.Value(workstationKey{}).(principal.Principal)
	return d
}

// clientTime is the workstation's clock where an act is recorded; zero if it was not
// sent or makes no sense.
type clientTimeKey struct{}

// programKey holds the version of the program that asks, as it says.
type programKey struct{}

func programOf(ctx context.Context) string {
	s, _ := ctx.Value(programKey{}).(string)
	return s
}

// mostProgram bounds what is kept of it.
const mostProgram = 40

// program is the version that a request names; empty where it names none.
func program(r *http.Request) string {
	v, ok := strings.CutPrefix(r.Header.Get("User-Agent"), wire.Agent)
	if !ok || len(v) > mostProgram || strings.ContainsFunc(v, func(c rune) bool { return c <= ' ' || c > '~' }) {
		return ""
	}
	return v
}

func clientTime(ctx context.Context) time.Time {
	t, _ := ctx.Value(clientTimeKey{}).(time.Time)
	return t
}

// guard stands round every request: the contract's version, panics, one log
// line by route, never by address.
func (a *API) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := a.now()
		rec := &recorder{ResponseWriter: w, in: r}
		h := w.Header()
		h.Set("Cache-Control", "no-store")
		h.Set("X-Content-Type-Options", "nosniff")
		defer func() {
			if p := recover(); p != nil {
				if p == http.ErrAbortHandler {
					panic(p)
				}
				a.log.Error("clinic door: fault", "route", r.Pattern, "fault", fmt.Sprintf("%T", p))
				if rec.status == 0 {
					write(rec, errs.E(errs.Internal, "serve", ""))
				}
			}
			level := slog.LevelDebug
			if rec.status >= 500 {
				level = slog.LevelWarn
			}
			a.log.Log(r.Context(), level, "clinic door", "method", r.Method, "route", r.Pattern, "status", rec.status,
				"bytes", rec.bytes, "ms", a.now().Sub(began).Milliseconds())
		}()
		if err := a.sound(); err != nil {
			write(rec, err)
			return
		}
		if err := speaks(r); err != nil {
			write(rec, err)
			return
		}
		ctx := r.Context()
		if t, err := time.Parse(time.RFC3339, r.Header.Get(wire.HeaderClientTime)); err == nil {
			ctx = context.WithValue(ctx, clientTimeKey{}, t)
		}
		ctx = context.WithValue(ctx, programKey{}, program(r))
		// The mux sets Pattern on the request it is given: keep ours to log it.
		in := r.WithContext(ctx)
		in.Body = &sent{ReadCloser: r.Body}
		rec.in = in
		next.ServeHTTP(rec, in)
		r.Pattern = in.Pattern
	})
}

// sent is the body of a request; it knows whether the desk cut it off, or was so
// slow that nobody waits for the rest.
type sent struct {
	io.ReadCloser
	cut bool
}

func (s *sent) Read(p []byte) (int, error) {
	n, err := s.ReadCloser.Read(p)
	var large *http.MaxBytesError
	s.cut = s.cut || err != nil && err != io.EOF && !errors.As(err, &large)
	return n, err
}

// cutOff tells whether a request ended before all of it was here: whatever
// failed then did so because of it, and is no fault of the service.
func cutOff(r *http.Request) bool {
	s, ok := r.Body.(*sent)
	return ok && s.cut || r.Context().Err() != nil
}

// speaks refuses another contract. Hello answers everybody: it says which
// versions there are.
func speaks(r *http.Request) error {
	theirs, ok := wire.ParseProtocols(r.Header.Get(wire.HeaderProtocol))
	if r.URL.Path == wire.PathHello || ok && theirs.Meets(wire.Ours()) {
		return nil
	}
	p := problemOf(errs.E(errs.Unsupported, "check protocol", "This program and the service speak different versions of the exchange. Nothing was sent or stored; what is on this workstation is kept. Update the program."))
	ours := wire.Ours()
	p.Service = &ours
	if ok {
		p.Program = &theirs
	}
	return p
}

// signIn finds the device of the request's token. A revoked device is told so.
func (a *API) signIn(r *http.Request) (principal.Principal, error) {
	out := errs.E(errs.Unauthenticated, "check token", "This workstation's sign-in has run out. Nothing was lost. The program signs in again by itself.")
	text, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok || len(text) > 400 {
		return principal.Principal{}, out
	}
	id, key, ok := a.openToken(text, a.now())
	if !ok {
		return principal.Principal{}, out
	}
	d, err := a.db.Q().GetDevice(r.Context(), id)
	if err = db.Err(err, "check token"); errs.Is(err, errs.NotFound) {
		return principal.Principal{}, out
	} else if err != nil {
		return principal.Principal{}, err
	}
	if keyHash(d) != key {
		return principal.Principal{}, out
	}
	if d.RevokedAt != 0 {
		return principal.Principal{}, a.revokedDevice(r.Context(), d)
	}
	if err := a.desks.take(d.ID, a.now()); err != nil {
		return principal.Principal{}, err
	}
	return workstationOf(d), nil
}

// desksOnly is the middleware of huma's routes, signed that of the plain ones.
func (a *API) desksOnly(ctx huma.Context, next func(huma.Context)) {
	r, w := humago.Unwrap(ctx)
	d, release, err := a.admit(r, jsonWeight, ctx.Operation().MaxBodyBytes)
	if err != nil {
		a.turnAway(w, r, err)
		return
	}
	defer release()
	next(huma.WithValue(ctx, workstationKey{}, d))
}

func (a *API) signed(most int64, h func(http.ResponseWriter, *http.Request) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d, release, err := a.admit(r, 1, most)
		if err != nil {
			a.turnAway(w, r, err)
			return
		}
		defer release()
		r = r.WithContext(context.WithValue(r.Context(), workstationKey{}, d))
		if err := h(w, r); err != nil {
			if errs.Is(err, errs.Internal) && cutOff(r) {
				err = cut(err)
			}
			a.note(r.Context(), err)
			write(w, err)
		}
	})
}

// admit finds the device of a request and waits for room for its body. release
// gives the room back when the request has been answered.
func (a *API) admit(r *http.Request, weight, most int64) (d principal.Principal, release func(), err error) {
	if d, err = a.signIn(r); err != nil {
		return d, nil, err
	}
	n := min(r.ContentLength, most)
	if n < 0 {
		n = most
	}
	if n > small {
		n *= weight
	}
	release, err = a.bodies.take(r.Context(), d, n)
	return d, release, err
}

// turnAway answers a request whose body is not read. Nobody waits long for the
// rest of it, which the connection needs before it can be used again.
func (a *API) turnAway(w http.ResponseWriter, r *http.Request, err error) {
	if r.ContentLength != 0 {
		http.NewResponseController(w).SetReadDeadline(time.Now().Add(5 * time.Second)) // an older connection: closed by its own limits
	}
	a.note(r.Context(), err)
	write(w, err)
}

// addressKey is the address of who has not signed in, as limits count it.
type addressKey struct{}

// addressOf reads it from where a request comes from.
func addressOf(remote string) string {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		host = remote
	}
	if a, err := netip.ParseAddr(host); err == nil {
		host = principal.Network(a).String()
	}
	return host
}

// strangers bounds what an address that has not signed in may ask.
func (a *API) strangers(ctx huma.Context, next func(huma.Context)) {
	a.callers(ctx, func(inner huma.Context) {
		host, _ := inner.Context().Value(addressKey{}).(string)
		if err := a.doors.take(host, a.now()); err != nil {
			r, w := humago.Unwrap(ctx)
			a.turnAway(w, r, err)
			return
		}
		next(inner)
	})
}

// callers bounds what an address has under way at once. How often it may ask is
// up to the handler, which knows the workstation: see known.
func (a *API) callers(ctx huma.Context, next func(huma.Context)) {
	r, w := humago.Unwrap(ctx)
	host := addressOf(r.RemoteAddr)
	release, err := a.guests.take(host)
	if err != nil {
		a.turnAway(w, r, err)
		return
	}
	defer release()
	next(huma.WithValue(ctx, addressKey{}, host))
}

// known is knownDevice within limits. A workstation on the list has some of its own, so
// that those behind one address do not use up each other's; when it has used
// them up, by whoever names it, there are the address's, as for everybody else.
func (a *API) known(ctx context.Context, id string) (db.Device, error) {
	host, _ := ctx.Value(addressKey{}).(string)
	d, err := a.knownDevice(ctx, id)
	if err == nil && a.signIns.take(d.ID, a.now()) == nil {
		return d, nil
	}
	if busy := a.doors.take(host, a.now()); busy != nil {
		return db.Device{}, busy
	}
	return d, err
}

// note logs a refusal: kind and what was being done; the cause of a fault of
// ours as well, which no one outside has written.
func (a *API) note(ctx context.Context, err error) {
	kind := errs.KindOf(err)
	var e *errs.Error
	op := ""
	if errors.As(err, &e) {
		op = e.Op
	}
	if kind == errs.Internal || kind == errs.DiskFailed {
		a.log.ErrorContext(ctx, "clinic door: fault", "op", op, "cause", err.Error())
		return
	}
	a.log.DebugContext(ctx, "clinic door: refused", "op", op, "kind", string(kind))
}

// recorder keeps status and size for the log. A fault of a request that was cut
// off is none: huma, which read its body, calls it one.
type recorder struct {
	http.ResponseWriter
	in     *http.Request
	status int
	bytes  int64
}

func (r *recorder) WriteHeader(status int) {
	if (status == http.StatusInternalServerError || status == http.StatusRequestTimeout) && cutOff(r.in) {
		status = errs.Status(errs.Canceled)
	}
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(b)
	r.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection's deadlines.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
