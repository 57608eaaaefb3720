package console_test

import (
	"encoding/json"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"oso/internal/server/console"
	"oso/internal/server/principal"
)

// TestAnswersAreOfTheirTypes asks every route that reads as everybody, and holds
// each answer against the type that the pages have of it: every field is there,
// no other is, and no list that they take for whole is null.
func TestAnswersAreOfTheirTypes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.releasedCase()
	v := w.staff[principal.Coordinator].open(id)
	answered := map[string]bool{}
	for _, r := range console.Routes() {
		if r.Method != http.MethodGet || r.Out == nil {
			continue
		}
		path := strings.NewReplacer("{case}", id, "{record}", v.Records[0].ID).Replace(r.Path)
		if strings.HasSuffix(path, "/readers") {
			path += "?kind=imaging"
		}
		for role, p := range w.staff {
			status, b := p.ask("GET", path, nil)
			if status != 200 {
				continue
			}
			answered[r.Path] = true
			for _, wrong := range differs(r.Out, b, r.Path) {
				t.Errorf("%s: %s", role, wrong)
			}
		}
		if !answered[r.Path] {
			t.Errorf("%s answers nobody", r.Path)
		}
	}
}

// differs tells where a JSON value is not of the type.
func differs(t reflect.Type, raw json.RawMessage, at string) (out []string) {
	null := string(raw) == "null"
	if t.Kind() == reflect.Pointer {
		if null {
			return nil
		}
		t = t.Elem()
	}
	if t.PkgPath() != "" && t.Implements(reflect.TypeFor[json.Marshaler]()) {
		return nil
	}
	switch t.Kind() {
	case reflect.Struct:
		var fields map[string]json.RawMessage
		if json.Unmarshal(raw, &fields) != nil || fields == nil {
			return []string{at + " is no object"}
		}
		known := map[string]bool{}
		for _, f := range reflect.VisibleFields(t) {
			name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
			if f.Anonymous || !f.IsExported() || name == "-" {
				continue
			}
			known[name] = true
			value, ok := fields[name]
			if !ok {
				if !strings.Contains(options, "omitempty") {
					out = append(out, at+"."+name+" is not there")
				}
				continue
			}
			if f.Type.Kind() == reflect.Slice && string(value) == "null" && !strings.HasSuffix(t.PkgPath(), "/casefile") {
				out = append(out, at+"."+name+" is null, and a list")
				continue
			}
			out = append(out, differs(f.Type, value, at+"."+name)...)
		}
		for name := range fields {
			if !known[name] {
				out = append(out, at+"."+name+" is in no type")
			}
		}
	case reflect.Slice:
		var list []json.RawMessage
		if json.Unmarshal(raw, &list) != nil {
			return []string{at + " is no list"}
		}
		for _, one := range list {
			out = append(out, differs(t.Elem(), one, at+"[]")...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// TestRoutesAreServed: without a session every route answers, none as if it
// were not there.
func TestRoutesAreServed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	seen := map[string]bool{}
	for _, r := range console.Routes() {
		key := r.Method + " " + r.Path
		if seen[key] || r.Means == "" {
			t.Errorf("%s is listed twice, or says nothing", key)
		}
		seen[key] = true
		path := strings.NewReplacer("{case}", "c", "{record}", "r", "{act}", "hold").Replace(r.Path)
		req, err := http.NewRequest(r.Method, w.http.URL+"/console/api"+path, strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode == 404 || res.StatusCode == 405 || !r.Open() && res.StatusCode != 401 {
			t.Errorf("%s answers %d to nobody", key, res.StatusCode)
		}
	}
}
