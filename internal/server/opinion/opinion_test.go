package opinion

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/prose"
	"oso/internal/seal"
	"oso/internal/server/blob"
	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/server/db/schematest"
	"oso/internal/server/dbtest"
	"oso/internal/server/letter"
	"oso/internal/server/principal"
)

// tables are those of the service, made once.
var tables schematest.Tables

func TestMain(m *testing.M) { dbtest.Main(m) }

func working(t *testing.T) (*Working, *db.DB) {
	t.Helper()
	ctx := context.Background()
	d := tables.Memory(t)
	id, key := casefile.CaseID(casefile.NewID()), seal.NewKey()
	row := db.InsertCaseParams{
		ID: string(id), Reference: "4417203958", Kind: "second-opinion", PayerKind: "partner", State: "in-review",
		KeyWrapped: []byte{}, SummarySealed: []byte{}, DocumentSealed: []byte{}, ContactSealed: []byte{}, AgreementSealed: []byte{},
	}
	if err := d.Tx(ctx, func(tx *sql.Tx) error { return db.New(tx).InsertCase(ctx, row) }); err != nil {
		t.Fatal(err)
	}
	store := blob.Beside(filepath.Join(t.TempDir(), "blobs"))
	return &Working{zone: time.UTC,
		Case: chart.New(d, store).With(db.Case{ID: string(id), Reference: "4417203958"}, key),
		Doc: &casefile.Document{
			Service:   casefile.Service{Kind: casefile.SecondOpinion},
			History:   casefile.History{ChiefComplaint: "Cough", PresentIllness: "Since June.", Medication: "None", Encounters: []casefile.Encounter{{Date: "2026-08", Text: "CT"}, {Date: "2026-09-02", Text: "Biopsy"}}},
			Diagnosis: casefile.Diagnosis{Text: "Nodule", ICD10: "R91.1"},
			Questions: []casefile.Question{{Text: "Operate?"}, {}, {Text: "Risks?", Parts: []string{"now", "later"}}},
			Materials: []casefile.Material{{Description: "Six slides", Channel: casefile.ByMail, Physical: true}, {Description: "CT", Channel: casefile.ByUpload}},
		},
		Person:    chart.Patient{Name: "Eleanor Whitcombe", Sex: casefile.Female, BirthDate: "1971-09-14"},
		Physician: db.Person{ID: "d", Name: "Dr. Noor Haddad", Salutation: "Dr. Haddad"}, Clinic: db.Clinic{Name: "Harbor Clinic", Address: "1 Harbor Street\n\nPortland"},
	}, d
}

// sent is what the clinic sealed.
func sent() []deed.Item {
	return []deed.Item{
		{Kind: deed.ItemRecord, Path: "disc.zip!/DICOM/2", DICOM: &deed.DICOMRef{StudyUID: "1", SeriesUID: "1.1", Modality: "CT", Study: "Chest", StudyDate: "2026-08-20"}},
		{Kind: deed.ItemRecord, Path: "disc.zip!/DICOM/1", DICOM: &deed.DICOMRef{StudyUID: "1", SeriesUID: "1.2", Modality: "CT", Study: "Chest", StudyDate: "2026-08-20"}},
		{Kind: deed.ItemRecord, Path: "disc.zip!/DICOM/3", DICOM: &deed.DICOMRef{StudyUID: "0", SeriesUID: "0.1", Modality: "MR", StudyDate: "2025-01-02"}},
		{Kind: deed.ItemRecord, Path: "disc.zip!/DICOM/4", DICOM: &deed.DICOMRef{StudyUID: "0", SeriesUID: "0.1", Modality: "SR", StudyDate: "2025-01-02", SOPClassUID: "1.2.840.10008.5.1.4.1.1.88.33"}},
		{Record: "l", Kind: deed.ItemRecord, Path: "/home/x/letter.pdf"},
		{Record: "d", Kind: deed.ItemRecord, Path: "disc.zip!/DICOMDIR", MediaType: "application/dicom", DICOM: &deed.DICOMRef{SOPClassUID: "1.2.840.10008.1.3.10"}},
		{Record: "f", Kind: deed.ItemRecord, Path: "disc.zip!/DICOM/DIRFILE", MediaType: "application/dicom", DICOM: &deed.DICOMRef{SOPClassUID: "1.2.840.10008.1.3.10"}},
		{Record: "v", Kind: deed.ItemRecord, Path: "disc.zip!/VIEWER/viewer.exe", MediaType: "application/vnd.microsoft.portable-executable"},
		{Record: "h", Kind: deed.ItemRecord, Path: "disc.zip!/VIEWER/help.html", MediaType: "text/html"},
		{Record: "t", Kind: deed.ItemRecord, Path: "disc.zip!/Thumbs.db", MediaType: "application/x-thumbnail-cache"},
	}
}

func author() Author {
	return Author{Role: principal.Specialist, Person: db.Person{
		ID: "a", Name: "Prof. Ada Writer", Titles: "MD, PhD; Chief of Surgery", Specialties: `["Thoracic surgery","Oncology","oncology "]`, // twice, as in entries of before the list
		Tenured: true, Licensed: true, BoardCertified: true, CredentialsUntil: time.Now().AddDate(1, 0, 0).UnixMilli(),
	}}
}

// A draft names what was sent by what it is, not by files’ names (S20).
func TestBeginFromTheCase(t *testing.T) {
	t.Parallel()
	w, _ := working(t)
	c := w.Begin(author(), deed.Letterhead{Name: "OSO"}, "2026-11-24", nil)
	want := []string{"MR study, 2 Jan 2025: 1 image and 1 report or mark in 1 series", "CT Chest, 20 Aug 2026: 2 images in 2 series", "letter.pdf", "Six slides, by mail"}
	var lines []string
	for _, r := range w.reviewables(sent()) {
		lines = append(lines, r.Line)
	}
	if strings.Join(lines, "|") != strings.Join(want, "|") {
		t.Errorf("to be reviewed: %q", lines)
	}
	// Nobody has looked at anything yet, and the draft claims nothing.
	if len(c.Reviewed) != 0 || strings.Contains(c.Thanks, "read") {
		t.Errorf("reviewed: %q; %s", c.Reviewed, c.Thanks)
	}
	if c.History != "Since June.\n\nPresent diagnosis: Nodule (ICD-10 R91.1)\n\nMedication: None\n\n- Aug 2026: CT\n- 2 Sep 2026: Biopsy" {
		t.Errorf("history: %q", c.History)
	}
	if len(c.Answers) != 2 || c.Answers[0].Question != "Operate?" || c.Answers[1].Parts[1].Question != "later" {
		t.Errorf("answers: %+v", c.Answers)
	}
	if !strings.HasPrefix(prose.Plain(c.Thanks), "Dear Dr. Haddad,") || !slices.Equal(c.Addressee.Lines, []string{"1 Harbor Street", "Portland"}) {
		t.Errorf("addressed as %q at %q", c.Thanks, c.Addressee.Lines)
	}
	if s := c.Signers[0]; s.Name != "Prof. Ada Writer, MD, PhD" || s.Position != "Chief of Surgery" || s.Specialty != "Thoracic surgery and oncology" || s.Certification != "Board-certified" {
		t.Errorf("signer: %+v", s)
	}
	b, err := deed.NewContent(c)
	if err != nil || strings.Contains(string(b), "null") {
		t.Errorf("canonical bytes hold a null: %v", err)
	}
	if _, err := letter.Render(t.Context(), &c, letter.Facts{ContentSHA256: seal.SHA256(b)}, letter.A4); err != nil {
		t.Errorf("the first draft is no letter: %v", err)
	}
}

func TestChecks(t *testing.T) {
	t.Parallel()
	w, _ := working(t)
	now := time.Now()
	c := w.Begin(author(), deed.Letterhead{}, "2026-11-24", nil)
	review := w.reviewables(sent())
	failing := func(c *deed.Content, p Author) string {
		var out []string
		for _, x := range w.Checks(c, review, p, now) {
			if !x.OK {
				out = append(out, x.Code)
			}
		}
		return strings.Join(out, " ")
	}
	if got := failing(&c, author()); got != "reviewed opinion answers outcome" {
		t.Errorf("a fresh draft fails: %s", got)
	}
	for i := range review {
		review[i].Seen = SeenNot
	}
	state(&c, review)
	if got := failing(&c, author()); got != "reviewed opinion answers outcome" {
		t.Errorf("where nothing was looked at fails: %s", got)
	}
	review[0].Seen = SeenPart
	state(&c, review)
	if got := failing(&c, author()); got != "opinion answers outcome" {
		t.Errorf("marked, it fails: %s", got)
	}
	c.Assessment, c.Answers[0].Text, c.Answers[1].Parts[0].Text = "A", "Yes.", "Low."
	if got := failing(&c, author()); got != "answers outcome" {
		t.Errorf("one part open: %s", got)
	}
	for _, x := range w.Checks(&c, review, author(), now) {
		if x.Code == CheckAnswers && x.Detail != "Not answered: 2b" {
			t.Errorf("the open part is called %q", x.Detail)
		}
	}
	c.Answers[1].Parts[1].Reason = "No data."
	c.Diagnosis = deed.Confirmed
	if got := failing(&c, author()); got != "outcome" {
		t.Errorf("nothing said of the plan: %s", got)
	}
	c.Plan = deed.NotJudged
	if got := failing(&c, author()); got != "" {
		t.Errorf("a whole letter fails: %s", got)
	}
	lapsed, trainee := author(), author()
	lapsed.CredentialsUntil, trainee.Trainee = now.Add(-time.Hour).UnixMilli(), true
	for name, p := range map[string]Author{"lapsed": lapsed, "trainee": trainee} {
		if got := failing(&c, p); got != "author" {
			t.Errorf("%s: %s", name, got)
		}
	}
	c.Limits = []string{" "}
	w.Overreads = []db.Overread{{Kind: "imaging", State: "assigned"}}
	w.Row.Agreement = "revoked"
	if got := failing(&c, author()); got != "limits over-reads authorization" {
		t.Errorf("limits, review and authorization: %s", got)
	}
	if err := refuse(w.Checks(&c, review, author(), now)); !errs.Is(err, errs.Incomplete) {
		t.Errorf("ready: %v", err)
	}
}

func TestDraftIsSealedAndBoundToItsCase(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w, d := working(t)
	now := time.Now()
	err := d.Tx(ctx, func(tx *sql.Tx) error {
		return w.Start(ctx, db.New(tx), author(), deed.Letterhead{}, "2026-11-24", now)
	})
	if err != nil {
		t.Fatal(err)
	}
	row, err := d.Q().GetLatestOpinion(ctx, w.Row.ID)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(row.DraftSealed), "Whitcombe") {
		t.Error("the draft is stored in the clear")
	}
	first, err := w.Latest(ctx, d.Q())
	if err != nil {
		t.Fatal(err)
	}
	save := func(rowVersion int64, text string) error {
		return d.Tx(ctx, func(tx *sql.Tx) error {
			c := first.Content
			c.Assessment = text
			c.Limits = append(c.Limits, "  ")
			_, err := w.Save(ctx, db.New(tx), Base{1, rowVersion}, c, nil, "", author(), deed.Letterhead{}, now)
			return err
		})
	}
	if err := save(first.RowVersion(), "one\r\ntwo"); err != nil {
		t.Fatal(err)
	}
	// The clock stands still, and the row version went on all the same.
	if err := save(first.RowVersion(), "older"); !errs.Is(err, errs.Conflict) {
		t.Errorf("an older window: %v", err)
	}
	now2, err := w.Latest(ctx, d.Q())
	if err != nil || now2.Content.Assessment != "one\ntwo" || len(now2.Content.Limits) != 2 {
		t.Errorf("stored: %q, %d limits, %v", now2.Content.Assessment, len(now2.Content.Limits), err)
	}
	other, _ := working(t)
	if _, err := other.open(ctx, d.Q(), row); !errs.Is(err, errs.Damaged) {
		t.Errorf("a draft opens in another case: %v", err)
	}
	// A second specialist goes on with what the first one left.
	second := author()
	second.ID, second.Name = "b", "Dr. Ben Second"
	if err := d.Tx(ctx, func(tx *sql.Tx) error {
		return w.Start(ctx, db.New(tx), second, deed.Letterhead{}, "2026-11-25", now)
	}); err != nil {
		t.Fatal(err)
	}
	if got, err := w.Latest(ctx, d.Q()); err != nil || got.Row.AuthorID != "b" || got.Content.Assessment != "one\ntwo" || !strings.HasPrefix(got.Content.Signers[0].Name, "Dr. Ben Second") {
		t.Errorf("taken over: %+v, %v", got.Content.Signers, err)
	}
}

func TestReadingsAreTheirReaders(t *testing.T) {
	t.Parallel()
	r := Reading{Kind: "imaging", Reader: deed.SignerLine{Name: "Dr. R"}, Report: "No lesion.", SignedAt: time.Date(2026, 11, 21, 1, 0, 0, 0, time.UTC)} // the evening before, at the office
	changed := []deed.Section{{Heading: "Imaging review", Text: "A lesion."}, {Heading: "Laboratory", Text: "Normal."}}
	c := deed.Content{Findings: changed}
	joinReadings(&c, []Reading{r}, time.FixedZone("EST", -5*3600))
	got := c.Findings
	if len(got) != 2 || got[0].Text != "No lesion.\n\nDr. R, signed electronically 20 Nov 2026." || got[1].Heading != "Laboratory" {
		t.Errorf("findings: %+v", got)
	}
}

// A report is plain: in an opinion with a form it says the same, sign for sign.
func TestReadingsJoinAFormedOpinion(t *testing.T) {
	t.Parallel()
	r := Reading{Kind: "pathology", Reader: deed.SignerLine{Name: "Dr. R"}, Report: "- Ki-67 ~5%\n- PD-L1 **not** done [1]", SignedAt: time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)}
	c := deed.Content{TextForm: prose.Form}
	joinReadings(&c, []Reading{r}, time.UTC)
	if got := c.Findings; got[0].Text != "- Ki-67 \\~5%\n- PD-L1 \\*\\*not\\*\\* done [1]\n\nDr. R, signed electronically 21 Nov 2026." {
		t.Errorf("findings: %q", c.Findings[0].Text)
	}
}

// A draft that was begun before there was a form is read as one that says the
// same; one that has it is left alone.
func TestPlainDraftIsGivenItsForm(t *testing.T) {
	t.Parallel()
	c := deed.Content{Assessment: "WBC 10^9/L, ~5 mm [Figure 1]\n- HLA-B*27", Limits: []string{"* none"}, References: []string{"a_b"}, Answers: []deed.Answer{{Text: "_", Parts: []deed.PartAnswer{{Reason: "# 1"}}}}}
	form(&c)
	want := deed.Content{TextForm: prose.Form, Assessment: "WBC 10\\^9/L, \\~5 mm [Figure 1]\n\n- HLA-B*27", Limits: []string{"\\* none"}, References: []string{"a\\_b"}, Answers: []deed.Answer{{Text: "\\_", Parts: []deed.PartAnswer{{Reason: "\\# 1"}}}}}
	if !reflect.DeepEqual(c, want) {
		t.Errorf("got %+v, want %+v", c, want)
	}
	if form(&c); !reflect.DeepEqual(c, want) {
		t.Errorf("formed twice: %+v", c)
	}
	if c.Says("-\n  -") || !c.Says("- a") || !(&deed.Content{}).Says("-") {
		t.Error("what says nothing is not told from what does")
	}
}

// A correction begins with the figures as they are; an addendum, whose texts may
// name them, with those of before unprinted, and changes nothing in the version before.
func TestRevisionBeginsWithTheFigures(t *testing.T) {
	t.Parallel()
	released := deed.Content{Version: 3, Kind: deed.KindOpinion, Assessment: "Short [Figure 1].", Reviewed: []string{"CT"}}
	for i := range 2 {
		released.Figures = append(released.Figures, deed.Figure{Image: casefile.KeyImage{ID: casefile.NewID()}, Printed: i == 0})
	}
	for kind, want := range map[deed.OpinionKind]struct {
		words      string
		supersedes int
		printed    bool
	}{
		deed.KindCorrection: {"Short [Figure 1].", 3, true},
		deed.KindAddendum:   {"", 0, false},
	} {
		c := follows(released, kind, []string{"The dose."}, 3, "2026-11-29")
		if c.Kind != kind || c.Assessment != want.words || c.Supersedes != want.supersedes || len(c.Figures) != 2 || c.Figures[0].Printed != want.printed || c.Figures[1].Printed || c.Reviewed != nil {
			t.Errorf("%s: %+v", kind, c)
		}
		if c.Figures[0].Image.ID != released.Figures[0].Image.ID || !released.Figures[0].Printed {
			t.Errorf("%s: the figures of the version before were changed", kind)
		}
	}
}

// An addendum answers what the physician asked further, and nothing else; a
// correction after it replaces all, and has the words of all.
func TestAddendumAnswersWhatWasAskedFurther(t *testing.T) {
	t.Parallel()
	w := &Working{Doc: &casefile.Document{Questions: []casefile.Question{{Text: "Operate?"}}}}
	c := follows(deed.Content{TextForm: prose.Form, Assessment: "Benign."}, deed.KindAddendum, []string{"And if it grows by 2*2 mm?"}, 1, "2026-11-29")
	if c.AddsTo != 1 || c.Supersedes != 0 || c.Change != "" || c.Assessment != "" {
		t.Fatalf("%+v", c)
	}
	asked := func(c *deed.Content) {
		t.Helper()
		if q := w.Asked(c); len(q) != 1 || q[0].Text != "And if it grows by 2*2 mm?" {
			t.Errorf("asked: %+v", q)
		}
		c.Answers = restate(w.Asked(c), c.Answers)
	}
	asked(&c)
	if w.answered(&c) {
		t.Error("a question without an answer is called answered")
	}
	c.Answers[0].Text = "Then operate."
	if !w.answered(&c) {
		t.Error("the further question is answered, and more is asked for")
	}
	// Several are answered one by one, and stand each before its answer in a correction.
	several := follows(deed.Content{TextForm: prose.Form}, deed.KindAddendum, []string{"Now?", "And later?"}, 1, "2026-11-29")
	if several.Further != "1. Now?\n2. And later?" || len(w.Asked(&several)) != 2 || w.Asked(&several)[1].Text != "And later?" {
		t.Errorf("several further questions: %+v", several)
	}
	several.Answers = restate(w.Asked(&several), nil)
	several.Answers[0].Text, several.Answers[1].Text = "Wait.", "Look again."
	if s := joined(deed.Content{TextForm: prose.Form}, several).Sections; len(s) != 1 || s[0].Text != "Now?\n\nWait.\n\nAnd later?\n\nLook again." {
		t.Errorf("what several questions become in a correction: %+v", s)
	}
	// A correction replaces both: it has the words of both, and answers what the case asks.
	released := deed.Content{TextForm: prose.Form, Assessment: "Benign [Figure 1].", Answers: []deed.Answer{{Question: "Operate?", Text: "No.", Parts: []deed.PartAnswer{}}}, Figures: []deed.Figure{{Image: casefile.KeyImage{ID: "one"}, Printed: true}}}
	c.Figures = []deed.Figure{{Image: casefile.KeyImage{ID: "two"}}, {Image: casefile.KeyImage{ID: "one"}}}
	c.Answers[0].Text = "Then operate [Figure 1]."
	next := follows(joined(released, c), deed.KindCorrection, []string{"The date."}, 2, "2026-11-30")
	if next.AddsTo != 0 || next.Further != "" || next.Supersedes != 2 || !w.answered(&next) || next.Assessment != "Benign [Figure 1]." || len(next.Figures) != 2 || next.Figures[1].Image.ID != "two" || !next.Figures[0].Printed {
		t.Errorf("the correction of an addendum: %+v", next)
	}
	if s := next.Sections; len(s) != 1 || s[0].Text != "And if it grows by 2*2 mm?\n\nThen operate [Figure 2]." {
		t.Errorf("what the addendum said: %+v", s)
	}
}

// An addendum is what was asked further: the history and the findings stand in the
// version that it adds to, and no mark of that comes to name a reference of this.
func TestAddendumBeginsWithWhatItIs(t *testing.T) {
	t.Parallel()
	section := []deed.Section{{Heading: "More", Text: "x"}}
	before := deed.Content{
		TextForm: prose.Form, Version: 1, Thanks: "Thanks", Complaint: "Cough", History: "Since May", NotReviewed: "Slides", Findings: section, Assessment: "Benign [1].", Sections: section, Scenarios: section,
		Recommendation: "Wait", Travel: true, TravelFor: "CT", Diagnosis: deed.Confirmed, Plan: deed.Changed, Reached: "By reading", References: []string{"A paper"}, Notes: []string{"A note"},
		Options: []deed.Option{{ID: "a"}}, Earlier: []deed.Earlier{{ID: "b"}}, Limits: []string{"Not seen [1]."}, Citations: []deed.Citation{{Label: "CT"}}, Answers: []deed.Answer{{Question: "One?"}},
	}
	c := follows(before, deed.KindAddendum, []string{"And then?"}, 1, "2026-11-29")
	if got, want := fmt.Sprintf("%+v", c), fmt.Sprintf("%+v", deed.Content{
		Kind: deed.KindAddendum, Date: "2026-11-29", AddsTo: 1, Further: "And then?", TextForm: prose.Form, Limits: []string{"Not seen."},
	}); got != want {
		t.Errorf("it begins with %s", got)
	}
	w, _ := working(t)
	w.own(&c, 2, author(), deed.Letterhead{}, []Reading{{Kind: "imaging", Report: "Read."}})
	if len(c.Findings) != 0 {
		t.Errorf("it says again what was read: %+v", c.Findings)
	}
}

// A correction after an addendum has the references and notes of both in one list,
// and each mark still names its own.
func TestCorrectionKeepsWhatEachMarkNames(t *testing.T) {
	t.Parallel()
	base := deed.Content{TextForm: prose.Form, Assessment: "See [1,2] and [*1].", References: []string{"A", "B"}, Notes: []string{"n"}, Limits: []string{"Not seen."}, Diagnosis: deed.Confirmed, Plan: deed.Confirmed}
	add := deed.Content{
		TextForm: prose.Form, AddsTo: 1, Further: "And then?", References: []string{"C", "A"}, Notes: []string{"m"}, Limits: []string{"Not seen.", "No slides."}, Plan: deed.Changed,
		Answers: []deed.Answer{{Question: "And then?", State: deed.NeedsMore, Reason: "The slides [1-2].", From: "The clinic", Text: "Wait [2][*1] [7]."}},
		Options: []deed.Option{{ID: "a", Name: "Wait [1]"}},
	}
	got := joined(base, add)
	if s := got.Sections; len(s) != 1 || s[0].Text != "And then?\n\n**More is needed to answer this.** The slides [3,1].\n\n**From:** The clinic\n\n**Until then:** Wait [1][*2] [7]." {
		t.Errorf("what was asked further: %+v", s)
	}
	if all := fmt.Sprint([]any{got.References, got.Notes, got.Limits, got.Options[0].Name, got.Diagnosis, got.Plan, got.Assessment}); all != "[[A B C] [n m] [Not seen. No slides.] Wait [3] confirmed changed See [1,2] and [*1].]" {
		t.Errorf("together: %+v", got)
	}
}

// A correction replaces the opinion and its addendum, so all that the addendum says
// is in it: every field that is an author's to write.
func TestCorrectionHasAllThatAnAddendumSays(t *testing.T) {
	t.Parallel()
	services := []string{"format", "case", "reference", "kind", "date", "service", "addressee", "patient", "signers", "reviewed", "unseen", "text_form", "change", "further_each"} // the last says what further says
	var add deed.Content
	n := 0
	var said []string
	var fill func(v reflect.Value, at string)
	fill = func(v reflect.Value, at string) {
		switch v.Kind() {
		case reflect.String:
			n++
			v.SetString(fmt.Sprintf("said%04dx", n))
			said = append(said, at+" "+v.String())
		case reflect.Bool:
			v.SetBool(true)
		case reflect.Slice:
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
			fill(v.Index(0), at)
		case reflect.Struct:
			for i := range v.NumField() {
				name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
				if name == "" || at == "" && slices.Contains(services, name) || strings.HasPrefix(at, ".answers") && (name == "question" || name == "state") {
					continue
				}
				fill(v.Field(i), at+"."+name)
			}
		}
	}
	fill(reflect.ValueOf(&add).Elem(), "")
	add.TextForm = prose.Form
	add.Replies(func(r deed.Reply) deed.Reply { r.State = deed.NeedsMore; return r })
	base := deed.Content{TextForm: prose.Form, Complaint: "Cough", Findings: []deed.Section{{Heading: "CT", Text: "x"}}, Options: []deed.Option{{ID: add.Options[0].ID}}}
	got := joined(base, add)
	b, err := json.Marshal(got)
	if err != nil || len(said) < 40 {
		t.Fatalf("%d texts, %v", len(said), err)
	}
	for _, s := range said {
		at, text, _ := strings.Cut(s, " ")
		if at == ".options.id" { // the row has a name of its own, since another has this one
			continue
		}
		if !bytes.Contains(b, []byte(text)) {
			t.Errorf("what the addendum says in %s is lost", at)
		}
	}
	if !got.Travel || len(got.Options) != 2 || got.Options[0].ID == got.Options[1].ID || got.Findings[0].Heading != "CT" || got.Complaint != "Cough\n\n"+add.Complaint {
		t.Errorf("joined: %+v", got)
	}
	// One of before, which began with all of the opinion, says it once.
	again := joined(base, deed.Content{TextForm: prose.Form, AddsTo: 1, Further: "And?", Complaint: "Cough", Findings: base.Findings})
	if again.Complaint != "Cough" || len(again.Findings) != 1 || again.Sections[0].Text != "And?" {
		t.Errorf("joined: %+v", again)
	}
}

// A correction that begins with more than a letter holds can be saved while its
// author takes out what is too much.
func TestCorrectionOfMoreThanALetterHoldsIsSaved(t *testing.T) {
	t.Parallel()
	rows := func(n int) deed.Content {
		var c deed.Content
		for range n {
			c.Options, c.Earlier = append(c.Options, deed.Option{ID: casefile.NewID()}), append(c.Earlier, deed.Earlier{ID: casefile.NewID()})
			c.Figures = append(c.Figures, deed.Figure{Printed: true, Picture: deed.Picture{Bytes: 1 << 20}})
		}
		return c
	}
	before := rows(60)
	for _, n := range []int{60, 59, 41} {
		if c := rows(n); checkJudgment(&c, &before) != nil || !noMore(&c, &before) {
			t.Errorf("%d of 60 are refused", n)
		}
	}
	if c := rows(61); !errs.Is(checkJudgment(&c, &before), errs.TooLarge) || noMore(&c, &before) {
		t.Error("more than there were is kept")
	}
}

// A limit that points to a reference stands once after both are put together.
func TestLimitsStandOnceTogether(t *testing.T) {
	t.Parallel()
	base := deed.Content{TextForm: prose.Form, References: []string{"A"}, Limits: []string{"Not seen [1].", "No slides."}}
	add := follows(base, deed.KindAddendum, []string{"And?"}, 1, "2026-11-29")
	if got := joined(base, add); fmt.Sprint(got.Limits) != "[Not seen [1]. No slides.]" {
		t.Errorf("limits: %q", got.Limits)
	}
}

// What two windows note at once is kept of both.
func TestNotesOfTwoWindowsAreBothKept(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	w, d := working(t)
	q := db.New(d.Writer())
	who := principal.Person{ID: "a"}
	one, two := strings.Repeat("1", 32), strings.Repeat("2", 32)
	for _, first := range []string{"", strings.Repeat("0", 32)} { // no note yet, and one
		if first != "" {
			if err := w.Settle(ctx, q, who, first, true); err != nil {
				t.Fatal(err)
			}
		}
		raced := false
		err := w.changeOwnNote(ctx, q, who, noteSettled, func(rows []db.OwnNote) (any, error) {
			have, err := w.settledIn(rows)
			if err == nil && !raced {
				raced = true
				err = w.Settle(ctx, q, who, two, true)
			}
			return append(have, one), err
		})
		if err != nil {
			t.Fatal(err)
		}
		all, err := w.settled(ctx, q, who)
		if err != nil || !slices.Contains(all, one) || !slices.Contains(all, two) {
			t.Errorf("kept are %v, %v", all, err)
		}
		for _, k := range []string{one, two} {
			if err := w.Settle(ctx, q, who, k, false); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestOwnSectionsAreNotUnderAnothersName: the letter names the writer of a part by its
// heading, so that the lead signs no section of the same one; an addendum has no parts.
func TestOwnSectionsAreNotUnderAnothersName(t *testing.T) {
	t.Parallel()
	w, d := working(t)
	part := deed.Part{Case: casefile.CaseID(w.Row.ID), Heading: "Surgical view", Text: "Resectable.", TextForm: prose.Form, Signer: deed.SignerLine{Name: "B", Part: "Surgical view"}}
	body, err := part.Encode()
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := w.SealSignedPart("p", signedPart{Body: body})
	if err != nil {
		t.Fatal(err)
	}
	w.Contributions = []db.Contribution{{ID: "p", CaseID: w.Row.ID, State: "signed", SignedSealed: sealed, SignedSHA256: seal.SHA256(body)}}
	for _, x := range []struct {
		kind    deed.OpinionKind
		heading string
		ok      bool
	}{
		{"opinion", "My own view", true}, {"opinion", "Surgical view", false}, {"opinion", " surgical  VIEW", false},
		{deed.KindCorrection, "surgical view", false}, {deed.KindAddendum, "Surgical view", true},
	} {
		c := deed.Content{Kind: x.kind, TextForm: prose.Form, Findings: []deed.Section{{Heading: x.heading, Text: "Mine."}}, Signers: []deed.SignerLine{{Name: "A"}}}
		i := slices.IndexFunc(w.Checks(&c, nil, author(), time.Now()), func(k Check) bool { return k.Code == CheckParts })
		if got := w.Checks(&c, nil, author(), time.Now()); i < 0 || got[i].OK != x.ok {
			t.Errorf("%s, %q: %+v", x.kind, x.heading, got)
		}
		if x.kind == "opinion" && x.ok { // as it is signed, with the part in it
			whole, err := w.withParts(t.Context(), d.Q(), c)
			if err != nil || len(whole.Findings) != 2 {
				t.Fatalf("%+v, %v", whole.Findings, err)
			}
			if got := w.Checks(&whole, nil, author(), time.Now()); !got[i].OK {
				t.Errorf("signed: %+v", got[i])
			}
		}
	}
}
