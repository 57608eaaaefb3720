package transcript

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"unicode"
)

// ofJSON reads FHIR resources in JSON: one, a bundle, a list, or one a line.
// Other JSON is shown as it is. nil where it is none.
func ofJSON(data []byte) *Tree {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var all []any
	for len(all) < mostBlocks {
		var v any
		if err := d.Decode(&v); err != nil {
			if errors.Is(err, io.EOF) && len(all) > 0 {
				break
			}
			return nil
		}
		if list, ok := v.([]any); ok {
			all = append(all, list...)
		} else {
			all = append(all, v)
		}
	}
	if len(all) == 1 {
		if r, ok := all[0].(map[string]any); ok && r["resourceType"] != nil {
			return ofFHIR(r)
		}
	}
	var entries []any
	for _, x := range all {
		if r, ok := x.(map[string]any); ok && r["resourceType"] != nil {
			entries = append(entries, map[string]any{"resource": r})
		}
	}
	if len(entries) > 0 {
		return ofFHIR(map[string]any{"resourceType": "Bundle", "entry": entries})
	}
	var out bytes.Buffer
	if json.Indent(&out, data, "", "  ") != nil {
		return nil
	}
	b := newBuilder(Plain)
	b.note("These are data of a kind that is not read here. They are shown as they stand in the file.")
	b.verbatim(out.String())
	return b.tree()
}

// jsonOf turns a resource in XML into the form that one in JSON has: lists have
// one entry where XML has one element, which at does not mind.
func jsonOf(x *node) any {
	out := map[string]any{}
	if v, ok := x.attr["value"]; ok && len(x.children("extension")) == len(elements(x)) {
		return v
	}
	for k, v := range x.attr {
		out[k] = v
	}
	for _, c := range elements(x) {
		var v any
		switch {
		case c.name == "div":
			v = c // XHTML stays what it is
		case len(elements(c)) == 1 && unicode.IsUpper(rune(elements(c)[0].name[0])):
			inner := elements(c)[0]
			r, _ := jsonOf(inner).(map[string]any)
			if r == nil {
				r = map[string]any{}
			}
			r["resourceType"] = inner.name
			v = r
		default:
			v = jsonOf(c)
		}
		switch old := out[c.name].(type) {
		case nil:
			out[c.name] = v
		case []any:
			out[c.name] = append(old, v)
		default:
			out[c.name] = []any{old, v}
		}
	}
	return out
}

func elements(x *node) []*node {
	var out []*node
	for _, c := range x.nodes {
		if c.name != "" {
			out = append(out, c)
		}
	}
	return out
}
