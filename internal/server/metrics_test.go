package server

import (
	"context"
	"crypto/tls"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/server/dbtest"
)

// Metrics tell what goes on, and nothing that a request brought: no address
// that was asked for, no id, no method that somebody made up.
func TestMetricsTellNothingOfRequests(t *testing.T) {
	t.Parallel()
	c := &clock{at: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
	dir, master := folder(t, c)
	cfg := config(t, c, dir, master)
	cfg.Metrics = "127.0.0.1:0"
	s, err := Open(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	get := func(method, url string) (int, string) {
		t.Helper()
		req, err := http.NewRequest(method, url, nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		b, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return resp.StatusCode, string(b)
	}
	secret := casefile.NewID()
	clinics, watch := "https://"+s.Addr().String(), "http://"+s.WatchAddr().String()
	get("GET", clinics+"/v1/cases/"+secret+"/"+secret+"?q="+secret)
	get("MADEUP"+strings.ToUpper(secret[:6]), clinics+"/v1/"+secret)
	get("GET", "http://"+s.ConsoleAddr().String()+"/console/cases/"+secret)
	for _, path := range []string{"/livez", "/readyz"} {
		if status, _ := get("GET", watch+path); status != http.StatusNoContent {
			t.Errorf("%s answers %d", path, status)
		}
	}
	status, text := get("GET", watch+"/metrics")
	if status != http.StatusOK {
		t.Fatalf("metrics answer %d", status)
	}
	if strings.Contains(text, "\noso_clock_seconds ") != dbtest.PostgreSQL(t) {
		t.Error("metrics tell of a clock that is shared where there is none, or do not where there is one")
	}
	for _, want := range []string{`oso_requests_total{door="clinic",method="GET"`, `method="other"`, "oso_healthy 1", "oso_jobs_stuck 0", "oso_uploads_unfinished 0", "oso_issuing_key_days", "oso_database_bytes", "oso_request_seconds_bucket"} {
		if !strings.Contains(text, want) {
			t.Errorf("metrics do not have %s", want)
		}
	}
	if low := strings.ToLower(text); strings.Contains(low, secret) || strings.Contains(low, "madeup") {
		t.Error("metrics hold what a request brought")
	}
	s.store.DB.Fail()
	if err := <-ended; err == nil {
		t.Error("a service whose disk failed ends as if nothing had been")
	}
	stop()
	client.CloseIdleConnections()
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}
