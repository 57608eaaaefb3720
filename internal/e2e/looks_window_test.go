package e2e

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Sizes in which each page has to be whole: a window, and one on a screen that shows
// all half as large again.
var sizes = []struct {
	name          string
	width, height int
}{{"", 1280, 800}, {"-853x533", 853, 533}}

// resize makes the window as large as the page is to be.
func (w *window) resize(width, height int) {
	w.t.Helper()
	w.run(`window.runtime.WindowSetSize(arguments[0], arguments[1]); window.runtime.WindowSetPosition(0, 0)`, width, height)
	// Asked for in the midst of something else, GTK has been seen to let a size go, and
	// to wait for the server's word on it before it asks for another: each other second
	// a line more and another place are asked for, which the server has to answer. What
	// is whole in a line more is taken for whole.
	const again = `if (innerWidth !== arguments[0] || innerHeight !== arguments[1]) {
			const other = Math.floor(performance.now() / 1000) % 2
			window.runtime.WindowSetSize(arguments[0], arguments[1] + other)
			window.runtime.WindowSetPosition(other, 0)
		}
		return [innerWidth, innerHeight, screenX, screenY]`
	for until := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		got, _ := w.run(again, width, height).([]any)
		if len(got) == 4 && got[0] == float64(width) && (got[1] == float64(height) || got[1] == float64(height+1)) {
			return
		}
		if time.Now().After(until) {
			w.t.Fatalf("the window is %v, not %d by %d", got, width, height)
		}
	}
}

// fits wants everything that a person can use to be within the window, or within
// something that scrolls.
func (w *window) fits(where string) {
	w.t.Helper()
	const beyond = `
		const wide = document.documentElement.scrollWidth > innerWidth + 1 ? ["the page itself"] : []
		const scrolls = e => { for (let p = e.parentElement; p; p = p.parentElement) if (/auto|scroll/.test(getComputedStyle(p).overflowX) && p.scrollWidth > p.clientWidth) return true; return false }
		return wide.concat([...document.querySelectorAll("button, a[href], input, select, textarea, [role=slider], [role=tab]")]
			.filter(e => e.checkVisibility({ visibilityProperty: true }))
			.filter(e => { const r = e.getBoundingClientRect(); return r.width > 1 && (r.right > innerWidth + 1 || r.left < -1) && !scrolls(e) })
			.map(e => (e.innerText || e.getAttribute("aria-label") || e.tagName).slice(0, 40)))`
	// What closes is there until it has faded.
	for until := time.Now().Add(3 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		out := w.run(beyond)
		if all, ok := out.([]any); ok && len(all) == 0 {
			return
		} else if time.Now().After(until) {
			w.t.Errorf("%s: beyond the window's edge: %v", where, out)
			return
		}
	}
}

// looks wants the page to be whole in both sizes, and keeps pictures of them where
// somebody wants to look.
func (w *window) looks(what string) {
	w.t.Helper()
	for _, size := range sizes {
		w.resize(size.width, size.height)
		w.fits(what + size.name)
		if os.Getenv("OSO_PICTURES") != "" {
			w.picture("window-" + what + size.name + ".png")
		}
	}
	w.resize(sizes[0].width, sizes[0].height)
}

// Real records of each kind are read in the real window, on a light desk, and on a dark
// one whose text is half as large again by the system's word: each is shown, and on no
// page on the way to them does anything that a person can use lie beyond the window's
// edge. Who keeps pictures gets a dark desk as usual and a small window besides.
func TestRecordsInTheWindow(t *testing.T) {
	t.Parallel()
	if corpus() == "" {
		t.Skip("no corpus of real files here")
	}
	program := buildWindow(t)
	c := newClinic(t)
	id, records := c.begin()
	for name, from := range map[string]string{
		"sr.dcm": "dicom/dcmqi/sr-example/sr.dcm", "ecg.dcm": "dicom/pydicom/waveform_ecg.dcm", "report.dcm": "dicom/pydicom/test-SR.dcm",
		"xa.dcm": "dicom/us-xa/I_000000.dcm", "cr.dcm": "dicom/pydicom-data/RG1_J2KI.dcm", "long.pdf": "pdf/" + longPDF, "within.dcm": "dicom/derived/encapsulated-pdf.dcm",
		"us.dcm": "dicom/cornerstone/US-YBR_FULL_422-EVRLE.dcm",
	} {
		b, err := os.ReadFile(filepath.Join(corpus(), filepath.FromSlash(from)))
		if err != nil {
			t.Fatal(err)
		}
		put(t, filepath.Join(records, name), b)
	}
	for name, content := range written {
		put(t, filepath.Join(records, name), []byte(content))
	}
	put(t, filepath.Join(records, "scan.tif"), scan(2, 620, 877))
	writeSlide(t, records)
	want := 6 // series: angiography, film, ultrasound, slide, and two of CT
	if mammograms(t, records) {
		want += 4
	}
	c.must(nil, 1, "import", id, records) // whose some of them are is for a person to say
	var shown struct{ Records []struct{ ID, Path string } }
	c.must(&shown, 0, "case", "show", id)
	of := map[string]string{}
	for _, r := range shown.Records {
		of[filepath.Base(r.Path)] = r.ID
	}

	// What is there to be read, or drawn, once a record is open.
	reads := map[string]string{
		"sr.dcm": "Measurement", "report.dcm": "Look at the image", "ecg.dcm": "", "long.pdf": "", "within.dcm": "", "scan.tif": "",
		"letter.xml": "Stenosis of the terminal ileum", "bundle.json": "5 mg/kg every 8 weeks", "lab.hl7": "C-reactive protein",
	}
	desks := []struct {
		name          string
		env           []string
		width, height int // of the page
	}{
		{"", []string{"GTK_THEME=Adwaita"}, 1280, 800},
		{"-dark-150", []string{"GTK_THEME=Adwaita:dark", "GDK_DPI_SCALE=1.5"}, 853, 533}, // the system's text half as large again
	}
	pictures := os.Getenv("OSO_PICTURES") != ""
	if pictures {
		desks = append(desks, desks[0], desks[0])
		desks[2].name, desks[2].env = "-dark", []string{"GTK_THEME=Adwaita:dark"}
		desks[3].name, desks[3].width, desks[3].height = "-853x533", 853, 533
	}
	for _, desk := range desks {
		w := openWith(t, append(desk.env, "OSO_PRINT_ON=iso_a4"), program, "--data", c.data)
		w.unlock()
		w.reads("Whitcombe")
		if dark := w.run(`return matchMedia("(prefers-color-scheme: dark)").matches`); dark != strings.Contains(desk.name, "dark") {
			t.Fatalf("on the desk %v the page is dark: %v", desk.env, dark)
		}
		if !strings.Contains(desk.name, "150") {
			w.resize(desk.width, desk.height)
		}
		w.await("the window's size", `return innerWidth === arguments[0] && innerHeight === arguments[1]`, desk.width, desk.height)
		look := func(what string) {
			t.Helper()
			w.fits(what + desk.name)
			if pictures {
				time.Sleep(time.Second) // small pictures come, and scroll bars of the page before fade
				w.picture("window-" + what + desk.name + ".png")
			}
		}
		for _, page := range []struct{ name, at, says string }{
			{"list", "", "What stands now"}, {"patient", "patient", "Given name"}, {"materials", "materials", "What it is"}, {"history", "history", "Chief complaint"},
			{"decide", "records?view=decide", "These records"}, {"imports", "imports", "What became of it"}, {"review", "review", "What will be sent"},
		} {
			at := "#/"
			if page.at != "" {
				at += "case/" + id + "/" + page.at
			}
			w.run(`location.hash = arguments[0]`, at)
			w.reads(page.says)
			look(page.name)
		}
		for name, says := range reads {
			if of[name] == "" {
				t.Fatalf("%s is no record of the case", name)
			}
			w.run(`location.hash = "#/case/" + arguments[0] + "/records?record=" + arguments[1]`, id, of[name])
			const drawn = `const d = document.querySelector("[role=dialog]")
				if (d === null || arguments[0]) return d !== null && d.innerText.includes(arguments[0])
				const c = d.querySelector("canvas"), data = c && c.width > 0 ? c.getContext("2d").getImageData(0, 0, c.width, c.height).data : []
				return d.querySelector("svg[role=img] path") !== null || data.some((v, i) => i % 4 === 0 && v < 128 && data[i + 3] > 0)`
			w.await(name+" is read", drawn, says)
			look(strings.ReplaceAll(name, ".", "-"))
			w.run(`document.querySelector("[role=dialog] header button[aria-label]").click()`)
			w.await("the list of records", `return document.querySelector("[role=dialog]") === null`)
		}
		look("records")
		w.run(`location.hash = "#/case/" + arguments[0] + "/images"`, id)
		w.await("the first image", `return document.querySelector("[data-index] canvas, .openseadragon-canvas canvas") !== null && document.querySelector("nav li > button") !== null`)
		series := int(w.run(`return document.querySelectorAll("nav li > button").length`).(float64))
		if series != want {
			t.Errorf("%d series are listed, want %d", series, want)
		}
		for i := range series {
			w.run(`document.querySelectorAll("nav li > button")[arguments[0]].click()`, i)
			w.await("a picture of each series", `const b = document.querySelectorAll("nav li > button")[arguments[0]]; return b !== undefined && b.getAttribute("aria-current") === "true" && document.querySelector("[data-index='1'] canvas, .openseadragon-canvas canvas") !== null`, i)
			look(fmt.Sprint("series-", i+1))
		}
		w.close()
	}
}

// scan is a TIFF of so many pages in gray, with lines as of writing, as an office's
// scanner makes them.
func scan(pages, width, height int) []byte {
	le := binary.LittleEndian
	b, next := []byte{'I', 'I', 42, 0, 0, 0, 0, 0}, 4 // where the place of the next page stands
	for page := range pages {
		at := len(b)
		for y := range height {
			for x := range width {
				v := byte(250)
				if y > height/10 && y < height*9/10 && y/8%3 == 0 && x > width/10 && x < width*9/10-(y/24*(61+page))%(width/3) && x/7%6 != 0 {
					v = 60
				}
				b = append(b, v)
			}
		}
		b = append(b, make([]byte, len(b)%2)...)
		le.PutUint32(b[next:], uint32(len(b)))
		tags := [][3]uint32{{256, 4, uint32(width)}, {257, 4, uint32(height)}, {258, 3, 8}, {259, 3, 1}, {262, 3, 1}, {273, 4, uint32(at)}, {277, 3, 1}, {278, 4, uint32(height)}, {279, 4, uint32(width * height)}}
		b = le.AppendUint16(b, uint16(len(tags)))
		for _, tag := range tags {
			b = le.AppendUint16(le.AppendUint16(b, uint16(tag[0])), uint16(tag[1]))
			b = le.AppendUint32(le.AppendUint32(b, 1), tag[2])
		}
		next = len(b)
		b = le.AppendUint32(b, 0)
	}
	return b
}

// longPDF is the one of the corpus that has the most pages.
const longPDF = "pdfjs/freeculture.pdf"

// written are documents as clinics' systems send them, by the names of their files.
var written = map[string]string{
	"letter.xml": `<?xml version="1.0" encoding="UTF-8"?>
<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<realmCode code="US"/><typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/><templateId root="2.16.840.1.113883.10.20.22.1.2"/>
<id root="2.16.840.1.113883.19.5.99999.1" extension="TT988"/><code code="34133-9" displayName="Summarization of Episode Note"/>
<title>Harbor Gastroenterology: Continuity of Care Document</title><effectiveTime value="20261012101500-0500"/>
<recordTarget><patientRole><id extension="H-4711" root="2.16.840.1.113883.19.5"/><patient><name><given>Eleanor</given><family>Whitcombe</family></name><administrativeGenderCode code="F"/><birthTime value="19710914"/></patient></patientRole></recordTarget>
<component><structuredBody>
<component><section><title>Allergies, Adverse Reactions, Alerts</title><text><table border="1" width="100%"><thead><tr><th>Substance</th><th>Reaction</th><th>Severity</th><th>Status</th></tr></thead><tbody><tr><td>Penicillin G benzathine</td><td>Hives</td><td>Moderate</td><td>Active</td></tr><tr><td>Iodinated contrast agent</td><td>Bronchospasm, treated with prednisolone and observed overnight</td><td>Severe</td><td>Active</td></tr></tbody></table></text></section></component>
<component><section><title>Medications</title><text><table><thead><tr><th>Medication</th><th>Directions</th><th>Start date</th><th>Status</th><th>Indications</th><th>Fill instructions</th></tr></thead><tbody><tr><td>Infliximab 100 mg powder for solution for infusion</td><td>5 mg/kg intravenously every 8 weeks</td><td>4 Mar 2024</td><td>Active</td><td>Crohn disease of small intestine (K50.0)</td><td>Generic substitution allowed</td></tr><tr><td>Azathioprine 50 mg oral tablet</td><td>100 mg once a day, by mouth, with food</td><td>11 Jan 2023</td><td>Stopped: leukopenia</td><td>Crohn disease of small intestine (K50.0)</td><td/></tr></tbody></table></text></section></component>
<component><section><title>Results</title><text><table><thead><tr><th rowspan="2">Test</th><th colspan="3">Value</th><th rowspan="2">Range</th></tr><tr><th>2 Oct 2026</th><th>3 Jul 2026</th><th>4 Apr 2026</th></tr></thead><tbody><tr><td>C-reactive protein</td><td>12.4 mg/L</td><td>8.1 mg/L</td><td>31 mg/L</td><td>0 to 5</td></tr><tr><td>Hemoglobin</td><td>11.8 g/dL</td><td>12.1 g/dL</td><td>10.9 g/dL</td><td>12 to 16</td></tr></tbody></table></text></section></component>
<component><section><title>Course</title><text><paragraph>Stenosis of the terminal ileum over 4 cm with a prestenotic dilatation to 3.2 cm. <content styleCode="Bold">No fistula.</content></paragraph><list><item>Colonoscopy 14 Sep 2026: not passed with the endoscope</item><item>MR enterography 28 Sep 2026<list><item>Wall of 9 mm</item><item>Restricted diffusion</item></list></item></list></text></section></component>
</structuredBody></component></ClinicalDocument>
`,
	"bundle.json": `{"resourceType":"Bundle","type":"document","timestamp":"2026-10-12T10:15:00-05:00","entry":[
{"resource":{"resourceType":"Patient","name":[{"family":"Whitcombe","given":["Eleanor"]}],"birthDate":"1971-09-14","gender":"female"}},
{"resource":{"resourceType":"Condition","code":{"text":"Crohn disease of small intestine"},"onsetDateTime":"2019-04-01","clinicalStatus":{"coding":[{"code":"active"}]}}},
{"resource":{"resourceType":"Condition","code":{"text":"Iron deficiency anemia"},"onsetDateTime":"2021-11-19","clinicalStatus":{"coding":[{"code":"resolved"}]}}},
{"resource":{"resourceType":"AllergyIntolerance","code":{"text":"Iodinated contrast agent"},"reaction":[{"manifestation":[{"text":"Bronchospasm"}]}]}},
{"resource":{"resourceType":"MedicationStatement","medicationCodeableConcept":{"text":"Infliximab"},"dosage":[{"text":"5 mg/kg every 8 weeks"}],"status":"active"}},
{"resource":{"resourceType":"Observation","code":{"text":"C-reactive protein"},"valueQuantity":{"value":12.40,"unit":"mg/L"},"interpretation":[{"coding":[{"display":"High"}]}],"effectiveDateTime":"2026-10-02T12:00:00Z","status":"final"}},
{"resource":{"resourceType":"Observation","code":{"text":"Hemoglobin"},"valueQuantity":{"value":11.8,"unit":"g/dL"},"interpretation":[{"coding":[{"display":"Low"}]}],"effectiveDateTime":"2026-10-02T12:00:00Z","status":"final"}},
{"resource":{"resourceType":"DiagnosticReport","code":{"text":"MR enterography"},"effectiveDateTime":"2026-09-28T09:30:00Z","conclusion":"Stricture of 4 cm in the terminal ileum with a prestenotic dilatation. No fistula, no abscess."}}]}
`,
	"lab.hl7": "MSH|^~\\&|LAB|HARBOR|||20261003101500||ORU^R01|1|P|2.5.1\rPID|1||4711^^^H||Whitcombe^Eleanor||19710914|F\rOBR|1|||CRP^C-reactive protein^L|||202610021200\rOBX|1|NM|CRP^C-reactive protein^L||12.4|mg/L|0-5|H|||F\rOBX|2|NM|HB^Hemoglobin^L||11.8|g/dL|12-16|L|||F\rOBX|3|NM|FER^Ferritin^L||9|ug/L|15-150|L|||F\rOBX|4|FT|TXT^Comment^L||Stable since May.\\.br\\Sample was late; potassium was not measured.||||||F\r",
}
