package console_test

import (
	"bytes"
	"encoding/base64"
	"slices"
	"strings"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/sample"
	"oso/internal/seal"
	"oso/internal/server/inbox"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

type item struct {
	ID, State, Name, Record, Reason, Note string
	Again                                 int
	Along                                 []struct{ ID, Name, State string }
	Filed                                 *struct{ ID, State string }
	People                                []struct{ Name, Born string }
	Case                                  *struct{ ID, Reference string }
	Suggestions                           []struct {
		Case, Verdict string
		Why           []string
		Takes         bool
		Materials     []struct{ ID, Kind, State string }
	}
}

type inboxAnswer struct {
	Waiting, Decided []item
	More             int
}

// comes lays something into the inbox.
func (w *world) comes(name, text string) string {
	w.t.Helper()
	t, err := w.inbox.Arrive(w.t.Context(), inbox.Arrival{Channel: inbox.Fax, Name: name, Body: bytes.NewReader([]byte(text))})
	if err != nil {
		w.t.Fatal(err)
	}
	return t.ID
}

// comesWith is comes for bytes, and gives the record below which they are.
func (w *world) comesWith(name string, data []byte) (id, record string) {
	w.t.Helper()
	id = w.comes(name, string(data))
	i, err := w.inbox.Open(w.t.Context(), w.db.Q(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	defer i.Close()
	return id, string(i.Item.Record)
}

const faxed = "Patient: Quintanilla, Santiago\nDOB: 1971-03-02\n\nPathology: hepatocellular carcinoma.\n"

// A fax waits, is looked at, fits its case by what it says, is filed by two
// identifiers that a person names, and is read by the specialist: it came beside
// the sealed case, and says so wherever it stands.
func TestAFaxIsFiledAndTheSpecialistReadsIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.staff[principal.Coordinator]
	id := w.receive(document(), workflow.Allowed)
	other := document()
	other.Patient.Name, other.Patient.BirthDate = casefile.Name{Family: "Okafor", Given: "Nneka"}, "1980-05-05"
	another := w.receive(other, workflow.Allowed)
	c.act(id, "check-licence", nil)
	x := w.comes("fax-0001.txt", faxed)

	var list inboxAnswer
	c.want(200, "GET", "/inbox", nil, &list)
	if len(list.Waiting) != 1 || list.Waiting[0].ID != x || list.Waiting[0].People[0].Name != "Santiago Quintanilla" && list.Waiting[0].People[0].Name != "Quintanilla, Santiago" {
		t.Fatalf("%+v", list)
	}
	var v item
	c.want(200, "GET", "/inbox/"+x, nil, &v)
	if len(v.Suggestions) != 1 || v.Suggestions[0].Case != id || v.Suggestions[0].Verdict != "same" || !slices.Contains(v.Suggestions[0].Why, "name") || !slices.Contains(v.Suggestions[0].Why, "birth-date") || !v.Suggestions[0].Takes {
		t.Fatalf("%+v", v.Suggestions)
	}
	if code, b := c.ask("GET", "/inbox/"+x+"/records/"+v.Record, nil); code != 200 || string(b) != faxed {
		t.Errorf("%d %q", code, b)
	}
	slides := v.Suggestions[0].Materials[1]
	file := func(more map[string]any) map[string]any {
		in := map[string]any{"case": id, "material": slides.ID, "kind": "pathology", "date": "2026-03", "name": "Pathology report", "by": []string{"name", "birth-date"}, "despite": "", "note": ""}
		for k, x := range more {
			in[k] = x
		}
		return in
	}
	for about, in := range map[string]map[string]any{
		"no identifier":              file(map[string]any{"by": []string{}}),
		"one identifier":             file(map[string]any{"by": []string{"name"}}),
		"the same one twice":         file(map[string]any{"by": []string{"name", "name"}}),
		"one that nobody can see":    file(map[string]any{"by": []string{"name", "face"}}),
		"somebody else's case":       file(map[string]any{"case": another, "material": ""}),
		"a material of no case":      file(map[string]any{"material": "00000000000000000000000000000000"}),
		"a date that is none":        file(map[string]any{"date": "March"}),
		"a kind that nobody names":   file(map[string]any{"kind": "song"}),
		"a case that does not exist": file(map[string]any{"case": "00000000000000000000000000000000"}),
	} {
		if code, b := c.ask("POST", "/inbox/"+x+"/file", in); code < 400 || code > 499 {
			t.Errorf("%s: %d %s", about, code, b)
		}
	}
	if seen := c.open(id); len(seen.Records) != 1 {
		t.Fatalf("%d records after what was refused", len(seen.Records))
	}
	c.want(200, "POST", "/inbox/"+x+"/file", file(nil), &list)
	if len(list.Waiting) != 0 || len(list.Decided) != 1 || list.Decided[0].Case.ID != id || list.Decided[0].Case.Reference != c.open(id).Reference {
		t.Fatalf("%+v", list)
	}
	if code, _ := c.ask("POST", "/inbox/"+x+"/file", file(nil)); code != 409 {
		t.Errorf("filed twice: %d", code)
	}
	if code, _ := c.ask("GET", "/inbox/"+x+"/records/"+v.Record, nil); code != 404 {
		t.Errorf("bytes that are a case's now: %d", code)
	}
	seen := c.open(id)
	if len(seen.Records) != 2 || seen.Records[1].Name != "Pathology report" || seen.Records[1].Origin == nil || seen.Records[1].Origin.Channel != "fax" || seen.Records[0].Origin != nil {
		t.Fatalf("%+v", seen.Records)
	}
	if m := seen.Materials[1]; m.State == "arrived" {
		t.Errorf("a report came, and the slides are said to be here: %+v", m)
	}
	last := seen.Timeline[len(seen.Timeline)-1]
	if last.Event != "record-material" || !strings.Contains(last.Note, "came by fax") || !strings.Contains(last.Note, "Compared by name and birth date.") {
		t.Errorf("%+v", last)
	}
	if code, b := c.ask("GET", "/cases/"+id+"/records/"+seen.Records[1].ID, nil); code != 200 || string(b) != faxed {
		t.Errorf("%d %q", code, b)
	}
	for _, role := range principal.StaffRoles() {
		if role == principal.Coordinator {
			continue
		}
		if code, _ := w.staff[role].ask("GET", "/inbox", nil); code != 403 {
			t.Errorf("%s lists the inbox: %d", role, code)
		}
		if code, _ := w.staff[role].ask("GET", "/inbox/"+x, nil); code != 403 {
			t.Errorf("%s reads an item: %d", role, code)
		}
	}
	if code, _ := w.colleague("Wendeline", w.partner).ask("GET", "/inbox", nil); code != 403 {
		t.Errorf("a partner's coordinator lists the inbox: %d", code)
	}
}

// The same bytes that come once more are told of once, with a way to the first: while it
// waits there is one item that says how often it came, and beside what came with them
// where they are; once it is filed, another that leads to it.
func TestTheSameAgainLeadsToTheFirst(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.staff[principal.Coordinator]
	id := w.receive(document(), workflow.Allowed)
	c.act(id, "check-licence", nil)
	first := w.comes("fax.txt", faxed)
	if again := w.comes("fax (2).txt", faxed); again != first {
		t.Errorf("%s beside %s", again, first)
	}
	mail := "From: desk@harbor.example\r\nSubject: The report\r\nContent-Type: multipart/mixed; boundary=edge\r\n\r\n--edge\r\n\r\nHere is the report.\r\n--edge\r\n" +
		"Content-Disposition: attachment; filename=report.txt\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.StdEncoding.EncodeToString([]byte(faxed)) + "\r\n--edge--\r\n"
	if got, err := w.inbox.Arrive(t.Context(), inbox.Arrival{Channel: inbox.Email, Name: "mail.eml", Body: bytes.NewReader([]byte(mail))}); err != nil || got.ID != first {
		t.Fatalf("%+v, %v", got, err)
	}
	var list inboxAnswer
	c.want(200, "GET", "/inbox", nil, &list)
	if len(list.Waiting) != 2 || list.Waiting[0].ID != first && list.Waiting[1].ID != first {
		t.Fatalf("%+v", list.Waiting)
	}
	var v item
	for _, i := range list.Waiting {
		if i.ID == first && i.Again != 2 {
			t.Errorf("it came again %d times", i.Again)
		} else if i.ID != first {
			c.want(200, "GET", "/inbox/"+i.ID, nil, &v)
		}
	}
	if len(v.Along) != 1 || v.Along[0].ID != first || v.Along[0].State != "waiting" || v.Filed != nil {
		t.Errorf("%+v", v)
	}
	c.want(200, "POST", "/inbox/"+first+"/file", map[string]any{"case": id, "material": "", "kind": "record", "date": "", "name": "", "by": []string{"name", "birth-date"}, "despite": "", "note": ""}, nil)
	c.want(200, "GET", "/inbox/"+w.comes("fax.txt", faxed), nil, &v)
	if v.ID == first || v.Filed == nil || v.Filed.ID != first || v.Filed.State != "filed" {
		t.Errorf("%+v", v)
	}
}

// What names somebody else than the case is filed only over a reason, and what
// fits two cases is suggested for both.
func TestAnItemThatFitsTwoOrNobody(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.staff[principal.Coordinator]
	a, b := w.receive(document(), workflow.Allowed), w.receive(document(), workflow.Allowed)
	c.act(a, "check-licence", nil)
	x := w.comes("fax.txt", faxed)
	var v item
	c.want(200, "GET", "/inbox/"+x, nil, &v)
	var of []string
	for _, s := range v.Suggestions {
		of = append(of, s.Case)
	}
	slices.Sort(of)
	if !slices.Equal(of, sorted(a, b)) {
		t.Errorf("suggested: %v", of)
	}
	y := w.comes("strange.txt", "Patient: Nakamura, Hana\nDOB: 1999-01-07\n")
	c.want(200, "GET", "/inbox/"+y, nil, &v)
	if len(v.Suggestions) != 0 {
		t.Errorf("suggested for nobody's: %+v", v.Suggestions)
	}
	in := map[string]any{"case": a, "material": "", "kind": "record", "date": "", "name": "", "by": []string{"name", "reference"}, "despite": "", "note": ""}
	if code, _ := c.ask("POST", "/inbox/"+y+"/file", in); code != 409 {
		t.Errorf("filed though it names somebody else: %d", code)
	}
	in["despite"] = "Her name before the marriage; the clinic says so."
	c.want(200, "POST", "/inbox/"+y+"/file", in, nil)
	seen := c.open(a)
	if last := seen.Timeline[len(seen.Timeline)-1]; !strings.Contains(last.Note, "before the marriage") {
		t.Errorf("%+v", last)
	}
}

// What was filed on the wrong case is taken out of it: nobody reads it there any
// more, the history says who did, somebody has the task to tell, and it is filed
// where it belongs.
func TestAnItemFiledWronglyIsTakenOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.staff[principal.Coordinator]
	other := document()
	other.Patient.Name, other.Patient.BirthDate = casefile.Name{Family: "Okafor", Given: "Nneka"}, "1980-05-05"
	wrong, right := w.receive(other, workflow.Allowed), w.receive(document(), workflow.Allowed)
	c.act(wrong, "check-licence", nil)
	c.act(right, "check-licence", nil)
	x := w.comes("fax.txt", faxed)
	in := func(id, material string) map[string]any {
		return map[string]any{"case": id, "material": material, "kind": "pathology", "date": "", "name": "", "by": []string{"name", "birth-date"}, "despite": "The same family name.", "note": ""}
	}
	c.want(200, "POST", "/inbox/"+x+"/file", in(wrong, c.open(wrong).Materials[1].ID), nil)
	seen := c.open(wrong)
	filed := seen.Records[len(seen.Records)-1]
	if code, _ := w.colleague("Wilhelmina", "").ask("GET", "/cases/"+wrong+"/records/"+filed.ID, nil); code != 200 {
		t.Fatalf("read while it was there: %d", code)
	}
	for _, bad := range []map[string]any{{"reason": "", "note": ""}, {"reason": "boredom", "note": ""}} {
		if code, _ := c.ask("POST", "/inbox/"+x+"/take-out", bad); code != 422 {
			t.Errorf("%v: %d", bad, code)
		}
	}
	c.want(200, "POST", "/inbox/"+x+"/take-out", map[string]any{"reason": "wrong-patient", "note": "It is Hana Nakamura’s."}, nil)
	if code, _ := c.ask("POST", "/inbox/"+x+"/take-out", map[string]any{"reason": "other", "note": ""}); code != 409 {
		t.Errorf("taken out twice: %d", code)
	}
	if code, _ := c.ask("GET", "/cases/"+wrong+"/records/"+filed.ID, nil); code != 404 {
		t.Errorf("still read there: %d", code)
	}
	seen = c.open(wrong)
	last := seen.Timeline[len(seen.Timeline)-1]
	if last.Event != "move-record" || last.Reason != "wrong-patient" || !strings.Contains(last.Note, "opened here by Wilhelmina.") || strings.Contains(last.Note, "fax.txt") || strings.Contains(last.Note, "Nakamura") {
		t.Errorf("%+v", last)
	}
	if len(seen.Records) != 1 || seen.Materials[1].State != "declared" || !slices.ContainsFunc(seen.Tasks, func(t struct{ ID, Kind string }) bool { return t.Kind == "misfiled" }) {
		t.Errorf("%+v %+v %+v", seen.Records, seen.Materials, seen.Tasks)
	}
	var v item
	c.want(200, "GET", "/inbox/"+x, nil, &v)
	if v.State != "waiting" || v.Note != "It is Hana Nakamura’s." || v.Reason != "wrong-patient" || len(v.Suggestions) != 1 || v.Suggestions[0].Case != right {
		t.Fatalf("%+v", v)
	}
	c.want(200, "POST", "/inbox/"+x+"/file", in(right, ""), nil)
	seen = c.open(right)
	if code, b := c.ask("GET", "/cases/"+right+"/records/"+seen.Records[1].ID, nil); code != 200 || string(b) != faxed {
		t.Errorf("%d %q", code, b)
	}
}

// That something arrived is written down with what was compared, and not without (S6).
func TestWhatArrivedWasComparedByTwoThings(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.staff[principal.Coordinator]
	id := w.receive(document(), workflow.Allowed)
	c.act(id, "check-licence", nil)
	slides := c.open(id).Materials[1].ID
	c.refused(409, id, "record-material", map[string]any{"material": slides})
	c.refused(409, id, "record-material", map[string]any{"material": slides, "by": "name"})
	c.refused(409, id, "record-material", map[string]any{"material": slides, "by": "name", "and": "name"})
	c.refused(422, id, "record-material", map[string]any{"material": slides, "by": "name", "and": "face"})
	if s := c.open(id).Materials[1].State; s != "declared" {
		t.Fatalf("%s after what was refused", s)
	}
	v := c.act(id, "record-material", map[string]any{"material": slides, "by": "name", "and": "number", "note": "Six slides."})
	if last := v.Timeline[len(v.Timeline)-1]; last.Note != "Compared by name and hospital or member number. Six slides." {
		t.Errorf("%+v", last)
	}
}

// Two cases of one patient are said on both, a case of another born on the same
// day on neither.
func TestTwoCasesOfOnePatientAreNoticed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.staff[principal.Coordinator]
	twin := document()
	twin.Patient.Name.Given = "SANTIAGO" // as another clinic writes it
	other := document()
	other.Patient.Name = casefile.Name{Family: "Okafor", Given: "Nneka"}
	a, b, x := w.receive(document(), workflow.Allowed), w.receive(twin, workflow.Allowed), w.receive(other, workflow.Allowed)
	twins := func(id string) []string {
		var v struct{ Twins []struct{ ID string } }
		c.want(200, "GET", "/cases/"+id, nil, &v)
		out := []string{}
		for _, t := range v.Twins {
			out = append(out, t.ID)
		}
		return out
	}
	if !slices.Equal(twins(a), []string{b}) || !slices.Equal(twins(b), []string{a}) || len(twins(x)) > 0 {
		t.Errorf("%v %v %v", twins(a), twins(b), twins(x))
	}
}

// Of more than a list shows the oldest are there, and how many more wait is said. What
// hides its kind by the direction of writing does not.
func TestTheOldestOfMoreThanAListShows(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.staff[principal.Coordinator]
	w.pass(6 * time.Minute)
	last := w.comes("report\u202efdp.exe.txt", faxed)
	for n := range 301 {
		if err := w.inbox.WriteDown(t.Context(), inbox.Written{ID: casefile.NewID(), Channel: inbox.Post, At: w.clock().Add(-6*time.Minute + time.Duration(n)*time.Second), From: "Harbor Clinic", Parcel: inbox.Parcel{What: strings.Repeat("Letter ", 40)}}, principal.CommandLine()); err != nil {
			t.Fatal(err)
		}
	}
	var list inboxAnswer
	c.want(200, "GET", "/inbox", nil, &list)
	if len(list.Waiting) != 300 || list.More != 2 || slices.ContainsFunc(list.Waiting, func(i item) bool { return i.ID == last }) {
		t.Errorf("%d are listed, %d more", len(list.Waiting), list.More)
	}
	var v item
	c.want(200, "GET", "/inbox/"+last, nil, &v)
	if v.Name != "reportfdp.exe.txt" {
		t.Errorf("%q", v.Name)
	}
}

// An item with two people's pages is filed over a reason alone.
func TestPagesOfTwoPeopleAskForAReason(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.staff[principal.Coordinator]
	a := w.receive(document(), workflow.Allowed)
	c.act(a, "check-licence", nil)
	y := w.comes("scan.txt", faxed+"\n\nPatient: Nakamura, Hana\nDOB: 1999-01-07\nHIV: positive\n")
	var v item
	c.want(200, "GET", "/inbox/"+y, nil, &v)
	if len(v.Suggestions) != 1 || v.Suggestions[0].Verdict != "unclear" {
		t.Errorf("%+v", v.Suggestions)
	}
	in := map[string]any{"case": a, "material": "", "kind": "record", "date": "", "name": "", "by": []string{"name", "birth-date"}, "despite": "", "note": ""}
	if code, _ := c.ask("POST", "/inbox/"+y+"/file", in); code != 409 {
		t.Errorf("filed though it names somebody else, too: %d", code)
	}
}

// A fax that was counted for slides and is taken out again leaves the slides
// where they are.
func TestSlidesStayHereWhenAFaxIsTakenOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.staff[principal.Coordinator]
	id := w.receive(document(), workflow.Allowed)
	c.act(id, "check-licence", nil)
	slides := c.open(id).Materials[1].ID
	c.act(id, "record-material", map[string]any{"material": slides, "by": "name", "and": "reference", "note": "Six slides, box 3."})
	before, _ := w.db.Q().CountMaterials(t.Context(), id)
	x := w.comes("fax.txt", faxed)
	c.want(200, "POST", "/inbox/"+x+"/file", map[string]any{"case": id, "material": slides, "kind": "pathology", "date": "", "name": "", "by": []string{"name", "birth-date"}, "despite": "", "note": ""}, nil)
	rows, _ := w.db.Q().ListMaterials(t.Context(), id)
	if len(rows[1].NoteSealed) == 0 {
		t.Errorf("the note of the slides is gone")
	}
	c.want(200, "POST", "/inbox/"+x+"/take-out", map[string]any{"reason": "wrong-material", "note": ""}, nil)
	after, _ := w.db.Q().CountMaterials(t.Context(), id)
	if before.Unreturned != 1 || after.Unreturned != 1 {
		t.Errorf("slides held: %d before, %d after", before.Unreturned, after.Unreturned)
	}
	if s := c.open(id).Materials[1].State; s != "arrived" {
		t.Errorf("the slides are %s", s)
	}
}

// Who opened an image that was filed into a study that the same person had open
// on the same day is said.
func TestWhoOpenedAFiledImageIsSaid(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c, other := w.staff[principal.Coordinator], w.colleague("Wilhelmina", "")
	id := w.receive(document(), workflow.Allowed)
	c.act(id, "check-licence", nil)
	m := sample.Image{StudyUID: "1.2", SeriesUID: "1.2.3", SOPInstanceUID: "1.2.3.4", Modality: "CT", Rows: 2, Columns: 2, Pixels: make([]uint16, 4)}
	w.addRecord(id, deed.Item{MediaType: "application/dicom", DICOM: &deed.DICOMRef{StudyUID: "1.2", SeriesUID: "1.2.3", SOPInstanceUID: "1.2.3.4", SOPClassUID: "1.2.840.10008.5.1.4.1.1.2", Modality: "CT"}}, sample.DICOM(m))
	rs := c.open(id).Records
	other.want(200, "GET", "/cases/"+id+"/records/"+rs[len(rs)-1].ID, nil, nil)
	w.pass(time.Minute)
	m.SOPInstanceUID = "1.2.3.5"
	x := w.comes("IM5", string(sample.DICOM(m)))
	c.want(200, "POST", "/inbox/"+x+"/file", map[string]any{"case": id, "material": "", "kind": "imaging", "date": "", "name": "", "by": []string{"name", "birth-date"}, "despite": "x", "note": ""}, nil)
	w.pass(time.Minute)
	rs = c.open(id).Records
	other.want(200, "GET", "/cases/"+id+"/records/"+rs[len(rs)-1].ID, nil, nil)
	w.pass(time.Minute)
	c.want(200, "POST", "/inbox/"+x+"/take-out", map[string]any{"reason": "wrong-patient", "note": ""}, nil)
	tl := c.open(id).Timeline
	if last := tl[len(tl)-1]; !strings.Contains(last.Note, "Wilhelmina") {
		t.Errorf("%q", last.Note)
	}
}

// The audit has no hash by which a record could be guessed at.
func TestTheAuditHasNoPlainHashOfARecord(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.staff[principal.Coordinator]
	id := w.receive(document(), workflow.Allowed)
	c.act(id, "check-licence", nil)
	x := w.comes("fax.txt", faxed)
	c.want(200, "POST", "/inbox/"+x+"/file", map[string]any{"case": id, "material": "", "kind": "record", "date": "", "name": "", "by": []string{"name", "birth-date"}, "despite": "", "note": ""}, nil)
	rows, _ := w.db.Q().ListAudit(t.Context(), id)
	for _, r := range rows {
		if r.ObjectSHA256 == seal.SHA256([]byte(faxed)) {
			t.Errorf("%s: the audit has the plain hash of the record in the clear", r.Event)
		}
	}
}
