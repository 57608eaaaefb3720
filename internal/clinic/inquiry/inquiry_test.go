package inquiry

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/draft"
	"oso/internal/clinic/people"
	"oso/internal/clinic/subject"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/pdfa"
	"oso/internal/policy"
	"oso/internal/typeface"
)

var day = time.Date(2026, 11, 29, 10, 0, 0, 0, time.UTC)

// met is what import met in a case with two institutions, another patient on
// the disc, and files of all kinds.
func met() *gathering {
	series := func(number, institution string, records ...casefile.RecordID) subject.Subject {
		return subject.Subject{
			Record: records[0], Records: records, SeriesUID: "1." + number, Number: number, Modality: "CT", Study: "Thorax", Date: "2026-03-12",
			Accession: "A-17", Description: "lung", Institution: institution, Files: []string{"MAYVIEW/DICOM/S" + number + "/I1"},
		}
	}
	file := func(record casefile.RecordID, path string) subject.Subject {
		return subject.Subject{Record: record, Records: []casefile.RecordID{record}, Files: []string{path}, Bytes: 214_000}
	}
	found := func(code string, rank draft.Rank, s subject.Subject, decision *deed.Decision) draft.Discrepancy {
		return draft.Discrepancy{Discrepancy: casebook.Discrepancy{Code: code, Records: s.Records}, Rank: rank, Decision: decision, Subjects: []subject.Subject{s}}
	}
	gap := series("3", "Mayview Hospital", "g1", "g2")
	gap.Missing = []subject.Range{{40, 60}}
	theirs := series("8", "Mayview Hospital", "x1")
	theirs.Missing = []subject.Range{{2, 9}}
	unsure := series("9", "Mayview Hospital", "u1")
	unsure.Missing = []subject.Range{{3, 3}}
	cut := series("4", "St. Jude Clinic", "c1")
	cut.Images = "12"
	out := &deed.Decision{Accept: false}
	g := &gathering{
		doc: &casefile.Document{Patient: casefile.Patient{Name: casefile.Name{Family: "Whitcombe", Given: "Eleanor"}, BirthDate: "1971-09-14",
			Phone: "+44 20 7946 0018", Identifiers: []casefile.Identifier{{System: "HS", Value: "HS-104472"}}}},
		at: map[string]*asked{},
		found: []draft.Discrepancy{
			found(people.CodeMismatch, draft.RankWhose, theirs, out),
			found(people.CodeMismatch, draft.RankWhose, unsure, nil),
			found("series-incomplete", draft.RankMissing, gap, nil),
			found("series-incomplete", draft.RankMissing, theirs, nil),
			found("series-incomplete", draft.RankMissing, unsure, nil),
			found("truncated", draft.RankUnreadable, cut, &deed.Decision{Accept: true}),
			found("password-protected", draft.RankUnreadable, file("p", "MAYVIEW/REPORTS/report 1.pdf"), nil),
			found("malformed", draft.RankUnreadable, file("m", "MAYVIEW/TANAKA^REIKO/plan.doc"), nil),
			found("active-content", draft.RankHint, file("h", "MAYVIEW/form.pdf"), nil),
			found("truncated", draft.RankUnreadable, file("o", "MAYVIEW/old.jpg"), out),
		},
		imports: []draft.Import{
			{Import: casebook.Import{NotTaken: []casebook.NotTaken{{Path: "MAYVIEW/DICOM/I0141", Reason: "It could not be read from where it is."}, {Path: "MAYVIEW/more.zip!/a", Reason: "It is locked by a password inside the archive."}}}},
			{Import: casebook.Import{NotTaken: []casebook.NotTaken{{Path: "MAYVIEW/unwanted"}}, SetAside: &casebook.SetAside{}}},
		},
	}
	g.places = places{media: map[string]string{"MAYVIEW": "Mayview Hospital"}}
	g.gather()
	return g
}

func TestEachPlaceIsAskedForItsOwn(t *testing.T) {
	t.Parallel()
	g := met()
	if len(g.order) != 2 {
		t.Fatalf("letters to %v", g.order)
	}
	letter := g.at["mayview hospital"].write(&g.doc.Patient, []string{"Dr. Amara Okonkwo-Reyes", "Harbor Street Clinic"}, day)
	for _, want := range []string{
		"Mayview Hospital\n", "Patient: Eleanor Whitcombe, born 14 Sep 1971\n", "Study: CT Thorax, 12 Mar 2026, accession number A-17\n",
		"- CT Thorax, 12 Mar 2026, accession number A-17, series 3 (lung): images 40 to 60\n",
		"- REPORTS/report 1.pdf\n", "- more.zip/a\n", "- …/plan.doc, 214 KB\n", "- DICOM/I0141\n", "Among what came from you is 1 file of another person. It is not", "29 November 2026", "Harbor Street Clinic",
	} {
		if !strings.Contains(letter, want) {
			t.Errorf("the letter lacks %q:\n%s", want, letter)
		}
	}
	// Nothing beyond what the place needs, nothing of anybody else, nothing that was left out or hinted at.
	for _, never := range []string{"TANAKA", "series 8", "series 9", "HS-104472", "7946", "old.jpg", "form.pdf", "unwanted", "MAYVIEW", "St. Jude"} {
		if strings.Contains(letter, never) {
			t.Errorf("the letter tells of %q:\n%s", never, letter)
		}
	}
	other := g.at["st. jude clinic"].write(&g.doc.Patient, nil, day)
	if !strings.Contains(other, "series 4 (lung): image 12 (cut off before its end)") || strings.Contains(other, "another person") {
		t.Errorf("the other letter:\n%s", other)
	}
}

func TestPlaceOfWhatSaysNone(t *testing.T) {
	t.Parallel()
	record := func(path, institution string) casebook.Record {
		r := casebook.Record{Meta: []byte(`{"institution":"` + institution + `"}`)}
		r.Path = path
		return r
	}
	p := placesOf([]casebook.Record{record("A/1", "Mayview"), record("A/2", "MAYVIEW"), record("B/1", "Mayview"), record("B/2", "St. Jude"), record("c.zip!/x", "")})
	for path, want := range map[string]string{"A/report.pdf": "Mayview", "B/report.pdf": "", "c.zip!/report.pdf": "", "alone.pdf": ""} {
		if got := p.below(path); got != want {
			t.Errorf("%s: %q", path, got)
		}
	}
	if one := placesOf([]casebook.Record{record("A/1", "Mayview")}); one.below("alone.pdf") != "Mayview" {
		t.Error("the only place of a case is not taken")
	}
}

func TestPDF(t *testing.T) {
	t.Parallel()
	text := "Mayview Hospital\n\nPatient: 陳慧玲 Łukasz Ærø\n- " + strings.Repeat("series 3 (lung): images 40 to 60 ", 8) + "\n- " + strings.Repeat("x", 400) + "\n" + strings.Repeat("line\n", 80)
	for _, paper := range []policy.Paper{policy.A4, policy.USLetter} {
		one, err := PDF(Title, text, paper, day)
		if err != nil || !bytes.HasPrefix(one, []byte("%PDF-")) {
			t.Fatal(err)
		}
		two, err := PDF(Title, text, paper, day)
		if err != nil || !bytes.Equal(one, two) {
			t.Errorf("%s: not the same bytes", paper)
		}
		if n := bytes.Count(one, []byte("/Type /Page\n")); n != map[policy.Paper]int{policy.A4: 2, policy.USLetter: 3}[paper] {
			t.Errorf("%s: %d pages", paper, n)
		}
		if bytes.Contains(one, []byte("Whitcombe")) {
			t.Error("the title names somebody")
		}
	}
	for _, text := range []string{"Patient: 𒀀\n", "- 🙏.pdf\n"} {
		if _, err := PDF(Title, text, policy.A4, day); !errs.Is(err, errs.Invalid) {
			t.Errorf("what no font has is set as boxes: %v", err)
		}
	}
	if _, err := PDF(Title, strings.Repeat("x", maxText+1), policy.A4, day); err == nil {
		t.Error("a letter without end is set")
	}
}

// set is what stands on each row of a line of the letter, in the order of
// reading.
func set(line string) []string {
	faces := typeface.New()
	s := newSetter(faces, pdfa.New(pdfa.About{}, faces), 455.28)
	var out []string
	for _, r := range s.rows(line) {
		said := ""
		for _, p := range r.pieces {
			said += p.Text
		}
		out = append(out, said)
	}
	return out
}

func TestRowsOfALine(t *testing.T) {
	t.Parallel()
	folder := strings.Repeat("ABCDEFGH/", 12)
	for line, want := range map[string][]string{
		"Patient: אברהם יצחק כהן, born 14 Sep 1971": {"Patient: אברהם יצחק כהן, born 14 Sep 1971"},
		"- תיקיה/דוח רפואי 12.pdf":                  {"– תיקיה/דוח רפואי 12.pdf"},
		"Д-р Ольга Щербакова":                       {"Д-р Ольга Щербакова"},
		"":                                          {""},
	} {
		if got := set(line); !slices.Equal(got, want) {
			t.Errorf("%q is set as %q", line, got)
		}
	}
	got := set("- " + folder + "IMAGE0001.dcm")
	if len(got) < 2 || !strings.HasPrefix(got[0], "– ABCDEFGH/") || !strings.HasSuffix(got[0], "/") {
		t.Errorf("a long path begins on a row of its own, or is cut in a name: %q", got)
	}
	if all := strings.Join(got, ""); all != "– "+folder+"IMAGE0001.dcm" {
		t.Errorf("of a path is set %q", all)
	}
}

func TestHeadGoesWithItsList(t *testing.T) {
	t.Parallel()
	text := row{pieces: make([]piece, 1)}
	head := row{pieces: make([]piece, 1), keep: true}
	rows := []row{text, text, head, text, text, {}, text}
	pages := paginate(rows, 3)
	if len(pages) != 3 || len(pages[0]) != 2 || !pages[1][0].keep || len(pages[2]) != 1 {
		t.Errorf("%v", pages)
	}
}
