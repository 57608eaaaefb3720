package e2e

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"oso/internal/server/auth"
)

// loadPlan is what the generator of load is told to do; loadSeen what it saw.
type loadPlan struct {
	Clinics, Console string
	Built            bool     // the console's pages are in the program
	Codes            []string // a desk each
	Staff            []loadPerson
	Uploading        int           // desks that send one case after the other
	Rate             float64       // bytes a second of each
	Case             int           // bytes of its records
	Every            time.Duration // of each desk's exchanges
	For              time.Duration
}

type loadPerson struct{ Email, Password, Secret string }

type loadSeen struct {
	Exchanges, Pages times
	Cases            int
	Bytes            int64
	Requests         int
	Errors           map[string]int
}

// times are sorted.
type times []time.Duration

func (t times) at(part float64) time.Duration {
	if len(t) == 0 {
		return 0
	}
	return t[min(len(t)-1, int(float64(len(t))*part))]
}

// load plays all clinics and the staff's browsers, as a process of its own: what
// it takes of the processors is told beside what the service takes.
type load struct {
	plan loadPlan

	mu   sync.Mutex
	seen loadSeen
	on   bool // it is counted
}

func (l *load) tell(what string, _ time.Duration, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.on {
		l.seen.Requests++
	}
	if err != nil { // also while it is set up
		l.seen.Errors[what+": "+err.Error()]++
	}
}

func (l *load) add(to *times, took time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.on {
		*to = append(*to, took)
	}
}

// generate reads a plan, says when everybody is enrolled and signed in, and in
// the end what was seen.
func generate(ctx context.Context, in io.Reader, out io.Writer) error {
	l := &load{seen: loadSeen{Errors: map[string]int{}}}
	if err := json.NewDecoder(in).Decode(&l.plan); err != nil {
		return err
	}
	desks := make([]*loadDesk, len(l.plan.Codes))
	several(16, len(desks), func(i int) {
		d := &loadDesk{base: l.plan.Clinics, tell: l.tell, from: &net.TCPAddr{IP: net.IPv4(127, 1, byte(i/250), byte(1+i%250))}}
		desks[i] = d
		if err := d.redeem(ctx, l.plan.Codes[i]); err != nil {
			l.tell("enrol", 0, err)
		}
	})
	readers := make([]*loadReader, len(l.plan.Staff))
	for i, p := range l.plan.Staff {
		readers[i] = &loadReader{l: l, base: l.plan.Console, cookies: map[string]string{}}
		if err := readers[i].signIn(ctx, p); err != nil {
			l.tell("sign in", 0, err)
		}
	}
	fmt.Fprintln(out, "ready")
	l.mu.Lock()
	l.on = true
	l.mu.Unlock()
	run, stop := context.WithTimeout(ctx, l.plan.For)
	defer stop()
	content := make([]byte, l.plan.Case)
	rand.Read(content)
	var all sync.WaitGroup
	for i, d := range desks {
		all.Go(func() {
			if i < l.plan.Uploading {
				l.upload(run, d, content)
				return
			}
			l.ask(run, d, l.plan.Every*time.Duration(i)/time.Duration(len(desks)))
		})
	}
	for i, r := range readers {
		all.Go(func() { r.read(run, i) })
	}
	all.Wait()
	slices.Sort(l.seen.Exchanges)
	slices.Sort(l.seen.Pages)
	return json.NewEncoder(out).Encode(l.seen)
}

// several does n things, some at a time.
func several(some, n int, do func(int)) {
	var all sync.WaitGroup
	turn := make(chan struct{}, some)
	for i := range n {
		turn <- struct{}{}
		all.Go(func() { defer func() { <-turn }(); do(i) })
	}
	all.Wait()
}

func (l *load) ask(ctx context.Context, d *loadDesk, after time.Duration) {
	next := time.Now().Add(after)
	for {
		select {
		case <-time.After(time.Until(next)):
		case <-ctx.Done():
			return
		}
		began := time.Now()
		if err := d.exchange(ctx); err == nil {
			l.add(&l.seen.Exchanges, time.Since(began))
		}
		next = next.Add(l.plan.Every)
	}
}

func (l *load) upload(ctx context.Context, d *loadDesk, content []byte) {
	for ctx.Err() == nil {
		n, err := d.send(ctx, content, l.plan.Rate)
		l.mu.Lock()
		l.seen.Bytes += n
		if err == nil {
			l.seen.Cases++
		}
		l.mu.Unlock()
		if err != nil {
			select {
			case <-time.After(time.Second):
			case <-ctx.Done():
			}
		}
	}
}

// loadReader is somebody of the staff with a browser.
type loadReader struct {
	l       *load
	base    string
	http    http.Client
	cookies map[string]string
}

func (r *loadReader) signIn(ctx context.Context, p loadPerson) error {
	if err := r.get(ctx, "POST", "api/session", map[string]any{"email": p.Email, "password": p.Password}, nil); err != nil {
		return err
	}
	code, err := auth.Code(p.Secret, time.Now())
	if err != nil {
		return err
	}
	return r.get(ctx, "POST", "api/session/code", map[string]any{"code": code}, nil)
}

// read opens pages as people do: the list, a search, a case, the page itself.
func (r *loadReader) read(ctx context.Context, n int) {
	const pause = 500 * time.Millisecond
	next := time.Now().Add(pause * time.Duration(n) / time.Duration(len(r.l.plan.Staff)))
	var list struct{ Rows []struct{ ID string } }
	for i := n; ; i++ {
		select {
		case <-time.After(time.Until(next)):
		case <-ctx.Done():
			return
		}
		next = next.Add(pause)
		began := time.Now()
		var err error
		switch {
		case i%5 == 1:
			err = r.get(ctx, "POST", "api/cases/search", map[string]any{"text": "Whitcombe"}, nil)
		case i%5 == 2 && len(list.Rows) > 0:
			err = r.get(ctx, "GET", "api/cases/"+list.Rows[i%len(list.Rows)].ID, nil, nil)
		case i%5 == 3 && r.l.plan.Built:
			err = r.get(ctx, "GET", "", nil, nil)
		default:
			err = r.get(ctx, "GET", "api/cases", nil, &list)
		}
		if err == nil {
			r.l.add(&r.l.seen.Pages, time.Since(began))
		}
	}
}

func (r *loadReader) get(ctx context.Context, method, path string, body, into any) (err error) {
	what := strings.Split(path, "/")
	defer func() {
		if ctx.Err() == nil {
			r.l.tell(method+" console "+strings.Join(what[:min(2, len(what))], "/"), 0, err)
		}
	}()
	var b []byte
	if body != nil {
		if b, err = json.Marshal(body); err != nil {
			return err
		}
	}
	req, err := http.NewRequestWithContext(ctx, method, r.base+path, bytes.NewReader(b))
	if err != nil {
		return err
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	for name, value := range r.cookies { // they are for TLS, which a proxy speaks
		req.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	resp, err := r.http.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	for _, c := range resp.Cookies() {
		r.cookies[c.Name] = c.Value
	}
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode/100 != 2 {
		return fmt.Errorf("%d", resp.StatusCode)
	}
	if into != nil {
		return json.Unmarshal(answer, into)
	}
	return nil
}
