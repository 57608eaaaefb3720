package intake

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"oso/internal/casefile"
	"oso/internal/errs"
)

// Limits of a case document. They are far above what people write and keep a
// stray file from filling a vault.
const (
	MaxDocument = 4 << 20 // bytes
	MaxText     = 100_000 // characters in a field that takes several lines
	MaxLine     = 1_000   // characters in any other field
	MaxItems    = 200     // of a list
	MaxParts    = 26      // of a question: a to z
)

// Decode reads a case document as the command line promises it: null or absent
// is unknown, an unknown or repeated field is refused with its name, a wrong
// type, an unknown choice or too long a text with its path. What it returns is
// normalized. Errors are errs.Invalid or errs.TooLarge and never repeat a
// value.
func Decode(data []byte) (*casefile.Document, error) {
	const op = "read case document"
	if len(data) > MaxDocument {
		return nil, errs.E(errs.TooLarge, op, "The document is larger than 4 MB. Nothing was stored. Records are imported, not written into the document.")
	}
	if !utf8.Valid(data) {
		return nil, errs.E(errs.Invalid, op, "The document is not UTF-8 text. Nothing was stored. Save it as UTF-8 and try again.")
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	w := walker{dec: json.NewDecoder(bytes.NewReader(data))}
	w.dec.UseNumber()
	err := w.value(reflect.TypeFor[casefile.Document](), "")
	if err == nil {
		if _, more := w.dec.Token(); more != io.EOF {
			err = fault{"The document goes on after its end."}
		}
	}
	if err != nil {
		msg := "The document is not complete JSON."
		if f, ok := err.(fault); ok {
			msg = f.msg
		} else if explained(data) {
			msg = "Lines that begin with // explain the template and do not belong to a document."
		}
		return nil, errs.E(errs.Invalid, op, msg+" Nothing was stored. Mend the document and try again.")
	}
	var doc casefile.Document
	if err := json.Unmarshal(data, &doc); err != nil {
		return nil, errs.Wrap(err, errs.Invalid, op, "The document is not in the form of a case. Nothing was stored.")
	}
	Normalize(&doc)
	return &doc, nil
}

// explained tells whether the document still has the template's explanations.
func explained(data []byte) bool {
	for line := range bytes.Lines(data) {
		if bytes.HasPrefix(bytes.TrimSpace(line), []byte("//")) {
			return true
		}
	}
	return false
}

// fault is what is wrong with a document, safe to show.
type fault struct{ msg string }

func (f fault) Error() string { return f.msg }

func faultf(format string, a ...any) error { return fault{fmt.Sprintf(format, a...)} }

// walker compares a document's tokens with the Go type that it will fill,
// because encoding/json alone takes names in any case, repeated fields, and
// does not say where an unknown one stands.
type walker struct{ dec *json.Decoder }

func (w *walker) value(t reflect.Type, path string) error {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	tok, err := w.dec.Token()
	if err != nil {
		return err
	}
	if tok == nil {
		if path == "" {
			return faultf("The document is empty.")
		}
		return nil // null: unknown
	}
	switch t.Kind() {
	case reflect.Struct:
		if tok != json.Delim('{') {
			return faultf("%s must be an object.", where(path))
		}
		return w.object(t, path)
	case reflect.Slice:
		if tok != json.Delim('[') {
			return faultf("%s must be a list.", where(path))
		}
		return w.list(t.Elem(), path)
	case reflect.Bool:
		if _, ok := tok.(bool); !ok {
			return faultf("%s must be true or false.", where(path))
		}
	case reflect.String:
		s, ok := tok.(string)
		if !ok {
			return faultf("%s must be text in quotes.", where(path))
		}
		return checkText(t, path, s)
	default:
		return faultf("%s is of a type that a case does not have.", where(path))
	}
	return nil
}

func (w *walker) object(t reflect.Type, path string) error {
	fields := map[string]reflect.Type{}
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		fields[name] = t.Field(i).Type
	}
	seen := map[string]bool{}
	for w.dec.More() {
		tok, err := w.dec.Token()
		if err != nil {
			return err
		}
		name, _ := tok.(string)
		ft, ok := fields[name]
		if !ok {
			return faultf("The field %q is not one that a case has.", clip(join(path, name)))
		}
		if seen[name] {
			return faultf("The field %q is there twice.", join(path, name))
		}
		seen[name] = true
		if err := w.value(ft, join(path, name)); err != nil {
			return err
		}
	}
	_, err := w.dec.Token()
	return err
}

func (w *walker) list(elem reflect.Type, path string) error {
	limit := MaxItems
	if strings.HasSuffix(path, ".parts") {
		limit = MaxParts
	}
	for i := 0; w.dec.More(); i++ {
		if i == limit {
			return faultf("%s has more than %d items.", where(path), limit)
		}
		if err := w.value(elem, fmt.Sprintf("%s[%d]", path, i)); err != nil {
			return err
		}
	}
	_, err := w.dec.Token()
	return err
}

// choices are the values that a coded field may have; an empty one is unknown.
var choices = map[reflect.Type][]string{
	reflect.TypeFor[casefile.Sex]():          {"female", "male", "other", "unknown"},
	reflect.TypeFor[casefile.PayerKind]():    {"patient", "partner"},
	reflect.TypeFor[casefile.ServiceKind]():  {"second-opinion", "imaging", "pathology", "video"},
	reflect.TypeFor[casefile.AddOn]():        {"imaging-review", "pathology-review"},
	reflect.TypeFor[casefile.MaterialKind](): {"imaging", "pathology", "laboratory", "record"},
	reflect.TypeFor[casefile.Channel]():      {"upload", "mail", "email", "fax"},
}

// multiline are the ends of the paths of fields that take several lines.
var multiline = []string{
	"history.chief_complaint", "history.present_illness", "history.past", "history.medication",
	"history.allergies", "history.family", "history.social", ".text", "plan", "reason", ".authority",
	"wishes.specialist", ".description",
}

func checkText(t reflect.Type, path, s string) error {
	if c, ok := choices[t]; ok && s != "" && !slices.Contains(c, s) {
		return faultf("%s must be one of: %s.", where(path), strings.Join(c, ", "))
	}
	limit := MaxLine
	if isMultiline(path) {
		limit = MaxText
	}
	if utf8.RuneCountInString(s) > limit {
		return faultf("%s is longer than %d characters.", where(path), limit)
	}
	return nil
}

func isMultiline(path string) bool {
	if strings.Contains(path, ".parts[") {
		return true
	}
	return slices.ContainsFunc(multiline, func(end string) bool { return strings.HasSuffix(path, end) })
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func where(path string) string {
	if path == "" {
		return "The document"
	}
	return fmt.Sprintf("The field %q", path)
}

// clip keeps a field name from outside short enough for a message.
func clip(s string) string {
	if r := []rune(s); len(r) > 80 {
		return string(r[:80]) + "..."
	}
	return s
}
