// Package inquiry writes to the places that made a case's records: which images
// are missing, which files cannot be read, whose password is lacking, and that
// a disc holds somebody else's records as well.
//
// It promises that a letter holds no more of the patient than the place needs to
// find the study (name, birth date, study date, accession number), nothing at
// all of anybody else, and no place of this computer's; and that what a person
// left out, or has not decided whose it is, is not asked for. It writes no file
// and sends nothing: a person reads the letter, changes it and says where it
// goes.
package inquiry

import (
	"cmp"
	"context"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/draft"
	"oso/internal/clinic/people"
	"oso/internal/clinic/subject"
	"oso/internal/errs"
	"oso/internal/identity"
	"oso/internal/seal"
)

// Letter is what one place is asked for. ID stays while the place is the same.
type Letter struct {
	ID    string
	Place string // as the records name it; "" where they do not
	Text  string
}

// most are the lines of one kind that a letter has; what is more is counted.
const most = 30

// Letters are those that the case as it stands gives reason for, one for each
// place; none where nothing is missing.
func Letters(ctx context.Context, d *draft.Workstation, id casefile.CaseID) ([]Letter, error) {
	x, err := d.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	records, err := d.Records(ctx, id)
	if err != nil && !errs.Is(err, errs.Damaged) {
		return nil, err
	}
	found, err := d.Discrepancies(ctx, id)
	if err != nil {
		return nil, err
	}
	imports, err := d.Imports(ctx, id)
	if err != nil && !errs.Is(err, errs.Damaged) {
		return nil, err
	}
	g := &gathering{doc: &x.Document, records: records, found: found, imports: imports, places: placesOf(records), at: map[string]*asked{}}
	g.gather()
	from := d.Sender(ctx, x)
	out := []Letter{}
	for _, key := range g.order {
		a := g.at[key]
		out = append(out, Letter{ID: seal.SHA256([]byte(key))[:16], Place: a.place, Text: a.write(&x.Document.Patient, from, d.Now())})
	}
	slices.SortStableFunc(out, func(a, b Letter) int { return cmp.Compare(named(a), named(b)) })
	return out, nil
}

// named puts letters to places that are known first.
func named(l Letter) int {
	if l.Place == "" {
		return 1
	}
	return 0
}

// gathering brings together what each place is asked for.
type gathering struct {
	doc     *casefile.Document
	records []casebook.Record
	found   []draft.Discrepancy
	imports []draft.Import
	places  places
	foreign map[casefile.RecordID]bool // of somebody else, or nobody knows whose
	at      map[string]*asked
	order   []string
}

// asked is what one place is asked for.
type asked struct {
	place, station string
	studies        []string // that are written about
	images         []string // to send in DICOM
	files          []string // to send again
	locked         []string // whose password is lacking
	listed         []string // that the disc's directory names
	others         int      // records of other people
}

func (g *gathering) of(place, station string) *asked {
	key := strings.ToLower(strings.Join(strings.Fields(place), " "))
	a := g.at[key]
	if a == nil {
		a = &asked{place: strings.TrimSpace(place), station: station}
		g.at[key] = a
		g.order = append(g.order, key)
	}
	return a
}

func (g *gathering) gather() {
	g.foreign = map[casefile.RecordID]bool{}
	out := map[casefile.RecordID]bool{}
	for i := range g.found {
		f := &g.found[i]
		left := f.Decision != nil && !f.Decision.Accept
		for _, r := range f.Records {
			out[r] = out[r] || left
			if draft.AboutIdentity(f.Code) && (f.Decision == nil || left) {
				g.foreign[r] = true
			}
		}
	}
	for i := range g.found {
		f := &g.found[i]
		if f.Code == people.CodeMismatch && f.Decision != nil && !f.Decision.Accept {
			for _, s := range f.Subjects { // a person has decided that they are another's
				g.of(g.places.of(&s), s.Station).others += len(s.Records)
			}
			continue
		}
		if f.Rank != draft.RankUnreadable && f.Rank != draft.RankMissing {
			continue
		}
		for k := range f.Subjects {
			s := &f.Subjects[k]
			if slices.ContainsFunc(s.Records, func(r casefile.RecordID) bool { return g.foreign[r] || out[r] }) {
				continue
			}
			g.subject(f, s)
		}
	}
	for i := range g.imports {
		if x := &g.imports[i]; x.SetAside == nil && !x.Running {
			g.notTaken(x)
		}
	}
}

// subject asks for what is wrong with one series or file.
func (g *gathering) subject(f *draft.Discrepancy, s *subject.Subject) {
	a := g.of(g.places.of(s), s.Station)
	add := func(list *[]string, line string) {
		if line != "" && !slices.Contains(*list, line) {
			*list = append(*list, line)
		}
	}
	study := ""
	if s.SeriesUID != "" {
		study = studyOf(s)
		add(&a.studies, study)
	}
	name := study
	if part := seriesOf(s); part != "" && name != "" {
		name += ", " + part
	}
	switch {
	case f.Code == "dicomdir-missing-files":
		if len(f.Files) == 0 {
			add(&a.listed, "all files that the directory of the disc names")
		}
		for _, p := range f.Files { // as the disc itself names them
			add(&a.listed, g.path("/"+p))
		}
	case s.SeriesUID == "" && locked(f):
		add(&a.locked, g.path(s.Files[0]))
	case s.SeriesUID == "":
		add(&a.files, g.path(s.Files[0])+size(s.Bytes))
	case f.Rank == draft.RankMissing && len(s.Missing) > 0:
		which := "images "
		if len(s.Missing) == 1 && s.Missing[0][0] == s.Missing[0][1] {
			which = "image "
		}
		add(&a.images, name+": "+which+subject.Say(s.Missing))
	case f.Rank == draft.RankMissing:
		add(&a.images, name+": the whole series, and how many images it has")
	default:
		add(&a.images, name+": "+s.Which()+" ("+lower(f.Title())+")")
	}
}

// notTaken asks for files that were met and could not be read from where they
// were.
func (g *gathering) notTaken(x *draft.Import) {
	for _, n := range x.NotTaken {
		a := g.of(g.places.below(n.Path), "")
		list := &a.files
		if strings.Contains(n.Reason, "password") {
			list = &a.locked
		}
		if p := g.path(n.Path); !slices.Contains(*list, p) {
			*list = append(*list, p)
		}
	}
}

func locked(f *draft.Discrepancy) bool {
	return strings.Contains(f.Code, "password") || strings.Contains(f.Code, "locked") || strings.Contains(f.Message, "password")
}

// path is a file as the place that made the disc knows it: without what it was
// called here, and without the name of anybody else.
func (g *gathering) path(p string) string {
	parts := strings.Split(strings.ReplaceAll(p, "!/", "/"), "/")
	if len(parts) > 1 {
		parts = parts[1:] // the disc or folder as it was given here
	}
	for i, part := range parts {
		if name := identity.FileName(part); name.Family != "" && !identity.Mentions(part, g.doc.Patient.Name) &&
			identity.Compare(g.doc.Patient, identity.Person{Name: name}).Verdict == identity.Differs {
			parts[i] = "…" + path.Ext(part)
		}
	}
	return casefile.CleanName(strings.Join(parts, "/"))
}

func studyOf(s *subject.Subject) string {
	line := s.Short()
	if s.Accession != "" {
		line += ", accession number " + s.Accession
	}
	return line
}

func seriesOf(s *subject.Subject) string {
	out := ""
	if s.Number != "" {
		out = "series " + s.Number
	}
	if s.Description != "" && s.Description != s.Study {
		out = strings.TrimSpace(out + " (" + s.Description + ")")
	}
	return out
}

func size(n int64) string {
	switch {
	case n <= 0:
		return ""
	case n < 1e6:
		return fmt.Sprintf(", %d KB", (n+999)/1000)
	}
	return ", " + strconv.FormatFloat(float64(n)/1e6, 'f', 1, 64) + " MB"
}

func lower(s string) string {
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

// write sets the letter as text, which a person may change.
func (a *asked) write(p *casefile.Patient, from []string, now time.Time) string {
	var b strings.Builder
	line := func(s string) { b.WriteString(s); b.WriteByte('\n') }
	part := func(head string, lines []string) {
		if len(lines) == 0 {
			return
		}
		line(head)
		for i, l := range lines {
			if i == most {
				line(fmt.Sprintf("- and %d more of this kind", len(lines)-most))
				break
			}
			line("- " + l)
		}
		line("")
	}
	if a.place == "" {
		line("To the place that made the records")
	} else {
		line(a.place)
		if a.station != "" {
			line("Station " + a.station)
		}
	}
	line("")
	for _, f := range from {
		line(f)
	}
	line(now.Format("2 January 2006"))
	line("")
	line("Records that are missing or cannot be read")
	line("")
	asks := len(a.images)+len(a.files)+len(a.locked)+len(a.listed) > 0
	if asks {
		about := "Patient: " + p.Name.Display()
		if p.BirthDate != "" {
			about += ", born " + subject.Day(p.BirthDate)
		}
		line(about)
		for _, s := range a.studies {
			line("Study: " + s)
		}
		line("")
		line("Of the records of this patient that came from you, some are missing or cannot be read here.")
		line("")
	}
	slices.Sort(a.listed)
	part("Please send in DICOM:", a.images)
	part("The directory of the disc names files that are not on it. Please send:", a.listed)
	part("These files cannot be read. Please send them again:", a.files)
	part("These are locked. Please tell us the password, by telephone and not together with the files:", a.locked)
	if a.others > 0 {
		are, they, them := fmt.Sprintf("are %d files of another person. They are not used and go to nobody.", a.others), "they", "them"
		if a.others == 1 {
			are, they, them = "is 1 file of another person. It is not used and goes to nobody.", "it", "it"
		}
		line("Among what came from you " + are + " Nothing of that person is repeated here; please call us, so that you can find out how " + they + " came there and tell us whether to return or to destroy " + them + ".")
		line("")
	}
	if asks {
		line("Please send it on a disc, or by the way on which we exchange images with you, and not by open e-mail.")
		line("")
	}
	line("Thank you,")
	for _, f := range from {
		line(f)
	}
	return strings.TrimSpace(b.String()) + "\n"
}
