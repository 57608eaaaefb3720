package syncer

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"

	"oso/internal/errs"
)

// content is the body of a request; the zero value is none.
type content struct {
	kind  string // media type
	bytes []byte
	// held, where set, keeps the last byte back until the channel is closed.
	held <-chan struct{}
}

func encode(in any) (content, error) {
	if in == nil {
		return content{}, nil
	}
	b, err := json.Marshal(in)
	return content{kind: "application/json", bytes: b}, errs.Wrap(err, errs.Internal, "encode request", "")
}

func mustJSON(v any) content {
	c, err := encode(v)
	if err != nil {
		panic(err) // strings and bytes only
	}
	return c
}

// into makes it the body of a request, which may be asked for it more than
// once: where a connection turns out to have been closed meanwhile.
func (c content) into(req *http.Request) {
	if c.kind == "" {
		return
	}
	req.Header.Set("Content-Type", c.kind)
	req.ContentLength = int64(len(c.bytes))
	req.GetBody = func() (io.ReadCloser, error) {
		if c.held == nil {
			return io.NopCloser(bytes.NewReader(c.bytes)), nil
		}
		return io.NopCloser(&holding{bytes.NewReader(c.bytes), c.held, req.Context().Done()}), nil
	}
	req.Body, _ = req.GetBody()
}

// holding gives the last byte only when it may go.
type holding struct {
	left *bytes.Reader
	held <-chan struct{}
	end  <-chan struct{}
}

func (h *holding) Read(p []byte) (int, error) {
	switch n := h.left.Len(); {
	case n > 1 && len(p) >= n:
		p = p[:n-1]
	case n == 1 && len(p) > 0:
		select {
		case <-h.held:
		case <-h.end:
			return 0, io.ErrUnexpectedEOF
		}
	}
	return h.left.Read(p)
}

// ahead is a request of which all but the last byte is on its way before it is
// known whether it is to be made. The service has seen nothing of it until the
// last byte comes.
type ahead struct {
	stop   context.CancelFunc
	held   chan struct{}
	done   chan struct{}
	answer []byte
	err    error
}

func (c *client) ahead(ctx context.Context, method, path string, body content) *ahead {
	a := &ahead{held: make(chan struct{}), done: make(chan struct{})}
	ctx, a.stop = context.WithCancel(ctx)
	body.held = a.held
	go func() {
		defer close(a.done)
		_, a.err = c.once(ctx, method, path, body, &a.answer)
	}()
	return a
}

// end makes the request or gives it up, and tells whether it has an answer.
// Where it has none the request may be made anew, whatever the reason: it is
// one that may be repeated.
func (a *ahead) end(wanted bool, answer any) bool {
	if a == nil {
		return false
	}
	defer a.stop()
	if wanted {
		close(a.held)
	} else {
		a.stop()
	}
	<-a.done
	return wanted && a.err == nil && json.Unmarshal(a.answer, answer) == nil
}
