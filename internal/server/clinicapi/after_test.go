package clinicapi_test

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
	"oso/internal/wire"
)

func (c *sealedCase) to(id string) string {
	return at(at(wire.PathMessage, "{case}", string(c.id)), "{message}", id)
}

// says sends a message with what it asks or tells.
func (d *desk) says(c *sealedCase, a wire.Asks) {
	d.s.t.Helper()
	id := casefile.NewID()
	d.must("POST", c.to(id), c.written(id, wire.Written{From: "Dr. A, physician", At: d.s.clock(), Text: "In words.", Asks: a}), nil)
}

// What the physician asks further of a released opinion waits as a task of its own,
// and comes back to every workstation as it was asked.
func TestFurtherQuestionsWait(t *testing.T) {
	t.Parallel()
	s := serve(t)
	d := s.enrolled(s.clinic("A"), "Dr. A")
	c := d.newCase(nil)
	d.send(c)
	further := wire.Asks{Version: 1, Further: []string{"Now or later?", "And if she waits?"}}
	id := casefile.NewID()
	written := func(a wire.Asks) wire.MessageRequest {
		return c.written(id, wire.Written{From: "Dr. A, physician", At: s.clock(), Text: "In words.", Asks: a})
	}
	d.refused(errs.Refused, "POST", c.to(id), written(further))
	s.release(c, casefile.NewID(), []byte("package"))
	for name, bad := range map[string]wire.Asks{
		"a question without words": {Version: 1, Further: []string{"Now?", " "}},
		"more than are answered":   {Version: 1, Further: slices.Repeat([]string{"Why?"}, wire.MaxFurther+1)},
		"a code that is none":      {Outcome: &wire.Outcome{Diagnosis: "cured", Treatment: "changed"}},
		"both at once":             {Further: []string{"Now?"}, Outcome: &wire.Outcome{Diagnosis: "changed", Treatment: "changed"}},
	} {
		t.Run(name, func(t *testing.T) { d.refused(errs.Invalid, "POST", c.to(id), written(bad)) })
	}
	d.refused(errs.Refused, "POST", c.to(id), written(wire.Asks{Version: 2, Further: []string{"Of what is not out?"}}))
	d.says(c, further)
	tasks, err := s.db.Q().ListOpenTasksByCase(context.Background(), string(c.id))
	tasks = slices.DeleteFunc(tasks, func(t db.Task) bool { return t.Kind == workflow.TaskLinkPartner })
	if err != nil || len(tasks) != 1 || tasks[0].Kind != workflow.TaskFurther {
		t.Errorf("tasks %+v: %v", tasks, err)
	}
	got := d.messages(c)
	if len(got) != 1 || !got[0].Own || !slices.Equal(got[0].Further, further.Further) || got[0].Version != 1 {
		t.Errorf("told back: %+v", got)
	}
}

// outcomes are the tallies, as "about answer number".
func (s *service) outcomes() string {
	s.t.Helper()
	list, err := s.db.Q().CountOutcomes(context.Background(), "2000-01")
	if err != nil {
		s.t.Fatal(err)
	}
	var out []string
	for _, r := range list {
		if r.Answers != 0 {
			out = append(out, fmt.Sprintf("%s %s %d", r.About, r.Answer, r.Answers))
		}
	}
	return strings.Join(out, ", ")
}

// What became of a case is asked until it is told, kept sealed, and counted apart
// from the case; what is told later takes the place of what was told before.
func TestOutcomeIsAskedAndCounted(t *testing.T) {
	t.Parallel()
	s := serve(t)
	d := s.enrolled(s.clinic("A"), "Dr. A")
	c := d.newCase(nil)
	d.send(c)
	s.release(c, casefile.NewID(), []byte("package"))
	if err := s.db.Tx(context.Background(), func(tx *sql.Tx) error {
		e := db.Entry(string(c.id), string(workflow.AskOutcome), principal.TheProgram(), s.clock())
		e.FromState, e.ToState = "closed", "closed"
		if _, err := db.AppendAudit(context.Background(), tx, e); err != nil {
			return err
		}
		row, err := db.New(tx).GetCase(context.Background(), string(c.id))
		if err != nil {
			return err
		}
		return db.New(tx).InsertFeed(context.Background(), db.InsertFeedParams{ClinicID: row.ClinicID, CaseID: row.ID, Kind: "status", CreatedAt: s.clock().UnixMilli()})
	}); err != nil {
		t.Fatal(err)
	}
	if st := d.lastStatus(c); st.OutcomeAsked == nil {
		t.Fatal("the clinic is not asked")
	}
	d.says(c, wire.Asks{Outcome: &wire.Outcome{Diagnosis: "confirmed", Treatment: "as-planned", Words: "NEEDLE, she is well."}})
	if got := s.outcomes(); got != "diagnosis confirmed 1, treatment as-planned 1" {
		t.Errorf("counted %s", got)
	}
	if st := d.lastStatus(c); st.OutcomeAsked != nil {
		t.Error("the clinic is asked for what it told")
	}
	d.says(c, wire.Asks{Outcome: &wire.Outcome{Diagnosis: "changed", Treatment: "as-planned"}})
	if got := s.outcomes(); got != "diagnosis changed 1, treatment as-planned 1" {
		t.Errorf("told anew, counted %s", got)
	}
	rows, err := s.db.Reader().Query("SELECT CAST(body_sealed AS TEXT) FROM messages")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var body string
		if err := rows.Scan(&body); err != nil || strings.Contains(body, "NEEDLE") {
			t.Errorf("an outcome is not sealed: %v", err)
		}
	}
}
