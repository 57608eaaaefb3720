package e2e

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/server"
	"oso/internal/server/auth"
	"oso/internal/server/clinicapi"
	"oso/internal/server/db"
	"oso/internal/server/dbtest"
	"oso/internal/server/principal"
)

// TestBenchLoad lets 200 clinics ask every ten seconds, 20 of them send case
// after case instead, and ten people look through the console, for a minute: on
// SQLite, and on the PostgreSQL that OSO_TEST_POSTGRES names. The service is the
// program as people run it; the generator is a process of its own.
//
//	OSO_BENCH_LOAD       how many seconds: 60
//	OSO_BENCH_LOAD_LINE  Mbit/s of each desk that sends: 50
func TestBenchLoad(t *testing.T) {
	benchPlace(t)
	t.Run("SQLite", func(t *testing.T) { benchLoad(t, "SQLite", "") })
	t.Run("PostgreSQL", func(t *testing.T) {
		if os.Getenv(dbtest.Env) == "" {
			figure(t, "load, PostgreSQL", "", "not measured: no PostgreSQL is named", "", "")
			return
		}
		benchLoad(t, "PostgreSQL", dbtest.New(t))
	})
}

func number(name string, preset int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil && n > 0 {
		return n
	}
	return preset
}

func benchLoad(t *testing.T, name, database string) {
	const clinics, uploading, staff = 200, 20, 10
	seconds, line := number("OSO_BENCH_LOAD", 60), number("OSO_BENCH_LOAD_LINE", 50)
	p := loadPlan{
		Uploading: uploading, Rate: float64(line) * 1e6 / 8, Case: 24 << 20, Every: 10 * time.Second, For: time.Duration(seconds) * time.Second,
		Clinics: freeAddress(t), Console: freeAddress(t),
	}
	s := loadService(t, &p, database, clinics, staff)

	gen := asActor("load", nil)
	in, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	gen.Stdin, gen.Stderr = bytes.NewReader(in), os.Stderr
	pipe, err := gen.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := gen.Start(); err != nil {
		t.Fatal(err)
	}
	out := bufio.NewReaderSize(pipe, 64<<10)
	if text, err := out.ReadString('\n'); text != "ready\n" {
		t.Fatalf("the generator said %q, %v", text, err)
	}
	genBefore, sBefore := cpu(gen.Process.Pid), cpu(s.Process.Pid)
	stop, held := make(chan struct{}), make(chan []float64, 1)
	go func() {
		var list []float64
		for {
			select {
			case <-stop:
				held <- list
				return
			case <-time.After(time.Second):
				list = append(list, float64(resident(s.Process.Pid))/1e6)
			}
		}
	}()
	began := time.Now()
	time.Sleep(p.For)
	gens, serves := cpu(gen.Process.Pid)-genBefore, cpu(s.Process.Pid)-sBefore
	took := time.Since(began).Seconds()
	var seen loadSeen
	if err := json.NewDecoder(out).Decode(&seen); err != nil {
		t.Fatal(err)
	}
	close(stop)
	memory := <-held
	if err := gen.Wait(); err != nil {
		t.Error(err)
	}
	errors := 0
	for what, n := range seen.Errors {
		errors += n
		t.Errorf("%d times %s", n, what)
	}
	third := max(1, len(memory)/3)
	setting := fmt.Sprintf("%d clinics every 10 s, %d of them sending at %d Mbit/s each, %d people at the console; %d s", clinics, uploading, line, staff, seconds)
	figure(t, "load, "+name, setting, fmt.Sprintf("%.2f: p99 of %d console pages %d ms (median %d ms); exchanges %d, p99 %d ms (median %d ms); %d requests, %d errors; %.0f MB/s in %d whole cases",
		seen.Pages.at(0.99).Seconds()/0.3, len(seen.Pages), seen.Pages.at(0.99).Milliseconds(), seen.Pages.at(0.5).Milliseconds(),
		len(seen.Exchanges), seen.Exchanges.at(0.99).Milliseconds(), seen.Exchanges.at(0.5).Milliseconds(), seen.Requests, errors, float64(seen.Bytes)/1e6/took, seen.Cases),
		"300 ms", "1, no error")
	figure(t, "load, memory of the service, "+name, setting, fmt.Sprintf("%.0f MB in the first third, %.0f in the last (highest %.0f)", middle(memory[:third]), middle(memory[len(memory)-third:]), slices.Max(memory)), "", "steady")
	figure(t, "load, processors, "+name, setting, fmt.Sprintf("generator %.2f cores, service %.2f, of what both took the generator's share %.0f%%", gens/took, serves/took, 100*gens/(gens+serves)), "2 cores", "said only")
}

// loadService sets a service up as its administrator does, and starts it.
func loadService(t *testing.T, p *loadPlan, database string, clinics, staff int) *exec.Cmd {
	t.Helper()
	ctx := context.Background()
	work := benchPlace(t)
	dir := filepath.Join(work, "service")
	env := append(os.Environ(), "OSO_DATABASE="+database)
	bin := build(t).server
	keys := exec.Command(bin, "admin", "keys", "--data", dir, "--root", filepath.Join(work, "root.key"))
	keys.Env = env
	if b, err := keys.CombinedOutput(); err != nil {
		t.Fatalf("admin keys: %v: %s", err, b)
	}
	store, err := server.Places{Dir: dir, Database: database}.Open(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	master, err := server.FindMaster(dir, "", "")
	if err == nil {
		err = store.OpenKeys(ctx, master, time.Now())
	}
	if err != nil {
		t.Fatal(err)
	}
	_, pin, err := store.Certificate(ctx, nil, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	a, err := auth.New(auth.Config{DB: store.DB, Keys: store.Keys, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	for i := range staff {
		n := auth.NewAccount{Name: fmt.Sprintf("Coordinator %d", i), Email: fmt.Sprintf("c%d@oso.example", i), Role: principal.Coordinator, Password: auth.NewPassword()}
		made, err := a.Create(ctx, n, principal.CommandLine())
		if err != nil {
			t.Fatal(err)
		}
		p.Staff = append(p.Staff, loadPerson{n.Email, n.Password, made.CodeSecret})
	}
	now := time.Now()
	if err := store.DB.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		for i := range clinics {
			clinic, person := casefile.NewID(), casefile.NewID()
			if err := q.InsertClinic(ctx, db.InsertClinicParams{ID: clinic, Name: fmt.Sprintf("Clinic %d", i), CreatedAt: 1}); err != nil {
				return err
			}
			if err := q.Enter(ctx, db.InsertPersonParams{ID: person, Name: fmt.Sprintf("Doctor %d", i), CreatedAt: 1, UpdatedAt: 1},
				principal.Held{Role: principal.Physician, Clinic: clinic}, "test"); err != nil {
				return err
			}
			text, err := clinicapi.Mint(ctx, tx, store.Keys, clinicapi.CodeRequest{Clinic: clinic, Person: person, By: principal.CommandLine(), Life: time.Hour, TLS: pin}, now)
			if err != nil {
				return err
			}
			p.Codes = append(p.Codes, text)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(bin, "serve", "--data", dir, "--listen", p.Clinics, "--console", p.Console)
	cmd.Env = env
	var log bytes.Buffer
	cmd.Stderr = &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Signal(syscall.SIGTERM)
		if err := cmd.Wait(); err != nil || t.Failed() {
			t.Logf("the service ended with %v and said: %s", err, tail(log.String()))
		}
	})
	for range 200 {
		if resp, err := http.Get("http://" + p.Console + "/healthz"); err == nil {
			resp.Body.Close()
			page, err := http.Get("http://" + p.Console + "/console/")
			if err != nil {
				t.Fatal(err)
			}
			page.Body.Close()
			p.Built = page.StatusCode == http.StatusOK
			p.Clinics, p.Console = "https://"+p.Clinics, "http://"+p.Console+"/console/"
			return cmd
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("the service does not answer: %s", log.String())
	return nil
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// cpu is how many seconds of a processor a process has taken.
func cpu(pid int) float64 {
	b, _ := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	_, rest, ok := strings.Cut(string(b), ") ")
	f := strings.Fields(rest)
	if !ok || len(f) < 13 {
		return 0
	}
	user, _ := strconv.ParseFloat(f[11], 64)
	system, _ := strconv.ParseFloat(f[12], 64)
	return (user + system) / 100 // clock ticks, on Linux
}
