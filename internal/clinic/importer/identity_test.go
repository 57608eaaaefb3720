package importer

import (
	"os"
	"path/filepath"
	"testing"
)

// Whatever form a record has, whom it names is compared: one question about
// one person, and none about the patient.
func TestEveryFormIsCompared(t *testing.T) {
	t.Parallel()
	forms := func(family, given, born string) map[string]string {
		return map[string]string{
			"letter.txt":   "Patient: " + family + ", " + given + "  DOB: " + born + "\nImpression: metastases in the liver.",
			"oru.hl7":      "MSH|^~\\&|LAB|X|Y|Z|20240311||ORU^R01|1|P|2.3||||||UNICODE UTF-8\rPID|1||77||" + family + "^" + given + "||" + born + "\r",
			"patient.json": `{"resourceType":"Patient","name":[{"family":"` + family + `","given":["` + given + `"]}],"birthDate":"` + born + `"}`,
			"summary.xml":  `<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3"><recordTarget><patientRole><patient><name><given>` + given + `</given><family>` + family + `</family></name><birthTime value="` + born + `"/></patient></patientRole></recordTarget></ClinicalDocument>`,
		}
	}
	for about, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"the patient":   {forms(anna.Name.Family, anna.Name.Given, anna.BirthDate), ""},
		"somebody else": {forms("Doe", "John", "1950-01-01"), "identity-mismatch"},
		"a namesake":    {forms(anna.Name.Family, anna.Name.Given, "1950-01-01"), "identity-mismatch"},
		"no date":       {forms(anna.Name.Family, anna.Name.Given, ""), "identity-unknown"},
	} {
		t.Run(about, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, anna)
			dir := t.TempDir()
			for name, text := range c.files {
				if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			r := d.run(dir)
			if warned(r) != c.want || c.want != "" && (r.Waiting != 1 || len(r.Warnings[0].Files) != len(c.files)) {
				t.Errorf("%d wait, warnings %+v", r.Waiting, r.Warnings)
			}
		})
	}
}
