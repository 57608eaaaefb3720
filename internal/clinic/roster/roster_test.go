package roster

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"oso/internal/casefile"
	"oso/internal/errs"
)

func write(t *testing.T, name string, data []byte) string {
	t.Helper()
	p := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(p, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return p
}

// shown is a row in one line.
func shown(r Row) string {
	d := r.Document
	var asks []string
	for _, q := range d.Questions {
		asks = append(asks, q.Text)
	}
	number := ""
	for _, n := range d.Patient.Identifiers {
		number += n.System + ":" + n.Value
	}
	return fmt.Sprintf("%d %s/%s %s %s %s %s-%s %q %q %s %d", r.Line, d.Patient.Name.Family, d.Patient.Name.Given, d.Patient.BirthDate, d.Patient.Sex, number,
		d.Residence.Country, d.Residence.Region, d.Diagnosis.Text, asks, r.Folder, len(r.Problems))
}

const wanted = `2 Müller/Anna 1972-04-09 female Mayview:MV 220-417 US-MA "Nodule, right" ["Malignant?" "What next?"] A/1 0`

// Whatever program wrote the table, it says the same.
func TestForms(t *testing.T) {
	t.Parallel()
	const head = "Family name,Given name,Date of birth,Sex,MRN,Hospital,Country,State,Diagnosis,Question 1,Question 2,Folder\n"
	const row = `Müller,Anna,9 Apr 1972,F,MV 220-417,Mayview,US,MA,"Nodule, right",Malignant?,What next?,A\1\` + "\n"
	latin := strings.ReplaceAll(head+row, "ü", "\xfc")
	utf16 := []byte{0xff, 0xfe}
	for _, r := range strings.ReplaceAll(head+row, "ü", "\u00fc") {
		utf16 = append(utf16, byte(r), byte(r>>8))
	}
	for name, data := range map[string][]byte{
		"plain":            []byte(head + row),
		"with its mark":    []byte("\xef\xbb\xbf" + head + row),
		"Western European": []byte(latin),
		"UTF-16":           utf16,
		"semicolons":       []byte(strings.NewReplacer(`"Nodule, right"`, "Nodule, right", ",", ";", "Nodule; right", "Nodule, right").Replace(strings.ReplaceAll(head+row, `"Nodule, right"`, "Nodule@ right"))),
		"empty rows":       []byte(head + row + ",,,\n\n"),
		"Windows' ends":    []byte(strings.ReplaceAll(head+row, "\n", "\r\n")),
	} {
		data = bytes.ReplaceAll(data, []byte("Nodule@"), []byte("Nodule,"))
		table, err := Read(write(t, "cases.csv", data))
		if err != nil || len(table.Rows) != 1 {
			t.Errorf("%s: %d rows, %v", name, len(table.Rows), err)
			continue
		}
		if got := shown(table.Rows[0]); got != wanted {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func book(t *testing.T, from1904 bool, rows ...[]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &from1904}); err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		if err := f.SetSheetRow("Sheet1", fmt.Sprint("A", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A day in a spreadsheet is the day, whatever way it is shown in.
func TestSheet(t *testing.T) {
	t.Parallel()
	for _, from1904 := range []bool{false, true} {
		data := book(t, from1904, []any{"Cases of November"}, []any{"Surname", "Forename", "DOB", "Gender", "Patient ID", "Institution", "Country", "Province", "Diagnosis", "Questions", "Remark", "Path"},
			[]any{"Müller", "Anna", time.Date(1972, 4, 9, 0, 0, 0, 0, time.UTC), "female", "MV 220-417", "Mayview", "US", "MA", "Nodule, right", "Malignant?\nWhat next?", "urgent", "A/1"})
		table, err := Read(write(t, "cases.xlsx", data))
		if err != nil || len(table.Rows) != 1 {
			t.Fatalf("%d rows, %v", len(table.Rows), err)
		}
		if got := shown(table.Rows[0]); got != strings.Replace(wanted, "2 ", "3 ", 1) {
			t.Errorf("from 1904 %v: %s", from1904, got)
		}
		if !slices.Equal(table.Ignored, []string{"Remark"}) {
			t.Errorf("ignored %q", table.Ignored)
		}
	}
}

func TestCells(t *testing.T) {
	t.Parallel()
	read := func(head, cell string) Row {
		t.Helper()
		table, err := parse([]line{{1, []string{"Family name", head}}, {2, []string{"Müller", cell}}}, nil)
		if err != nil || len(table.Rows) != 1 {
			t.Fatalf("%s %q: %v", head, cell, err)
		}
		return table.Rows[0]
	}
	for cell, want := range map[string]string{
		"1972-04-09": "1972-04-09", "19720409": "1972-04-09", "25.12.1972": "1972-12-25", "9 April 1972": "1972-04-09",
		"03/04/1972": "", "1972": "", "soon": "", "26398": "", "": "",
	} {
		r := read("Birth date", cell)
		if r.Document.Patient.BirthDate != want || (want == "" && cell != "") != (len(r.Problems) > 0) {
			t.Errorf("born %q: %q, problems %q", cell, r.Document.Patient.BirthDate, r.Problems)
		}
	}
	for cell, want := range map[string]casefile.Sex{"F": casefile.Female, "männlich": casefile.Male, "?": "", "": ""} {
		if r := read("Sex", cell); r.Document.Patient.Sex != want && r.Document.Patient.Sex != casefile.UnknownSex {
			t.Errorf("sex %q: %q", cell, r.Document.Patient.Sex)
		}
	}
	for cell, want := range map[string]casefile.Name{
		"Müller, Anna": {Family: "Müller", Given: "Anna"}, "MÜLLER^ANNA^M": {Family: "MÜLLER", Given: "ANNA", Middle: "M"}, "Anna Müller": {Family: "Anna Müller"},
	} {
		if got := nameOf(cell); got != want {
			t.Errorf("named %q: %+v", cell, got)
		}
	}
}

// What is no table says so, and takes nothing.
func TestNoTable(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		data []byte
		kind errs.Kind
	}{
		"empty":              {nil, errs.Unsupported},
		"no heads":           {[]byte("a,b\n1,2\n"), errs.Unsupported},
		"bytes":              {[]byte("\x00\x01\x02Family name\n"), errs.Unreadable},
		"a locked workbook":  {append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 4096)...), errs.Unreadable},
		"a cut workbook":     {book(t, false, []any{"Family name"}, []any{"A"})[:400], errs.Unreadable},
		"a ZIP of no sheets": {[]byte("PK\x03\x04 and no more"), errs.Unreadable},
		"too large":          {bytes.Repeat([]byte("Family name\n"), mostBytes/12+1), errs.TooLarge},
		"too many rows":      {[]byte("Family name\n" + strings.Repeat("A\n", mostRows+1)), errs.TooLarge},
	} {
		table, err := Read(write(t, "x.csv", c.data))
		if !errs.Is(err, c.kind) {
			t.Errorf("%s: %d rows, %v", name, len(table.Rows), err)
		}
	}
	if _, err := Read(filepath.Join(t.TempDir(), "gone.csv")); !errs.Is(err, errs.NotFound) {
		t.Errorf("gone: %v", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("Family name;Birth date\nM\xfcller;9.4.1972\n"))
	f.Add([]byte("sep=|\nName|Question\nA^B|x\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		lines, serial, err := linesOf(data)
		if err != nil {
			return
		}
		table, _ := parse(lines, serial)
		for _, r := range table.Rows {
			if b := r.Document.Patient.BirthDate; b != "" {
				if _, err := time.Parse(time.DateOnly, b); err != nil {
					t.Errorf("a birth date %q", b)
				}
			}
		}
	})
}

// A title may be written as people write, and a row is found again by its line.
func TestTitleAndLines(t *testing.T) {
	t.Parallel()
	table, err := Read(write(t, "cases.csv", []byte("Cases, November, first part\n\nFamily name;Given name;Birth date;DOB;Diagnosis\nA;B;1972-04-09;;\"one\ntwo\"\n\nC;D;1972-04-09;1972-04-19;\n")))
	if err != nil {
		t.Fatal(err)
	}
	got := []string{}
	for _, r := range table.Rows {
		got = append(got, fmt.Sprint(r.Line, r.Document.Patient.Name.Family, r.Document.Patient.BirthDate, " ", len(r.Problems)))
	}
	if want := []string{"4A1972-04-09 0", "7C1972-04-09 1"}; !slices.Equal(got, want) {
		t.Errorf("rows %q, want %q", got, want)
	}
}

func TestPlace(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		country, region string
		want            casefile.Place
		problems        int
	}{
		{"us", "massachusetts", casefile.Place{Country: "US", Region: "MA"}, 0},
		{"USA", "US-MA", casefile.Place{Country: "US", Region: "MA"}, 0},
		{"Germany", "Bavaria", casefile.Place{Country: "DE", Region: "Bavaria"}, 0},
		{"Atlantis", "", casefile.Place{}, 1},
		{"US", "Bavaria", casefile.Place{Country: "US"}, 1},
		{"", "MA", casefile.Place{Region: "MA"}, 1},
	} {
		r := Row{Document: casefile.Document{Residence: casefile.Place{Country: c.country, Region: c.region}}}
		r.place()
		if r.Document.Residence != c.want || len(r.Problems) != c.problems {
			t.Errorf("%q, %q: %+v, %q", c.country, c.region, r.Document.Residence, r.Problems)
		}
	}
}
