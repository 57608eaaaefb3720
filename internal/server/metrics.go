package server

import (
	"context"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"oso/internal/server/db"
	"oso/internal/server/keys"
	"oso/internal/server/trace"
)

// metrics is what somebody who watches the service is told. Labels are doors,
// methods, patterns of routes and statuses: nothing that a request brings, and
// no id.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	running  *prometheus.GaugeVec
}

func newMetrics(s *Server) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "oso_requests_total", Help: "Requests that were answered.",
		}, []string{"door", "method", "route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "oso_request_seconds", Help: "From a request's header to the end of its answer.", Buckets: prometheus.ExponentialBuckets(0.002, 3, 10),
		}, []string{"door", "route"}),
		running: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "oso_requests_running", Help: "Requests under way.",
		}, []string{"door"}),
	}
	m.registry.MustRegister(m.requests, m.seconds, m.running, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), &state{s})
	return m
}

// door counts and traces what goes through one door.
func (m *metrics) door(name string, tracer *trace.Tracer, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		ctx, span := tracer.Request(r.Context(), trace.Door(name))
		r = r.WithContext(ctx)
		running := m.running.WithLabelValues(name)
		running.Inc()
		rec := &statusRecorder{ResponseWriter: w, status: http.StatusOK}
		defer func() {
			running.Dec()
			// The pattern that the last mux found; see the doors' guards.
			route, method := trace.RouteOf(r.Pattern), trace.Method(r.Method)
			m.requests.WithLabelValues(name, method, route, strconv.Itoa(rec.status)).Inc()
			m.seconds.WithLabelValues(name, route).Observe(time.Since(began).Seconds())
			span.Name(method+" "+route, trace.HTTP(r.Method, r.Pattern, rec.status)...)
			if rec.status >= 500 {
				span.Failed()
			}
			span.End(nil)
		}()
		next.ServeHTTP(rec, r)
	})
}

// statusRecorder remembers the status of an answer.
type statusRecorder struct {
	http.ResponseWriter
	status int
}

func (r *statusRecorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the connection.
func (r *statusRecorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// handler answers whoever collects.
func (m *metrics) handler(log *slog.Logger) http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn), Timeout: 10 * time.Second})
}

// state is asked of the service when somebody collects.
type state struct{ s *Server }

// descriptions of what state tells.
type description struct{ name, help string }

var _ prometheus.Collector = (*state)(nil)

func stateOf() map[string]*prometheus.Desc {
	all := map[string]*prometheus.Desc{}
	for _, d := range []description{
		{"oso_healthy", "1 while the database reads and can be written to, the storage answers, and the service can sign."},
		{"oso_jobs_stuck", "Jobs that failed so often that they are tried once a day only."},
		{"oso_issuing_key_days", "Days that the issuing key is still good for."},
		{"oso_root_key_days", "Days that the root key is still good for."},
		{"oso_certificate_days", "Days that the public certificate of the clinics' door is still good for."},
		{"oso_uploads_unfinished", "Cases that were begun to be sent and are not whole."},
		{"oso_uploads_unfinished_bytes", "What is kept of them."},
		{"oso_disk_free_bytes", "What is free on the disk of the database or the blobs, whichever has less."},
		{"oso_uploads_taken", "1 while the disk has more free than its reserve: below, no parts of cases are taken."},
		{"oso_blobs_doomed", "Blobs of erased cases that are still to be deleted."},
		{"oso_clock_seconds", "By how much this instance's clock is before that of the PostgreSQL, which all instances share."},
		{"oso_database_bytes", "How much the database takes on its disk."},
	} {
		all[d.name] = prometheus.NewDesc(d.name, d.help, nil, nil)
	}
	return all
}

func (c *state) Describe(to chan<- *prometheus.Desc) {
	for _, d := range stateOf() {
		to <- d
	}
}

func (c *state) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 8*time.Second)
	defer cancel()
	all := stateOf()
	tell := func(name string, v float64, err error) {
		if err == nil { // what cannot be said is left out, and unhealthy says why
			to <- prometheus.MustNewConstMetric(all[name], prometheus.GaugeValue, v)
		}
	}
	s, q := c.s, c.s.store.DB.Q()
	_, out := s.issuingLeft()
	healthy := 1.0
	if out || s.well() != nil {
		healthy = 0
	}
	tell("oso_healthy", healthy, nil)
	for _, e := range s.endings() {
		name := map[string]string{keys.EndOfIssuing: "oso_issuing_key_days", keys.EndOfRoot: "oso_root_key_days", keys.EndOfCertificate: "oso_certificate_days"}[e.What]
		tell(name, e.Until.Sub(s.now()).Hours()/24, nil)
	}
	stuck, err := s.jobs.Stuck(ctx)
	tell("oso_jobs_stuck", float64(stuck), err)
	uploads, err := q.ListUploads(ctx)
	bytes := int64(0)
	for _, u := range uploads {
		bytes += u.Bytes
	}
	tell("oso_uploads_unfinished", float64(len(uploads)), db.Err(err, "collect"))
	tell("oso_uploads_unfinished_bytes", float64(bytes), db.Err(err, "collect"))
	if s.reserve.known() {
		left, err := s.reserve.left()
		tell("oso_disk_free_bytes", float64(left), err)
		takes, err := s.reserve.takes(0)
		tell("oso_uploads_taken", map[bool]float64{true: 1}[takes], err)
	}
	doomed, err := q.ListDoomedBlobs(ctx)
	tell("oso_blobs_doomed", float64(len(doomed)), db.Err(err, "collect"))
	if s.store.DB.Kind() == db.PostgreSQL {
		theirs, err := s.store.DB.Clock(ctx)
		tell("oso_clock_seconds", s.now().Sub(theirs).Seconds(), err)
	}
	size, err := s.store.DatabaseBytes()
	tell("oso_database_bytes", float64(size), err)
}
