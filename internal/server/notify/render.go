package notify

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"text/template"

	"oso/internal/errs"
	"oso/internal/server/brand"
)

//go:embed templates/*.tmpl
var sources embed.FS

// Values are all that a template can say. There is no place in it for a name,
// a diagnosis or anything else of a case but its number.
type Values struct {
	Service   string // the service's name
	Reference string // grouped, 4417 203 958; empty towards an unconfirmed address
	URL       string // of the page where more is read
	Copy      bool   // the patient gets the courtesy copy
}

// Templates holds every notice's words by audience and name.
type Templates struct {
	sets  map[string]*template.Template
	order map[string][]string // notices of an audience, as its file has them
}

// Parse reads the templates that the program carries.
func Parse() (*Templates, error) {
	t := &Templates{map[string]*template.Template{}, map[string][]string{}}
	names, err := fs.Glob(sources, "templates/*.tmpl")
	if err != nil {
		return nil, errs.Op(err, "read notices")
	}
	for _, name := range names {
		text, err := sources.ReadFile(name)
		if err != nil {
			return nil, errs.Op(err, "read notices")
		}
		audience := strings.TrimSuffix(path.Base(name), ".tmpl")
		set, err := template.New(audience).Option("missingkey=error").Parse(string(text))
		if err != nil {
			return nil, errs.Op(err, "read notices")
		}
		t.sets[audience] = set
		for _, m := range defined.FindAllStringSubmatch(string(text), -1) {
			t.order[audience] = append(t.order[audience], m[1])
		}
	}
	return t, nil
}

// defined finds the notices of a file in their order.
var defined = regexp.MustCompile(`{{define "([a-z-]+)/subject"}}`)

// Has says whether there are words for a notice to an audience.
func (t *Templates) Has(notice, audience string) bool {
	set := t.sets[audience]
	return set != nil && set.Lookup(notice+"/subject") != nil && set.Lookup(notice+"/body") != nil
}

// Render gives subject and body, the latter with how to reach the service (R60):
// in the words of a sheet, where it has any for the notice, else in the program's.
func (t *Templates) Render(sheet Sheet, notice, audience string, v Values, service brand.Brand) (subject, body string, err error) {
	if subject, body, err = t.Letter(sheet, notice, audience, v); err != nil {
		return "", "", err
	}
	var b strings.Builder
	b.WriteString(body)
	sign(&b, service)
	return subject, b.String(), nil
}

// Letter is the same for the post: the sheet that it is printed on says whom it
// comes from.
func (t *Templates) Letter(sheet Sheet, notice, audience string, v Values) (subject, body string, err error) {
	if w, ok := sheet.Of(notice, audience); ok {
		subject, body = w.fill(v)
		return subject, body, nil
	}
	return t.words(notice, audience, v)
}

// words are the program's own.
func (t *Templates) words(notice, audience string, v Values) (subject, body string, err error) {
	if !t.Has(notice, audience) {
		return "", "", fmt.Errorf("render notice: no words for %s to %s", notice, audience)
	}
	var s, b strings.Builder
	if err := t.sets[audience].ExecuteTemplate(&s, notice+"/subject", v); err != nil {
		return "", "", errs.Op(err, "render notice")
	}
	if err := t.sets[audience].ExecuteTemplate(&b, notice+"/body", v); err != nil {
		return "", "", errs.Op(err, "render notice")
	}
	return s.String(), b.String(), nil
}

// sign ends a mail with whom it comes from.
func sign(b *strings.Builder, service brand.Brand) {
	fmt.Fprintf(b, "\n\n-- \n%s\n", service.Name)
	if service.National != "" {
		fmt.Fprintf(b, "%s", service.National)
		if service.International != "" {
			fmt.Fprintf(b, ", from abroad %s", service.International)
		}
		b.WriteString("\n")
	}
	if service.Hours != "" {
		fmt.Fprintf(b, "%s\n", service.Hours)
	}
	if from := strings.Join(append([]string{service.LegalName}, service.Address...), ", "); strings.Trim(from, ", ") != "" {
		fmt.Fprintf(b, "%s\n", strings.TrimPrefix(from, ", "))
	}
	b.WriteString("This message was written by a program. It holds no health information; put none into a reply.\n")
}

// End is how every mail ends by a brand.
func End(service brand.Brand) string {
	var b strings.Builder
	sign(&b, service)
	return strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(b.String()), "--"))
}
