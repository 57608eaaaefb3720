package clinical

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"
	"unicode/utf16"

	"oso/internal/identity"
)

func say(f Found) string {
	var out []string
	for _, p := range f.People {
		out = append(out, one(p))
	}
	return string(f.Kind) + ": " + strings.Join(out, "; ")
}

func one(p identity.Person) string {
	s := p.Name.DICOM()
	for _, x := range []string{p.Born, p.Sex} {
		s += "|" + x
	}
	for _, n := range p.Numbers {
		s += "|" + n.Value
		if n.System != "" {
			s += "@" + n.System
		}
	}
	return strings.TrimRight(s, "|")
}

func TestRead(t *testing.T) {
	t.Parallel()
	const msh = "MSH|^~\\&|LAB|X|Y|Z|20240311||ORU^R01|1|P|2.3"
	utf16le := func(s string) string {
		out := []byte{0xff, 0xfe}
		for _, u := range utf16.Encode([]rune(s)) {
			out = append(out, byte(u), byte(u>>8))
		}
		return string(out)
	}
	for about, c := range map[string]struct{ in, want string }{
		"message":                   {msh + "\rPID|1||77^^^St Mary&1.2.3&ISO^MR~99^^^^VN||DOE^JOHN^Q^JR^DR||19500101|M\r", "hl7-v2: DOE^JOHN^Q^DR^JR|19500101|M|77@St Mary"},
		"message in its frame":      {"\x0b" + msh + "\rPID|1||77||DOE^JOHN||19500101|M\r\x1c\r", "hl7-v2: DOE^JOHN|19500101|M|77"},
		"message with line feeds":   {msh + "\nPID|1||77||DOE^JOHN||19500101|M\n", "hl7-v2: DOE^JOHN|19500101|M|77"},
		"two messages":              {msh + "\rPID|1||77||DOE^JOHN||19500101|M\r" + msh + "\rPID|1||78||ROE^JANE||19510101|F\r", "hl7-v2: DOE^JOHN|19500101|M|77; ROE^JANE|19510101|F|78"},
		"other signs":               {"MSH#*%!?#LAB\rPID#1##77##DOE*JOHN##19500101#M", "hl7-v2: DOE^JOHN|19500101|M|77"},
		"escapes":                   {msh + "\rPID|1||7||O\\T\\NEIL^JO||19500101|F", "hl7-v2: O&NEIL^JO|19500101|F|7"},
		"three forms of a name":     {msh + "||||||UNICODE UTF-8\rPID|1||7||YAMADA^TARO^^^^^L^A~山田^太郎^^^^^L^I~やまだ^たろう^^^^^L^P||19500101|M", "hl7-v2: YAMADA^TARO=山田 太郎=やまだ たろう|19500101|M|7"},
		"named letters":             {msh + "||||||8859/1\rPID|1||7||M\xfcller^J\xf6rg||19500101|M", "hl7-v2: Müller^Jörg|19500101|M|7"},
		"letters that nobody named": {msh + "\rPID|1||7||M\xfcller^J\xf6rg||19500101|M", "hl7-v2: M\ufffdller^J\ufffdrg|19500101|M|7"},
		"two that were merged":      {msh + "\rPID|1||7||WHITCOMBE^ELEANOR||19710914|F\rMRG|88^^^St Mary||||||DOE^JOHN\r", "hl7-v2: WHITCOMBE^ELEANOR|19710914|F|7; DOE^JOHN|||88@St Mary"},
		"numbers that were merged":  {msh + "\rPID|1||7||WHITCOMBE^ELEANOR||19710914|F\rMRG|88^^^St Mary\r", "hl7-v2: WHITCOMBE^ELEANOR|19710914|F|7; |||88@St Mary"},
		"nobody":                    {msh + "\rPID|1||||\"\"||\"\"|", "hl7-v2: "},
		"cut":                       {"MSH", "hl7-v2: "},

		"rtf":                           {`{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Patient: NOBODY;}}\f0 Patient: DOE, John\par DOB: 01/01/1950\par}`, "text: DOE^John|01/01/1950"},
		"rtf with letters of its page":  {`{\rtf1\ansi\ansicpg1251 \'cf\'e0\'f6\'e8\'e5\'ed\'f2: \'c8\'e2\'e0\'ed\'ee\'e2 \'cf\'e5\'f2\'f0\par DOB: 1950-01-01\par}`, "text: Иванов Петр|1950-01-01"},
		"rtf with letters of all pages": {`{\rtf1\ansi\uc1 Patient: Wa\u322?\u281?sa, Zo\u235\'eb\par DOB: 1950-01-01}`, "text: Wałęsa^Zoë|1950-01-01"},
		"rtf, in a table":               {`{\rtf1 \trowd Patient:\cell Doe, John\cell\row DOB:\cell 1950-01-01\cell\row}`, "text: Doe^John|1950-01-01"},
		"CDA in letters of two bytes":   {utf16le(`<?xml version="1.0" encoding="UTF-16"?><ClinicalDocument xmlns="urn:hl7-org:v3"><recordTarget><patientRole><patient><name><given>John</given><family>Doe</family></name><birthTime value="19500101"/></patient></patientRole></recordTarget></ClinicalDocument>`), "cda: Doe^John|19500101"},
		"patient":                       {`{"resourceType":"Patient","name":[{"use":"maiden","family":"Roe"},{"use":"official","family":"Doe","given":["John","Q"],"suffix":["Jr"]}],"birthDate":"1950-01-01","gender":"male","identifier":[{"system":"urn:oid:1.2","value":"77"}]}`, "fhir: Doe^John^Q^^Jr|1950-01-01|male|77@urn:oid:1.2"},
		"bundle":                        {`{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient","name":[{"text":"John Doe"}]}},{"resource":{"resourceType":"Observation"}},{"resource":{"resourceType":"Patient","name":[{"family":["Roe"],"given":["Jane"]}]}}]}`, "fhir: John Doe; Roe^Jane"},
		"contained":                     {`{"resourceType":"DiagnosticReport","contained":[{"resourceType":"Patient","name":[{"family":"Doe"}]}],"subject":{"display":"Somebody"}}`, "fhir: Doe"},
		"subject alone":                 {`{"resourceType":"Observation","subject":{"display":"John Doe"}}`, "fhir: John Doe"},
		"one a line":                    {`{"resourceType":"Patient","name":[{"family":"Doe"}]}` + "\n" + `{"resourceType":"Patient","name":[{"family":"Roe"}]}`, "fhir: Doe; Roe"},
		"native form":                   {`{"resourceType":"Patient","name":[{"family":"Yamada","given":["Taro"]},{"text":"山田 太郎","extension":[{"url":"x","valueCode":"IDE"}]}]}`, "fhir: Yamada^Taro=山田 太郎"},
		"wrong types":                   {`{"resourceType":"Patient","birthDate":1950,"name":[{"family":"Doe"}]}`, "fhir: Doe"},
		"other data":                    {`{"name":"Doe"}`, ": "},
		"list":                          {`[{"resourceType":"Patient","name":[{"family":"Doe"}]}]`, "fhir: Doe"},
		"broken":                        {`{"resourceType":"Patient","name":[{`, ": "},
		"patient in XML":                {`<?xml version="1.0"?><Patient xmlns="http://hl7.org/fhir"><identifier><system value="urn:x"/><value value="77"/></identifier><name><family value="Doe"/><given value="John"/></name><gender value="male"/><birthDate value="1950-01-01"/></Patient>`, "fhir: Doe^John|1950-01-01|male|77@urn:x"},
		"bundle in XML":                 {`<Bundle xmlns="http://hl7.org/fhir"><entry><resource><Patient><name><text value="John Doe"/></name></Patient></resource></entry></Bundle>`, "fhir: John Doe"},
		"document":                      {`<?xml version="1.0" encoding="ISO-8859-1"?><ClinicalDocument xmlns="urn:hl7-org:v3"><title>x</title><recordTarget><patientRole><id root="1.2.3" extension="77"/><patient><name><prefix>Dr</prefix><given>J` + "\xf6" + `rg</given><given>Q</given><family>Doe</family></name><administrativeGenderCode code="M"/><birthTime value="19500101"/></patient></patientRole></recordTarget><author><assignedAuthor><assignedPerson><name><family>Author</family></name></assignedPerson></assignedAuthor></author></ClinicalDocument>`, "cda: Doe^Jörg^Q^Dr|19500101|M|77@1.2.3"},
		"document, forms":               {`<ClinicalDocument xmlns="urn:hl7-org:v3"><recordTarget><patientRole><patient><name use="ABC"><given>Taro</given><family>Yamada</family></name><name use="IDE"><family>山田</family><given>太郎</given></name></patient></patientRole></recordTarget></ClinicalDocument>`, "cda: Yamada^Taro=山田 太郎"},
		"document, not said":            {`<ClinicalDocument><recordTarget><patientRole><patient><name nullFlavor="UNK"/><birthTime nullFlavor="UNK"/></patient></patientRole></recordTarget></ClinicalDocument>`, "cda: "},
		"page":                          {`<!DOCTYPE html><html><head><title>x</title><style>p{}</style></head><body><p><b>Patient:</b> Doe, J&ouml;rg</p><table><tr><td>DOB:</td><td>01.02.1950</td></tr></table></body></html>`, "text: Doe^Jörg|01.02.1950"},
		"other data in XML":             {`<data><name>Doe</name></data>`, ": "},
		"broken document":               {`<ClinicalDocument><recordTarget><patientRole><patient><name><family>Doe</family></name>`, "cda: Doe"},
		"UTF-16":                        {utf16le("Patient: Doe, John DOB: 01.02.1950"), "text: Doe^John|01.02.1950"},
		"no text":                       {"\x00\x01\x02", ": "},
	} {
		t.Run(about, func(t *testing.T) {
			t.Parallel()
			if got := say(Read([]byte(c.in))); got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	for about, c := range map[string]struct{ in, want string }{
		"report":               {"St Mary Hospital, Radiology report\nPatient: DOE, John   DOB: 01/01/1950   Sex: M   MRN: 998877\nImpression: metastases in the liver.", "DOE^John|01/01/1950|M|998877"},
		"spaces run together":  {"Patient: DOE, John DOB: 01/01/1950 Sex: M MRN: 998877", "DOE^John|01/01/1950|M|998877"},
		"a column of labels":   {"Pathology report\nPatient Eleanor Whitcombe\nDate of birth 14 Sep 1971\nSex female\nNumber HS-104472\nTaken 21 Oct 2026", "Eleanor Whitcombe|14 Sep 1971|female|HS-104472"},
		"values below":         {"Patient name:\nJohn Doe\nDate of birth:\n1 January 1950\n", "John Doe|1 January 1950"},
		"German":               {"Patient: Müller, Jörg, geb. am 03.04.1950\nGeschlecht: männlich", "Müller^Jörg|03.04.1950|männlich"},
		"German, parts":        {"Nachname: Müller\nVorname: Jörg\nGeburtsdatum: 3.4.1950", "Müller^Jörg|3.4.1950"},
		"German, abbreviated":  {"Patientin: Frau Erika Muster, *12.08.1964", "Frau Erika Muster"},
		"French":               {"Nom : DUPONT\nPrénom : Marie\nDate de naissance : 03/04/1950", "DUPONT^Marie|03/04/1950"},
		"Spanish":              {"Paciente: García López, Ana\nFecha de nacimiento: 3 de abril de 1950", "García López^Ana|3 de abril de 1950"},
		"Japanese":             {"患者氏名：山田 太郎\n生年月日：1950年4月3日\n性別：男", "山田 太郎|1950年4月3日|男"},
		"name, bare":           {"Name: John Doe\nDOB: 1950-04-03", "John Doe|1950-04-03"},
		"name, bare and alone": {"Name: Aspirin\nDose: 100 mg", ""},
		"of a hospital":        {"Hospital Name: St Mary\nPhysician Name: Dr. Smith\nPatient: John Doe", "John Doe"},
		"somebody's mother":    {"Patient: Kim Lee DOB: 2024-01-01\nMother's name: Ann Lee\nMother's DOB: 1990-02-02", "Kim Lee|2024-01-01"},
		"a sentence":           {"The patient was seen on 3 May. Patient presented with cough. Patient: is a 52-year-old smoker.", ""},
		"with a time and age":  {"Patient: John Doe  DOB: 03.04.1950 (74 y)  Age: 74", "John Doe|03.04.1950"},
		"date not readable":    {"Patient: John Doe\nDOB: JJJJMMTT", "John Doe|JJJJMMTT"},
		"two people":           {"Patient: John Doe DOB: 03.04.1950\n...\nPatient: Jane Roe DOB: 05.06.1960", "John Doe|03.04.1950; Jane Roe|05.06.1960"},
		"one on each page":     {"Patient: John Doe DOB: 03.04.1950\npage 1\nPatient: John Doe DOB: 03.04.1950\npage 2", "John Doe|03.04.1950"},
		"a number alone":       {"MRN: 998877\nHemoglobin 13", ""},
		"small letters":        {"patient: john doe dob: 03.04.1950", "john doe|03.04.1950"},
		"as in DICOM":          {"Patient Name: DOE^JOHN  Patient ID: 77", "DOE^JOHN|||77"},
		"letters lost":         {"Patient: M?ller, J?rg DOB: 03.04.1950", "M?ller^J?rg|03.04.1950"},
		"structured report":    {"Person Observer Name: Smith^Jane\nSubject Name: DOE^JOHN\nSubject Birth Date: 19500101\nSubject Sex: Male", "DOE^JOHN|19500101|Male"},
		"a letter":             {"Re: Mr John Doe, DOB 01/01/1950\nThank you for referring", "Mr John Doe|01/01/1950"},
		"a sentence, German":   {"Wir berichten über Frau Erika Muster-Klein, geb. am 12.08.1964, wohnhaft in", "Erika Muster-Klein|12.08.1964"},
		"prose":                {"Dr. Avery Tate, Pathology\nRe: Eleanora Whitcombe, born 14 September 1971\nDear colleague", "Eleanora Whitcombe|14 September 1971"},
		"prose, month first":   {"I saw Mrs Eleanora Whitcombe, born on September 14, 1971, today.", "Eleanora Whitcombe|September 14, 1971"},
		"prose, a sentence":    {"Mrs Eleanora Whitcombe was born on the 14th of September 1971 in Leeds.", "Eleanora Whitcombe|14th of September 1971"},
		"born, no day":         {"She was born in 1971 in Leeds, born of poor parents, born 14 of them.", ""},
		"newborn":              {"The newborn 14 September 2020 weighed 3 kg. Stillborn 3 May 2001.", ""},
		"a child of hers":      {"Her son was born 3 May 2001, her daughter Ann Lee was born on 4 June 2003.", ""},
		"a donor":              {"The donor, who was born 3 May 2001, is well. Her grandmother was born 1 May 1920.", ""},
		"a physician Born":     {"Dr Born 14 September 2020 saw her. Prof. Born 15 September 2020.", ""},
		"a title, then born":   {"Patient: Müller, Jörg, Herr geb. 03.04.1950", "Müller^Jörg Herr|03.04.1950"},
		"kin in a name":        {"Patient: Anthony Hopkins DOB: 31.12.1950 Sex: M", "Anthony Hopkins|31.12.1950|M"},
		"a son in a name":      {"Patient: Kim Son, born 3 May 1960", "Kim Son|3 May 1960"},
		"a sentence, English":  {"I saw Mr John Q. Doe (DOB: 01/01/1950) today", "John Q. Doe|01/01/1950"},
		"a heading over a row": {"Patient Name:      Date of Birth:      Sex:\nDOE, John          01/02/1950         M", "DOE^John|01/02/1950|M"},
		"its columns lost":     {"Patient Name: Sex: Date of Birth: MRN:\nDOE, John M 1 Feb 1950 778899\nCT of the chest", "DOE^John|1 Feb 1950|M|778899"},
		"a row of dots":        {"Patient | DOB\n----|----\nJohn Doe | 1950-02-01", "John Doe|1950-02-01"},
		"labels, then values":  {"Name\nDOB\nSex\nJohn Doe\n02 Feb 1950\nM\nReport", "John Doe|02 Feb 1950|M"},
		"with colons":          {"Patient:\nMRN:\nDOB:\n\nJohn Doe\n778899\n02 Feb 1950", "John Doe|02 Feb 1950||778899"},
		"whoever signs":        {"Patient: John Doe\nDOB: 01/02/1950\nImpression: none.\nName:  Date:\nDr. Paul Smith  12/01/2024", "John Doe|01/02/1950"},
		"whoever signs, bare":  {"Name: John Doe\nDOB: 01/02/1950\nImpression: none.\nName: Dr. Paul Smith\nDate: 12/01/2024", "John Doe|01/02/1950"},
		"two names, bare":      {"Name: John Doe DOB: 01/02/1950\nName: Jane Roe DOB: 03/04/1960", "John Doe|01/02/1950; Jane Roe|03/04/1960"},
		"a physician above":    {"Name:      Department:\nDr. Paul Smith    Radiology\nPatient: John Doe, DOB 01/02/1950", "John Doe|01/02/1950"},
		"a table":              {"id\tPatient Name\tDOB\tSex\n1\tDoe, John\t1950-02-01\tM\n2\tJane Roe\t1960-04-03\tF", "Doe^John|1950-02-01|M; Jane Roe|1960-04-03|F"},
		"a table, quoted":      {"patient_name,,date_of_birth,mrn\n\"Doe, John\",,01/02/1950,778899", "Doe^John|01/02/1950||778899"},
		"a table, in parts":    {"last_name;first_name;birth_date\nDoe;John;1950-02-01", "Doe^John|1950-02-01"},
		"a table, drawn":       {"| Name | DOB |\n|---|---|\n| John Doe | 1950-02-01 |", "John Doe|1950-02-01"},
		"a table of doses":     {"Name,Dose,Date\nAspirin,100 mg,2024-01-01", ""},
		"an empty form":        {"Patient:\nDOB:\nSex:\nThe study of the chest shows\nnothing of note", ""},
		"nothing":              {"", ""},
	} {
		t.Run(about, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, p := range Text(c.in) {
				got = append(got, one(p))
			}
			if s := strings.Join(got, "; "); s != c.want {
				t.Errorf("got  %q\nwant %q", s, c.want)
			}
		})
	}
}

// A name stands in a document of Office as in any other, in a paragraph, a
// table, a page's head or a sheet's row.
func TestReadOffice(t *testing.T) {
	t.Parallel()
	const w = `<w:document xmlns:w="w">`
	long := "<!--" + strings.Repeat(" ", MaxBytes) + "-->" // a few bytes, packed
	zipped := func(parts map[string]string) string {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for name, text := range parts {
			f, err := z.Create(name)
			if err == nil {
				_, err = f.Write([]byte(text))
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		z.Close()
		return b.String()
	}
	for about, c := range map[string]struct{ in, want string }{
		"paragraphs":        {zipped(map[string]string{"word/document.xml": w + `<w:p><w:r><w:t>Patient: DOE, </w:t></w:r><w:r><w:t>John</w:t></w:r></w:p><w:p><w:r><w:t>DOB: 01/01/1950</w:t></w:r></w:p></w:document>`}), "text: DOE^John|01/01/1950"},
		"a table":           {zipped(map[string]string{"word/document.xml": w + `<w:tbl><w:tr><w:tc><w:p><w:t>Name</w:t></w:p></w:tc><w:tc><w:p><w:t>DOB</w:t></w:p></w:tc></w:tr><w:tr><w:tc><w:p><w:t>Doe, John</w:t></w:p></w:tc><w:tc><w:p><w:t>1950-01-01</w:t></w:p></w:tc></w:tr></w:tbl></w:document>`}), "text: Doe^John|1950-01-01"},
		"labels in a table": {zipped(map[string]string{"word/document.xml": w + `<w:tbl><w:tr><w:tc><w:p><w:t>Patient:</w:t></w:p></w:tc><w:tc><w:p><w:t>Doe, John</w:t></w:p></w:tc></w:tr><w:tr><w:tc><w:p><w:t>DOB:</w:t></w:p></w:tc><w:tc><w:p><w:t>1950-01-01</w:t></w:p></w:tc></w:tr></w:tbl></w:document>`}), "text: Doe^John|1950-01-01"},
		"the head":          {zipped(map[string]string{"word/document.xml": w + `<w:p><w:t>Dear colleague</w:t></w:p></w:document>`, "word/header1.xml": `<w:hdr xmlns:w="w"><w:p><w:t>Patient: Doe, John</w:t></w:p><w:p><w:t>DOB: 1950-01-01</w:t></w:p></w:hdr>`}), "text: Doe^John|1950-01-01"},
		"ODF":               {zipped(map[string]string{"content.xml": `<office:body xmlns:office="o" xmlns:text="t"><text:p>Patient: <text:span>Doe, John</text:span></text:p><text:p>DOB: 1950-01-01</text:p></office:body>`}), "text: Doe^John|1950-01-01"},
		"a sheet":           {zipped(map[string]string{"xl/sharedStrings.xml": `<sst><si><t>Name</t></si><si><t>DOB</t></si><si><r><t>Doe, </t></r><r><t>John</t></r></si></sst>`, "xl/worksheets/sheet1.xml": `<worksheet><sheetData><row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row><row><c t="s"><v>2</v></c><c t="inlineStr"><is><t>1950-01-01</t></is></c></row></sheetData></worksheet>`}), "text: Doe^John|1950-01-01"},
		"a slide":           {zipped(map[string]string{"ppt/slides/slide1.xml": `<p:sld xmlns:p="p" xmlns:a="a"><a:p><a:r><a:t>Patient: Doe, John</a:t></a:r></a:p><a:p><a:r><a:t>DOB: 1950-01-01</a:t></a:r></a:p></p:sld>`}), "text: Doe^John|1950-01-01"},
		"a long head":       {zipped(map[string]string{"word/header1.xml": long, "word/document.xml": w + `<w:p><w:t>Patient: Doe, John</w:t></w:p><w:p><w:t>DOB: 1950-01-01</w:t></w:p></w:document>`}), "text: Doe^John|1950-01-01"},
		"no end of heads":   {zipped(map[string]string{"word/header1.xml": long, "word/header2.xml": long, "word/document.xml": w + `<w:p><w:t>Patient: Doe, John</w:t></w:p></w:document>`}), ": "},
		"nobody":            {zipped(map[string]string{"word/document.xml": w + `<w:p><w:t>Thank you.</w:t></w:p></w:document>`}), "text: "},
		"no words":          {zipped(map[string]string{"word/document.xml": w}), ": "},
		"no part":           {zipped(map[string]string{"a.txt": "Patient: Doe, John"}), ": "},
		"no ZIP":            {"PK\x03\x04", ": "},
	} {
		if got := say(ReadOffice(strings.NewReader(c.in), int64(len(c.in)))); got != c.want {
			t.Errorf("%s: %s, want %s", about, got, c.want)
		}
	}
}

// Much prose is looked through in time in proportion to it, and each kind of
// label is found wherever it stands.
func TestTextOfMuchProse(t *testing.T) {
	t.Parallel()
	prose := strings.Repeat("The patient was seen on the ward. No name, no date of birth was given; age unknown, dr to be told.\n", 2000)
	p := Text(prose + "Pacjent: Kowalski Jan\nData urodzenia: 1950-01-01\n" + prose)
	if len(p) != 1 || one(p[0]) != "Kowalski Jan|1950-01-01" {
		t.Errorf("%+v", p)
	}
}

func BenchmarkTextOfProse(b *testing.B) {
	prose := strings.Repeat("The patient was seen on the ward. No name, no date of birth was given; age unknown, dr to be told.\n", 2600)
	b.SetBytes(int64(len(prose)))
	for b.Loop() {
		Text(prose)
	}
}

// What stands for a Unicode character in RTF is that and no more.
func TestReadRTF(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`{\rtf1 \u193?na}`:                     "Ána",
		`{\rtf1 \u193\'c1na}`:                  "Ána",
		`{\rtf1 {\u193}Ana}`:                   "ÁAna",
		`{\rtf1 O\u8217\rquote Brien}`:         "O’Brien",
		`{\rtf1 O\rquote Brien}`:               "O'Brien",
		`{\rtf1\uc0 \u-10179\u-8704 a}`:        "😀a",
		`{\rtf1\uc0 \u-10179\u193 na}`:         "Ána",
		`{\rtf1\ansicpg1251 \'c8\'e2\'e0\'ed}`: "Иван",
		// A font's own letters count where it does, to the end of its group.
		`{\rtf1\ansicpg1252{\fonttbl{\f0\fcharset0 Arial;}{\f1\fnil\fcharset204 Arial Cyr;}}\f1 \'c8\'e2\'e0\'ed\f0 \'e9}`: "Иванé",
		`{\rtf1\ansicpg1252{\fonttbl{\f7\fcharset238 A;}}{\f7 Wa\'b3\'easa} Zo\'eb}`:                                       "Wałęsa Zoë",
		`{\rtf1\ansicpg1252{\fonttbl\f0\fcharset0 A;\f1\fcharset161 B;}\f1\b \'c1\'ed\'ed\'e1\plain  \'c1}`:                "Αννα Á",
		`{\rtf1\ansicpg1252{\fonttbl{\f1\fcharset134 S;}}\f1 \'d5\'c5\'ce\'b0}`:                                            "张伟",
		`{\rtf1\ansicpg1250{\fonttbl{\f1\fcharset1 S;}}\f1 \'b3}`:                                                          "ł",
		`{\rtf1\ansicpg1252{\fonttbl{\f1\fcharset204 S;}}{\stylesheet{\s1\f1 x;}}\f0 \'e9}`:                                "é",
	} {
		if got := readRTF([]byte(in)); got != want {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
}

func FuzzReadOffice(f *testing.F) {
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, b []byte) { ReadOffice(bytes.NewReader(b), int64(len(b))) })
}

// Any bytes get an answer.
func FuzzRead(f *testing.F) {
	for _, s := range []string{"MSH|^~\\&|\rPID|1||7||A^B||1950|M", `{"resourceType":"Patient"}`, "<ClinicalDocument><recordTarget>", "Patient: A B\nDOB: 1.1.1950", "\xff\xfeP\x00", "MSH|"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, p := range Read(data).People {
			if p.Nobody() {
				t.Error("nobody is told")
			}
		}
	})
}
