package deed

import (
	"reflect"
	"strconv"
	"strings"
)

// Places names the place of every text in the content, by where it is kept: the way
// to it in the JSON, "answers.0.parts.1.text". A part that is new has its place by
// being there.
func (c *Content) Places() map[*string]string {
	out := map[*string]string{}
	var walk func(at string, v reflect.Value)
	walk = func(at string, v reflect.Value) {
		switch v.Kind() {
		case reflect.String:
			if p, ok := v.Addr().Interface().(*string); ok {
				out[p] = at
			}
		case reflect.Slice:
			for i := range v.Len() {
				walk(at+"."+strconv.Itoa(i), v.Index(i))
			}
		case reflect.Struct:
			for i := range v.NumField() {
				name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
				if name == "" || !v.Type().Field(i).IsExported() {
					continue
				}
				if at != "" {
					name = at + "." + name
				}
				walk(name, v.Field(i))
			}
		}
	}
	walk("", reflect.ValueOf(c).Elem())
	return out
}
