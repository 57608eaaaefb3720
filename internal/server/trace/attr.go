package trace

import "go.opentelemetry.io/otel/attribute"

// Attr is one thing that a span says. Names are OpenTelemetry's where it has
// one.
type Attr struct{ kv attribute.KeyValue }

// Door is which of the service's doors: "clinic", "console".
func Door(name string) Attr { return Attr{attribute.String("oso.door", name)} }

// HTTP is what was asked, by the pattern of its route, and how it was answered.
func HTTP(method, pattern string, status int) []Attr {
	return []Attr{
		{attribute.String("http.request.method", Method(method))},
		{attribute.String("http.route", RouteOf(pattern))},
		{attribute.Int("http.response.status_code", status)},
	}
}

// Database is which of the two: "sqlite", "postgresql".
func Database(kind string) Attr { return Attr{attribute.String("db.system.name", kind)} }

// Blobs is where they are: "folder", "bucket".
func Blobs(kind string) Attr { return Attr{attribute.String("oso.blobs", kind)} }

// Bytes is how many.
func Bytes(n int64) Attr { return Attr{attribute.Int64("oso.bytes", n)} }

// Attempt is which one of a job, from 1.
func Attempt(n int) Attr { return Attr{attribute.Int("oso.attempt", n)} }

func plain(list []Attr) []attribute.KeyValue {
	out := make([]attribute.KeyValue, len(list))
	for i, a := range list {
		out[i] = a.kv
	}
	return out
}
