package clinicapi_test

import (
	"database/sql"
	"strings"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/server/db"
	"oso/internal/server/workflow"
)

// The day on which the office asks again is told as the clinic's own clocks have it.
func TestAskedAgainIsToldInTheClinicsDays(t *testing.T) {
	t.Parallel()
	s := serve(t)
	clinic := s.clinic("A")
	d := s.enrolled(clinic, "Dr. A")
	c := d.newCase(nil)
	d.send(c)
	task, at := casefile.NewID(), time.Date(s.clock().Year()+1, 3, 14, 13, 30, 0, 0, time.UTC)
	s.tx(func(q *db.Queries) error {
		if err := q.PutTask(t.Context(), db.PutTaskParams{ID: task, CaseID: string(c.id), Kind: workflow.TaskAskMaterials, Role: "coordinator", Key: task}); err != nil {
			return err
		}
		_, err := q.PutOffTask(t.Context(), db.PutOffTaskParams{ID: task, LaterAt: at.UnixMilli(), Outcome: "later"})
		return err
	})
	if err := s.db.Tx(t.Context(), func(tx *sql.Tx) error {
		if _, err := tx.Exec(`UPDATE cases SET state = 'awaiting-materials', agreement = 'checked' WHERE id = ?`, string(c.id)); err != nil {
			return err
		}
		_, err := tx.Exec(`UPDATE materials SET state = 'declared', arrived_at = 0 WHERE case_id = ?`, string(c.id))
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for zone, want := range map[string]string{"": " 14 March ", "Pacific/Auckland": " 15 March ", "Pacific/Honolulu": " 14 March ", "Atlantis/Port": " 14 March "} {
		s.tx(func(q *db.Queries) error {
			return q.SetClinicZone(t.Context(), db.SetClinicZoneParams{ID: clinic, Zone: zone})
		})
		if note := d.lastStatus(c).Note; !strings.Contains(note, "OSO asks again on"+want) {
			t.Errorf("%q: %s", zone, note)
		}
	}
}
