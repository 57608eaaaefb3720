// Package roster reads a table of cases that somebody keeps beside a tree of
// records: CSV as any program writes it, or XLSX. Columns are known by the names
// at their heads.
//
// It promises that a cell means what its column says or is told as a problem of
// its row: a date that can be read in two ways is no date, and a number stands as it was
// written. Nothing is written, also not to a temporary file; what a table costs to read is
// bounded. Whose records a row is about, and what becomes of it, is survey's.
package roster

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/identity"
	"oso/internal/policy"
)

// Limits of a table.
const (
	mostBytes = 32 << 20
	mostRows  = 20_000
	mostCells = 200 // of one row
)

// Table is what a file says.
type Table struct {
	Rows    []Row
	Ignored []string // heads of columns that nothing here knows
}

// Row is one case. Document has what the row says, and nothing else.
type Row struct {
	Line     int // in the file, from 1
	Document casefile.Document
	Folder   string   // of the records, below the table's own folder; empty where not said
	Problems []string // sentences
}

// Person is whom the row is about, as a record would name them.
func (r *Row) Person() identity.Person {
	p := r.Document.Patient
	return identity.Person{Name: p.Name, Born: p.BirthDate, Sex: string(p.Sex), Numbers: p.Identifiers}
}

// field is what a column holds.
type field int

const (
	unknown field = iota
	name
	family
	given
	middle
	native
	birth
	sex
	number
	giver
	country
	region
	diagnosis
	icd10
	question
	complaint
	illness
	plan
	folder
	phone
	email
)

// known are the names of columns, without case, spaces and signs.
var known = map[string]field{
	"name": name, "patient": name, "patientname": name, "patientsname": name, "fullname": name,
	"familyname": family, "lastname": family, "surname": family, "patientlastname": family, "patientfamilyname": family, "family": family, "nachname": family, "nom": family, "apellidos": family,
	"givenname": given, "firstname": given, "forename": given, "patientfirstname": given, "patientgivenname": given, "given": given, "vorname": given, "prenom": given, "nombre": given,
	"middlename": middle, "middlenames": middle, "nativename": native, "nameinownscript": native,
	"birthdate": birth, "dateofbirth": birth, "dob": birth, "born": birth, "patientbirthdate": birth, "patientdob": birth, "geburtsdatum": birth, "datedenaissance": birth, "fechadenacimiento": birth,
	"sex": sex, "gender": sex, "patientsex": sex, "geschlecht": sex, "sexe": sex, "sexo": sex,
	"patientid": number, "mrn": number, "hospitalnumber": number, "hospitalno": number, "patientnumber": number, "medicalrecordnumber": number, "id": number, "number": number,
	"institution": giver, "hospital": giver, "givenby": giver, "issuer": giver,
	"country": country, "residence": country, "countryofresidence": country, "residencecountry": country,
	"state": region, "region": region, "territory": region, "province": region, "stateorterritory": region, "residenceregion": region,
	"diagnosis": diagnosis, "presentdiagnosis": diagnosis, "diagnose": diagnosis, "icd": icd10, "icd10": icd10, "icdcode": icd10, "icd10code": icd10,
	"question": question, "questions": question, "clinicalquestion": question, "frage": question,
	"chiefcomplaint": complaint, "complaint": complaint, "history": illness, "presentillness": illness, "clinicalhistory": illness, "plan": plan, "presentplan": plan,
	"folder": folder, "path": folder, "directory": folder, "studyfolder": folder,
	"telephone": phone, "phone": phone, "tel": phone, "email": email, "mail": email,
}

// headOf tells what a column holds by its head; "Question 2" is a question.
func headOf(text string) field {
	plain := strings.ToLower(strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \t_-./()'’:*", r) {
			return -1
		}
		return r
	}, text))
	if f := known[plain]; f != unknown {
		return f
	}
	return known[strings.TrimRight(plain, "0123456789")]
}

// line is the cells of one row, and where in the file it begins, from 1.
type line struct {
	at    int
	cells []string
}

// heads finds the row of heads, above which titles may stand, and what its columns
// hold; at is -1 where none is known.
func heads(lines []line) (at int, columns []field) {
	for i, l := range lines[:min(len(lines), 21)] {
		columns = nil
		named := map[field]bool{}
		for _, c := range l.cells {
			f := headOf(c)
			columns, named[f] = append(columns, f), true
		}
		if named[name] || named[family] || named[number] && (named[birth] || named[folder]) {
			return i, columns
		}
	}
	return -1, nil
}

// parse reads the cells of a table, its head first. serial tells the day of a
// number that a spreadsheet keeps for a date; nil: none does.
func parse(lines []line, serial func(float64) (time.Time, bool)) (Table, error) {
	const op = "read table"
	var t Table
	at, columns := heads(lines)
	if at < 0 {
		return t, errs.E(errs.Unsupported, op, "The table has no row of heads that is known here. Nothing was taken from it. Name its columns: Family name, Given name, Birth date, Sex, Hospital number, Country, State, Diagnosis, Question, Folder.")
	}
	for i, c := range lines[at].cells {
		if columns[i] == unknown && strings.TrimSpace(c) != "" {
			t.Ignored = append(t.Ignored, strings.TrimSpace(c))
		}
	}
	for _, l := range lines[at+1:] {
		if strings.TrimSpace(strings.Join(l.cells, "")) == "" {
			continue
		}
		if len(t.Rows) == mostRows {
			return t, errs.E(errs.TooLarge, op, fmt.Sprintf("The table has more than %d rows. Nothing was taken from it. Divide it.", mostRows))
		}
		t.Rows = append(t.Rows, rowOf(l, columns, serial))
	}
	return t, nil
}

func rowOf(l line, columns []field, serial func(float64) (time.Time, bool)) Row {
	r := Row{Line: l.at}
	doc := &r.Document
	p := &doc.Patient
	from := ""
	said := map[field]string{}
	for i, cell := range l.cells {
		cell = strings.TrimSpace(cell)
		if cell == "" || i >= len(columns) {
			continue
		}
		if was, twice := said[columns[i]]; twice && was != cell && columns[i] != question && columns[i] != number && columns[i] != unknown {
			r.Problems = append(r.Problems, "Two columns of one meaning say different things; only the first is taken.")
			continue
		}
		said[columns[i]] = cell
		switch columns[i] {
		case name:
			p.Name = nameOf(cell)
		case family:
			p.Name.Family = cell
		case given:
			p.Name.Given = cell
		case middle:
			p.Name.Middle = cell
		case native:
			p.Name.Ideographic = cell
		case birth:
			p.BirthDate = r.day(cell, serial)
		case sex:
			s, ok := identity.ReadSex(cell)
			if p.Sex = s; !ok {
				p.Sex = ""
				r.Problems = append(r.Problems, "The sex cannot be read.")
			}
		case number:
			p.Identifiers = append(p.Identifiers, casefile.Identifier{Value: cell})
		case giver:
			from = cell
		case country:
			doc.Residence.Country = cell
		case region:
			doc.Residence.Region = cell
		case diagnosis:
			doc.Diagnosis.Text = cell
		case icd10:
			doc.Diagnosis.ICD10 = cell
		case question:
			for _, q := range strings.Split(cell, "\n") {
				if q = strings.TrimSpace(q); q != "" {
					doc.Questions = append(doc.Questions, casefile.Question{Text: q, Parts: []string{}})
				}
			}
		case complaint:
			doc.History.ChiefComplaint = cell
		case illness:
			doc.History.PresentIllness = cell
		case plan:
			doc.Plan = cell
		case folder:
			r.Folder = strings.Trim(strings.ReplaceAll(cell, `\`, "/"), "/ ")
		case phone:
			p.Phone = cell
		case email:
			p.Email = cell
		}
	}
	for i := range p.Identifiers {
		p.Identifiers[i].System = from
	}
	r.place()
	return r
}

// place reads the place by code or by name.
func (r *Row) place() {
	at := &r.Document.Residence
	if at.Country == "" {
		if at.Region != "" {
			r.Problems = append(r.Problems, "A state is given and no country.")
		}
		return
	}
	countries := policy.Countries()
	i := slices.IndexFunc(countries, func(c policy.Country) bool {
		return strings.EqualFold(c.Code, at.Country) || strings.EqualFold(c.Name, at.Country) || strings.EqualFold(at.Country, "USA") && c.Code == "US"
	})
	if i < 0 {
		at.Country, at.Region = "", ""
		r.Problems = append(r.Problems, "The country is not known by this name. Write its code, as in US.")
		return
	}
	at.Country = countries[i].Code
	regions := policy.Regions(at.Country)
	if len(regions) == 0 || at.Region == "" {
		return
	}
	k := slices.IndexFunc(regions, func(x policy.Region) bool {
		return strings.EqualFold(x.Code, at.Region) || strings.EqualFold(x.Name, at.Region) || strings.EqualFold(at.Country+"-"+x.Code, at.Region)
	})
	if k < 0 {
		at.Region = ""
		r.Problems = append(r.Problems, "The state or territory is not known by this name. Write its code, as in MA.")
		return
	}
	at.Region = regions[k].Code
}

// nameOf parts a name that stands in one cell, where its form tells the parts.
func nameOf(cell string) casefile.Name {
	if parts := strings.Split(cell, "^"); len(parts) > 1 { // as DICOM writes it
		get := func(i int) string {
			if i < len(parts) {
				return strings.TrimSpace(parts[i])
			}
			return ""
		}
		return casefile.Name{Family: get(0), Given: get(1), Middle: get(2), Prefix: get(3), Suffix: get(4)}
	}
	if f, g, ok := strings.Cut(cell, ","); ok {
		return casefile.Name{Family: strings.TrimSpace(f), Given: strings.TrimSpace(g)}
	}
	return casefile.Name{Family: cell}
}

// day is a cell as YYYY-MM-DD, or a problem.
func (r *Row) day(cell string, serial func(float64) (time.Time, bool)) string {
	if n, err := strconv.ParseFloat(cell, 64); err == nil && serial != nil && n > 0 && n < 1e5 {
		if at, ok := serial(n); ok {
			return at.Format(time.DateOnly)
		}
	}
	p := identity.Person{Born: cell}
	if _, err := time.Parse(time.DateOnly, p.Birth()); err == nil {
		return p.Birth()
	}
	r.Problems = append(r.Problems, "The birth date can be read in more than one way, or in none. Write it as 1972-04-09.")
	return ""
}
