package e2e

import (
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	common "go.opentelemetry.io/proto/otlp/common/v1"
	tracev1 "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

// traces is an OpenTelemetry collector that keeps what it is sent.
type traces struct {
	t   *testing.T
	url string

	mu     sync.Mutex
	raw    strings.Builder
	bodies []*collector.ExportTraceServiceRequest
}

func collect(t *testing.T) *traces {
	t.Helper()
	c := &traces{t: t}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, err := io.ReadAll(r.Body)
		var body collector.ExportTraceServiceRequest
		if err == nil {
			err = proto.Unmarshal(b, &body)
		}
		if err != nil || r.URL.Path != "/v1/traces" {
			t.Errorf("the collector got %s with a body that is none: %v", r.URL.Path, err)
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		c.raw.Write(b)
		c.bodies = append(c.bodies, &body)
	}))
	t.Cleanup(s.Close)
	c.url = s.URL
	return c
}

// sayable is a form of what a span may say: routes, parts, statuses, kinds.
var sayable = regexp.MustCompile(`^[A-Za-z][A-Za-z -]*$|^(GET|HEAD|POST|PUT|PATCH|DELETE) (none|/[a-z0-9{}$/._-]*)$|^none$|^/[a-z0-9{}$/._-]*$`)

// look ends the service and goes through the spans of its whole life.
func (c *traces) look(s *service, id, reference string) {
	c.t.Helper()
	s.stop()
	c.mu.Lock()
	defer c.mu.Unlock()

	// Nothing of a case or a person.
	secrets := []string{id, reference, strings.ReplaceAll(reference, " ", ""), "Whitcombe", "Eleanor", "Okonkwo", "lungs", s.Code, "traceparent"}
	for _, a := range s.Accounts {
		secrets = append(secrets, a.Name, a.Email)
	}
	for _, secret := range secrets {
		if len(secret) < 4 {
			c.t.Errorf("%q proves nothing", secret)
		}
		if strings.Contains(strings.ToLower(c.raw.String()), strings.ToLower(secret)) {
			c.t.Errorf("the traces hold %q", secret)
		}
	}

	keys := []string{
		"db.system.name", "error.type", "http.request.method", "http.response.status_code", "http.route", "oso.attempt", "oso.blobs", "oso.bytes", "oso.door",
	}
	byID, names := map[string]*tracev1.Span{}, map[string]int{}
	for _, b := range c.bodies {
		for _, r := range b.ResourceSpans {
			for _, scope := range r.ScopeSpans {
				for _, span := range scope.Spans {
					byID[hex.EncodeToString(span.SpanId)] = span
					names[span.Name]++
					if !sayable.MatchString(span.Name) {
						c.t.Errorf("a span is called %q", span.Name)
					}
					for _, a := range span.Attributes {
						text, ok := a.Value.Value.(*common.AnyValue_StringValue)
						if !slices.Contains(keys, a.Key) || ok && !sayable.MatchString(text.StringValue) {
							c.t.Errorf("%s says %s of %v", span.Name, a.Key, a.Value)
						}
					}
					for _, e := range span.Events {
						if e.Name != "begun" || len(e.Attributes) > 0 {
							c.t.Errorf("%s tells of %v", span.Name, e)
						}
					}
					if span.Status != nil && span.Status.Message != "" {
						c.t.Errorf("%s ends with the words %q", span.Name, span.Status.Message)
					}
				}
			}
		}
	}

	// Each kind of thing was seen.
	for _, name := range []string{
		"GET /console/api/cases/{case}", "POST /console/api/cases/{case}/acts/{act}", "PUT /v1/cases/{case}/packs/{pack}", "POST /v1/token", "GET /v1/changes",
		"job notice", "job charge", "write chunk rows", "job sweep", "database transaction", "put blob", "read blob",
	} {
		if names[name] == 0 {
			all, _ := json.Marshal(names)
			c.t.Errorf("no span is called %s: %s", name, all)
		}
	}

	// What belongs together is one trace: a job and its mail's transaction lead
	// back to the request that put it down.
	led := 0
	for _, span := range byID {
		if span.Name != "job notice" || len(span.ParentSpanId) == 0 {
			continue
		}
		parent := byID[hex.EncodeToString(span.ParentSpanId)]
		if parent == nil || string(parent.TraceId) != string(span.TraceId) {
			c.t.Errorf("a notice's parent is not there")
			continue
		}
		if parent.Name == "POST /console/api/cases/{case}/acts/{act}" {
			led++
		}
	}
	inside := slices.ContainsFunc(slices.Collect(func(yield func(*tracev1.Span) bool) {
		for _, span := range byID {
			if !yield(span) {
				return
			}
		}
	}), func(span *tracev1.Span) bool {
		parent := byID[hex.EncodeToString(span.ParentSpanId)]
		return span.Name == "database transaction" && parent != nil && parent.Name == "job notice"
	})
	if led == 0 || !inside {
		c.t.Errorf("%d notices lead back to an act; a transaction is inside one: %t", led, inside)
	}
	if len(byID) < 200 {
		c.t.Errorf("only %d spans of a whole line", len(byID))
	}
}
