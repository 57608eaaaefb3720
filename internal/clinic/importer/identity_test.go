package importer

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/deed"
	"oso/internal/sample"
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
			"letter.rtf":   `{\rtf1\ansi{\fonttbl{\f0 Arial;}}\f0 Patient: ` + family + `, ` + given + `\par DOB: ` + born + `\par}`,
			"letter.docx":  docx(t, "Patient: "+family+", "+given, "DOB: "+born),
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

// docx is a letter of the paragraphs given.
func docx(t *testing.T, paragraphs ...string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range map[string]string{
		"[Content_Types].xml": "<Types/>", "_rels/.rels": "<Relationships/>",
		"word/document.xml": `<w:document xmlns:w="w"><w:p><w:t>` + strings.Join(paragraphs, `</w:t></w:p><w:p><w:t>`) + `</w:t></w:p></w:document>`,
	} {
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

// Who referred for an image is kept with it, and is not whom it is about:
// somebody else's image that the patient referred for is somebody else's, and
// the patient's own is not asked about for its physician's name.
func TestReferrerIsNotThePatient(t *testing.T) {
	t.Parallel()
	doe := casefile.Patient{Name: casefile.Name{Family: "Doe", Given: "John"}, BirthDate: "1950-01-01", Sex: casefile.Male}
	for about, c := range map[string]struct {
		of       casefile.Patient
		referrer string
		want     string
	}{
		"the patient's":   {anna, doe.Name.DICOM(), ""},
		"somebody else's": {doe, anna.Name.DICOM(), "identity-mismatch"},
	} {
		t.Run(about, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, anna)
			r := d.run(write(t, map[string][]byte{"image.dcm": sample.DICOM(sample.Image{
				Patient: c.of, StudyUID: "1.2.3", SeriesUID: "1.2.3.1", SOPInstanceUID: "1.2.3.1.1", Accession: "A-17", Referrer: c.referrer,
			})}))
			if warned(r) != c.want {
				t.Errorf("warnings %+v", r.Warnings)
			}
			var ref *deed.DICOMRef
			err := d.v.View(context.Background(), d.id, func(tx *casebook.Tx) error {
				records, err := casebook.List[casebook.Record](tx, casebook.KindRecord)
				if err == nil && len(records) == 1 {
					ref = records[0].Value.DICOM
				}
				return err
			})
			if err != nil || ref == nil || ref.AccessionNumber != "A-17" || ref.ReferringPhysician != c.referrer {
				t.Errorf("kept: %+v, %v", ref, err)
			}
		})
	}
}

// Letters that could not be read are told, and never compared as if they were
// the name's.
func TestLettersThatCannotBeRead(t *testing.T) {
	t.Parallel()
	joerg := casefile.Patient{Name: casefile.Name{Family: "Müller", Given: "Jörg"}, BirthDate: "1971-09-14", Sex: casefile.Male}
	for about, c := range map[string]struct{ set, name, want string }{
		"called UTF-8":    {"ISO_IR 192", "M\xfcller^J\xf6rg", "letters-guessed"},
		"no set":          {"", "\xcd\xf5^\xd0\xa1\xb6\xab", "identity-unknown letters-not-read"},
		"unknown term":    {"WINDOWS_1252", "M\xfcller^J\xf6rg", "identity-unknown letters-not-read"},
		"a set that fits": {"ISO_IR 100", "M\xfcller^J\xf6rg", ""},
	} {
		t.Run(about, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, joerg)
			r := d.run(write(t, map[string][]byte{"image.dcm": named(c.set, c.name, "19710914")}))
			if f := r.Files[0]; f.Outcome != Imported || warned(r) != c.want {
				t.Errorf("%s %q, warnings %q", f.Outcome, f.Reason, warned(r))
			}
		})
	}
}

// named is a small DICOM file with the bytes of a name as they are.
func named(set, name, born string) []byte {
	var b bytes.Buffer
	put := func(group, element uint16, vr, value string) {
		if len(value)%2 == 1 {
			value += " "
		}
		binary.Write(&b, binary.LittleEndian, [2]uint16{group, element})
		b.WriteString(vr)
		binary.Write(&b, binary.LittleEndian, uint16(len(value)))
		b.WriteString(value)
	}
	put(0x0008, 0x0005, "CS", set)
	put(0x0008, 0x0016, "UI", "1.2.840.10008.5.1.4.1.1.88.11")
	put(0x0008, 0x0018, "UI", "1.2.3.4")
	put(0x0010, 0x0010, "PN", name)
	put(0x0010, 0x0030, "DA", born)
	put(0x0010, 0x0040, "CS", "M")
	put(0x0020, 0x000d, "UI", "1.2.3")
	put(0x0020, 0x000e, "UI", "1.2.3.1")
	head := append(make([]byte, 128), "DICM"...)
	syntax := "1.2.840.10008.1.2.1\x00"
	head = append(head, 2, 0, 0x10, 0, 'U', 'I', byte(len(syntax)), 0)
	return append(append(head, syntax...), b.Bytes()...)
}
