package sample

import (
	"bytes"
	"time"

	"github.com/go-pdf/fpdf"

	"oso/internal/casefile"
)

// madeAt dates every report, so that the same patient gives the same bytes.
var madeAt = time.Date(2026, 10, 22, 12, 0, 0, 0, time.UTC)

// PDF is a plain document of one paragraph, for tests. Characters outside
// Windows-1252 are lost.
func PDF(text string) []byte {
	d := newReport("Report", nil)
	d.para(text)
	return d.bytes()
}

type report struct {
	*fpdf.Fpdf
	latin func(string) string
}

func newReport(title string, facts [][2]string) *report {
	d := &report{Fpdf: fpdf.New("P", "mm", "A4", "")}
	d.latin = d.UnicodeTranslatorFromDescriptor("")
	d.SetCreationDate(madeAt)
	d.SetModificationDate(madeAt)
	d.SetCatalogSort(true)
	d.SetTitle(title, true)
	d.SetMargins(22, 20, 22)
	d.SetLineWidth(0.1)
	d.AddPage()
	d.SetFont("Helvetica", "", 9)
	d.MultiCell(0, 4.5, d.latin("Demonstration hospital. A made-up record of a made-up person."), "", "L", false)
	d.Ln(4)
	d.SetFont("Helvetica", "B", 15)
	d.MultiCell(0, 8, d.latin(title), "", "L", false)
	d.Ln(2)
	for _, f := range facts {
		d.SetFont("Helvetica", "", 10)
		d.CellFormat(42, 5.5, d.latin(f[0]), "", 0, "L", false, 0, "")
		d.SetFont("Helvetica", "B", 10)
		d.MultiCell(0, 5.5, d.latin(f[1]), "", "L", false)
	}
	d.Ln(3)
	return d
}

func (d *report) head(s string) {
	d.Ln(2)
	d.SetFont("Helvetica", "B", 11)
	d.MultiCell(0, 6, d.latin(s), "", "L", false)
}

func (d *report) para(s string) {
	d.SetFont("Helvetica", "", 10.5)
	d.MultiCell(0, 5.4, d.latin(s), "", "L", false)
}

func (d *report) bytes() []byte {
	var b bytes.Buffer
	if err := d.Output(&b); err != nil {
		panic("sample: " + err.Error()) // fixed texts in a built-in font
	}
	return b.Bytes()
}

func facts(p casefile.Patient, more ...[2]string) [][2]string {
	born := p.BirthDate
	if t, err := time.Parse(time.DateOnly, born); err == nil {
		born = t.Format("2 Jan 2006")
	}
	out := [][2]string{{"Patient", p.Name.Display()}, {"Date of birth", born}, {"Sex", string(p.Sex)}}
	if len(p.Identifiers) > 0 {
		out = append(out, [2]string{"Number", p.Identifiers[0].Value})
	}
	return append(out, more...)
}

func pathologyReport(p casefile.Patient) []byte {
	d := newReport("Pathology report", facts(p, [2]string{"Taken", "21 Oct 2026"}, [2]string{"Reported", "22 Oct 2026"}, [2]string{"Specimen", "S26-20417"}))
	d.head("Specimen")
	d.para("CT-guided core needle biopsy, nodule of the right upper lobe. Three cores, 8 to 14 mm.")
	d.head("Clinical information")
	d.para("Solid nodule of 19 mm with short spicules, right upper lobe. Former smoker.")
	d.head("Microscopic description")
	d.para("Two of three cores hold an invasive epithelial tumor in an acinar pattern with small lepidic areas. Moderate nuclear atypia, 3 mitoses in 10 high-power fields. No necrosis. No vascular or pleural invasion is seen in the cores. TTF-1 and napsin A positive, p40 negative.")
	d.head("Diagnosis")
	d.para("Adenocarcinoma of the lung, acinar predominant, moderately differentiated.")
	d.head("Molecular and PD-L1")
	d.para("EGFR, ALK and ROS1: no alteration found. PD-L1 tumor proportion score 15%.")
	return d.bytes()
}

func laboratoryReport(p casefile.Patient) []byte {
	d := newReport("Laboratory report", facts(p, [2]string{"Taken", "19 Oct 2026, 08:10"}))
	rows := [][4]string{
		{"Test", "Result", "Unit", "Reference"},
		{"Hemoglobin", "13.4", "g/dL", "12.0 to 15.5"},
		{"White cells", "7.9", "10^9/L", "4.0 to 10.0"},
		{"Platelets", "268", "10^9/L", "150 to 400"},
		{"Sodium", "139", "mmol/L", "136 to 145"},
		{"Potassium", "4.2", "mmol/L", "3.5 to 5.1"},
		{"Creatinine", "0.8", "mg/dL", "0.5 to 1.1"},
		{"Alanine aminotransferase", "22", "U/L", "below 35"},
		{"Lactate dehydrogenase", "188", "U/L", "135 to 214"},
		{"Calcium", "9.3", "mg/dL", "8.6 to 10.2"},
		{"INR", "1.0", "", "0.9 to 1.1"},
	}
	for i, r := range rows {
		style := ""
		if i == 0 {
			style = "B"
		}
		d.SetFont("Helvetica", style, 10)
		for j, width := range []float64{66, 30, 30, 40} {
			d.CellFormat(width, 7, d.latin(r[j]), "B", 0, "L", false, 0, "")
		}
		d.Ln(7)
	}
	d.head("Lung function, 20 Oct 2026")
	d.para("FEV1 1.42 L, 58% of predicted. FVC 2.61 L, 84% of predicted. DLCO 49% of predicted.")
	return d.bytes()
}
