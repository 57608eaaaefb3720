// Package blobtest gives tests a storage that speaks S3 (build/s3.sh starts
// one, and OSO_TEST_S3 names it), and a line to it on which whatever befalls
// lines can be made to happen.
//
// It holds no storage of its own: what a test finds behind the line is what a
// real one kept.
package blobtest

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"oso/internal/casefile"
)

// Env names a bucket on which tests may write and delete.
const Env = "OSO_TEST_S3"

// Address is a part of the tests' bucket that no other test uses. A test that is
// about S3 alone says that it is left out where there is none.
func Address(t testing.TB) string {
	t.Helper()
	address := os.Getenv(Env)
	if address == "" {
		t.Skip("left out: no bucket is named in " + Env + " (build/s3.sh makes one)")
	}
	u, err := url.Parse(address)
	if err != nil {
		t.Fatalf("%s is no address: %v", Env, err)
	}
	u.Path = "/" + casefile.NewID()
	return u.String()
}

// Fault is what befalls one request; next is the storage.
type Fault func(w http.ResponseWriter, r *http.Request, next http.Handler)

// Line is a proxy before the storage.
type Line struct {
	t       testing.TB
	next    http.Handler
	address string // of the listener

	mu    sync.Mutex
	http  *http.Server
	fault func(*http.Request) Fault
}

// Lay makes a line to the storage.
func Lay(t testing.TB) *Line {
	t.Helper()
	u, err := url.Parse(Address(t))
	if err != nil {
		t.Fatal(err)
	}
	to, err := url.Parse(u.Query().Get("endpoint"))
	if err != nil {
		t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(to)
			r.Out.Host = r.In.Host // the signature is over it
		},
		ErrorHandler: func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) },
		Transport:    &http.Transport{MaxIdleConnsPerHost: 16, DisableCompression: true},
	}
	l := &Line{t: t, next: proxy, address: "127.0.0.1:0"}
	l.Back()
	t.Cleanup(l.Away)
	return l
}

// Lead gives an address of the storage another one, over this line.
func (l *Line) Lead(address string) string {
	l.t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		l.t.Fatal(err)
	}
	q := u.Query()
	q.Set("endpoint", "http://"+l.address)
	u.RawQuery = q.Encode()
	return u.String()
}

// Befall says what befalls each request from now on; a nil Fault, and a nil
// function, is nothing.
func (l *Line) Befall(fault func(*http.Request) Fault) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.fault = fault
}

// Away refuses every connection, and cuts off those that there are.
func (l *Line) Away() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.http != nil {
		l.http.Close()
		l.http = nil
	}
}

// Back ends Away.
func (l *Line) Back() {
	l.t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.http != nil {
		return
	}
	on, err := net.Listen("tcp", l.address)
	if err != nil {
		l.t.Fatal(err)
	}
	l.address = on.Addr().String()
	l.http = &http.Server{Handler: l, ErrorLog: nil}
	go l.http.Serve(on)
}

func (l *Line) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	l.mu.Lock()
	fault := l.fault
	l.mu.Unlock()
	if fault != nil {
		if f := fault(r); f != nil {
			f(w, r, l.next)
			return
		}
	}
	l.next.ServeHTTP(w, r)
}

// Says answers with an error of the storage's form.
func Says(status int, code string) Fault {
	return func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
		io.Copy(io.Discard, r.Body)
		w.Header().Set("Retry-After", "1")
		w.Header().Set("Content-Type", "application/xml")
		w.WriteHeader(status)
		io.WriteString(w, "<Error><Code>"+code+"</Code><Message>no</Message></Error>")
	}
}

// Drop breaks the connection off before the storage hears of the request.
func Drop(http.ResponseWriter, *http.Request, http.Handler) { panic(http.ErrAbortHandler) }

// Lose lets the storage do what it was asked to, and loses its answer.
func Lose(_ http.ResponseWriter, r *http.Request, next http.Handler) {
	next.ServeHTTP(discard{http.Header{}}, r)
	panic(http.ErrAbortHandler)
}

// CutRequest breaks off in the middle of what is sent to the storage.
func CutRequest(w http.ResponseWriter, r *http.Request, next http.Handler) {
	r.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(io.LimitReader(r.Body, r.ContentLength/2), broken{}), r.Body}
	next.ServeHTTP(w, r)
	panic(http.ErrAbortHandler)
}

// CutAnswer breaks off in the middle of what the storage sends.
func CutAnswer(w http.ResponseWriter, r *http.Request, next http.Handler) {
	next.ServeHTTP(&half{ResponseWriter: w, left: -1}, r)
	panic(http.ErrAbortHandler)
}

// Slow passes everything on after a while.
func Slow(d time.Duration) Fault {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		ctx, cancel := context.WithTimeout(r.Context(), d)
		defer cancel()
		<-ctx.Done()
		if r.Context().Err() == nil {
			next.ServeHTTP(w, r)
		}
	}
}

type discard struct{ header http.Header }

func (d discard) Header() http.Header       { return d.header }
func (discard) Write(b []byte) (int, error) { return len(b), nil }
func (discard) WriteHeader(int)             {}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// half passes half of a body on.
type half struct {
	http.ResponseWriter
	left int
}

func (h *half) Write(b []byte) (int, error) {
	if h.left < 0 {
		n, _ := strconv.Atoi(h.Header().Get("Content-Length"))
		h.left = n / 2
	}
	n, err := h.ResponseWriter.Write(b[:min(h.left, len(b))])
	h.left -= n
	if err == nil && n < len(b) {
		http.NewResponseController(h.ResponseWriter).Flush()
		panic(http.ErrAbortHandler)
	}
	return n, err
}
