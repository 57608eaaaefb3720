package importer

import (
	"bytes"
	"cmp"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/draft"
	"oso/internal/errs"
	"oso/internal/intake"
)

// whole is a case that lacks nothing but agreement, records and seal, with the
// desk that works on it.
func whole(t *testing.T) (*desk, *draft.Workstation) {
	t.Helper()
	v := openVault(t)
	work := &draft.Workstation{Vault: v, Now: time.Now}
	id, err := work.Create(context.Background(), *intake.TemplateCase())
	if err != nil {
		t.Fatal(err)
	}
	return &desk{t: t, v: v, id: id}, work
}

// outstanding are the sentences of what the case says did not come in.
func outstanding(t *testing.T, d *desk, work *draft.Workstation) string {
	t.Helper()
	r, err := work.Check(context.Background(), d.id)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, p := range r.Problems {
		if p.Code == draft.CodeImport {
			if p.Severity != casefile.SeverityWarning {
				t.Errorf("severity %s", p.Severity)
			}
			out = append(out, p.Message)
		}
	}
	return strings.Join(out, "\n")
}

// What an import refused is remembered until it came in another way.
func TestRefusedIsRemembered(t *testing.T) {
	t.Parallel()
	d, work := whole(t)
	p := intake.TemplateCase().Patient
	locked := archive(t, map[string][]byte{"IM2.dcm": slice(p, "1", 2)})
	for _, x := range []struct {
		head string
		at   int
	}{{"PK\x03\x04", 6}, {"PK\x01\x02", 8}} {
		locked[bytes.Index(locked, []byte(x.head))+x.at] |= 1
	}
	dir := write(t, map[string][]byte{"IM1": slice(p, "1", 1), "locked-scans.zip": locked})
	for range 2 { // adding it once more refuses it once more, and tells it once
		if r := d.run(dir); r.Whole() {
			t.Fatalf("files %+v", r.Files)
		}
		s := outstanding(t, d, work)
		if strings.Count(s, "locked-scans.zip!/IM2.dcm: It is locked") != 1 || strings.Contains(s, "\n") {
			t.Fatalf("case check says %q", s)
		}
	}
	d.run(write(t, map[string][]byte{"unpacked": slice(p, "1", 2)}))
	if s := outstanding(t, d, work); s != "" {
		t.Errorf("it came in, and case check says %q", s)
	}
	all, err := work.Imports(context.Background(), d.id)
	if err != nil || len(all) != 3 || all[0].Imported != 1 || all[0].Refused != 1 || all[0].Ended == nil || all[1].Duplicate != 1 {
		t.Errorf("imports %+v, error %v", all, err)
	}
}

// A person's word sets aside what does not come; the next import is judged on
// its own.
func TestSetAside(t *testing.T) {
	t.Parallel()
	d, work := whole(t)
	link := filepath.Join(t.TempDir(), "disc")
	if err := os.Mkdir(link, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/nowhere", filepath.Join(link, "images")); err != nil {
		t.Skip(err)
	}
	d.run(link)
	if s := outstanding(t, d, work); !strings.Contains(s, "disc/images: It is a link") {
		t.Fatalf("case check says %q", s)
	}
	decide := func(reason string) (int, error) {
		return work.DecideRecords(context.Background(), d.id, draft.CodeImport, true, reason, nil, nil)
	}
	if _, err := decide(" "); !errs.Is(err, errs.Incomplete) {
		t.Errorf("without a reason: %v", err)
	}
	if n, err := decide("an empty link"); n != 1 || err != nil {
		t.Errorf("%d set aside, %v", n, err)
	}
	if _, err := decide("again"); !errs.Is(err, errs.NotFound) {
		t.Errorf("twice: %v", err)
	}
	if s := outstanding(t, d, work); s != "" {
		t.Errorf("case check says %q", s)
	}
	d.run(link)
	if s := outstanding(t, d, work); !strings.Contains(s, "disc/images") {
		t.Errorf("added again: case check says %q", s)
	}
}

// An import that was stopped says so until all its files were read, wherever
// they lie by then.
func TestStoppedIsRemembered(t *testing.T) {
	t.Parallel()
	d, work := whole(t)
	p := intake.TemplateCase().Patient
	files := map[string][]byte{}
	for n := range 20 {
		files["S1/"+string(rune('a'+n))] = slice(p, "1", n+1)
	}
	dir := write(t, files)
	ctx, cancel := context.WithCancel(context.Background())
	q := d.request(dir)
	q.Now = everySecond()
	q.Progress = func(x Progress) {
		if x.Imported == 5 {
			cancel()
		}
	}
	if _, err := Run(ctx, q); !errs.Is(err, errs.Canceled) {
		t.Fatal(err)
	}
	if s := outstanding(t, d, work); !strings.Contains(s, "Import of disc on") || !strings.Contains(s, "of 20 files were not read. It was stopped.") {
		t.Errorf("case check says %q", s)
	}
	d.run(filepath.Join(dir, "S1"))
	if s := outstanding(t, d, work); s != "" {
		t.Errorf("read to its end, and case check says %q", s)
	}
}

// An import that was killed leaves a row without an end; what another disc has
// under the same names does not settle it.
func TestKilledIsRemembered(t *testing.T) {
	t.Parallel()
	d, work := whole(t)
	p := intake.TemplateCase().Patient
	dir := write(t, map[string][]byte{"a": slice(p, "1", 1), "b": slice(p, "1", 2), "c": slice(p, "1", 3)})
	other := write(t, map[string][]byte{"a": slice(p, "2", 1), "b": slice(p, "2", 2), "c": slice(p, "2", 3)})
	old := time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC)
	for _, name := range []string{"a", "b", "c"} {
		if err := os.Chtimes(filepath.Join(other, name), old, old); err != nil {
			t.Fatal(err)
		}
	}
	q := d.request(dir)
	q.Now = everySecond() // commits with each file
	j := &job{Request: q, source: &source{}, report: newReport(), met: map[string]bool{}, seen: map[string]bool{}}
	j.Limits = j.Limits.withDefaults()
	q.Progress = func(x Progress) {
		if x.Imported == 1 && x.Phase == Reading {
			panic("killed")
		}
	}
	j.Progress = q.Progress
	func() {
		defer func() {
			if recover() == nil {
				t.Fatal("it ran to its end")
			}
		}()
		_ = j.run(context.Background())
	}()
	if s := outstanding(t, d, work); !strings.Contains(s, "2 of 3 files were not read") {
		t.Errorf("case check says %q", s)
	}
	// What is written anew at each commit does not grow with the files ahead.
	if row, files := journalOf(t, d, j.journal.row.ID); len(row.Ahead) != 0 || row.Left != 2 || row.Found != 3 || files != "imported, unread, unread" {
		t.Errorf("the row holds %d marks, %d of %d left; the report says %s", len(row.Ahead), row.Left, row.Found, files)
	}
	d.run(other)
	if s := outstanding(t, d, work); !strings.Contains(s, "2 of 3 files were not read") {
		t.Errorf("after another disc: case check says %q", s)
	}
	d.run(dir)
	if s := outstanding(t, d, work); s != "" {
		t.Errorf("after the rest: case check says %q", s)
	}
	if row, files := journalOf(t, d, j.journal.row.ID); row.Outstanding() || files != "imported, later, later" {
		t.Errorf("nothing is ahead, and the row says %+v, the report %s", row, files)
	}
}

// journalOf is an import's row as it is stored, and the outcomes in its report.
func journalOf(t *testing.T, d *desk, id string) (row casebook.Import, files string) {
	t.Helper()
	err := d.v.View(context.Background(), d.id, func(tx *casebook.Tx) error {
		r, err := casebook.Get[casebook.Import](tx, casebook.KindImport, id)
		if err != nil {
			return err
		}
		pages, err := casebook.ReportOf(tx, id)
		var out []string
		for _, p := range pages {
			for _, f := range p.Value.Files {
				out = append(out, cmp.Or(f.Outcome, "unread"))
			}
		}
		row, files = r.Value, strings.Join(out, ", ")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return row, files
}

// While an import runs, what is ahead of it is no fault.
func TestRunningIsNoFault(t *testing.T) {
	t.Parallel()
	d, work := whole(t)
	q := d.request(write(t, map[string][]byte{"a": []byte("one"), "b": []byte("two")}))
	q.Now = everySecond()
	said, ran := "", false
	q.Progress = func(x Progress) {
		if x.Phase == Reading && x.Files == 1 && !ran {
			all, err := work.Imports(context.Background(), d.id)
			ran = err == nil && len(all) == 1 && all[0].Running
			said = outstanding(t, d, work)
		}
	}
	if _, err := Run(context.Background(), q); err != nil {
		t.Fatal(err)
	}
	if !ran || said != "" {
		t.Errorf("running %t, case check said %q", ran, said)
	}
}

// A mark counts as often as it was met: two files of a disc may have the same.
func TestMarksAreCounted(t *testing.T) {
	t.Parallel()
	x := casebook.Import{Ahead: []string{"m", "m", "n"}, NotTaken: []casebook.NotTaken{{Mark: "m"}, {Mark: "o"}}}
	if !x.Met(map[string]int{"m": 2}) || len(x.Ahead) != 2 || len(x.NotTaken) != 1 || !x.Outstanding() {
		t.Errorf("left: %+v", x)
	}
	if x.Met(map[string]int{"z": 1}) {
		t.Error("met what is not there")
	}
}

// A file that is cut, or written to, after it was judged and before its bytes
// are in is not what was judged.
func TestChangedWhileRead(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(string) error{
		"cut":       func(p string) error { return os.Truncate(p, 30<<10) },
		"rewritten": func(p string) error { return os.WriteFile(p, bytes.Repeat([]byte{7}, 64<<10), 0o600) },
		"rewritten, the time set back": func(p string) error {
			at := time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC)
			if err := os.WriteFile(p, bytes.Repeat([]byte{7}, 64<<10), 0o600); err != nil {
				return err
			}
			return os.Chtimes(p, at, at)
		},
		"grown": func(p string) error {
			f, err := os.OpenFile(p, os.O_APPEND|os.O_WRONLY, 0)
			if err != nil {
				return err
			}
			defer f.Close()
			_, err = f.WriteString("more")
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, work := whole(t)
			dir := write(t, map[string][]byte{"a.txt": bytes.Repeat([]byte("a line of text\n"), 5000)})
			p := filepath.Join(dir, "a.txt")
			old := time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC)
			if err := os.Chtimes(p, old, old); err != nil {
				t.Fatal(err)
			}
			q := d.request(dir)
			q.Now = everySecond()
			done := false
			q.Progress = func(x Progress) {
				if x.Phase == Reading && x.Bytes > 0 && !done {
					done = true
					if err := change(p); err != nil {
						t.Error(err)
					}
				}
			}
			r, err := Run(context.Background(), q)
			if err != nil || !done {
				t.Fatalf("changed %t, %v", done, err)
			}
			if f := r.Files[0]; f.Outcome != Rejected || f.Reason != reasonChanged || r.Whole() {
				t.Errorf("%s %q", f.Outcome, f.Reason)
			}
			if s := outstanding(t, d, work); !strings.Contains(s, "changed while it was read") {
				t.Errorf("case check says %q", s)
			}
			if r = d.run(dir); !r.Whole() || outstanding(t, d, work) != "" {
				t.Errorf("left alone: %+v, case check says %q", r.Files, outstanding(t, d, work))
			}
		})
	}
}
