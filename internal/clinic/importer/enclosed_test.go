package importer

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"oso/internal/pdf"
	"oso/internal/sample"
)

// Whom a document names that stands inside of another, or far behind its beginning, is
// compared too.
func TestDocumentsInsideAreCompared(t *testing.T) {
	t.Parallel()
	const another = "identity-mismatch several-patients"
	enclosed := func(text string) string { return base64.StdEncoding.EncodeToString(sample.PDF(text)) }
	his, hers := "Patient: Doe, John  DOB: 1950-01-01", "Patient: Müller, Anna Maria  DOB: 1972-04-09"
	cda := func(inside string) string {
		return `<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3"><recordTarget><patientRole><patient><name><given>Anna</given><family>Müller</family></name><birthTime value="19720409"/></patient></patientRole></recordTarget>` +
			`<component><nonXMLBody><text mediaType="application/pdf" representation="B64">` + inside + `</text></nonXMLBody></component></ClinicalDocument>`
	}
	fhir := func(media, inside string) string {
		return fmt.Sprintf(`{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient","name":[{"family":"Müller","given":["Anna"]}],"birthDate":"1972-04-09"}},`+
			`{"resource":{"resourceType":"DocumentReference","content":[{"attachment":{"contentType":%q,"data":%q}}]}}]}`, media, inside)
	}
	hl7 := func(inside string) string {
		return "MSH|^~\\&|LAB|X|Y|Z|20240311||ORU^R01|1|P|2.3||||||UNICODE UTF-8\rPID|1||77||Müller^Anna||19720409\rOBX|1|ED|PDF||^application^pdf^Base64^" + inside + "\r"
	}
	prose := strings.Repeat("All is well with the lungs.\n", 20_000)
	for name, c := range map[string]struct{ text, want string }{
		"a.xml":           {cda(enclosed(his)), another},
		"own.xml":         {cda(enclosed(hers)), ""},
		"a.json":          {fhir("application/pdf", enclosed(his)), another},
		"text.json":       {fhir("text/plain", base64.StdEncoding.EncodeToString([]byte(his))), another},
		"own.json":        {fhir("application/pdf", enclosed(hers)), ""},
		"a.hl7":           {hl7(enclosed(his)), another},
		"own.hl7":         {hl7(enclosed(hers)), ""},
		"lines.ndjson":    {`{"resourceType":"Patient","name":[{"family":"Müller","given":["Anna"]}],"birthDate":"1972-04-09"}` + "\n" + `{"resourceType":"Patient","name":[{"family":"Doe","given":["John"]}],"birthDate":"1950-01-01"}` + "\n", another},
		"page.txt":        {hers + "\n" + prose + "\f" + his + "\n", another + " text-not-read"},
		"long.txt":        {hers + "\n" + prose, "text-not-read"},
		"two-of-them.xml": {strings.Repeat(cda(enclosed(hers)), 2), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, anna)
			d.child, _ = pdf.Self()
			r := d.run(write(t, map[string][]byte{name: []byte(c.text)}))
			if warned(r) != c.want {
				t.Errorf("warned of %q, want %q", warned(r), c.want)
			}
		})
	}
}
