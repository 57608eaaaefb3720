package console_test

import (
	"bytes"
	"context"
	"database/sql"
	"testing"

	"oso/internal/server/principal"
	"oso/internal/server/register"
)

// TestSourcesOfVersionsAreSealed: where a version comes from may name people; it is
// in the database sealed alone, also what was there in clear before, and shown.
func TestSourcesOfVersionsAreSealed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c, admin, ctx := w.staff[principal.Coordinator], w.staff[principal.Admin], context.Background()
	shown := func() (v struct {
		InForce  *struct{ Source string } `json:"in_force"`
		Proposed *struct{ Source string }
	}) {
		t.Helper()
		c.want(200, "GET", "/holidays", nil, &v)
		return v
	}
	const said, before = "Told by Wilhelmina Quist", "Letter of Dr. Ozturk"
	c.want(200, "POST", "/holidays", map[string]any{"over": 0, "days": []closing{{"date": "2026-12-25", "name": "Christmas"}}, "source": said}, nil)
	list, err := w.db.Q().ListRegister(ctx, "holidays")
	if err != nil || len(list) != 1 || list[0].Source != "" || len(list[0].SourceSealed) == 0 || bytes.Contains(list[0].SourceSealed, []byte("Quist")) {
		t.Fatalf("%+v, %v", list, err)
	}
	if v := shown(); v.Proposed.Source != said {
		t.Errorf("shown: %q", v.Proposed.Source)
	}
	admin.want(200, "POST", "/holidays/confirm", map[string]any{"version": 1}, nil)
	if err := w.db.Tx(ctx, func(tx *sql.Tx) error {
		if _, err := tx.Exec("UPDATE register_versions SET source = ?, source_sealed = ? WHERE name = 'holidays'", before, []byte{}); err != nil {
			return err
		}
		return register.SealSources(ctx, tx, w.keys)
	}); err != nil {
		t.Fatal(err)
	}
	if left, err := w.db.Q().ListClearSources(ctx); err != nil || len(left) != 0 {
		t.Errorf("in clear: %+v, %v", left, err)
	}
	if v := shown(); v.InForce.Source != before {
		t.Errorf("sealed later: %q", v.InForce.Source)
	}
}
