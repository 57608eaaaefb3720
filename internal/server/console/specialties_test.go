package console_test

import (
	"net/http"
	"slices"
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
	if e.Now.Signature.Specialty != "Diseases of the liver and liver surgery" {
		t.Errorf("%+v", e.Now)
	}
	// It is chosen no more, and stays where it is.
	p := e.Recorded
	p.Capacity = 9
	admin.post(path+"/entry", map[string]any{"over": 1, "profile": p, "source": "s"}, http.StatusOK, nil)
	other := "/people/" + w.hire(principal.Specialist, "another").acc.ID
	admin.post(other+"/entry", map[string]any{"over": 0, "profile": p, "source": "s"}, http.StatusUnprocessableEntity, nil)
}
