package console_test

import (
	"context"
	"net/http"
	"slices"
	"testing"
	"time"

	"oso/internal/server/calendar"
	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

type closing = map[string]any

// holidaysAnswer is what the page reads of the holidays.
type holidaysAnswer struct {
	InForce  *closedDays `json:"in_force"`
	Proposed *closedDays `json:"proposed"`
	Confirms bool        `json:"confirms"`
	Moves    []struct {
		Reference string    `json:"reference"`
		From      time.Time `json:"from"`
		To        time.Time `json:"to"`
	} `json:"moves"`
	Past []closedDays `json:"past"`
}

type closedDays struct {
	Version int64              `json:"version"`
	State   string             `json:"state"`
	Days    []calendar.Holiday `json:"days"`
	Mine    bool               `json:"mine"`
}

func (p *person) get(path string, status int, out any) {
	p.w.t.Helper()
	p.want(status, "GET", path, nil, out)
}

func (p *person) post(path string, in any, status int, out any) {
	p.w.t.Helper()
	p.want(status, "POST", path, in, out)
}

// TestHolidays: one person proposes the office's holidays and sees whose date
// they move; another one puts them in force, and then, not before, it moves.
func TestHolidays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	y, m, d := w.now.AddDate(0, 0, 1).Date()
	tuesday := time.Date(y, m, d, 15, 0, 0, 0, time.UTC)
	for tuesday.Weekday() != time.Tuesday {
		tuesday = tuesday.AddDate(0, 0, 1)
	}
	w.now = tuesday
	for _, p := range w.staff {
		p.signIn()
	}
	admin, desk := w.staff[principal.Admin], w.staff[principal.Coordinator]
	id := w.receive(document(), workflow.Allowed)
	w.triage(id)
	row, err := w.db.Q().GetCase(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	due := time.UnixMilli(row.DueAt).UTC()

	var v holidaysAnswer
	desk.get("/holidays", http.StatusOK, &v)
	if v.InForce != nil || v.Proposed != nil {
		t.Fatalf("holidays that nobody entered: %+v", v)
	}
	days := []calendar.Holiday{
		{Date: tuesday.AddDate(0, 0, 100).Format(time.DateOnly), Name: "Far away"}, {Date: tuesday.AddDate(0, 0, 2).Format(time.DateOnly), Name: "Thanksgiving"},
	}
	var told holidaysAnswer
	desk.post("/holidays/effects", closing{"days": days}, http.StatusOK, &told)
	if len(told.Moves) != 1 || told.Moves[0].Reference != row.Reference || !told.Moves[0].From.Equal(due) || !told.Moves[0].To.Equal(due.Add(24*time.Hour)) {
		t.Fatalf("effects %+v", told.Moves)
	}
	desk.post("/holidays", closing{"over": 0, "days": days, "source": "Decision of the office, 2 November 2026"}, http.StatusOK, &v)
	if v.Proposed == nil || !v.Proposed.Mine || v.Confirms || v.InForce != nil || len(v.Moves) != 1 {
		t.Fatalf("%+v", v)
	}
	if now, err := w.db.Q().GetCase(context.Background(), id); err != nil || now.DueAt != row.DueAt {
		t.Fatalf("a proposal moved a date: %v", err)
	}
	desk.post("/holidays/confirm", closing{"version": v.Proposed.Version}, http.StatusForbidden, nil)
	desk.post("/holidays", closing{"over": 0, "days": days[:1], "source": "another"}, http.StatusConflict, nil)
	admin.get("/holidays", http.StatusOK, &v)
	if !v.Confirms || v.Proposed.Mine {
		t.Fatalf("%+v", v)
	}
	v = holidaysAnswer{}
	admin.post("/holidays/confirm", closing{"version": 1}, http.StatusOK, &v)
	if v.InForce == nil || v.Proposed != nil || !slices.Equal(v.InForce.Days, []calendar.Holiday{days[1], days[0]}) {
		t.Fatalf("%+v", v)
	}
	var c struct {
		Clock struct {
			Due time.Time `json:"due"`
			Of  int       `json:"of"`
		} `json:"clock"`
		Timeline []struct {
			Event string `json:"event"`
		} `json:"timeline"`
	}
	desk.get("/cases/"+id, http.StatusOK, &c)
	if !c.Clock.Due.Equal(due.Add(24*time.Hour)) || c.Clock.Of != 10 || c.Timeline[len(c.Timeline)-1].Event != workflow.DateMoved {
		t.Fatalf("%+v", c)
	}
	admin.post("/holidays/confirm", closing{"version": 1}, http.StatusConflict, nil)

	// A list that was read before somebody else's was put in force overwrites nothing.
	admin.post("/holidays", closing{"over": 0, "days": days[:1], "source": "s"}, http.StatusConflict, nil)
	admin.post("/holidays", closing{"over": 1, "days": days[:1], "source": " "}, http.StatusUnprocessableEntity, nil)
	admin.post("/holidays", closing{"over": 1, "days": days, "source": "the same"}, http.StatusUnprocessableEntity, nil)
	admin.post("/holidays", closing{"over": 1, "days": []calendar.Holiday{{Date: "2026-02-30", Name: "x"}}, "source": "s"}, http.StatusUnprocessableEntity, nil)
	admin.post("/holidays", closing{"over": 1, "days": days[:1], "source": "s"}, http.StatusOK, &v)
	admin.post("/holidays/refuse", closing{"version": 2}, http.StatusOK, &v)
	v = holidaysAnswer{}
	desk.get("/holidays", http.StatusOK, &v)
	if v.Proposed != nil || len(v.Past) != 1 || v.Past[0].State != "refused" || v.InForce.Version != 1 {
		t.Fatalf("%+v", v)
	}

	audit, err := w.db.Q().ListAudit(context.Background(), db.SystemChain)
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, e := range audit {
		if e.ObjectSHA256 != "" && len(e.Event) > 9 && e.Event[:9] == "holidays:" {
			said = append(said, e.Event[9:]+" "+e.Role)
		}
	}
	if want := []string{"proposed coordinator", "in-force admin", "proposed admin", "refused admin"}; !slices.Equal(said, want) {
		t.Errorf("the audit says %q", said)
	}
}

// TestHolidaysOfTwoPeople: four eyes are two people's, whichever of their roles
// each uses, and one of the two is an administrator.
func TestHolidaysOfTwoPeople(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin, desk := w.staff[principal.Admin], w.staff[principal.Coordinator]
	second := w.hire(principal.Coordinator, "second-desk")
	both := w.hire(principal.Coordinator, "both")
	if err := w.auth.Give(context.Background(), both.acc.ID, principal.Held{Role: principal.Admin}, time.Time{}, principal.CommandLine()); err != nil {
		t.Fatal(err)
	}
	days := []calendar.Holiday{{Date: "2030-12-25", Name: "Christmas Day"}}
	propose := func(p *person, over int64) {
		t.Helper()
		p.post("/holidays", closing{"over": over, "days": days, "source": "s"}, http.StatusOK, nil)
	}
	propose(desk, 0)
	second.post("/holidays/confirm", closing{"version": 1}, http.StatusForbidden, nil)
	second.post("/holidays/refuse", closing{"version": 1}, http.StatusOK, nil)
	propose(both, 0)
	both.post("/holidays/confirm", closing{"version": 2}, http.StatusForbidden, nil)
	second.post("/holidays/confirm", closing{"version": 2}, http.StatusOK, nil)
	days = append(days, calendar.Holiday{Date: "2031-12-25", Name: "Christmas Day"})
	propose(second, 2)
	admin.post("/holidays/confirm", closing{"version": 3}, http.StatusOK, nil)

	for role, p := range w.staff {
		if role == principal.Admin || role == principal.Coordinator {
			continue
		}
		for path, body := range map[string]any{
			"/holidays": closing{"over": 3, "days": days[:1], "source": "s"}, "/holidays/effects": closing{"days": days},
			"/holidays/confirm": closing{"version": 3}, "/holidays/refuse": closing{"version": 3},
		} {
			p.post(path, body, http.StatusForbidden, nil)
		}
		p.get("/holidays", http.StatusForbidden, nil)
	}
}
