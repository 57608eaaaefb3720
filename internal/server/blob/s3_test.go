package blob

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"oso/internal/errs"
)

// trouble is a storage that has one blob and does wrong for its first
// requests, then right.
type trouble struct {
	content []byte
	wrong   func(w http.ResponseWriter, r *http.Request)

	mu    sync.Mutex
	times int // how many more requests go wrong; below zero: all
	gone  bool
	asked int
}

func (s *trouble) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.asked++
	bad := s.times != 0
	if s.times > 0 {
		s.times--
	}
	s.mu.Unlock()
	if bad {
		s.wrong(w, r)
		return
	}
	if _, err := io.Copy(io.Discard, r.Body); err != nil {
		return
	}
	w.Header().Set("ETag", `"0123456789abcdef0123456789abcdef"`)
	w.Header().Set("Last-Modified", "Tue, 24 Nov 2026 09:00:00 GMT")
	switch r.Method {
	case http.MethodPut:
	case http.MethodDelete:
		s.mu.Lock()
		s.gone = true
		s.mu.Unlock()
		w.WriteHeader(http.StatusNoContent)
	default:
		s.mu.Lock()
		gone := s.gone
		s.mu.Unlock()
		if gone {
			says(404, "NoSuchKey")(w, r)
			return
		}
		b, status := s.content, http.StatusOK
		if from, to := 0, 0; r.Header.Get("Range") != "" {
			if _, err := fmt.Sscanf(r.Header.Get("Range"), "bytes=%d-%d", &from, &to); err != nil {
				w.WriteHeader(http.StatusBadRequest)
				return
			}
			w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", from, to, len(b)))
			b, status = b[from:to+1], http.StatusPartialContent
		}
		w.Header().Set("Content-Length", strconv.Itoa(len(b)))
		w.WriteHeader(status)
		w.Write(b)
	}
}

func says(status int, code string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		w.WriteHeader(status)
		fmt.Fprintf(w, "<Error><Code>%s</Code><Message>no</Message></Error>", code)
	}
}

func aborts(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

// cutBody begins an answer and breaks off in the middle of it, or in the
// middle of what is sent.
func cutBody(w http.ResponseWriter, r *http.Request) {
	io.CopyN(io.Discard, r.Body, 1000)
	if r.Method == http.MethodGet {
		w.Header().Set("ETag", `"0123456789abcdef0123456789abcdef"`)
		w.Header().Set("Last-Modified", "Tue, 24 Nov 2026 09:00:00 GMT")
		w.Header().Set("Content-Length", "100000")
		w.Write(make([]byte, 1000))
		http.NewResponseController(w).Flush()
	}
	panic(http.ErrAbortHandler)
}

// page is what a proxy answers that wants a person to sign in.
func page(status int) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(status)
		io.WriteString(w, "<html><body>Sign in</body></html>")
	}
}

// stores says that it stored, and has something else.
func stores(etag string, size int) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		w.Header().Set("ETag", etag)
		w.Header().Set("Last-Modified", "Tue, 24 Nov 2026 09:00:00 GMT")
		if r.Method != http.MethodPut {
			w.Header().Set("Content-Length", strconv.Itoa(size))
		}
	}
}

func silent(_ http.ResponseWriter, r *http.Request) {
	io.Copy(io.Discard, r.Body)
	<-r.Context().Done()
}

func (s *trouble) open(t *testing.T, l limits) *Bucket {
	t.Helper()
	srv := httptest.NewServer(s)
	t.Cleanup(srv.Close)
	env := func(name string) string { return strings.ToLower(name) }
	b, err := newBucket("s3://bucket/part?region=us-east-1&endpoint="+srv.URL, env, l)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// acts are all that a Store does with one blob.
func acts(b *Bucket, content []byte) map[string]func() error {
	ctx := context.Background()
	same := func(got, want []byte, err error) error {
		if err == nil && !bytes.Equal(got, want) {
			return fmt.Errorf("%d bytes that differ", len(got))
		}
		return err
	}
	return map[string]func() error{
		"Put":    func() error { return b.Put(ctx, "packs/abc", content) },
		"Get":    func() error { got, err := b.Get(ctx, "packs/abc"); return same(got, content, err) },
		"Delete": func() error { return b.Delete(ctx, "packs/abc") },
		"ReadRange": func() error {
			got, err := b.ReadRange(ctx, "packs/abc", 10, 50_000, []byte("x"))
			return same(got, append([]byte("x"), content[10:50_010]...), err)
		},
	}
}

// What passes is not seen by who asked.
func TestBucketTriesAgain(t *testing.T) {
	t.Parallel()
	content := bytes.Repeat([]byte("0123456789"), 10_000)
	for name, wrong := range map[string]func(http.ResponseWriter, *http.Request){
		"busy": says(503, "SlowDown"), "fault": says(500, "InternalError"), "too many": says(429, "TooManyRequests"),
		"broken connection": aborts, "cut body": cutBody, "no answer": silent,
	} {
		for act := range acts(nil, content) {
			t.Run(name+" "+act, func(t *testing.T) {
				t.Parallel()
				s := &trouble{content: content, wrong: wrong, times: 2}
				b := s.open(t, limits{attempt: 500 * time.Millisecond, whole: time.Minute, pause: time.Millisecond})
				if err := acts(b, content)[act](); err != nil {
					t.Fatal(err)
				}
				if s.asked < 3 {
					t.Errorf("the storage was asked %d times", s.asked)
				}
			})
		}
	}
}

// What does not pass ends, and with the right kind.
func TestBucketGivesUp(t *testing.T) {
	t.Parallel()
	content := bytes.Repeat([]byte("0123456789"), 10_000)
	for name, x := range map[string]struct {
		wrong func(http.ResponseWriter, *http.Request)
		kind  errs.Kind
		once  bool
	}{
		"busy":         {says(503, "SlowDown"), errs.Unreachable, false},
		"no answer":    {silent, errs.Unreachable, false},
		"cut body":     {cutBody, errs.Unreachable, false},
		"full":         {says(507, "InsufficientStorage"), errs.DiskFull, true},
		"no rights":    {says(403, "AccessDenied"), errs.Internal, true},
		"clocks apart": {says(403, "RequestTimeTooSkewed"), errs.Unreachable, true},
	} {
		for act := range acts(nil, content) {
			t.Run(name+" "+act, func(t *testing.T) {
				t.Parallel()
				s := &trouble{content: content, wrong: x.wrong, times: -1}
				l := limits{attempt: 50 * time.Millisecond, whole: 200 * time.Millisecond, pause: time.Millisecond}
				if x.once {
					l = usual() // however busy this computer is, the storage answers in time
				}
				b := s.open(t, l)
				if err := acts(b, content)[act](); !errs.Is(err, x.kind) {
					t.Errorf("kind %s, want %s: %v", errs.KindOf(err), x.kind, err)
				}
				if x.once && s.asked != 1 {
					t.Errorf("the storage was asked %d times", s.asked)
				}
			})
		}
	}
}

// What says yes to everything has stored nothing, has nothing and deletes nothing.
func TestBucketBelievesNoYes(t *testing.T) {
	t.Parallel()
	content := bytes.Repeat([]byte("0123456789"), 10_000)
	for name, wrong := range map[string]func(http.ResponseWriter, *http.Request){
		"a page": page(200), "a page as an error": page(503), "a page of what is not there": page(404), "nothing of what is not there": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(404) }, "a page elsewhere": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", "/sign-in")
			page(302)(w, r)
		},
		"nothing at all": func(http.ResponseWriter, *http.Request) {}, "no content": page(204),
		"an empty blob": stores(`"0123456789abcdef0123456789abcdef"`, 0), "a short blob": stores(`"0123456789abcdef0123456789abcdef"`, 10),
		"no tag":      stores("", len(content)),
		"another tag": func(w http.ResponseWriter, r *http.Request) { stores(`"`+r.Method+`"`, len(content))(w, r) },
	} {
		for act := range acts(nil, content) {
			t.Run(name+" "+act, func(t *testing.T) {
				t.Parallel()
				b := (&trouble{content: content, wrong: wrong, times: -1}).open(t, limits{attempt: 50 * time.Millisecond, whole: 100 * time.Millisecond, pause: time.Millisecond})
				if err := acts(b, content)[act](); err == nil || errs.Is(err, errs.NotFound) {
					t.Errorf("it is believed: %v", err)
				}
			})
		}
		// What is no list is no empty bucket, and a page says nothing of versions.
		b := (&trouble{wrong: wrong, times: -1}).open(t, limits{attempt: 50 * time.Millisecond, whole: 100 * time.Millisecond, pause: time.Millisecond})
		if err := b.Keys(t.Context(), func(string, int64) error { return nil }); err == nil {
			t.Errorf("%s: a list", name)
		}
		if err := b.look(t.Context()); err == nil {
			t.Errorf("%s: a bucket without versions", name)
		}
	}
}

// shelves is a storage with many blobs that answers listings, and falls silent
// after some of them.
func shelves(blobs, answers int) *trouble {
	s := &trouble{times: -1}
	asked := 0
	s.wrong = func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		asked++
		over := answers >= 0 && asked > answers
		s.mu.Unlock()
		if over {
			silent(w, r)
			return
		}
		q := r.URL.Query()
		after := max(q.Get("start-after"), q.Get("continuation-token"))
		size, _ := strconv.Atoi(q.Get("max-keys"))
		if size == 0 {
			size = 1000
		}
		var list strings.Builder
		n, last := 0, ""
		for i := range blobs {
			key := fmt.Sprintf("part/packs/%06d", i)
			if key <= after || n == size {
				continue
			}
			n, last = n+1, key
			fmt.Fprintf(&list, "<Contents><Key>%s</Key><Size>%d</Size><LastModified>2026-11-24T09:00:00.000Z</LastModified></Contents>", key, i)
		}
		more := n == size && last != fmt.Sprintf("part/packs/%06d", blobs-1)
		fmt.Fprintf(w, "<ListBucketResult><Name>bucket</Name><KeyCount>%d</KeyCount><IsTruncated>%t</IsTruncated><NextContinuationToken>%s</NextContinuationToken>%s</ListBucketResult>", n, more, last, &list)
	}
	return s
}

// Who reads a list takes as long as it needs with each blob: only the storage
// has to answer in time, and it is left when it does not.
func TestBucketListsPageByPage(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	l := limits{attempt: 20 * time.Second, whole: time.Minute, pause: time.Millisecond}
	for _, blobs := range []int{0, 1, pageKeys - 1, pageKeys, pageKeys + 1, 2*pageKeys + 500} {
		next := 0
		err := shelves(blobs, -1).open(t, l).Keys(ctx, func(key string, size int64) error {
			if want := fmt.Sprintf("packs/%06d", next); key != want || size != int64(next) {
				t.Fatalf("%q of %d bytes came, want %q", key, size, want)
			}
			next++
			return nil
		})
		if err != nil || next != blobs {
			t.Errorf("%d of %d blobs, %v", next, blobs, err)
		}
	}
	stop := fmt.Errorf("enough")
	asked := 0
	if err := shelves(pageKeys, -1).open(t, l).Keys(ctx, func(string, int64) error { asked++; return stop }); err != stop || asked != 1 {
		t.Errorf("after its own error fn was asked %d times: %v", asked, err)
	}
	l = limits{attempt: 2 * time.Second, whole: 2 * time.Second, pause: time.Millisecond}
	slow := 0
	if err := shelves(3, 1).open(t, l).Keys(ctx, func(string, int64) error {
		slow++
		time.Sleep(l.whole / 2)
		return nil
	}); err != nil || slow != 3 {
		t.Errorf("a slow reader: %d blobs, %v", slow, err)
	}
	whole := 0
	if err := shelves(2*pageKeys, 1).open(t, l).Keys(ctx, func(string, int64) error { whole++; return nil }); !errs.Is(err, errs.Unreachable) || whole != pageKeys {
		t.Errorf("a storage that falls silent: %d blobs, %v", whole, err)
	}
}

// Who asked is told at once that the act was stopped, not that it failed.
func TestBucketIsStopped(t *testing.T) {
	t.Parallel()
	s := &trouble{wrong: silent, times: -1}
	b := s.open(t, usual())
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(20*time.Millisecond, cancel)
	if _, err := b.Get(ctx, "packs/abc"); !errs.Is(err, errs.Canceled) {
		t.Errorf("kind %s: %v", errs.KindOf(err), err)
	}
}

// A wrong address, a bucket without rights, one that keeps what is deleted:
// each is told in a sentence, and nothing is left in it.
func TestBucketThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	env := func(string) string { return "x" }
	for address, kind := range map[string]errs.Kind{
		"s3://": errs.Invalid, "s3://b?endpoint=host": errs.Invalid, "s3://user:secret@b": errs.Invalid, "gs://b": errs.Invalid,
		"s3://b?region=x&endpoint=ftp://host": errs.Invalid,
	} {
		if _, err := Dial(ctx, address, env); !errs.Is(err, kind) || strings.Contains(errs.Message(err), "secret") {
			t.Errorf("%s: %v", address, err)
		}
	}
	if _, err := Dial(ctx, "s3://bucket", func(string) string { return "" }); !errs.Is(err, errs.Usage) {
		t.Errorf("without credentials: %v", err)
	}
	for name, x := range map[string]struct {
		wrong func(http.ResponseWriter, *http.Request)
		open  bool // it is told before anything is tried
	}{
		"no rights":     {says(403, "AccessDenied"), true},
		"no bucket":     {says(404, "NoSuchBucket"), true},
		"another clock": {says(403, "RequestTimeTooSkewed"), true},
		"keeps versions": {func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>")
		}, true},
		"no right to write": {refuses(http.MethodPut, ""), false},
		"no right to read":  {refuses(http.MethodGet, "/packs/"), false},
		"no right to list":  {refuses(http.MethodGet, "list-type"), false},
	} {
		s := &trouble{wrong: x.wrong, times: -1}
		b := s.open(t, usual())
		err := b.look(ctx)
		if (err != nil) != x.open {
			t.Errorf("%s: opened: %v", name, err)
		}
		if err == nil {
			err = Try(ctx, b)
		}
		if !errs.Is(err, errs.Refused) || strings.Contains(errs.Message(err), "clock") != (name == "another clock") {
			t.Errorf("%s: %v: %s", name, err, errs.Message(err))
		}
	}
}

// refuses says that one kind of request is not allowed, and knows how long the last
// blob was.
func refuses(method, has string) func(http.ResponseWriter, *http.Request) {
	size := ""
	return func(w http.ResponseWriter, r *http.Request) {
		_, versions := r.URL.Query()["versioning"]
		switch {
		case versions:
			fmt.Fprint(w, "<VersioningConfiguration></VersioningConfiguration>")
		case r.Method == method && strings.Contains(r.URL.String(), has):
			says(403, "AccessDenied")(w, r)
		case r.URL.Query().Has("list-type"):
			fmt.Fprint(w, "<ListBucketResult></ListBucketResult>")
		case r.Method == http.MethodGet:
			says(404, "NoSuchKey")(w, r)
		case r.Method == http.MethodHead && size == "":
			w.WriteHeader(http.StatusNotFound)
		default:
			io.Copy(io.Discard, r.Body)
			w.Header().Set("ETag", `"0123456789abcdef0123456789abcdef"`)
			switch r.Method {
			case http.MethodPut:
				size = r.Header.Get("X-Amz-Decoded-Content-Length")
			case http.MethodDelete:
				size = ""
			case http.MethodHead:
				w.Header().Set("Last-Modified", "Tue, 24 Nov 2026 09:00:00 GMT")
				w.Header().Set("Content-Length", size)
			}
		}
	}
}
