package intake

import (
	_ "embed"
	"strings"

	"oso/internal/casefile"
)

//go:embed template.json
var template string

// DemoPartner is the organization that pays for the made-up case and that a
// demonstration server knows.
const DemoPartner = "Harborlight Benefits"

// Template is a made-up case as JSON that Decode takes: complete but for the
// agreement, the records and the seal. Annotated, it explains itself in lines
// that begin with //, for people.
func Template(annotated bool) []byte {
	if annotated {
		return []byte(template)
	}
	var b strings.Builder
	for line := range strings.Lines(template) {
		if !strings.HasPrefix(strings.TrimSpace(line), "//") {
			b.WriteString(line)
		}
	}
	return []byte(b.String())
}

// TemplateCase is the made-up case itself.
func TemplateCase() *casefile.Document {
	doc, err := Decode(Template(false))
	if err != nil {
		panic("intake: the template built into the program: " + err.Error()) // kept whole by a test
	}
	return doc
}
