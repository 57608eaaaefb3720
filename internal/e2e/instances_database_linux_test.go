package e2e

import (
	"context"
	"crypto/tls"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"time"

	"oso/internal/server"
	"oso/internal/server/db"
	"oso/internal/server/dbtest"
)

// PostgreSQL is stopped and started again and again while a case walks its whole
// line over two instances, in the middle of exchanges, of acts and of jobs. Each
// time the instances say that they are not well; they are well again by
// themselves, and what was acknowledged is there, once.
func TestInstancesWithADatabaseThatStops(t *testing.T) {
	needFleet(t)
	t.Parallel()
	own := dbtest.Own(t)
	world := twoInstances(t) // makes what every instance begins with
	calm := newLine(t, nil, nil, world)
	want := calm.walk()
	// The same people in the server of our own.
	crewed.mu.Lock() // who copies it cuts off whoever reads it
	carryOver(t, crewed.database, own.Address())
	crewed.mu.Unlock()
	l := newLine(t, nil, nil, over(t, own.Address(), 2))
	stop, stopped := make(chan bool), make(chan int)
	go func() {
		times := 0
		defer func() { stopped <- times }()
		for {
			select {
			case <-stop:
				return
			// Longer each time: on a busy machine a second is too short for an exchange.
			case <-time.After(time.Duration(300+rand.IntN(1500)+100*times) * time.Millisecond):
			}
			own.Stop([]string{"fast", "immediate"}[times%2])
			times++
			for _, p := range l.services {
				for end := time.Now().Add(waits); healthy(p) && time.Now().Before(end); {
					time.Sleep(50 * time.Millisecond)
				}
				if healthy(p) {
					t.Error("an instance without its database says that it is well")
				}
			}
			time.Sleep(time.Duration(rand.IntN(1500)) * time.Millisecond)
			own.Start()
		}
	}()
	done := l.carry()
	close(stop)
	if n := <-stopped; n < 3 {
		t.Errorf("it was stopped %d times, which proves little", n)
	}
	if !done {
		return
	}
	if d := differ(want, l.outcome()); d != "" {
		t.Errorf("the outcome is another:\n%s", d)
	}
	for i, p := range l.services {
		for end := time.Now().Add(waits); !healthy(p); time.Sleep(50 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("instance %d is not well again", i)
			}
		}
		if strings.Contains(p.log.String(), "panic") {
			t.Errorf("instance %d: %s", i, tailOf(p.log.String(), 30))
		}
	}
}

// healthy asks a process whether it is well.
func healthy(p *process) bool {
	client := &http.Client{Timeout: waits, Transport: &http.Transport{DisableKeepAlives: true, TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	resp, err := client.Get("https://" + p.addr + "/healthz")
	if err != nil {
		return false
	}
	resp.Body.Close()
	return resp.StatusCode == http.StatusNoContent
}

// carryOver puts what one database has into another, which is empty.
func carryOver(t *testing.T, from, to string) {
	t.Helper()
	ctx := context.Background()
	if err := (server.Places{Dir: t.TempDir(), Database: to}).Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	a, err := db.Open(ctx, from)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	b, err := db.Open(ctx, to)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if err := db.Copy(ctx, a, b); err != nil {
		t.Fatal(err)
	}
}
