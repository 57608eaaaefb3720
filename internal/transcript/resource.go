package transcript

import (
	"encoding/json"
	"strings"
)

// resource is a FHIR resource, or a part of one.
type resource map[string]any

// list gives the entries of an element, one or many.
func (r resource) list(name string) []any {
	switch v := r[name].(type) {
	case nil:
		return nil
	case []any:
		return v
	default:
		return []any{v}
	}
}

// all are the parts at a path, of every entry on the way.
func (r resource) all(path ...string) []resource {
	now := []resource{r}
	for _, name := range path {
		var next []resource
		for _, x := range now {
			for _, v := range x.list(name) {
				if m, ok := v.(map[string]any); ok {
					next = append(next, m)
				}
			}
		}
		now = next
	}
	return now
}

// text is what an element says for people: a value, a concept, a quantity, a
// reference, a period.
func (r resource) text(name string) string {
	var out []string
	for _, v := range r.list(name) {
		if s := said(v); s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, ", ")
}

func said(v any) string {
	switch v := v.(type) {
	case string:
		return moment(v)
	case json.Number:
		return v.String()
	case bool:
		if v {
			return "yes"
		}
		return "no"
	case map[string]any:
		r := resource(v)
		switch {
		case r["value"] != nil && (r["unit"] != nil || r["code"] != nil || r["comparator"] != nil):
			return strings.TrimSpace(r.text("comparator") + " " + r.text("value") + " " + first(r.text("unit"), r.text("code")))
		case r["coding"] != nil || r["text"] != nil:
			return first(r.text("text"), concept(r))
		case r["display"] != nil:
			return r.text("display")
		case r["concept"] != nil:
			return r.text("concept")
		case r["start"] != nil || r["end"] != nil:
			return strings.TrimSpace(r.text("start") + " to " + r.text("end"))
		case r["low"] != nil || r["high"] != nil:
			return r.text("low") + " to " + r.text("high")
		case r["reference"] != nil:
			return ""
		case r["family"] != nil || r["given"] != nil:
			return fhirName(r)
		case r["value"] != nil:
			return r.text("value")
		}
	}
	return ""
}

func concept(r resource) string {
	for _, c := range r.all("coding") {
		if s := first(c.text("display"), c.text("code")); s != "" {
			return s
		}
	}
	return ""
}

// moment is an instant without its fractions and zone, where it is one.
func moment(s string) string {
	if len(s) > 16 && s[4] == '-' && s[10] == 'T' && s[13] == ':' {
		return s[:10] + " " + s[11:16]
	}
	return s
}

func fhirName(r resource) string {
	words := func(name string) string {
		var out []string
		for _, v := range r.list(name) {
			if s, ok := v.(string); ok {
				out = append(out, s)
			}
		}
		return strings.Join(out, " ")
	}
	return oneLine(first(strings.Join([]string{words("prefix"), words("given"), words("family"), words("suffix")}, " "), r.text("text")))
}
