package e2e

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/intake"
	"oso/internal/sample"
)

// An opinion of several with one lead, at the console in a real browser: what the
// second specialist typed is what the physician reads, under that person's name and
// signature (R49). What the case needs comes by fax, post and courier, and is matched,
// filed and moved at the inbox until the case is complete (R15, R33, R56).
func TestPanelInTheBrowser(t *testing.T) {
	t.Parallel()
	chromium := browser(t)
	s := serve(t)
	c := newClinic(t)
	patient := intake.TemplateCase().Patient
	s.faxes(patient)
	id, records := c.beginWith(func(doc map[string]any) {
		doc["materials"] = append(doc["materials"].([]any),
			map[string]any{"kind": "record", "description": "Letters of the pulmonologist", "channel": "fax", "physical": false},
			map[string]any{"kind": "laboratory", "description": "Laboratory of November", "channel": "mail", "physical": false},
			map[string]any{"kind": "pathology", "description": "Biopsy, 6 slides", "channel": "mail", "physical": true})
	})
	c.takeIn(id, []string{records})
	c.seal(id)
	wrong := c.enterPaged(paged{given: "Nneka", family: "Okafor", sex: "female"})
	c.enrol(s)
	sent := c.sync()
	_, reference := sent.state(id)
	_, other := sent.state(wrong)

	type part struct {
		Heading string `json:"heading"`
		Asked   string `json:"asked"`
		First   string `json:"first"`
		Comment string `json:"comment"`
		Text    string `json:"text"`
	}
	typed := part{
		Heading: "Surgical view", Asked: "Can the lobe be taken out by VATS?", First: "It can be taken out.",
		Comment: "Say how much of the lung would be left.", Text: "It can be taken out by VATS; 82 % of the lung would be left.",
	}
	walk(t, "panel.mjs", struct {
		orders
		Part    part   `json:"part"`
		Answers string `json:"answers"`
		Wrong   string `json:"wrong"` // the reference of another patient's case
		Born    string `json:"born"`
	}{orders{
		Console: s.Console, Accounts: s.Accounts, Chromium: chromium, Pictures: os.Getenv("OSO_PICTURES"), Failures: failures(),
		Reference: reference, Patient: "Eleanor Whitcombe",
	}, typed, "As the surgical view says.", other, patient.BirthDate})

	c.syncUntil("an opinion", func(lineSync) bool { return len(c.opinions()) == 1 })
	var shown struct{ Content deed.Content }
	c.must(&shown, 0, "opinion", "show", id)
	parts := shown.Content.Parts()
	if len(parts) != 1 || parts[0].Heading != typed.Heading || !strings.Contains(parts[0].Text, "82 % of the lung") {
		t.Errorf("the physician reads %+v", parts)
	}
	var verified struct {
		Signers []struct{ Name, Part string }
	}
	c.must(&verified, 0, "opinion", "verify", id)
	named := map[string]string{}
	for _, x := range verified.Signers {
		named[x.Part] = x.Name
	}
	if len(verified.Signers) != 3 || named[typed.Heading] == "" || named[typed.Heading] == named[""] {
		t.Errorf("the signatures: %+v", verified.Signers)
	}
}

// faxes lays into the service's inbox what comes beside the clinic's program: of the
// patient, of two on one disc, of somebody whom nobody knows.
func (s *service) faxes(p casefile.Patient) {
	s.t.Helper()
	names := "Patient: " + p.Name.Family + ", " + p.Name.Given + "\nDOB: " + p.BirthDate + "\n\n"
	other := casefile.Patient{Name: casefile.Name{Family: "Nakamura", Given: "Hana"}, BirthDate: "1999-01-07", Sex: casefile.Female}
	var disc bytes.Buffer
	z := zip.NewWriter(&disc)
	for n, who := range []casefile.Patient{p, other} {
		w, err := z.Create([]string{"IM1", "IM2"}[n])
		if err != nil {
			s.t.Fatal(err)
		}
		if _, err := w.Write(sample.DICOM(sample.Image{Patient: who, StudyUID: "1.2.7", SeriesUID: "1.2.7.1", SOPInstanceUID: "1.2.7.1." + []string{"1", "2"}[n], Modality: "CT", Rows: 2, Columns: 2, Pixels: make([]uint16, 4)})); err != nil {
			s.t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		s.t.Fatal(err)
	}
	for name, data := range map[string][]byte{
		"fax/cartas.txt":     []byte(names + "Carta del neumólogo. La paciente refiere disnea de esfuerzo desde hace dos años, con tos por la mañana y sin fiebre. En la exploración se oyen sibilancias en ambos campos. La espirometría muestra una obstrucción moderada que mejora poco con broncodilatador. Se recomienda seguir con el mismo tratamiento y volver en tres meses con una nueva radiografía.\n"),
		"fax/letters-en.txt": []byte(names + "Letter of the pulmonologist. Dyspnea on exertion for two years. Moderate obstruction.\n"),
		"fax/report.txt":     []byte(names + "Report of the walking test: 410 m.\n"),
		"fax/stray.txt":      []byte("Patient: Sorensen, Piet\nDOB: 1950-05-05\n\nInvoice for the chair.\n"),
		"post/scan-0001.txt": []byte(names + "Laboratory: sodium 139, potassium 4.1.\n"),
		"courier/disc.zip":   disc.Bytes(),
	} {
		if err := os.WriteFile(filepath.Join(s.data, "inbox", filepath.FromSlash(name)), data, 0o600); err != nil {
			s.t.Fatal(err)
		}
	}
}
