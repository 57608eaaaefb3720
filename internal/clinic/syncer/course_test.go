package syncer

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"slices"
	"testing"
	"time"

	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/wire"
)

func chunksOf(n, size int) (chunks []chunk, missing map[seal.ChunkHash]bool) {
	missing = map[seal.ChunkHash]bool{}
	for i := range n {
		ref := seal.ChunkRef{Hash: seal.HashChunk([]byte{byte(i), byte(i >> 8)}), Size: size}
		chunks = append(chunks, chunk{index: i, ref: ref})
		missing[ref.Hash] = true
	}
	return chunks, missing
}

func TestCourseHandsOutEachChunkOnce(t *testing.T) {
	t.Parallel()
	const size = 200_000
	for _, trip := range []time.Duration{time.Millisecond, 20 * time.Millisecond, 100 * time.Millisecond} {
		chunks, missing := chunksOf(1000, size)
		delete(missing, chunks[3].ref.Hash) // the service has it
		chunks = append(chunks, chunks[7])  // the same bytes twice
		w := newCourse(chunks, missing, trip)
		if w.total != 999*size {
			t.Errorf("%v: %d bytes to send", trip, w.total)
		}
		low := 0
		w.reserve, w.low = 10*size, func() { low++ }
		var order, packs []int
		for p := w.next(context.Background()); p != nil; p = w.next(context.Background()) {
			n := 0
			for _, ch := range p {
				order = append(order, ch.index)
				n += ch.ref.Size + wire.PackHeader
			}
			if n > w.size {
				t.Errorf("%v: a pack of %d bytes", trip, n)
			}
			packs = append(packs, len(p))
		}
		if len(order) != 999 || !slices.IsSorted(order) || slices.Contains(order, 3) {
			t.Errorf("%v: %d chunks in this order: %v", trip, len(order), order)
		}
		if low != 1 {
			t.Errorf("%v: told %d times that little is left", trip, low)
		}
		far := trip == 100*time.Millisecond
		if first, last := packs[0], packs[len(packs)-2]; w.far != far || (last < first) != far {
			t.Errorf("%v: the first pack has %d chunks, the last but one %d", trip, first, last)
		}
	}
}

func TestCourseOfLittle(t *testing.T) {
	t.Parallel()
	chunks, missing := chunksOf(1, seal.MaxSealedChunk)
	w := newCourse(chunks, missing, time.Second)
	if p := w.next(context.Background()); len(p) != 1 {
		t.Errorf("one chunk as large as may be: %d", len(p))
	}
	if p := w.next(context.Background()); p != nil {
		t.Error("more than there is")
	}
	chunks, missing = chunksOf(9, 10)
	w = newCourse(chunks, missing, time.Second)
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if p := w.next(ctx); p != nil {
		t.Error("a stopped course goes on")
	}
}

// A request on its way ahead of its time is none until its last byte goes.
func TestRequestAhead(t *testing.T) {
	t.Parallel()
	const whole = `{"version":7}`
	for name, c := range map[string]struct {
		wanted bool
		answer answer
		came   bool
	}{
		"wanted":                   {true, answer{200, "application/json", wire.Done{}}, true},
		"wanted and not answered":  {true, problemAnswer(503, errs.Internal), false},
		"wanted, another's answer": {true, answer{200, "text/html", "<h1>proxy</h1>"}, false},
		"given up":                 {false, answer{200, "application/json", wire.Done{}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			halfway, got := make(chan string, 1), make(chan string, 1)
			d.Line = func(http.RoundTripper) http.RoundTripper {
				return lineFunc(func(r *http.Request) (*http.Response, error) {
					if r.ContentLength != int64(len(whole)) {
						t.Errorf("said to be %d bytes long", r.ContentLength)
					}
					first := make([]byte, len(whole)-1)
					if _, err := io.ReadFull(r.Body, first); err != nil {
						t.Error(err)
					}
					halfway <- string(first)
					rest, err := io.ReadAll(r.Body)
					got <- string(first) + string(rest)
					if err != nil {
						return nil, err
					}
					d.service.answers[r.URL.Path] = c.answer
					return d.service.RoundTrip(r)
				})
			}
			cl, err := d.newClient("https://oso.example", nil)
			if err != nil {
				t.Fatal(err)
			}
			a := cl.ahead(context.Background(), http.MethodPost, "/v1/act", content{kind: "application/json", bytes: []byte(whole)})
			if first := <-halfway; first != whole[:len(whole)-1] {
				t.Errorf("before its time went %q", first)
			}
			select {
			case <-a.done:
				t.Error("answered before its last byte")
			default:
			}
			var done wire.Done
			if came := a.end(c.wanted, &done); came != c.came {
				t.Errorf("an answer came: %t", came)
			}
			if all := <-got; (all == whole) != c.wanted {
				t.Errorf("in the end went %q", all)
			}
		})
	}
	var none *ahead
	if none.end(true, nil) {
		t.Error("an answer to what was not asked")
	}
}

type lineFunc func(*http.Request) (*http.Response, error)

func (f lineFunc) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// A connection that was closed meanwhile is found out only by writing to it:
// the body is then asked for again, whole.
func TestContentMayBeReadAgain(t *testing.T) {
	t.Parallel()
	open := make(chan struct{})
	close(open)
	for _, c := range []content{{kind: "x", bytes: []byte("all of it")}, {kind: "x", bytes: []byte("all of it"), held: open}} {
		req, err := http.NewRequest(http.MethodPut, "https://oso.example", nil)
		if err != nil {
			t.Fatal(err)
		}
		c.into(req)
		for range 2 {
			b, err := io.ReadAll(req.Body)
			if err != nil || !bytes.Equal(b, c.bytes) {
				t.Errorf("%q, %v", b, err)
			}
			if req.Body, err = req.GetBody(); err != nil {
				t.Fatal(err)
			}
		}
	}
}
