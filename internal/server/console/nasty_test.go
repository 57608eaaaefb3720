package console_test

import (
	"encoding/json"
	"math/rand/v2"
	"net/url"
	"os"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"oso/internal/server/acts"
	"oso/internal/server/console"
)

// nasty makes requests out of their types, some right, some as nobody should send
// them.
type nasty struct {
	*rand.Rand
	known []string // ids and codes that something has
}

var nastyWords = []string{
	"", " ", "a\x00b", "\u202e gnirts", "\U0001f600", "e\u0301", "%", "%s%n", "'; DROP TABLE cases; --", "<script>", "../../etc", "null", "-1", "0", "2026-02-30", "9999-99-99", "2026-12-24",
	"2026-12-24T10:30", "1h", "next-day", "other", "missing", "imaging", "pathology", "partner", "patient", "physician", "clinic", "US", "NM", "1", "9223372036854775808", "1e400", strings.Repeat("x", 3000), strings.Repeat("\u05d0", 600), strings.Repeat("[", 200),
}

func (n nasty) word() string {
	if n.IntN(2) == 0 {
		return n.known[n.IntN(len(n.known))]
	}
	return nastyWords[n.IntN(len(nastyWords))]
}

func (n nasty) value(t reflect.Type, deep int) any {
	if n.IntN(25) == 0 { // of another type
		return []any{nil, n.word(), -1, 1e30, true, []any{nil}, map[string]any{"x": 1}}[n.IntN(7)]
	}
	switch t.Kind() {
	case reflect.Pointer:
		return n.value(t.Elem(), deep)
	case reflect.String:
		return n.word()
	case reflect.Bool:
		return n.IntN(2) == 0
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return []int64{0, 1, 1, 2, 3, -1, 1 << 31, 1<<63 - 1, -1 << 63}[n.IntN(9)]
	case reflect.Float32, reflect.Float64:
		return []float64{0, 0.5, 1, -1, 1e300}[n.IntN(5)]
	case reflect.Slice, reflect.Array:
		out := []any{}
		for range n.IntN(3) {
			if deep > 0 {
				out = append(out, n.value(t.Elem(), deep-1))
			}
		}
		return out
	case reflect.Map:
		return map[string]any{n.word(): n.value(t.Elem(), deep-1)}
	case reflect.Struct:
		out := map[string]any{}
		for i := range t.NumField() {
			f := t.Field(i)
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			switch {
			case f.Anonymous && name == "":
				if in, ok := n.value(f.Type, deep).(map[string]any); ok {
					for k, v := range in {
						out[k] = v
					}
				}
			case !f.IsExported() || name == "-" || n.IntN(12) == 0:
			case name == "":
				out[f.Name] = n.value(f.Type, deep-1)
			default:
				out[name] = n.value(f.Type, deep-1)
			}
		}
		return out
	}
	return nil
}

// TestWhateverIsSentNoFault: every address and act, as everybody, with fields that
// are right and wrong: never an answer that says that the service failed.
// OSO_NASTY is how many seconds it goes on with new seeds.
func TestWhateverIsSentNoFault(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ids := []string{w.releasedCase()}
	waits, _ := w.awaits()
	reads, _, _ := w.reading()
	written, _, _ := w.writing()
	ids = append(ids, waits, reads, written)
	n := nasty{known: append(append([]string{}, ids...), w.clinic, w.partner, w.doctor.id)}
	for _, query := range []string{"SELECT id FROM materials", "SELECT id FROM tasks", "SELECT id FROM records", "SELECT id FROM opinions"} {
		n.known = append(n.known, w.column(query)...)
	}
	for _, p := range w.staff {
		n.known = append(n.known, p.acc.ID)
	}
	seed, rounds, until := uint64(1), 1, time.Time{}
	if s, err := strconv.Atoi(os.Getenv("OSO_NASTY")); err == nil {
		seed, until = uint64(time.Now().UnixNano()), time.Now().Add(time.Duration(s)*time.Second)
	}
	type asked struct {
		method, path string
		in           reflect.Type
	}
	var all []asked
	for _, r := range console.Routes() {
		switch {
		case r.Open(), strings.HasPrefix(r.Path, "/session"), strings.HasPrefix(r.Path, "/me"):
		case strings.HasSuffix(r.Path, "/acts/{act}"):
			for _, a := range acts.Console() {
				all = append(all, asked{r.Method, strings.Replace(r.Path, "{act}", string(a.Event), 1), a.Request})
			}
		default:
			all = append(all, asked{r.Method, r.Path, r.In})
		}
	}
	faults := map[string]bool{}
	for round := 0; round < rounds || time.Now().Before(until); round++ {
		n.Rand = rand.New(rand.NewPCG(seed, uint64(round)))
		for _, a := range all {
			for role, p := range w.staff {
				if rounds == 1 && until.IsZero() && n.IntN(4) != 0 {
					continue // a few of each are enough to see that nothing broke
				}
				parts := strings.Split(a.path, "/")
				for i, part := range parts {
					switch {
					case part == "{case}":
						parts[i] = ids[n.IntN(len(ids))]
					case strings.HasPrefix(part, "{"):
						parts[i] = url.PathEscape("x" + n.word())
						if len(parts[i]) > 200 {
							parts[i] = "x"
						}
						if n.IntN(2) == 0 {
							parts[i] = n.known[n.IntN(len(n.known))]
						}
					}
				}
				path := strings.Join(parts, "/")
				if a.in == nil && n.IntN(2) == 0 {
					path += "?" + url.Values{"kind": {n.word()}, "from": {n.word()}, "version": {n.word()}, "record": {n.word()}, "page": {n.word()}, "row_version": {n.word()}}.Encode()
				}
				var body any
				if a.in != nil {
					body = n.value(a.in, 5)
				}
				status, answer := p.ask(a.method, path, body)
				if key := a.method + " " + a.path; status >= 500 && !faults[key] {
					faults[key] = true
					b, _ := json.Marshal(body)
					t.Errorf("seed %d: %s as %s: %d %s\n%.600s", seed, a.method+" "+path, role, status, answer, b)
				}
			}
		}
	}
	t.Logf("%d addresses and acts", len(all))
}
