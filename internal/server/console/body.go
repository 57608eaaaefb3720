package console

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"
	"unicode"
	"unicode/utf8"

	"oso/internal/errs"
)

// read takes a JSON body as a person's page sends it: one object of exactly the
// fields that v has, UTF-8, no null where an object or a value belongs, no
// character that no text has. What it holds is never repeated in an error but
// for the names of our own fields.
func read(r *http.Request, v any) error { return readOf(r, v, "it has") }

// readOf is read where an unknown field is said to be missing from something
// that people know by name: "“Put on hold” has".
func readOf(r *http.Request, v any, what string) error {
	b, err := whole(r, "read request", "This is larger than the service takes in one piece. Nothing was saved.")
	if err != nil {
		return err
	}
	if !utf8.Valid(b) {
		return misformed("a text is not UTF-8")
	}
	return decode(bytes.TrimSpace(b), v, what)
}

// whole is what a request brings, as it came; tooLarge says of more than its route
// takes what to do.
func whole(r *http.Request, op, tooLarge string) ([]byte, error) {
	b, err := io.ReadAll(r.Body)
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, errs.E(errs.TooLarge, op, tooLarge)
	case err != nil:
		return nil, misformed("the request is cut")
	}
	return b, nil
}

func decode(b []byte, v any, what string) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		if name, ok := unknownField(err); ok {
			return misformed(what + " no field “" + name + "”")
		}
		var wrong *json.UnmarshalTypeError
		if errors.As(err, &wrong) && wrong.Field != "" {
			return misformed("the field “" + wrong.Field + "” has a value of another kind")
		}
		return misformed("it does not decode")
	}
	if _, err := d.Token(); err != io.EOF {
		return misformed("something follows its end")
	}
	if err := noNull(b, reflect.TypeOf(v).Elem(), ""); err != nil {
		return err
	}
	return printable(reflect.ValueOf(v).Elem(), "")
}

func misformed(what string) error {
	return errs.E(errs.Invalid, "read request", "The request is not of the form that the service reads: "+what+". Nothing was changed. Load the page again.")
}

// unknownField gives the name where the decoder refused one, if it looks like
// a name of ours: anything else may be what a person wrote.
func unknownField(err error) (string, bool) {
	name, ok := strings.CutPrefix(err.Error(), `json: unknown field "`)
	name = strings.TrimSuffix(name, `"`)
	plain := func(r rune) bool { return r == '_' || 'a' <= r && r <= 'z' }
	return name, ok && len(name) <= 40 && strings.IndexFunc(name, func(r rune) bool { return !plain(r) }) < 0
}

// noNull refuses null for anything but a list, which it empties: null for an
// object would empty it as well, without a word.
func noNull(raw json.RawMessage, t reflect.Type, at string) error {
	null := string(bytes.TrimSpace(raw)) == "null"
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if null && t.Kind() != reflect.Slice {
		if at == "" {
			return misformed("it is null")
		}
		return misformed("the field “" + at + "” is null")
	}
	switch {
	case null:
	case t.Kind() == reflect.Struct && raw[0] == '{':
		var fields map[string]json.RawMessage
		if json.Unmarshal(raw, &fields) != nil {
			return misformed("it does not decode")
		}
		for name, value := range fields {
			if f, ok := fieldOf(t, name); ok {
				if err := noNull(value, f, join(at, name)); err != nil {
					return err
				}
			}
		}
	case t.Kind() == reflect.Slice && raw[0] == '[':
		var list []json.RawMessage
		if json.Unmarshal(raw, &list) != nil {
			return misformed("it does not decode")
		}
		for i, value := range list {
			if err := noNull(value, t.Elem(), fmt.Sprintf("%s[%d]", at, i)); err != nil {
				return err
			}
		}
	}
	return nil
}

func fieldOf(t reflect.Type, name string) (reflect.Type, bool) {
	for i := range t.NumField() {
		f := t.Field(i)
		tag, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous && tag == "" {
			if in, ok := fieldOf(f.Type, name); ok {
				return in, true
			}
			continue
		}
		if strings.EqualFold(tag, name) {
			return f.Type, true
		}
	}
	return nil, false
}

func join(at, name string) string {
	if at == "" {
		return name
	}
	return at + "." + name
}

// printable refuses control characters other than tab and the ends of lines:
// nobody types them, and what reads the text later may end at them.
func printable(v reflect.Value, at string) error {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			return printable(v.Elem(), at)
		}
	case reflect.String:
		for _, r := range v.String() {
			if unicode.IsControl(r) && r != '\n' && r != '\t' && r != '\r' {
				return errs.E(errs.Invalid, "read request", fmt.Sprintf("The text of “%s” holds the character U+%04X, which cannot be printed. Nothing was changed. Delete it and try again.", at, r))
			}
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			if err := printable(v.Index(i), fmt.Sprintf("%s[%d]", at, i)); err != nil {
				return err
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			f := v.Type().Field(i)
			tag, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if !f.IsExported() {
				continue
			}
			name := at
			if !f.Anonymous || tag != "" {
				name = join(at, tag)
			}
			if err := printable(v.Field(i), name); err != nil {
				return err
			}
		}
	}
	return nil
}
