package db

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"oso/internal/server/dbtest"
)

// TestQueriesUseIndexes asks SQLite how it would run every query: tables that
// grow with the cases are never read from end to end, but where the query
// wants all of them.
func TestQueriesUseIndexes(t *testing.T) {
	dbtest.SQLite(t)
	t.Parallel()
	d, _ := open(t)
	grows := []string{"cases", "case_versions", "chunks", "records", "images", "record_texts", "materials", "offers", "overreads", "tasks", "estimates", "opinions", "writers", "own_notes", "approval_ticks", "remarks", "lacks", "arrangements", "draft_states", "pictures", "phrases",
		"opinion_keys", "accesses", "critical_findings", "messages", "calls", "feed", "audit", "notices", "charges", "payment_tokens", "invoice_lines", "idempotency"}
	whole := []string{"DropPictures", "DoomUnnamedPictures", "ListCases", "CountCasesByState", "ListAuditHeads", "ListCharges", "ListNoticesByState", "SweepIdempotency",
		"ListBlobKeys", "ListOpinionBlobs", "ListPictureBlobs"}
	files, err := filepath.Glob("query/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	argument, row, scan := regexp.MustCompile(`@\w+|sqlc\.slice\([^)]*\)`), regexp.MustCompile(`sqlc\.embed\((\w+)\)`), regexp.MustCompile(`^SCAN (\w+)$`)
	asked := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range strings.Split(string(text), "-- name: ")[1:] {
			name, query, _ := strings.Cut(part, "\n")
			name, _, _ = strings.Cut(name, " ")
			rows, err := d.Reader().Query("EXPLAIN QUERY PLAN " + argument.ReplaceAllString(row.ReplaceAllString(query, "$1.*"), "'1'"))
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			asked++
			for rows.Next() {
				var id, parent, unused int
				var step string
				if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
					t.Fatal(err)
				}
				if m := scan.FindStringSubmatch(step); m != nil && slices.Contains(grows, m[1]) && !slices.Contains(whole, name) {
					t.Errorf("%s reads all of %s", name, m[1])
				}
			}
			rows.Close()
		}
	}
	if asked < 150 {
		t.Errorf("only %d queries were asked", asked)
	}
}
