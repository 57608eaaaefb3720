package dicom

import (
	"fmt"
	"strings"
	"testing"
)

// What a structured report says is read, nested as it is, and no more.
func TestStructuredReport(t *testing.T) {
	t.Parallel()
	item := func(name, tag2 string, tag uint32, value string, inner ...string) string {
		code := explicit().put(tagCodeMeaning, "LO", name).String()
		b := explicit().put(tagConceptName, "SQ", explicit().put(tagItem, "", code).String()).put(tag, tag2, value)
		if len(inner) > 0 {
			b.put(tagContentItems, "SQ", strings.Join(inner, ""))
		}
		return explicit().put(tagItem, "", b.String()).String()
	}
	content := item("Subject Name", "PN", tagContentName, "DOE^J\xd6RG",
		item("Subject Birth Date", "DA", tagContentDate, "19500101")) +
		item("Impression", "UT", tagContentText, "Metastases\r\nin the liver")
	for about, length := range map[string]bool{"of given length": true, "to its end": false} {
		b := explicit().put(tagCharacterSet, "CS", "ISO_IR 100").put(tagSOPClass, "UI", "1.2.840.10008.5.1.4.1.1.88.11")
		if length {
			b.put(tagContentItems, "SQ", content)
		} else {
			b.head(tagContentItems, "SQ", undefined)
			b.WriteString(content)
			b.head(tagSeqEnd, "", 0)
		}
		got := read(t, file("", explicitLittle, b.Bytes()))
		const want = "Subject Name: DOE^JÖRG\nSubject Birth Date: 19500101\nImpression: Metastases\nin the liver\n"
		if got.Text != want || codes(got) != "" {
			t.Errorf("%s: %q, discrepancies %q", about, got.Text, codes(got))
		}
	}
}

// What is written of the patient stands as it is: unreadable is not absent,
// and of two names nobody chooses one.
func TestPatientAsItIsWritten(t *testing.T) {
	t.Parallel()
	for about, c := range map[string]struct{ name, born, sex, want string }{
		"as the standard says":    {"Doe^John", "19500101", "M", "Doe^John 19500101 M"},
		"a name twice":            {`Doe^John\Doe^John`, `19500101\19500101`, "M", "Doe^John 19500101 M"},
		"two names":               {`Doe^John\Roe^Jane`, "", "", `Doe John \ Roe Jane  `},
		"two days":                {"Doe^John", `19500101\19600101`, "", `Doe^John 19500101\19600101 `},
		"other forms":             {"Doe^John", "01.01.1950", "MALE", "Doe^John 01.01.1950 MALE"},
		"letters in a date's bed": {"Doe^John", "JJJJMMTT", "W", "Doe^John JJJJMMTT W"},
	} {
		b := explicit().put(tagSOPClass, "UI", "1.2.840.10008.5.1.4.1.1.2").
			put(tagPatientName, "PN", c.name).put(tagPatientID, "LO", "1").put(tagIssuer, "LO", "St Mary").put(tagBirthDate, "DA", c.born).put(tagSex, "CS", c.sex)
		p := read(t, file("", explicitLittle, b.Bytes())).Patient
		if got := p.Name.DICOM() + " " + p.Born + " " + p.Sex; got != c.want || p.Numbers[0].System != "St Mary" {
			t.Errorf("%s: %q, want %q; %+v", about, got, c.want, p.Numbers)
		}
	}
}

// An element that stands twice is shown otherwise by each program: of what says
// who the patient is both values are there, and nobody chooses one.
func TestPatientNamedTwice(t *testing.T) {
	t.Parallel()
	for about, c := range map[string]struct {
		more func(*builder)
		want string
	}{
		"another name":     {func(b *builder) { b.put(tagPatientName, "PN", "Roe^Jane") }, `Doe John \ Roe Jane 19500101 M 1`},
		"the same name":    {func(b *builder) { b.put(tagPatientName, "PN", "Doe^John") }, "Doe^John 19500101 M 1"},
		"another day":      {func(b *builder) { b.put(tagBirthDate, "DA", "19710914") }, `Doe^John 19500101\19710914 M 1`},
		"another sex":      {func(b *builder) { b.put(tagSex, "CS", "F") }, `Doe^John 19500101 M\F 1`},
		"two numbers":      {func(b *builder) { b.put(tagPatientID, "LO", "2") }, `Doe^John 19500101 M 1\2`},
		"and an empty one": {func(b *builder) { b.put(tagPatientName, "PN", "") }, "Doe^John 19500101 M 1"},
		"a name thrice": {func(b *builder) {
			b.put(tagPatientName, "PN", "Roe^Jane").put(tagPatientName, "PN", "Doe^John ").put(tagPatientName, "PN", "Roe^Jane")
		}, `Doe John \ Roe Jane 19500101 M 1`},
		"very many numbers": {func(b *builder) {
			for i := range 60_000 {
				b.put(tagPatientID, "LO", fmt.Sprintf("%032d", i))
			}
		}, `Doe^John 19500101 M 1` + manyNumbers(mostValues-1)},
	} {
		b := explicit().put(tagSOPClass, "UI", "1.2.840.10008.5.1.4.1.1.2").
			put(tagPatientName, "PN", "Doe^John").put(tagPatientID, "LO", "1").put(tagBirthDate, "DA", "19500101").put(tagSex, "CS", "M")
		c.more(b)
		p := read(t, file("", explicitLittle, b.put(tagStudyUID, "UI", "1.2.3").Bytes())).Patient
		if got := p.Name.DICOM() + " " + p.Born + " " + p.Sex + " " + p.Number(); got != c.want {
			t.Errorf("%s: %q, want %q", about, got, c.want)
		}
	}
}

func manyNumbers(n int) (s string) {
	for i := range n {
		s += fmt.Sprintf(`\%032d`, i)
	}
	return s
}

// Of an element that is empty and comes again, the other says whom the file is
// about.
func TestPatientNamedAfterNothing(t *testing.T) {
	t.Parallel()
	b := explicit().put(tagSOPClass, "UI", "1.2.840.10008.5.1.4.1.1.2").put(tagPatientName, "PN", "").put(tagPatientName, "PN", "Doe^John")
	if got := read(t, file("", explicitLittle, b.put(tagStudyUID, "UI", "1.2.3").Bytes())).Patient.Name.DICOM(); got != "Doe^John" {
		t.Errorf("named %q", got)
	}
}
