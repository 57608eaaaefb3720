package survey

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"oso/internal/clinic/importer"
)

// Of a disc of several people each case counts its own files and no others, where
// it waits, while it is read, after a kill and at its end; and while it is read no
// other's file is named.
func TestEachCaseCountsItsOwn(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	files := map[string][]byte{
		"jones/1": slice(berta, "knee", "a", 1), "both.zip": zipped(t, map[string][]byte{"jones/2": slice(berta, "knee", "a", 2), "mueller/9": slice(anna, "chest", "a", 9)}),
		"mueller/note.txt": []byte("called on Monday\n"), "index.txt": []byte("of all\n"),
		"jones/old.zip": zipped(t, map[string][]byte{"3": slice(berta, "knee", "a", 3)}),
	}
	for i := range 4 {
		files["mueller/"+string(rune('1'+i))] = slice(anna, "chest", "a", 1+i)
	}
	// The note lies beside one person's and was chosen with these; what lies at the top nobody chose.
	own := map[string]int{"Müller": 6, "Jones": 3}
	others := map[string]string{"Müller": "jones/", "Jones": "mueller/"}
	for name, met := range map[string]bool{"as the look has met it": true, "after a restart": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, dir := desk(t), tree(t, files)
			s := New([]string{dir})
			if err := s.Run(ctx, Request{Now: time.Now}); err != nil {
				t.Fatal(err)
			}
			seen := s.Snapshot()
			choices := chosen(seen, "IN")
			for i := range choices {
				for _, l := range seen.Loose {
					if l.Beside == choices[i].People[0] {
						choices[i].Loose = append(choices[i].Loose, l.ID)
					}
				}
			}
			plan, err := s.Choose(ctx, d, choices)
			if err != nil {
				t.Fatal(err)
			}
			if err := plan.Prepare(ctx, d); err != nil {
				t.Fatal(err)
			}
			for i := range plan.Rows {
				id := plan.Rows[i].Case
				c, err := d.Get(ctx, id)
				if err != nil {
					t.Fatal(err)
				}
				who := c.Document.Patient.Name.Family
				said := func(when string, imports, read int) {
					t.Helper()
					if h, err := d.Vault.Head(id); err != nil || h.Imports != imports || imports > 0 && (h.ImportRead != read || h.ImportFound != own[who]) {
						t.Errorf("%s, %s: %d imports, %d of %d, %v", who, when, h.Imports, h.ImportRead, h.ImportFound, err)
					}
				}
				now := monday
				q := importer.Request{Now: func() time.Time { now = now.Add(time.Second); return now }}
				if met {
					q.Whose = s.Whose()
				}
				q, _, err = plan.Import(ctx, d, i, q)
				if err != nil {
					t.Fatal(err)
				}
				said("waiting", 1, 0)
				counted := func(p importer.Progress) {
					rel, _ := filepath.Rel(dir, p.Path)
					if strings.Contains(filepath.ToSlash(rel), others[who]) {
						t.Errorf("%s: another's file is named", who)
					}
					if p.TotalFiles != own[who] || p.Files > own[who] || p.Bytes > p.TotalBytes {
						t.Errorf("%s: %d of %d, %d of %d bytes while %s", who, p.Files, p.TotalFiles, p.Bytes, p.TotalBytes, p.Phase)
					}
				}
				killed := run(t, q, func(p importer.Progress) bool { counted(p); return p.Files == 1 && p.Path != "" })
				if !killed {
					t.Fatalf("%s: it ran to its end", who)
				}
				said("killed", 1, 1)
				x, err := plan.Begun(ctx, d, i)
				if err != nil || x == nil {
					t.Fatal(err)
				}
				if read, found, left := x.Counted(); read != 1 || found != own[who] || left != own[who]-1 {
					t.Errorf("%s: the case remembers %d of %d, %d left", who, read, found, left)
				}
				q.Paths, q.Only, q.Roots = nil, nil, nil
				if run(t, q, func(p importer.Progress) bool { counted(p); return false }) {
					t.Fatalf("%s: it did not end", who)
				}
				said("done", 0, 0)
				if x, err = plan.Begun(ctx, d, i); err != nil || x == nil {
					t.Fatal(err)
				}
				report, _, err := d.ReportFiles(ctx, id, x.ID, "all", 0, 100)
				for _, f := range report {
					if strings.Contains(f.Path, strings.TrimSuffix(others[who], "/")) {
						t.Errorf("%s: the report names %s", who, f.Path)
					}
				}
				if err != nil || len(report) == 0 {
					t.Errorf("%d files in the report, %v", len(report), err)
				}
				if read, found, left := x.Counted(); read != own[who] || found != own[who] || left != 0 {
					t.Errorf("%s: in the end %d of %d, %d left", who, read, found, left)
				}
			}
			if got := held(t, d); len(got["Müller"]) != own["Müller"] || len(got["Jones"]) != own["Jones"] {
				t.Errorf("held: %q", got)
			}
		})
	}
}

// run imports until at says that the program is killed, and tells whether it did.
func run(t *testing.T, q importer.Request, at func(importer.Progress) bool) (killed bool) {
	t.Helper()
	defer func() { killed = recover() != nil }()
	q.Progress = func(p importer.Progress) {
		if at(p) {
			panic("killed")
		}
	}
	if _, err := importer.Run(context.Background(), q); err != nil {
		t.Error(err)
	}
	return false
}
