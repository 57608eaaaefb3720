package transcript_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"strings"
	"testing"

	"oso/internal/errs"
	"oso/internal/transcript"
)

func tree(t *testing.T, data string) *transcript.Tree {
	t.Helper()
	x, err := transcript.Read(context.Background(), strings.NewReader(data), int64(len(data)), transcript.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// drawn writes a tree as a page would show it.
func drawn(x *transcript.Tree) string {
	var b strings.Builder
	b.WriteString(string(x.Kind) + ": " + x.Title + "\n")
	for _, n := range x.Notes {
		b.WriteString("(" + n + ")\n")
	}
	for _, k := range x.Blocks {
		switch k.Form {
		case transcript.Heading:
			b.WriteString(strings.Repeat("#", k.Level) + " " + k.Text + "\n")
		case transcript.Rows:
			for _, r := range append([][]string{k.Head}, k.Rows...) {
				if r != nil {
					b.WriteString("| " + strings.ReplaceAll(strings.Join(r, " | "), "\n", " / ") + "\n")
				}
			}
		case transcript.Enclosed:
			in := x.Inner[k.Number-1]
			b.WriteString("[" + in.Media + " " + in.Name + "]\n")
		default:
			if k.Text != "" {
				b.WriteString(k.Text + "\n")
			}
			for _, f := range k.Facts {
				b.WriteString(strings.Repeat("  ", f.Depth) + "- ")
				if f.Name != "" {
					b.WriteString(f.Name + ": ")
				}
				b.WriteString(f.Value + "\n")
			}
		}
	}
	return b.String()
}

func TestWhatRecordsSay(t *testing.T) {
	t.Parallel()
	pdf := base64.StdEncoding.EncodeToString([]byte("%PDF-1.7 inside"))
	for name, c := range map[string]struct {
		data string
		want []string
	}{
		"HL7 results": {"MSH|^~\\&|LAB|HARBOR|||20261003101500||ORU^R01|1|P|2.5.1\rPID|1||4711^^^H||Nwosu^Adaeze^^^Dr.||19720603|F\rOBR|1|||CRP^C-reactive protein^L|||202610021200\rOBX|1|NM|CRP^CRP^L||12.4|mg/L|0-5|H|||F\rOBX|2|NM|HB^Hemoglobin^L||11.8|g/dL|12-16|L|||F\rOBX|3|FT|TXT^Comment^L||Stable.\\.br\\No change since May.||||||F\rNTE|1||Sample was late.\r",
			[]string{"hl7: Results", "- Patient: Dr. Adaeze Nwosu", "- Birth date: 1972-06-03", "### C-reactive protein", "| CRP | 12.4 | mg/L | 0-5 | H | final", "| Hemoglobin | 11.8 | g/dL | 12-16 | L | final", "Stable.\nNo change since May.", "Sample was late."}},
		"HL7 document with a PDF": {"MSH|^~\\&|EHR|X|||20261003||MDM^T02|1|P|2.5\rTXA|1|CN^Consultation note\rOBX|1|ED|PDF^Letter^L||^application^pdf^Base64^" + pdf + "||||||F\r",
			[]string{"### Consultation note", "[application/pdf Letter]"}},
		"HL7 in Latin 1": {"MSH|^~\\&|A|B|||2026||ORU^R01|1|P|2.5||||||8859/1\rPID|1||1||M\xfcller^J\xf6rg\r", []string{"- Patient: Jörg Müller"}},
		"CDA": {`<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3"><title>Discharge summary</title><effectiveTime value="20261012"/>
			<recordTarget><patientRole><id extension="H-4711"/><patient><name><given>Adaeze</given><family>Nwosu</family></name><birthTime value="19720603"/></patient></patientRole></recordTarget>
			<component><structuredBody><component><section><title>Medication</title><text><table><thead><tr><th>Drug</th><th>Dose</th></tr></thead><tbody><tr><td>Infliximab</td><td>5 mg/kg</td></tr></tbody></table></text>
			<component><section><title>Allergies</title><text><list><item>Penicillin<list><item>rash</item></list></item></list></text></section></component></section></component>
			<component><section><title>Course</title><text>Short <content styleCode="Bold">stenosis</content> of<br/>4 cm.<paragraph>No fistula.</paragraph></text></section></component>
			<component><section><title>Coded</title><entry><observation/></entry></section></component></structuredBody></component></ClinicalDocument>`,
			[]string{"cda: Discharge summary", "- Patient: Adaeze Nwosu", "- Birth date: 1972-06-03", "- Written: 2026-10-12", "## Medication\n| Drug | Dose\n| Infliximab | 5 mg/kg\n### Allergies\n- Penicillin\n  - rash\n## Course\nShort stenosis of\n4 cm.\nNo fistula.", "(This section has no text"}},
		"CDA around a PDF": {`<ClinicalDocument xmlns="urn:hl7-org:v3"><title>Scan</title><component><nonXMLBody><text mediaType="application/pdf" representation="B64">` + pdf + `</text></nonXMLBody></component></ClinicalDocument>`,
			[]string{"[application/pdf Scan]"}},
		"FHIR bundle": {`{"resourceType":"Bundle","entry":[
			{"resource":{"resourceType":"Patient","name":[{"family":"Nwosu","given":["Adaeze"]}],"birthDate":"1972-06-03","gender":"female"}},
			{"resource":{"resourceType":"Condition","code":{"text":"Crohn disease"},"onsetDateTime":"2019-04-01","clinicalStatus":{"coding":[{"code":"active"}]}}},
			{"resource":{"resourceType":"MedicationStatement","medicationCodeableConcept":{"text":"Infliximab"},"dosage":[{"text":"5 mg/kg every 8 weeks"}],"status":"active"}},
			{"resource":{"resourceType":"Observation","code":{"text":"CRP"},"valueQuantity":{"value":12.40,"unit":"mg/L"},"interpretation":[{"coding":[{"display":"High"}]}],"effectiveDateTime":"2026-10-02T12:00:00Z","status":"final"}},
			{"resource":{"resourceType":"DiagnosticReport","code":{"text":"MR enterography"},"conclusion":"Stricture of 4 cm.","presentedForm":[{"contentType":"application/pdf","data":"` + pdf + `","title":"Report"}]}}]}`,
			[]string{"- Name: Adaeze Nwosu", "## Conditions\n- Crohn disease: 2019-04-01, active", "- Infliximab: 5 mg/kg every 8 weeks, active", "| CRP | 12.40 mg/L | High | 2026-10-02 12:00 | final", "### MR enterography", "Stricture of 4 cm.", "[application/pdf Report]"}},
		"FHIR in XML": {`<Bundle xmlns="http://hl7.org/fhir"><entry><resource><Patient><name><family value="Nwosu"/><given value="Adaeze"/></name><birthDate value="1972-06-03"/></Patient></resource></entry><entry><resource><AllergyIntolerance><code><text value="Penicillin"/></code></AllergyIntolerance></resource></entry></Bundle>`,
			[]string{"- Name: Adaeze Nwosu", "- Birth date: 1972-06-03", "## Allergies\n- Penicillin"}},
		"cells that reach over rows and columns": {`<ClinicalDocument xmlns="urn:hl7-org:v3"><component><structuredBody><component><section><title>Labs</title><text><table>
			<thead><tr><th rowspan="2">Test</th><th colspan="2">Result</th><th rowspan="2">Range</th></tr><tr><th>Value</th><th>Unit</th></tr></thead>
			<tbody><tr><td rowspan="2">Potassium</td><td>4.1</td><td>mmol/L</td><td rowspan="2">3.5-5.0</td></tr><tr><td>5.9</td><td>mEq/L</td></tr></tbody>
			<tbody><tr><td rowspan="9">Sodium</td><td colspan="2">hemolyzed</td><td>135-145</td></tr></tbody><tbody><tr><td>CRP</td><td>12</td><td>mg/L</td><td>0-5</td></tr></tbody></table></text></section></component></structuredBody></component></ClinicalDocument>`,
			[]string{"| Test | Result Value | Result Unit | Range\n| Potassium | 4.1 | mmol/L | 3.5-5.0\n| Potassium | 5.9 | mEq/L | 3.5-5.0\n| Sodium | hemolyzed |  | 135-145\n| CRP | 12 | mg/L | 0-5\n"}},
		"FHIR narrative with a table": {`{"resourceType":"Composition","section":[{"title":"Labs","text":{"div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><table><tr><th>Test</th><th>Day</th><th>Value</th></tr><tr><td rowspan=\"0\">CRP</td><td>1 May</td><td>12</td></tr><tr><td>2 May</td><td>9</td></tr></table></div>"}}]}`,
			[]string{"| Test | Day | Value\n| CRP | 1 May | 12\n| CRP | 2 May | 9\n"}},
		"paragraphs in an entry": {`<ClinicalDocument xmlns="urn:hl7-org:v3"><component><structuredBody><component><section><title>Medication</title><text><list><item><paragraph>Prednisolone 500 mg</paragraph><paragraph>2 times a day</paragraph></item><item>Folic acid<paragraph>5 mg</paragraph>weekly</item></list><paragraph>Low <content>so</content>dium</paragraph></text></section></component></structuredBody></component></ClinicalDocument>`,
			[]string{"- Prednisolone 500 mg\n2 times a day\n- Folic acid\n5 mg\nweekly\nLow sodium\n"}},
		"above and below the line, and struck out": {`<ClinicalDocument xmlns="urn:hl7-org:v3"><component><structuredBody><component><section><title>Blood</title><text><paragraph>Platelets 150 x 10<sup>9</sup>/l, 10<sup>-3,5</sup>, the 2<sup>nd</sup>, pCO<sub>2</sub> 40</paragraph>
			<paragraph>There is <content revised="delete">no</content> residual tumor</paragraph><table><tbody><tr><td>10<sup>12</sup>/l</td><td>4</td></tr></tbody></table></text></section></component></structuredBody></component></ClinicalDocument>`,
			[]string{"Platelets 150 x 10⁹/l, 10^-3,5, the 2nd, pCO₂ 40", "There is [struck out: no] residual tumor", "| 10¹²/l | 4"}},
		"RTF above the line": {`{\rtf1 150 x 10{\super 9}/l, 10\super 12\nosupersub /l{\deleted  no}, CO{\sub 2}}`, []string{"150 x 10⁹/l, 10¹²/l, CO₂"}},
		"RTF":                {`{\rtf1\ansi{\fonttbl{\f0 Arial;}}Befund:\par Stenose 4 cm, gr\'f6\'dfer als 2024.\par}`, []string{"rtf: ", "Befund:", "Stenose 4 cm, größer als 2024."}},
		"CSV":                {"Date;CRP;Note\n2026-10-02;12,4;high\n2026-11-02;3,1;\n", []string{"table: ", "| Date | CRP | Note\n| 2026-10-02 | 12,4 | high\n| 2026-11-02 | 3,1 | \n"}},
		"text":               {"Operation on 3 May.\r\n\r\n  Findings:  stenosis, then more.\r\n", []string{"text: ", "Operation on 3 May.\n\n  Findings:  stenosis, then more.\n"}},
		"Western":            {"Der Patient wurde entlassen. Gr\xfc\xdfe aus K\xf6ln, \xe4rztliche Leitung.", []string{"Grüße aus Köln, ärztliche Leitung."}},
		"Russian":            {"\xcf\xe0\xf6\xe8\xe5\xed\xf2 \xe2\xfb\xef\xe8\xf1\xe0\xed \xe2 \xf3\xe4\xee\xe2\xeb\xe5\xf2\xe2\xee\xf0\xe8\xf2\xe5\xeb\xfc\xed\xee\xec \xf1\xee\xf1\xf2\xee\xff\xed\xe8\xe8", []string{"Пациент выписан в удовлетворительном состоянии"}},
		"UTF-16":             {"\xff\xfeH\x00i\x00.\x00", []string{"Hi."}},
		"a page":             {`<!doctype html><html><head><title>Portal</title><script>alert(1)</script></head><body><p>Sign <b>in</b></p></body></html>`, []string{"page: Portal", "Sign in"}},
		"other XML":          {`<note><to>Ward</to><body>Call back.</body></note>`, []string{"xml: ", "Ward"}},
		"other JSON":         {`{"a":1}`, []string{"text: ", `"a": 1`}},
		"empty cells":        {"a\tb\tc\n1\t\t3\n4\t\t6\n", []string{"| a | c\n| 1 | 3\n| 4 | 6"}},
	} {
		got := drawn(tree(t, c.data))
		for _, w := range c.want {
			if !strings.Contains(got, w) {
				t.Errorf("%s lacks %q:\n%s", name, w, got)
			}
		}
	}
}

func zipped(t *testing.T, parts map[string]string) string {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, data := range parts {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, data)
	}
	z.Close()
	return b.String()
}

func TestOfficeDocuments(t *testing.T) {
	t.Parallel()
	const w = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`
	docx := zipped(t, map[string]string{"word/document.xml": `<w:document ` + w + `><w:body><w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Findings</w:t></w:r></w:p>
		<w:p><w:r><w:t>Stenosis of </w:t></w:r><w:del><w:r><w:delText>5</w:delText></w:r></w:del><w:r><w:t>4 cm.</w:t></w:r></w:p>
		<w:p><w:r><w:t>5 x 10</w:t></w:r><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>9</w:t></w:r><w:r><w:t>/l</w:t></w:r></w:p>
		<w:tbl><w:tr><w:tc><w:p><w:r><w:t>CRP</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>12</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>`})
	if got := drawn(tree(t, docx)); !strings.Contains(got, "## Findings\nStenosis of 4 cm.\n5 x 10⁹/l\n| CRP | 12\n") {
		t.Errorf("a letter: %s", got)
	}
	xlsx := zipped(t, map[string]string{
		"xl/workbook.xml":          `<workbook><sheets><sheet name="Labs"/></sheets></workbook>`,
		"xl/sharedStrings.xml":     `<sst><si><t>Date</t></si><si><t>CRP</t></si></sst>`,
		"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c></row><row><c r="A2"><v>1</v></c><c r="C2"><v>12.4</v></c></row></sheetData></worksheet>`,
	})
	if got := drawn(tree(t, xlsx)); !strings.Contains(got, "## Labs\n| Date | CRP\n| 1 | 12.4\n") {
		t.Errorf("a workbook: %s", got)
	}
	odt := zipped(t, map[string]string{"content.xml": `<office:document-content xmlns:office="o" xmlns:text="t"><office:body><office:text><text:h text:outline-level="1">Letter</text:h><text:p>Dear <text:span>Dr.</text:span> X</text:p></office:text></office:body></office:document-content>`})
	spanned := zipped(t, map[string]string{"word/document.xml": `<w:document ` + w + `><w:body><w:tbl>
		<w:tr><w:tc><w:p><w:r><w:t>Test</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>May</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>June</w:t></w:r></w:p></w:tc></w:tr>
		<w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p><w:r><w:t>CRP</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>12</w:t></w:r></w:p></w:tc></w:tr>
		<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr><w:tc><w:p><w:r><w:t>8</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>`})
	if got := drawn(tree(t, spanned)); !strings.Contains(got, "| Test | May | June\n| CRP |  | 12\n|  | 8 | \n") {
		t.Errorf("wide cells of a letter: %s", got)
	}
	ods := zipped(t, map[string]string{"content.xml": `<office:document-content xmlns:office="o" xmlns:text="t" xmlns:table="b"><office:body><office:spreadsheet><table:table table:name="Labs">
		<table:table-header-rows><table:table-row><table:table-cell><text:p>Test</text:p></table:table-cell><table:table-cell><text:p>May</text:p></table:table-cell><table:table-cell><text:p>June</text:p></table:table-cell><table:table-cell><text:p>July</text:p></table:table-cell><table:table-cell table:number-columns-repeated="16380"/></table:table-row></table:table-header-rows>
		<table:table-row-group><table:table-row><table:table-cell table:number-rows-spanned="2"><text:p>CRP</text:p></table:table-cell><table:table-cell table:number-columns-repeated="2"/><table:table-cell><text:p>12</text:p></table:table-cell></table:table-row></table:table-row-group>
		<table:table-row table:number-rows-repeated="2"><table:covered-table-cell/><table:table-cell table:number-columns-repeated="2"><text:p>9</text:p></table:table-cell><table:table-cell><text:p>8</text:p></table:table-cell></table:table-row>
		<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>`})
	if got := drawn(tree(t, ods)); !strings.Contains(got, "| Test | May | June | July\n| CRP |  |  | 12\n|  | 9 | 9 | 8\n|  | 9 | 9 | 8\n") {
		t.Errorf("a sheet of Calc: %s", got)
	}
	if got := drawn(tree(t, odt)); !strings.Contains(got, "## Letter\nDear Dr. X\n") {
		t.Errorf("a text of Writer: %s", got)
	}
}

// Nothing that a record holds comes out as more than text, whatever its form.
func TestNothingInATreeIsCode(t *testing.T) {
	t.Parallel()
	for name, data := range map[string]string{
		"CDA": `<ClinicalDocument xmlns="urn:hl7-org:v3"><title>&lt;script&gt;a&lt;/script&gt;</title><component><structuredBody><component><section><text>
			<script>steal()</script><style>x</style><linkHtml href="javascript:steal()">link</linkHtml><renderMultiMedia referencedObject="x"/>
			<iframe src="https://evil.example/">frame</iframe><paragraph onclick="steal()">words</paragraph><img src="https://evil.example/p.png"/></text></section></component></structuredBody></component></ClinicalDocument>`,
		"entities": `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY b "steal()">]><ClinicalDocument xmlns="urn:hl7-org:v3"><title>T &a; &b;</title></ClinicalDocument>`,
		"page":     `<html><head><style>steal()</style></head><body onload="steal()"><script>steal()</script><a href="javascript:steal()">link</a><svg onload="steal()"><script>steal()</script></svg><p>words</p></body></html>`,
		"SVG":      `<svg xmlns="http://www.w3.org/2000/svg" onload="steal()"><script>steal()</script><text>words</text></svg>`,
		"FHIR":     `{"resourceType":"Composition","title":"T","section":[{"title":"S","text":{"div":"<div xmlns='http://www.w3.org/1999/xhtml'><script>steal()</script><p onclick='steal()'>words</p><img src='https://evil.example/'/></div>"}}]}`,
		"letters":  "name: \u202eevil\u202c\x00",
	} {
		x, err := transcript.Read(context.Background(), strings.NewReader(data), int64(len(data)), transcript.Options{})
		if errs.Is(err, errs.Unreadable) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		b, err := json.Marshal(x)
		if err != nil {
			t.Fatal(err)
		}
		for _, bad := range []string{"steal", "evil.example", "root:", "javascript:", "\u202e"} {
			if strings.Contains(string(b), bad) {
				t.Errorf("%s: %q is in the tree: %s", name, bad, b)
			}
		}
	}
}

func TestDocumentsInside(t *testing.T) {
	t.Parallel()
	const body = "%PDF-1.7 inside"
	data := "MSH|^~\\&|A|B|||2026||MDM^T02|1|P|2.5\rOBX|1|ED|PDF^Letter||^text^html^Base64^" + base64.StdEncoding.EncodeToString([]byte(body)) + "\r"
	r, in, err := transcript.EnclosedIn(context.Background(), strings.NewReader(data), int64(len(data)), 1)
	if err != nil {
		t.Fatal(err)
	}
	got, _ := io.ReadAll(r)
	if string(got) != body || in.Media != "application/pdf" {
		t.Errorf("%q of %s", got, in.Media)
	}
	if _, _, err := transcript.EnclosedIn(context.Background(), strings.NewReader(data), int64(len(data)), 2); !errs.Is(err, errs.NotFound) {
		t.Errorf("a document that is not there: %v", err)
	}
}

func TestChosenLetters(t *testing.T) {
	t.Parallel()
	data := "Gr\x81\xe1e" // code page 850
	x, err := transcript.Read(context.Background(), strings.NewReader(data), int64(len(data)), transcript.Options{Letters: "ibm850"})
	if err != nil || !strings.Contains(drawn(x), "Grüße") || x.Guessed {
		t.Errorf("%v, %+v", err, x)
	}
	if y := tree(t, "M\xfcller hat K\xf6ln verlassen"); !y.Guessed || y.Letters != "windows-1252" {
		t.Errorf("guessed %v as %s", y.Guessed, y.Letters)
	}
}

func TestBounds(t *testing.T) {
	t.Parallel()
	for name, data := range map[string]string{
		"deep XML":    strings.Repeat("<a>", 200_000) + "x",
		"deep CDA":    `<ClinicalDocument><component><structuredBody>` + strings.Repeat(`<component><section><title>t</title>`, 5000),
		"deep JSON":   `{"resourceType":"Bundle","entry":` + strings.Repeat(`[`, 9000) + strings.Repeat(`]`, 9000) + `}`,
		"wide table":  strings.Repeat("a\t", 300_000) + "\n" + strings.Repeat("b\t", 300_000) + "\n",
		"wide cells":  `<ClinicalDocument><component><structuredBody><component><section><text><table>` + strings.Repeat(`<tr>`+strings.Repeat(`<td rowspan="9999" colspan="9999">x</td>`, 50)+`</tr>`, 2000),
		"long text":   strings.Repeat("word ", 2_000_000),
		"many rows":   strings.Repeat("OBX|1|NM|A||1\r", 0) + "MSH|^~\\&|\r" + strings.Repeat("OBX|1|NM|A^A||1|mg\r", 300_000),
		"many blocks": `{\rtf1 ` + strings.Repeat(`x\par `, 300_000) + `}`,
	} {
		x, err := transcript.Read(context.Background(), strings.NewReader(data), int64(len(data)), transcript.Options{})
		if err != nil {
			if !errs.Is(err, errs.Unreadable) {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if b, _ := json.Marshal(x); len(b) > 16<<20 {
			t.Errorf("%s makes %d bytes", name, len(b))
		}
	}
	if _, err := transcript.Read(context.Background(), strings.NewReader("\x00\x01\x02"), 3, transcript.Options{}); !errs.Is(err, errs.Unreadable) {
		t.Errorf("bytes of no kind: %v", err)
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{"MSH|^~\\&|", "<ClinicalDocument>", `{"resourceType":"Bundle"}`, `{\rtf1 x}`, "a;b\n1;2", "PK\x03\x04"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		x, err := transcript.Read(t.Context(), bytes.NewReader(data), int64(len(data)), transcript.Options{})
		if err == nil {
			_ = x.Words()
			return
		}
		if k := errs.KindOf(err); k != errs.Unreadable && k != errs.TooLarge {
			t.Errorf("kind %s", k)
		}
	})
}
