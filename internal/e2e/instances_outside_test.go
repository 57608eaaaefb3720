package e2e

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"oso/internal/demo/mailbox"
	"oso/internal/demo/till"
	"oso/internal/errs"
	"oso/internal/server/billing"
)

// outside is what all instances of a service reach beside their database and
// their storage: a mail server and a gateway for cards.
type outside struct {
	mails *mailbox.Box
	till  *till.Till
	http  *httptest.Server

	mu   sync.Mutex
	paid func(charged bool) // asked before the till charges, and after; nil: nobody
}

func newOutside(t *testing.T) *outside {
	t.Helper()
	o := &outside{}
	var err error
	if o.mails, err = mailbox.Open(time.Now); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { o.mails.Close() })
	if o.till, err = till.Open(filepath.Join(t.TempDir(), "till.jsonl")); err != nil {
		t.Fatal(err)
	}
	o.http = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var order billing.Order
		if err := json.NewDecoder(r.Body).Decode(&order); err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		o.asked(false)
		// Whoever asked may be gone by now: a gateway charges all the same.
		receipt, err := o.till.Charge(context.WithoutCancel(r.Context()), order)
		if err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		o.asked(true)
		json.NewEncoder(w).Encode(receipt)
	}))
	t.Cleanup(o.http.Close)
	return o
}

func (o *outside) asked(charged bool) {
	o.mu.Lock()
	paid := o.paid
	o.mu.Unlock()
	if paid != nil {
		paid(charged)
	}
}

func (o *outside) watch(paid func(charged bool)) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.paid = paid
}

// farTill is the gateway as an instance reaches it.
type farTill struct{ url string }

func (f farTill) Charge(ctx context.Context, o billing.Order) (billing.Receipt, error) {
	const op = "charge"
	body, err := json.Marshal(o)
	if err != nil {
		return billing.Receipt{}, errs.Op(err, op)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, f.url, bytes.NewReader(body))
	if err != nil {
		return billing.Receipt{}, errs.Op(err, op)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return billing.Receipt{}, errs.Wrap(err, errs.Unreachable, op, "")
	}
	defer resp.Body.Close()
	var r billing.Receipt
	if resp.StatusCode != http.StatusOK {
		return r, errs.E(errs.Unreachable, op, "")
	}
	return r, errs.Op(json.NewDecoder(resp.Body).Decode(&r), op)
}

// balancer is a proxy by which a desk reaches whichever instance there is, under
// one name.
type balancer struct {
	on net.Listener

	mu   sync.Mutex
	to   string
	fars []net.Conn
}

func newBalancer(t *testing.T) *balancer {
	t.Helper()
	on, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	b := &balancer{on: on}
	t.Cleanup(func() { on.Close() })
	go func() {
		for {
			c, err := on.Accept()
			if err != nil {
				return
			}
			go b.serve(c)
		}
	}()
	return b
}

func (b *balancer) serve(near net.Conn) {
	defer near.Close()
	r := bufio.NewReader(near)
	req, err := http.ReadRequest(r)
	if err != nil || req.Method != http.MethodConnect {
		return
	}
	b.mu.Lock()
	to := b.to
	b.mu.Unlock()
	far, err := net.Dial("tcp", to)
	if err != nil {
		io.WriteString(near, "HTTP/1.1 502 Bad Gateway\r\n\r\n")
		return
	}
	defer far.Close()
	b.mu.Lock()
	b.fars = append(b.fars, far)
	b.mu.Unlock()
	io.WriteString(near, "HTTP/1.1 200 OK\r\n\r\n")
	go func() {
		io.Copy(far, r)
		far.Close()
	}()
	io.Copy(near, far)
}

// cut ends what goes to an instance that does not answer any more.
func (b *balancer) cut() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, far := range b.fars {
		far.Close()
	}
	b.fars = nil
}

func (b *balancer) lead(to string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.to = to
}
