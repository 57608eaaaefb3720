package trace

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	"google.golang.org/protobuf/proto"

	"oso/internal/errs"
)

func TestAddresses(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"collector:4318", "grpc://collector:4317", "https://", "https://user:sesame@ho st", "/v1/traces"} {
		tracer, err := New(context.Background(), Config{Endpoint: bad})
		if tracer != nil || !errs.Is(err, errs.Usage) || strings.Contains(err.Error(), "sesame") {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

// Without a collector every part of a trace is nothing, and may be used.
func TestOff(t *testing.T) {
	t.Parallel()
	tracer, err := New(context.Background(), Config{})
	if tracer != nil || err != nil {
		t.Fatalf("%v, %v", tracer, err)
	}
	ctx, span := tracer.Request(context.Background(), Door("clinic"))
	inner, part := Start(ctx, "put blob", Bytes(3))
	if inner != context.Background() || Carried(inner) != "" {
		t.Error("something is carried")
	}
	part.Reached("begun")
	part.End(errors.New("nothing"))
	span.Name("GET /")
	span.Failed()
	span.End(nil)
	if err := tracer.Close(context.Background()); err != nil {
		t.Error(err)
	}
}

// A job belongs to the trace that it was put down in; what it is sent besides
// is the program's name and version, and of an error the kind.
func TestJobJoinsItsTrace(t *testing.T) {
	t.Parallel()
	var got []*collector.ExportTraceServiceRequest
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		var body collector.ExportTraceServiceRequest
		if err := proto.Unmarshal(b, &body); err != nil || strings.Contains(string(b), "Whitcombe") {
			t.Errorf("%v: %q", err, b)
		}
		got = append(got, &body)
	}))
	defer s.Close()
	ctx := context.Background()
	tracer, err := New(ctx, Config{Endpoint: s.URL, Version: "1.2.3", Instance: "i", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	asked, request := tracer.Request(ctx, Door("console"))
	inside, transaction := Start(asked, "database transaction", Database("sqlite"))
	carried := Carried(inside)
	transaction.End(nil)
	request.End(nil, HTTP("BREW", "POST /cases/{case}", 200)...)
	_, job := tracer.Job(ctx, "notice", carried, Attempt(1))
	job.End(errors.New("mail to Whitcombe"))
	if err := tracer.Close(ctx); err != nil {
		t.Fatal(err)
	}
	if len(got) != 1 || len(got[0].ResourceSpans) != 1 {
		t.Fatalf("%d bodies", len(got))
	}
	spans := got[0].ResourceSpans[0].ScopeSpans[0].Spans
	if len(spans) != 3 {
		t.Fatalf("%d spans", len(spans))
	}
	for _, span := range spans[1:] {
		if string(span.TraceId) != string(spans[0].TraceId) {
			t.Errorf("%s is in another trace", span.Name)
		}
	}
	if string(spans[2].ParentSpanId) != string(spans[0].SpanId) || spans[2].Name != "job notice" {
		t.Errorf("%s has another parent", spans[2].Name)
	}
	if text := spans[1].String(); !strings.Contains(text, `"other"`) || !strings.Contains(text, `"/cases/{case}"`) {
		t.Errorf("the request says %s", text)
	}
	if text := spans[2].String(); !strings.Contains(text, `"internal"`) {
		t.Errorf("the job says %s", text)
	}
}

// A collector that answers with an error, or not at all, is told of in the log,
// in our words, and holds nobody up.
func TestCollectorAway(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "the tenant sesame has no quota", http.StatusBadRequest)
	}))
	defer s.Close()
	var log strings.Builder
	tracer, err := New(context.Background(), Config{Endpoint: s.URL, Log: slog.New(slog.NewTextHandler(&log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	_, span := tracer.Request(context.Background())
	span.End(nil)
	if err := tracer.Close(context.Background()); err != nil {
		t.Error(err)
	}
	if !strings.Contains(log.String(), "dropped") || strings.Contains(log.String(), "sesame") {
		t.Errorf("the log says %s", log.String())
	}
}
