package console_test

import (
	"encoding/binary"
	"encoding/json"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"oso/internal/deed"
	"oso/internal/server/console"
	"oso/internal/server/principal"
)

// TestAnswersAreOfTheirTypes asks every route that reads as everybody, and holds
// each answer against the type that the pages have of it: every field is there,
// no other is, and no list that they take for whole is null.
func TestAnswersAreOfTheirTypes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.releasedCase()
	waits, _ := w.awaits()
	reads, _, _ := w.reading()
	written, _, _ := w.writing()
	w.staff[principal.Approver].act(waits, "take-up", nil)
	dicom := deed.Item{MediaType: "application/dicom"}
	of := map[string]string{"waveform": string(w.addRecord(id, dicom, recording())), "slide": string(w.addRecord(id, dicom, slide()))}
	v := w.staff[principal.Coordinator].open(id)
	signed := w.column("SELECT CAST(saved_at AS TEXT) FROM draft_states WHERE cause = 'signed' AND case_id = '" + waits + "'")
	ecg, ecgRecord := w.comesWith("ecg.dcm", recording())
	words, wordsRecord := w.comesWith("fax.txt", []byte(faxed))
	answered := map[string]bool{}
	for _, r := range console.Routes() {
		if r.Method != http.MethodGet || r.Out == nil {
			continue
		}
		record, thing := v.Records[0].ID, ""
		if other, ok := of[r.Path[strings.LastIndex(r.Path, "/")+1:]]; ok {
			record = other
		}
		about := id
		if strings.HasSuffix(r.Path, "/approval") || strings.HasSuffix(r.Path, "/states/{state}") {
			about = waits
		}
		if strings.HasSuffix(r.Path, "{case}/letter-texts") {
			about = written
		}
		if strings.HasSuffix(r.Path, "{case}/report-texts") {
			about = reads
		}
		if strings.HasPrefix(r.Path, "/inbox/") {
			thing, record = words, wordsRecord
			if strings.HasSuffix(r.Path, "/waveform") {
				thing, record = ecg, ecgRecord
			}
		}
		path := strings.NewReplacer("{item}", thing, "{case}", about, "{state}", signed[0], "{record}", record, "{person}", w.staff[principal.Specialist].acc.ID).Replace(r.Path)
		if strings.HasSuffix(path, "/opinion/citation") {
			continue // for who writes, see TestFigureFromTheDraftToThePackage
		}
		if strings.HasSuffix(path, "/parts/{part}") {
			continue // for who writes it, see TestPanel
		}
		if strings.HasSuffix(path, "/readers") {
			path += "?kind=imaging"
		}
		for role, p := range w.staff {
			status, b := p.ask("GET", path, nil)
			if status != 200 {
				continue
			}
			answered[r.Path] = true
			for _, wrong := range differs(r.Out, b, r.Path) {
				t.Errorf("%s: %s", role, wrong)
			}
		}
		if !answered[r.Path] {
			t.Errorf("%s answers nobody", r.Path)
		}
	}
}

// element writes one element of a DICOM file.
func element(group, element uint16, vr, value string) string {
	b := binary.LittleEndian.AppendUint16(nil, group)
	b = append(binary.LittleEndian.AppendUint16(b, element), vr...)
	if vr == "SQ" || vr == "OW" {
		b = binary.LittleEndian.AppendUint32(append(b, 0, 0), uint32(len(value)))
	} else {
		b = binary.LittleEndian.AppendUint16(b, uint16(len(value)))
	}
	return string(b) + value
}

// object is a DICOM file of the elements given.
func object(elements ...string) []byte {
	syntax := element(0x0002, 0x0010, "UI", "1.2.840.10008.1.2.1\x00")
	meta := element(0x0002, 0x0000, "UL", string(binary.LittleEndian.AppendUint32(nil, uint32(len(syntax))))) + syntax
	return []byte(strings.Repeat("\x00", 128) + "DICM" + meta + strings.Join(elements, ""))
}

// recording is the least of an ECG: one lead, two samples.
func recording() []byte {
	group := element(0x003A, 0x0005, "US", "\x01\x00") + element(0x003A, 0x0010, "UL", "\x02\x00\x00\x00") + element(0x003A, 0x001A, "DS", "500 ") +
		element(0x5400, 0x1004, "US", "\x10\x00") + element(0x5400, 0x1006, "CS", "SS") + element(0x5400, 0x1010, "OW", "\x01\x00\x02\x00")
	item := "\xfe\xff\x00\xe0" + string(binary.LittleEndian.AppendUint32(nil, uint32(len(group)))) + group
	return object(element(0x0008, 0x0060, "CS", "ECG "), element(0x5400, 0x0100, "SQ", item))
}

// slide is the least of a whole slide: one tile.
func slide() []byte {
	return object(element(0x0008, 0x0060, "CS", "SM"), element(0x0028, 0x0010, "US", "\x02\x00"), element(0x0028, 0x0011, "US", "\x02\x00"))
}

// differs tells where a JSON value is not of the type.
func differs(t reflect.Type, raw json.RawMessage, at string) (out []string) {
	null := string(raw) == "null"
	if t.Kind() == reflect.Pointer {
		if null {
			return nil
		}
		t = t.Elem()
	}
	if t.PkgPath() != "" && t.Implements(reflect.TypeFor[json.Marshaler]()) {
		return nil
	}
	switch t.Kind() {
	case reflect.Struct:
		var fields map[string]json.RawMessage
		if json.Unmarshal(raw, &fields) != nil || fields == nil {
			return []string{at + " is no object"}
		}
		known := map[string]bool{}
		for _, f := range reflect.VisibleFields(t) {
			name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
			if f.Anonymous || !f.IsExported() || name == "-" {
				continue
			}
			known[name] = true
			value, ok := fields[name]
			if !ok {
				if !strings.Contains(options, "omitempty") {
					out = append(out, at+"."+name+" is not there")
				}
				continue
			}
			if f.Type.Kind() == reflect.Slice && string(value) == "null" && !strings.HasSuffix(t.PkgPath(), "/casefile") {
				out = append(out, at+"."+name+" is null, and a list")
				continue
			}
			out = append(out, differs(f.Type, value, at+"."+name)...)
		}
		for name := range fields {
			if !known[name] {
				out = append(out, at+"."+name+" is in no type")
			}
		}
	case reflect.Slice:
		var list []json.RawMessage
		if json.Unmarshal(raw, &list) != nil {
			return []string{at + " is no list"}
		}
		for _, one := range list {
			out = append(out, differs(t.Elem(), one, at+"[]")...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// TestRoutesAreServed: without a session every route answers, none as if it
// were not there.
func TestRoutesAreServed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	seen := map[string]bool{}
	for _, r := range console.Routes() {
		key := r.Method + " " + r.Path
		if seen[key] || r.Means == "" {
			t.Errorf("%s is listed twice, or says nothing", key)
		}
		seen[key] = true
		path := strings.NewReplacer("{item}", "x", "{case}", "c", "{record}", "r", "{act}", "hold").Replace(r.Path)
		req, err := http.NewRequest(r.Method, w.http.URL+"/console/api"+path, strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode == 404 || res.StatusCode == 405 || !r.Open() && res.StatusCode != 401 {
			t.Errorf("%s answers %d to nobody", key, res.StatusCode)
		}
	}
}
