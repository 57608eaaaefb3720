package survey

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/draft"
	"oso/internal/clinic/importer"
	"oso/internal/clinic/vault"
	"oso/internal/clinic/vault/vaulttest"
	"oso/internal/dicom"
	"oso/internal/identity"
	"oso/internal/pdf"
	"oso/internal/sample"
)

// The test binary is its own PDF child.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == pdf.ChildCommand {
		os.Exit(pdf.ChildMain(os.Stdin, os.Stdout))
	}
	os.Exit(m.Run())
}

var (
	anna   = who("Müller", "Anna", "1972-04-09", casefile.Female, "MV 220-417")
	berta  = who("Jones", "Berta", "1950-01-30", casefile.Female, "MV 117-003")
	monday = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
)

func who(family, given, born string, sex casefile.Sex, number string) casefile.Patient {
	return casefile.Patient{Name: casefile.Name{Family: family, Given: given}, BirthDate: born, Sex: sex, Identifiers: []casefile.Identifier{{System: "Mayview", Value: number}}}
}

// slice is one image of a series of the patient's study.
func slice(p casefile.Patient, study, series string, n int) []byte {
	return sample.DICOM(sample.Image{
		Patient: p, StudyUID: sample.UID(1, study), SeriesUID: sample.UID(1, study+series), SOPInstanceUID: sample.UID(1, fmt.Sprint(study, series, n)),
		StudyDate: "20261109", StudyText: study, Modality: "CT", Instance: n,
	})
}

// tree writes files below a new folder called disc.
func tree(t testing.TB, files map[string][]byte) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "disc")
	for name, data := range files {
		p := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

func zipped(t testing.TB, files map[string][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, data := range files {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(data); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func look(t testing.TB, paths ...string) Snapshot {
	t.Helper()
	s := New(paths)
	self, err := pdf.Self()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Run(context.Background(), Request{PDF: self, Now: time.Now}); err != nil {
		t.Fatal(err)
	}
	snap := s.Snapshot()
	if !snap.Done || snap.Stopped {
		t.Fatalf("done %v, stopped %v", snap.Done, snap.Stopped)
	}
	return snap
}

func openVault(t testing.TB) *casebook.Vault {
	t.Helper()
	data, pass := filepath.Join(t.TempDir(), "data"), "seven quiet lanterns drift"
	if _, err := vault.Create(context.Background(), data, vault.CreateOptions{User: "vega", Role: vault.Physician, Passphrase: pass, Rounds: vaulttest.Few()}); err != nil {
		t.Fatal(err)
	}
	v, err := casebook.Open(context.Background(), data, vault.OpenOptions{Passphrase: pass, Rounds: vaulttest.Few()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { v.Close() })
	return v
}

func desk(t testing.TB) *draft.Workstation {
	return &draft.Workstation{Vault: openVault(t), Now: func() time.Time { return monday }}
}

func names(s Snapshot) []string {
	out := []string{}
	for _, p := range s.People {
		out = append(out, fmt.Sprintf("%s %s: %d", p.Patient.Name.Display(), p.Patient.BirthDate, p.Files))
	}
	slices.Sort(out)
	return out
}

// What a survey says and what an import does agree: the same files, the same
// people, nothing more and nothing less.
func TestSurveyAgreesWithImport(t *testing.T) {
	t.Parallel()
	for name, files := range map[string]map[string][]byte{
		"one patient": {"DICOM/1": slice(anna, "chest", "a", 1), "DICOM/2": slice(anna, "chest", "a", 2), "report.pdf": sample.PDF("Patient: Anna Müller\nDate of birth: 9 Apr 1972\n")},
		"two, an archive in an archive, a program and what is hollow": {
			"A/1": slice(anna, "chest", "a", 1), "B/1": slice(berta, "knee", "a", 1), "VIEWER.EXE": append([]byte("MZ"), make([]byte, 400)...), "empty.dcm": {},
			"more.zip": zipped(t, map[string][]byte{"x/2": slice(anna, "chest", "a", 2), "inner.zip": zipped(t, map[string][]byte{"3": slice(berta, "knee", "a", 3)})}),
			"note.txt": []byte("to be called back\n"),
		},
		"nothing": {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := tree(t, files)
			self, _ := pdf.Self()
			seen := map[string]string{} // path: whom it names
			err := importer.Look(context.Background(), importer.LookRequest{Paths: []string{dir}, PDF: self, Now: time.Now}, func(f importer.Seen) {
				if _, twice := seen[f.Path]; twice {
					t.Errorf("%s is seen twice", f.Path)
				}
				said := f.Reject
				for i := range f.People {
					said += f.People[i].Shown()
				}
				seen[f.Path] = said
			})
			if err != nil {
				t.Fatal(err)
			}
			d := desk(t)
			id, err := d.Create(context.Background(), casefile.Document{Residence: casefile.Place{Country: "IN"}})
			if err != nil {
				t.Fatal(err)
			}
			report, err := importer.Run(context.Background(), importer.Request{Vault: d.Vault, Case: id, Paths: []string{dir}, PDF: self, Now: time.Now})
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range report.Files {
				said, met := seen[f.Path]
				if !met {
					t.Errorf("the import met %s, the survey did not", f.Path)
				}
				delete(seen, f.Path)
				if f.Outcome == importer.Rejected {
					if said != f.Reason {
						t.Errorf("%s: the survey says %q, the import %q", f.Path, said, f.Reason)
					}
					continue
				}
				if f.Outcome == importer.LeftOut {
					continue
				}
				rec, err := d.Vault.Record(context.Background(), id, f.Record)
				if err != nil {
					t.Fatal(err)
				}
				stored := ""
				m := importer.MetaOf(rec)
				if m.Person != nil && !m.Person.Nobody() {
					stored = m.Person.Shown()
				}
				for i := range m.Declared {
					stored += m.Declared[i].Shown()
				}
				if stored != said {
					t.Errorf("%s: the survey names %q, the import %q", f.Path, said, stored)
				}
			}
			for path := range seen {
				t.Errorf("the survey met %s, the import did not", path)
			}
		})
	}
}

func TestWhoseItIs(t *testing.T) {
	t.Parallel()
	mueller := anna
	mueller.Name.Family = "Mueller"
	bare := casefile.Patient{Name: anna.Name}
	born := func(p casefile.Patient, day string) casefile.Patient { p.BirthDate = day; return p }
	number := func(p casefile.Patient, n string) casefile.Patient {
		p.Identifiers = []casefile.Identifier{{Value: n}}
		return p
	}
	for name, c := range map[string]struct {
		met  []casefile.Patient
		want []string
	}{
		"one":                                   {[]casefile.Patient{anna, anna}, []string{"Anna Müller 1972-04-09: 2"}},
		"two spellings":                         {[]casefile.Patient{anna, mueller}, []string{"Anna Müller 1972-04-09: 2"}},
		"said fully, and too little":            {[]casefile.Patient{bare, anna}, []string{"Anna Müller 1972-04-09: 2"}},
		"twins":                                 {[]casefile.Patient{anna, who("Müller", "Berta", "1972-04-09", casefile.Female, "MV 220-418")}, []string{"Anna Müller 1972-04-09: 1", "Berta Müller 1972-04-09: 1"}},
		"namesakes of other years":              {[]casefile.Patient{anna, born(number(anna, "9"), "1950-04-09")}, []string{"Anna Müller 1950-04-09: 1", "Anna Müller 1972-04-09: 1"}},
		"no birth date, one number":             {[]casefile.Patient{number(bare, "A-17"), number(bare, "A-17")}, []string{"Anna Müller : 2"}},
		"no birth date, two numbers":            {[]casefile.Patient{number(bare, "A-17"), number(bare, "B-23")}, []string{"Anna Müller : 1", "Anna Müller : 1"}},
		"no birth date, two numbers, and none":  {[]casefile.Patient{number(bare, "A-17"), number(bare, "B-23"), bare}, []string{"Anna Müller : 1", "Anna Müller : 1", "Anna Müller : 1"}},
		"a birth date that differs by one sign": {[]casefile.Patient{anna, born(anna, "1972-04-19")}, []string{"Anna Müller 1972-04-09: 1", "Anna Müller 1972-04-19: 1"}},
		"nobody known by more than a number":    {[]casefile.Patient{number(casefile.Patient{}, "A-17")}, []string{" : 1"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := map[string][]byte{}
			for i, p := range c.met {
				files[fmt.Sprint("f", i)] = slice(p, fmt.Sprint("s", i), "a", 1)
			}
			if got := names(look(t, tree(t, files))); !slices.Equal(got, c.want) {
				t.Errorf("people %q, want %q", got, c.want)
			}
		})
	}
}

// A disc as staff get them: what is proposed of its patient, from the files alone.
func TestWhatIsProposed(t *testing.T) {
	t.Parallel()
	dir := tree(t, nil)
	if _, err := sample.Write(dir, anna, 7); err != nil {
		t.Fatal(err)
	}
	s := look(t, dir)
	if len(s.People) != 1 || len(s.Loose) != 0 {
		t.Fatalf("%d people, %d loose", len(s.People), len(s.Loose))
	}
	p := s.People[0]
	if p.Patient.Name.Family != "Müller" || p.Patient.BirthDate != "1972-04-09" || p.Patient.Sex != casefile.Female || len(p.Patient.Identifiers) == 0 {
		t.Errorf("patient %+v", p.Patient)
	}
	if p.Images != sample.Slices+1 || p.PDFs != 2 || len(p.Studies) != 1 || p.Studies[0].Series != 2 {
		t.Errorf("%d images, %d PDFs, studies %+v", p.Images, p.PDFs, p.Studies)
	}
	want := []casefile.Material{
		{Kind: casefile.MaterialImaging, Description: "CT chest without contrast, 12 Oct 2026, Demonstration hospital", Channel: casefile.ByUpload},
		{Kind: casefile.MaterialRecord, Description: "Reports and documents, 2 files", Channel: casefile.ByUpload},
	}
	if !slices.Equal(p.Materials, want) {
		t.Errorf("materials %+v", p.Materials)
	}
}

// What names nobody is nobody's until a person says so, and lies beside whose
// files are alone in its folder.
func TestLoose(t *testing.T) {
	t.Parallel()
	s := look(t, tree(t, map[string][]byte{
		"A/1": slice(anna, "chest", "a", 1), "A/notes/scan.txt": []byte("seen on Monday\n"), "B/1": slice(berta, "knee", "a", 1),
		"index.txt": []byte("of both\n"), "B/broken.dcm": {},
	}))
	key := map[string]string{"": ""}
	for _, p := range s.People {
		key[p.Key] = p.Patient.Name.Given
	}
	got := []string{}
	for _, l := range s.Loose {
		got = append(got, fmt.Sprint(l.Kind, " ", key[l.Beside], " ", l.Files))
	}
	slices.Sort(got)
	if strings.Join(got, ", ") != "nobody  1, nobody Anna 1, refused Berta 1" {
		t.Errorf("loose %q", got)
	}
}

// A directory makes nobody a patient: who stands in it alone has no records here, and
// whose disc it is a person says.
func TestDirectoryOfSomebodyElse(t *testing.T) {
	t.Parallel()
	anna := identity.Person{Name: casefile.Name{Family: "Müller", Given: "Anna"}, Born: "1972-04-09"}
	other := identity.Person{Name: casefile.Name{Family: "Muster", Given: "Anna"}, Numbers: []casefile.Identifier{{Value: "1"}}}
	for name, c := range map[string]struct {
		named         identity.Person
		files         int
		loose, absent string
	}{
		"the patient":   {anna, 2, "", ""},
		"somebody else": {other, 1, "listing 1", "Anna Muster"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := New([]string{"disc"})
			s.see(importer.Seen{Stored: "disc/DICOMDIR", Marks: []string{"d"}, Size: 10, DICOM: &dicom.Info{Directory: &dicom.Directory{}}, People: []identity.Person{c.named}})
			s.see(importer.Seen{Stored: "disc/1", Marks: []string{"1"}, Size: 10, DICOM: &dicom.Info{HasPixels: true}, People: []identity.Person{anna}})
			s.done = true
			snap := s.Snapshot()
			if len(snap.People) != 1 || snap.People[0].Files != c.files || snap.People[0].Images != 1 {
				t.Errorf("people %q", names(snap))
			}
			loose := []string{}
			for _, l := range snap.Loose {
				if l.Beside != snap.People[0].Key {
					t.Errorf("%s lies beside nobody", l.Kind)
				}
				loose = append(loose, fmt.Sprint(l.Kind, " ", l.Files))
			}
			if got := strings.Join(loose, ", "); got != c.loose || strings.Join(snap.Absent, ", ") != c.absent {
				t.Errorf("loose %q, absent %q", got, snap.Absent)
			}
		})
	}
}

// Each reason for which files are not taken is told of its own files; what is locked is
// no such file, since an import asks for its password.
func TestLooseByReason(t *testing.T) {
	t.Parallel()
	locked, err := os.ReadFile("../../container/testdata/aes.zip")
	if err != nil {
		t.Fatal(err)
	}
	dir := tree(t, map[string][]byte{"A/1": slice(anna, "chest", "a", 1), "A/empty.dcm": {}, "A/zeros.dcm": make([]byte, 500), "A/locked.zip": locked})
	if err := os.Symlink("1", filepath.Join(dir, "A", "link")); err != nil {
		t.Skipf("no links here: %v", err)
	}
	s := look(t, dir)
	got, ids := []string{}, map[string]bool{}
	for _, l := range s.Loose {
		ids[l.ID] = true
		for _, name := range l.Names {
			why, _, _ := strings.Cut(l.Why, ".")
			got = append(got, fmt.Sprintf("%s %s: %s", l.Kind, filepath.Base(name), why))
		}
	}
	slices.Sort(got)
	const hollow = "The file holds nothing: it has no bytes, or zeros alone, as after a copy that did not work"
	want := []string{
		"locked I0001: The password of the archive is asked for when it is added", "locked longer.txt: The password of the archive is asked for when it is added",
		"refused empty.dcm: " + hollow, "refused link: It is a link to another place", "refused zeros.dcm: " + hollow,
	}
	if !slices.Equal(got, want) || len(ids) != len(s.Loose) {
		t.Errorf("%q, ids %v", got, ids)
	}
}

// It ends at once when somebody ends it, and what was met stays to be seen.
func TestStopped(t *testing.T) {
	t.Parallel()
	files := map[string][]byte{}
	for i := range 40 {
		files[fmt.Sprintf("%03d", i)] = slice(anna, "chest", "a", i)
	}
	s := New([]string{tree(t, files)})
	ctx, stop := context.WithCancel(context.Background())
	tick := monday
	err := s.Run(ctx, Request{Now: func() time.Time { tick = tick.Add(time.Second); return tick }, Tell: func() {
		if s.Snapshot().Files >= 10 {
			stop()
		}
	}})
	if snap := s.Snapshot(); err == nil || !snap.Stopped || len(snap.People) != 1 || snap.People[0].Files < 9 || snap.People[0].Files > 12 {
		t.Errorf("error %v, %d files", err, snap.Files)
	}
}

// The viewer of a disc and its pages are about nobody; the letter beside them is
// asked about.
func TestCompanions(t *testing.T) {
	t.Parallel()
	program := append([]byte("MZ"), make([]byte, 600)...)
	s := look(t, tree(t, map[string][]byte{
		"autorun.inf": []byte("[autorun]\nopen=VIEWER\\VIEW.EXE\n"), "VIEWER/VIEW.EXE": program, "VIEWER/help/index.html": []byte("<html><body>How to look</body></html>"),
		"letter.txt": []byte("to be read\n"),
	}))
	if len(s.People) != 0 || len(s.Loose) != 1 || s.Loose[0].Files != 1 || s.Loose[0].Names[0] != "disc/letter.txt" || s.Extra != 3 {
		t.Errorf("loose %+v, %d came along", s.Loose, s.Extra)
	}
}

// Of whom it is not clear whether they are one person with somebody else of the
// disc, a person must say: neither are they put together nor is a case begun for them.
func TestMaybe(t *testing.T) {
	t.Parallel()
	number := func(n string) casefile.Patient {
		return casefile.Patient{Name: anna.Name, Identifiers: []casefile.Identifier{{Value: n}}}
	}
	half := anna
	half.Name.Family, half.Identifiers = "", nil
	for name, c := range map[string]struct {
		met  []casefile.Patient
		asks int
	}{
		"two numbers of one name":           {[]casefile.Patient{number("A-17"), number("B-23")}, 1},
		"half a name and the same birthday": {[]casefile.Patient{anna, anna, half}, 1},
		"twins":                             {[]casefile.Patient{anna, who("Müller", "Berta", "1972-04-09", casefile.Female, "MV 220-418")}, 0},
		"strangers":                         {[]casefile.Patient{anna, berta}, 0},
		"strangers born on the same day":    {[]casefile.Patient{anna, who("Jones", "Clara", "1972-04-09", casefile.Female, "MV 9")}, 0},
		"one in two spellings":              {[]casefile.Patient{anna, anna}, 0},
	} {
		files := map[string][]byte{}
		for i, p := range c.met {
			files[fmt.Sprint("f", i)] = slice(p, fmt.Sprint("s", i), "a", 1)
		}
		asks := 0
		for _, p := range look(t, tree(t, files)).People {
			if p.Propose(nil) == ToAsk {
				asks++
			}
		}
		if asks != c.asks {
			t.Errorf("%s: %d are asked about, want %d", name, asks, c.asks)
		}
	}
}

// Two sources of one name stay two: what lies loose in one lies beside nobody of
// the other.
func TestSourcesOfOneName(t *testing.T) {
	t.Parallel()
	one := tree(t, map[string][]byte{"R/scan.txt": []byte("seen on Monday\n")})
	two := tree(t, map[string][]byte{"R/1": slice(berta, "knee", "a", 1), "R/scan.txt": []byte("seen on Friday\n")})
	s := look(t, one, two)
	got := map[string]int{}
	marks := map[string]bool{}
	for _, l := range s.Loose {
		got[l.Beside] += l.Files
		for _, m := range l.marks {
			marks[m] = true
		}
	}
	if len(s.People) != 1 || got[""] != 1 || got[s.People[0].Key] != 1 || len(marks) != 2 {
		t.Errorf("loose %+v", s.Loose)
	}
}
