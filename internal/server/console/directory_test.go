package console_test

import (
	"bytes"
	"encoding/json"
	"image"
	"image/png"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"oso/internal/server/directory"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

// entryAnswer is what the page reads of an entry.
type entryAnswer struct {
	All      bool              `json:"all"`
	Own      bool              `json:"own"`
	Recorded directory.Profile `json:"recorded"`
	Now      entryEffects      `json:"now"`
	InForce  *entryVersion     `json:"in_force"`
	Proposed *entryVersion     `json:"proposed"`
	Effects  *entryEffects     `json:"effects"`
	Confirms bool              `json:"confirms"`
	Past     []entryVersion    `json:"past"`
	Absences []struct {
		ID string `json:"id"`
	} `json:"absences"`
}

type entryVersion struct {
	Version int64             `json:"version"`
	State   string            `json:"state"`
	Profile directory.Profile `json:"profile"`
	Mine    bool              `json:"mine"`
}

type entryEffects struct {
	Signature struct {
		Lines []string `json:"lines"`
	} `json:"signature"`
	Bars    []string `json:"bars"`
	Through string   `json:"through"`
	Work    []struct {
		Reference string `json:"reference"`
		What      string `json:"what"`
	} `json:"work"`
}

func (w *world) professor(until time.Time) directory.Profile {
	day := until.Format(time.DateOnly)
	return directory.Profile{
		Degrees: "MD, PhD", Position: "Professor of Medicine", Hospital: "Harbor General Hospital", Specialties: []string{"hepatology"}, Also: []string{"Liver surgery"},
		KnownFor: "Rare diseases of the liver.", Languages: []string{"en", "pt"}, Capacity: 1,
		Credentials: []directory.Credential{
			{Kind: directory.License, Name: "Massachusetts", Number: "12", Until: day}, {Kind: directory.BoardCertification, Name: "Gastroenterology", Until: day},
			{Kind: directory.Tenure, Name: "Harbor University"},
		},
	}
}

// ofCandidate is one of the list that a coordinator chooses from.
type ofCandidate struct {
	ID       string   `json:"id"`
	Titles   string   `json:"titles"`
	Hospital string   `json:"hospital"`
	Eligible bool     `json:"eligible"`
	Reasons  []string `json:"reasons"`
	Fits     []struct {
		Word string `json:"word"`
	} `json:"fits"`
}

func (p *person) candidate(id string, of *person) ofCandidate {
	p.w.t.Helper()
	var v struct {
		Candidates []ofCandidate `json:"candidates"`
	}
	p.get("/cases/"+id+"/candidates", http.StatusOK, &v)
	for _, c := range v.Candidates {
		if c.ID == of.acc.ID {
			return c
		}
	}
	p.w.t.Fatal("not a candidate")
	return ofCandidate{}
}

// TestEntryOfTheDirectory: one proposes an entry and sees what it brings, another
// puts it in force, and only then the letter, the offer and the rule of who may be
// asked go by it.
func TestEntryOfTheDirectory(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin, desk, writer := w.staff[principal.Admin], w.staff[principal.Coordinator], w.staff[principal.Specialist]
	path := "/people/" + writer.acc.ID
	id := w.receive(document(), workflow.Allowed)
	w.triage(id)

	var v entryAnswer
	desk.get(path, http.StatusOK, &v)
	if !v.All || v.Own || v.InForce != nil || v.Recorded.Position != "Professor of Surgery" || !slices.Equal(v.Recorded.Also, []string{"Liver surgery"}) || len(v.Recorded.Credentials) != 3 || len(v.Now.Bars) > 0 {
		t.Fatalf("%+v", v)
	}
	before := desk.candidate(id, writer)
	if !before.Eligible {
		t.Fatalf("%+v", before)
	}

	// A trainee, as somebody proposes: nothing holds yet.
	p := w.professor(w.now.AddDate(1, 0, 0))
	p.Trainee = true
	var told entryEffects
	desk.post(path+"/effects", map[string]any{"profile": p}, http.StatusOK, &told)
	if !slices.Equal(told.Bars, []string{"trainee"}) || !slices.Equal(told.Signature.Lines, []string{"Hepatology and liver surgery", "Professor of Medicine, Harbor General Hospital", "Board-certified"}) {
		t.Fatalf("%+v", told)
	}
	desk.post(path+"/entry", map[string]any{"over": 0, "profile": p, "source": "Letter of the hospital"}, http.StatusOK, &v)
	if v.Proposed == nil || !v.Proposed.Mine || v.Confirms || v.Effects == nil || !slices.Equal(v.Effects.Bars, []string{"trainee"}) {
		t.Fatalf("%+v", v)
	}
	if c := desk.candidate(id, writer); !c.Eligible || c.Titles != before.Titles {
		t.Fatalf("a proposal holds: %+v", c)
	}
	desk.post(path+"/confirm", map[string]any{"version": 1}, http.StatusForbidden, nil)
	writer.post(path+"/confirm", map[string]any{"version": 1}, http.StatusForbidden, nil)
	admin.get(path, http.StatusOK, &v)
	if !v.Confirms {
		t.Fatalf("%+v", v)
	}
	admin.post(path+"/confirm", map[string]any{"version": 1}, http.StatusOK, &v)
	c := desk.candidate(id, writer)
	if c.Eligible || !slices.Equal(c.Reasons[:1], []string{"trainee"}) || c.Titles != "MD, PhD; Professor of Medicine, Harbor General Hospital" || c.Hospital != "Harbor General Hospital" {
		t.Fatalf("%+v", c)
	}
	if status, _ := desk.ask("POST", "/cases/"+id+"/acts/offer", map[string]any{"seq": desk.open(id).Seq, "person": writer.acc.ID, "note": ""}); status != http.StatusConflict {
		t.Errorf("a trainee is offered a case: %d", status)
	}

	// And no trainee any more; the version before stays as it was.
	p.Trainee = false
	admin.post(path+"/entry", map[string]any{"over": 1, "profile": p, "source": "The training ended"}, http.StatusOK, &v)
	desk.post(path+"/confirm", map[string]any{"version": 2}, http.StatusOK, &v)
	if v.InForce == nil || v.InForce.Version != 2 || len(v.Past) != 1 || !v.Past[0].Profile.Trainee || len(v.Now.Bars) > 0 {
		t.Fatalf("%+v", v)
	}
	if c := desk.candidate(id, writer); !c.Eligible {
		t.Fatalf("%+v", c)
	}
	// A code that the list does not have, a page that is behind.
	p.Specialties = []string{"alchemy"}
	admin.post(path+"/entry", map[string]any{"over": 2, "profile": p, "source": "s"}, http.StatusUnprocessableEntity, nil)
	p.Specialties = []string{"hepatology"}
	admin.post(path+"/entry", map[string]any{"over": 1, "profile": p, "source": "s"}, http.StatusConflict, nil)
}

// TestOwnEntry: whom an entry is about sees it, and proposes what is the own; not
// the credentials, and not another's.
func TestOwnEntry(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin, writer, other := w.staff[principal.Admin], w.staff[principal.Specialist], w.hire(principal.Specialist, "another")
	path := "/people/" + writer.acc.ID
	var v entryAnswer
	writer.get(path, http.StatusOK, &v)
	if v.All || !v.Own {
		t.Fatalf("%+v", v)
	}
	for _, role := range []principal.Role{principal.Approver, principal.Billing, principal.PartnerAdmin} {
		w.staff[role].get(path, http.StatusForbidden, nil)
	}
	other.get(path, http.StatusForbidden, nil)
	admin.get("/people/"+w.staff[principal.Billing].acc.ID, http.StatusNotFound, nil)
	admin.get("/people/"+w.doctor.id, http.StatusNotFound, nil)
	admin.get("/people/nobody", http.StatusNotFound, nil)

	p := v.Recorded
	p.Trainee = true
	writer.post(path+"/entry", map[string]any{"over": 0, "profile": p, "source": "mine"}, http.StatusForbidden, nil)
	p = v.Recorded
	p.Credentials[0].Until = "2199-12-31"
	writer.post(path+"/entry", map[string]any{"over": 0, "profile": p, "source": "mine"}, http.StatusForbidden, nil)
	writer.get(path, http.StatusOK, &v)

	// A photograph: kept, named by a proposal, and read by who sees the directory.
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 300, 200))); err != nil {
		t.Fatal(err)
	}
	var kept struct {
		SHA256 string `json:"sha256"`
	}
	writer.put(path+"/photo", picture.Bytes(), http.StatusOK, &kept)
	other.put(path+"/photo", picture.Bytes(), http.StatusForbidden, nil)
	writer.put(path+"/photo", []byte("no picture"), http.StatusUnprocessableEntity, nil)
	// Nobody gives an address by an entry, an approver's least of all: it has none.
	writer.post(path+"/entry", map[string]any{"over": 0, "profile": map[string]any{"email": w.staff[principal.Approver].email}, "source": "mine"}, http.StatusUnprocessableEntity, nil)
	p = v.Recorded
	p.KnownFor, p.Languages, p.Photo = "Livers.", []string{"en"}, kept.SHA256
	writer.post(path+"/entry", map[string]any{"over": 0, "profile": p, "source": "mine"}, http.StatusOK, &v)
	if v.Proposed == nil || v.Confirms {
		t.Fatalf("%+v", v)
	}
	w.staff[principal.Coordinator].post(path+"/confirm", map[string]any{"version": 1}, http.StatusForbidden, nil) // neither is an administrator
	admin.post(path+"/confirm", map[string]any{"version": 1}, http.StatusOK, nil)
	if status, b := admin.ask("GET", "/photos/"+kept.SHA256, nil); status != http.StatusOK || !bytes.HasPrefix(b, []byte{0xff, 0xd8}) {
		t.Errorf("photograph: %d", status)
	}
	w.staff[principal.Billing].get("/photos/"+kept.SHA256, http.StatusForbidden, nil)
	// Days later it is there; one that nobody named is not.
	w.mu.Lock()
	w.now = w.now.Add(49 * time.Hour)
	w.mu.Unlock()
	for _, p := range []*person{admin, writer} {
		p.signIn()
	}
	writer.put(path+"/photo", picture.Bytes(), http.StatusOK, nil)
	admin.get("/photos/"+kept.SHA256, http.StatusOK, nil)
	admin.get("/photos/"+strings.Repeat("0", 64), http.StatusNotFound, nil)
	p.Photo = strings.Repeat("0", 64)
	writer.post(path+"/entry", map[string]any{"over": 1, "profile": p, "source": "mine"}, http.StatusConflict, nil)
}

func (p *person) put(path string, b []byte, status int, out any) {
	p.w.t.Helper()
	req, err := http.NewRequest("PUT", p.w.http.URL+"/console/api"+path, bytes.NewReader(b))
	if err != nil {
		p.w.t.Fatal(err)
	}
	res, err := p.client.Do(req)
	if err != nil {
		p.w.t.Fatal(err)
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != status {
		p.w.t.Fatalf("PUT %s: %d %s %v", path, res.StatusCode, answer, err)
	}
	if out != nil {
		if err := json.Unmarshal(answer, out); err != nil {
			p.w.t.Fatal(err)
		}
	}
}

// TestCredentialsAreSeenComing: what ends is told before it does, and the day
// after its last one it bars.
func TestCredentialsAreSeenComing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin, desk, writer := w.staff[principal.Admin], w.staff[principal.Coordinator], w.staff[principal.Specialist]
	path := "/people/" + writer.acc.ID
	p := w.professor(w.now.AddDate(0, 0, 20))
	admin.post(path+"/entry", map[string]any{"over": 0, "profile": p, "source": "s"}, http.StatusOK, nil)
	desk.post(path+"/confirm", map[string]any{"version": 1}, http.StatusOK, nil)
	var list struct {
		People []struct {
			ID      string `json:"id"`
			Endings []struct {
				Until string `json:"until"`
				Bars  bool   `json:"bars"`
				Over  bool   `json:"over"`
			} `json:"endings"`
		} `json:"people"`
	}
	desk.get("/people", http.StatusOK, &list)
	for _, x := range list.People {
		if x.ID != writer.acc.ID {
			continue
		}
		if len(x.Endings) != 2 || !x.Endings[0].Bars || x.Endings[0].Over || x.Endings[0].Until != p.Credentials[0].Until {
			t.Errorf("%+v", x)
		}
	}
	id := w.receive(document(), workflow.Allowed)
	w.triage(id)
	w.mu.Lock()
	w.now = w.now.AddDate(0, 0, 20).Truncate(24 * time.Hour).Add(12 * time.Hour) // its last day
	w.mu.Unlock()
	desk.signIn()
	if c := desk.candidate(id, writer); !c.Eligible {
		t.Errorf("on the last day: %+v", c)
	}
	w.mu.Lock()
	w.now = w.now.AddDate(0, 0, 1)
	w.mu.Unlock()
	desk.signIn()
	if c := desk.candidate(id, writer); c.Eligible || !slices.Contains(c.Reasons, "licence-lapsed") {
		t.Errorf("the day after: %+v", c)
	}
}

// TestAbsence: who is away is asked after those who are there, and may still be.
func TestAbsence(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	desk, writer, other := w.staff[principal.Coordinator], w.staff[principal.Specialist], w.hire(principal.Specialist, "another")
	path := "/people/" + writer.acc.ID
	day := func(n int) string { return w.now.UTC().AddDate(0, 0, n).Format(time.DateOnly) }
	ask := func(from, until int, deputy string) map[string]any {
		return map[string]any{"from": day(from), "until": day(until), "deputy": deputy}
	}
	for name, in := range map[string]map[string]any{
		"backwards": ask(3, 1, ""), "over": ask(-9, -1, ""), "for years": ask(0, 900, ""), "for himself": ask(0, 1, writer.acc.ID),
		"by no writer": ask(0, 1, w.staff[principal.Billing].acc.ID), "no day": {"from": "2026-02-30", "until": day(1), "deputy": ""},
	} {
		if status, b := writer.ask("POST", path+"/absences", in); status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d %s", name, status, b)
		}
	}
	other.post(path+"/absences", ask(0, 1, ""), http.StatusForbidden, nil)
	var v entryAnswer
	writer.post(path+"/absences", ask(0, 5, other.acc.ID), http.StatusOK, &v)
	if len(v.Absences) != 1 {
		t.Fatalf("%+v", v)
	}
	desk.post(path+"/absences", ask(5, 9, ""), http.StatusConflict, nil)
	desk.post(path+"/absences", ask(6, 9, ""), http.StatusOK, nil)
	id := w.receive(document(), workflow.Allowed)
	w.triage(id)
	if c := desk.candidate(id, writer); !c.Eligible || !slices.Contains(c.Reasons, "away") {
		t.Errorf("%+v", c)
	}
	desk.post("/people/"+other.acc.ID+"/absences/"+v.Absences[0].ID+"/end", nil, http.StatusConflict, nil)
	desk.post(path+"/absences/"+v.Absences[0].ID+"/end", nil, http.StatusOK, nil)
	if c := desk.candidate(id, writer); slices.Contains(c.Reasons, "away") {
		t.Errorf("%+v", c)
	}
	desk.post(path+"/absences/"+v.Absences[0].ID+"/end", nil, http.StatusConflict, nil)
}
