// Package trace tells an OpenTelemetry collector where the time of a request
// or of a job went: which of the service's parts it passed, how long it was in
// each, and how it ended.
//
// It promises that a span holds nothing but what Attr can say: patterns of
// routes, names of the service's own parts, statuses and counts. Nothing that a
// request brings and no id gets into one: an Attr is made by the functions of
// this package alone, of what the code says and never of what somebody sent.
// Where nobody collects, it costs nothing.
//
// Who begins something (a door, the jobs) asks a Tracer; what is on the way
// (the database, the blobs) asks Start, which adds to what the context brings.
package trace

import (
	"context"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	otel "go.opentelemetry.io/otel/trace"

	"oso/internal/errs"
)

// scope names the instrumentation, as OpenTelemetry calls it.
const scope = "oso-server"

// Config of a Tracer.
type Config struct {
	// Endpoint is where a collector takes OTLP over HTTP: the part before
	// /v1/traces. How much is kept, and what a collector is sent besides
	// (OTEL_TRACES_SAMPLER, OTEL_EXPORTER_OTLP_HEADERS, ...), the environment
	// says, as for every program.
	Endpoint string
	Version  string // of the program
	Instance string // tells instances apart; a random id
	Log      *slog.Logger
}

// Tracer begins traces. nil is one that traces nothing.
type Tracer struct {
	provider *sdk.TracerProvider
	tracer   otel.Tracer
}

// New makes a Tracer, nil where no endpoint is named. Nothing is sent before
// something is traced, and a collector that is away holds nobody up.
func New(ctx context.Context, cfg Config) (*Tracer, error) {
	if cfg.Endpoint == "" {
		return nil, nil
	}
	const op = "set up traces"
	at, err := url.Parse(cfg.Endpoint)
	if err != nil || at.Scheme != "http" && at.Scheme != "https" || at.Host == "" {
		// The error would hold the address, in which there may be a password.
		return nil, errs.E(errs.Usage, op, "The address of the collector of traces is not one of HTTP. The service does not run. Give it as https://HOST:PORT, or leave it out.")
	}
	exporter, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(at.JoinPath("v1/traces").String()))
	if err != nil {
		return nil, errs.Wrap(err, errs.Usage, op, "The collector of traces cannot be set up. The service does not run. Check the variables whose names begin with OTEL_EXPORTER.")
	}
	provider := sdk.NewTracerProvider(
		sdk.WithBatcher(&told{SpanExporter: exporter, log: cfg.Log}),
		sdk.WithResource(resource.NewSchemaless(
			attribute.String("service.name", scope), attribute.String("service.version", cfg.Version), attribute.String("service.instance.id", cfg.Instance),
		)),
	)
	return &Tracer{provider: provider, tracer: provider.Tracer(scope)}, nil
}

// Close sends what is left, until ctx ends.
func (t *Tracer) Close(ctx context.Context) error {
	if t == nil {
		return nil
	}
	return errs.Op(t.provider.Shutdown(ctx), "end traces")
}

// Request begins the trace of a request at a door. What the request itself says
// of a trace is not believed: who asks would choose into which trace it goes.
func (t *Tracer) Request(ctx context.Context, of ...Attr) (context.Context, Span) {
	return t.root(ctx, "request", otel.SpanKindServer, of)
}

// Job begins the span of a job, in the trace that Carried gave when it was put
// down; empty: in one of its own.
func (t *Tracer) Job(ctx context.Context, kind, carried string, of ...Attr) (context.Context, Span) {
	if carried != "" {
		ctx = propagation.TraceContext{}.Extract(ctx, propagation.MapCarrier{header: carried})
	}
	return t.root(ctx, "job "+kind, otel.SpanKindConsumer, of)
}

func (t *Tracer) root(ctx context.Context, name string, kind otel.SpanKind, of []Attr) (context.Context, Span) {
	if t == nil {
		return ctx, Span{}
	}
	ctx, span := t.tracer.Start(ctx, name, otel.WithSpanKind(kind), otel.WithAttributes(plain(of)...))
	return ctx, Span{span}
}

// Start begins a span inside the one that ctx brings; where there is none,
// nothing. name is one of the service's own words.
func Start(ctx context.Context, name string, of ...Attr) (context.Context, Span) {
	outer := otel.SpanFromContext(ctx)
	if !outer.IsRecording() {
		return ctx, Span{}
	}
	ctx, span := outer.TracerProvider().Tracer(scope).Start(ctx, name, otel.WithAttributes(plain(of)...))
	return ctx, Span{span}
}

const header = "traceparent"

// Carried is what a job remembers of the trace that it was put down in: W3C's
// traceparent, two random numbers. Empty where nothing is traced.
func Carried(ctx context.Context) string {
	if !otel.SpanContextFromContext(ctx).IsSampled() {
		return ""
	}
	m := propagation.MapCarrier{}
	propagation.TraceContext{}.Inject(ctx, m)
	return m[header]
}

// Span is one part of a trace. The zero value is one of nothing.
type Span struct{ span otel.Span }

// Name says what it was, where that is known only later: the pattern of a route.
func (s Span) Name(name string, of ...Attr) {
	if s.span != nil {
		s.span.SetName(name)
		s.span.SetAttributes(plain(of)...)
	}
}

// Reached notes when something came about on the way.
func (s Span) Reached(what string) {
	if s.span != nil {
		s.span.AddEvent(what)
	}
}

// End ends it. Of an error its kind is told and nothing else: its words are for
// the log, and a cause may hold anything.
func (s Span) End(err error, of ...Attr) {
	if s.span == nil {
		return
	}
	if err != nil {
		kind := errs.KindOf(err)
		of = append(of, Attr{attribute.String("error.type", string(kind))})
		if kind == errs.Internal {
			s.span.SetStatus(codes.Error, "")
		}
	}
	s.span.SetAttributes(plain(of)...)
	s.span.End()
}

// Failed marks it as one that went wrong.
func (s Span) Failed() {
	if s.span != nil {
		s.span.SetStatus(codes.Error, "")
	}
}

// told notes that spans could not be handed over, in our own words: the SDK
// would print the collector's.
type told struct {
	sdk.SpanExporter
	log *slog.Logger
}

func (t *told) ExportSpans(ctx context.Context, spans []sdk.ReadOnlySpan) error {
	if err := t.SpanExporter.ExportSpans(ctx, spans); err != nil && ctx.Err() == nil {
		t.log.Warn("traces could not be handed to the collector and are dropped", "spans", len(spans))
	}
	return nil
}

// Shutdown ends at once what is on its way.
func (t *told) Shutdown(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	return t.SpanExporter.Shutdown(ctx)
}

// Method is an HTTP method, or "other": a method that somebody made up is not
// told.
func Method(m string) string {
	switch m {
	case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE":
		return m
	}
	return "other"
}

// RouteOf is a pattern of http.ServeMux without its method: "none" where no
// route was found.
func RouteOf(pattern string) string {
	if _, path, ok := strings.Cut(pattern, " "); ok {
		return path
	}
	if pattern == "" {
		return "none"
	}
	return pattern
}
