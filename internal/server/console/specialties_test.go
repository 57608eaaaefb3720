package console_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"

	"oso/internal/server/directory"
	"oso/internal/server/principal"
)

type specialtiesAnswer struct {
	Now  []directory.Specialty `json:"now"`
	Used []struct {
		Code   string `json:"code"`
		People int    `json:"people"`
	} `json:"used"`
	Confirms bool `json:"confirms"`
}

// TestListOfSpecialties: the office gives a specialty another name, and everybody
// who has it is called so; one that somebody has is not taken out.
func TestListOfSpecialties(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin, desk, writer := w.staff[principal.Admin], w.staff[principal.Coordinator], w.staff[principal.Specialist]
	path := "/people/" + writer.acc.ID
	admin.post(path+"/entry", map[string]any{"over": 0, "profile": w.professor(w.now.AddDate(1, 0, 0)), "source": "s"}, http.StatusOK, nil)
	desk.post(path+"/confirm", map[string]any{"version": 1}, http.StatusOK, nil)

	var v specialtiesAnswer
	desk.get("/specialties", http.StatusOK, &v)
	if len(v.Now) < 40 || len(v.Used) != 1 || v.Used[0].Code != "hepatology" || v.Used[0].People != 1 {
		t.Fatalf("%d specialties, used %+v", len(v.Now), v.Used)
	}
	writer.get("/specialties", http.StatusForbidden, nil)
	writer.post("/specialties", map[string]any{"over": 0, "specialties": v.Now, "source": "s"}, http.StatusForbidden, nil)
	at := slices.IndexFunc(v.Now, func(s directory.Specialty) bool { return s.Code == "hepatology" })
	without := slices.Delete(slices.Clone(v.Now), at, at+1)
	desk.post("/specialties", map[string]any{"over": 0, "specialties": without, "source": "s"}, http.StatusConflict, nil)
	renamed := slices.Clone(v.Now)
	renamed[at].Name, renamed[at].Retired = "Diseases of the liver", true
	desk.post("/specialties", map[string]any{"over": 0, "specialties": renamed, "source": "Decision of the office"}, http.StatusOK, nil)
	desk.post("/specialties/confirm", map[string]any{"version": 1}, http.StatusForbidden, nil)
	admin.get("/specialties", http.StatusOK, &v)
	if !v.Confirms {
		t.Fatal("an administrator cannot confirm it")
	}
	admin.post("/specialties/confirm", map[string]any{"version": 1}, http.StatusOK, nil)
	var e entryAnswer
	admin.get(path, http.StatusOK, &e)
	if !slices.Contains(e.Now.Signature.Lines, "Diseases of the liver and liver surgery") {
		t.Errorf("%+v", e.Now)
	}
	// It is chosen no more, and stays where it is.
	p := e.Recorded
	p.Capacity = 9
	admin.post(path+"/entry", map[string]any{"over": 1, "profile": p, "source": "s"}, http.StatusOK, nil)
	other := "/people/" + w.hire(principal.Specialist, "another").acc.ID
	admin.post(other+"/entry", map[string]any{"over": 0, "profile": p, "source": "s"}, http.StatusUnprocessableEntity, nil)
}

// TestNamesBarAndFreeNobody: a change of the list gives people other names and
// nothing else, also where two entries in force are known to be one person: what
// bars somebody is never written over by it.
func TestNamesBarAndFreeNobody(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := newWorld(t)
	admin, desk := w.staff[principal.Admin], w.staff[principal.Coordinator]
	one, two := w.staff[principal.Specialist], w.hire(principal.Specialist, "another")
	for p, trainee := range map[*person]bool{one: false, two: true} {
		e := w.professor(w.now.AddDate(1, 0, 0))
		e.Trainee = trainee
		admin.post("/people/"+p.acc.ID+"/entry", map[string]any{"over": 0, "profile": e, "source": "s"}, http.StatusOK, nil)
		desk.post("/people/"+p.acc.ID+"/confirm", map[string]any{"version": 1}, http.StatusOK, nil)
	}
	for _, pair := range [][2]*person{{one, two}, {two, one}} {
		if err := w.auth.Link(ctx, pair[0].acc.ID, pair[1].acc.ID, principal.CommandLine()); err != nil {
			t.Fatal(err)
		}
		var v specialtiesAnswer
		admin.get("/specialties", http.StatusOK, &v)
		var over struct {
			InForce *struct {
				Version int64 `json:"version"`
			} `json:"in_force"`
		}
		admin.get("/specialties", http.StatusOK, &over)
		version := int64(0)
		if over.InForce != nil {
			version = over.InForce.Version
		}
		at := slices.IndexFunc(v.Now, func(s directory.Specialty) bool { return s.Code == "hepatology" })
		v.Now[at].Name += " and bile"
		admin.post("/specialties", map[string]any{"over": version, "specialties": v.Now, "source": "s"}, http.StatusOK, nil)
		desk.post("/specialties/confirm", map[string]any{"version": version + 1}, http.StatusOK, nil)
		for p, trainee := range map[*person]bool{one: false, two: true} {
			row, err := w.db.Q().GetPerson(ctx, p.acc.ID)
			if err != nil || row.Trainee != trainee || !strings.Contains(row.Specialties, "and bile") {
				t.Errorf("%+v, %v", row, err)
			}
		}
		if err := w.auth.Unlink(ctx, pair[0].acc.ID, principal.CommandLine()); err != nil {
			t.Fatal(err)
		}
	}
}
