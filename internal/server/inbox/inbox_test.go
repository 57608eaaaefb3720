package inbox_test

import (
	"bytes"
	"context"
	"database/sql"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"oso/internal/seal"
	"oso/internal/server/blob"
	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/server/db/schematest"
	"oso/internal/server/dbtest"
	"oso/internal/server/inbox"
	"oso/internal/server/keys"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

// tables are those of the service, made once.
var tables schematest.Tables

func TestMain(m *testing.M) { dbtest.Main(m) }

// world is an inbox over a real database and folder.
type world struct {
	*inbox.Box
	dir   string // that is watched
	blobs string
	watch *inbox.Watch
	now   time.Time
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{dir: filepath.Join(t.TempDir(), "in"), blobs: filepath.Join(t.TempDir(), "blobs"), now: time.Now().Truncate(time.Second)}
	d, _ := tables.Open(t)
	root, m := seal.NewSigningKey(), keys.NewMaster()
	certified, err := keys.Certified(root, m, "OSO", w.now.Add(-time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	ring, err := keys.Open(m, append([]keys.Stored{keys.Root(root, nil, w.now)}, certified...), w.now)
	if err != nil {
		t.Fatal(err)
	}
	w.Box = &inbox.Box{
		DB: d, Records: chart.New(d, blob.Beside(w.blobs)), Keys: ring, Flow: workflow.New(workflow.Defaults(time.UTC)),
		Enqueue: func(context.Context, *sql.Tx, ...db.Job) error { return nil }, Now: func() time.Time { return w.now },
		Log: slog.New(slog.DiscardHandler),
	}
	w.watch = &inbox.Watch{Box: w.Box, Dir: w.dir}
	if err := w.watch.Make(); err != nil {
		t.Fatal(err)
	}
	return w
}

// lay puts a file into the watched folder.
func (w *world) lay(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(w.dir, name), data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// pass looks as often as a file needs to be seen unchanged.
func (w *world) pass(t *testing.T) {
	t.Helper()
	for range 2 {
		if err := w.watch.Pass(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// waiting are the names of what waits, and what was told of.
func (w *world) waiting(t *testing.T) []*inbox.Item {
	t.Helper()
	list, _, err := w.List(t.Context(), w.DB.Q(), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range list {
		t.Cleanup(i.Close)
	}
	return list
}

func names(t *testing.T, dir string) string {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range list {
		if e.Type().IsRegular() {
			_, name, _ := strings.Cut(e.Name(), " ")
			out = append(out, name)
		}
	}
	return strings.Join(out, ",")
}

const letter = "Patient: Ben-David, Noa\nDOB: 1992-08-11\nReference 4416 870 332\nThe CT of the abdomen shows no change.\n"

// A file that is laid into the folder is taken once it is whole, is sealed, says
// whom it names, leaves the folder, and is not taken twice.
func TestAFileOfTheFolderWaits(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.lay(t, "fax/report.txt", []byte(letter))
	w.lay(t, "fax/still.pdf.part", []byte("half"))
	if err := w.watch.Pass(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := len(w.waiting(t)); n > 0 {
		t.Fatalf("%d items of a file that may still be written", n)
	}
	w.pass(t)
	list := w.waiting(t)
	if len(list) != 1 || list[0].Row.Channel != "fax" || list[0].Item.Name() != "report.txt" || len(list[0].People) != 1 || list[0].People[0].Birth() != "1992-08-11" || len(list[0].References) != 1 || list[0].References[0] != "4416870332" {
		t.Fatalf("%+v", list)
	}
	r, err := list[0].Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(r); err != nil || string(b) != letter {
		t.Errorf("%q, %v", b, err)
	}
	if got := names(t, filepath.Join(w.dir, "done")); got != "report.txt" {
		t.Errorf("done: %s", got)
	}
	if got := names(t, filepath.Join(w.dir, "fax")); got != "" && got != "still.pdf.part" {
		t.Errorf("fax: %s", got)
	}
	// The same fax once more, and under another name.
	w.lay(t, "fax/report.txt", []byte(letter))
	w.lay(t, "again.txt", []byte(letter))
	w.pass(t)
	if list := w.waiting(t); len(list) != 1 || list[0].Row.Again != 2 {
		t.Errorf("%d items, come again %d times", len(list), list[0].Row.Again)
	}
	// Nothing of it is in the clear but in the folder that a person laid it into.
	if err := w.DB.Checkpoint(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{w.blobs} {
		err := filepath.WalkDir(dir, func(p string, e os.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			b, err := os.ReadFile(p)
			if bytes.Contains(b, []byte("Ben-David")) {
				t.Errorf("%s holds the patient's name", filepath.Base(p))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	w.now = w.now.Add(inbox.DoneKept + time.Second)
	w.pass(t)
	if got := names(t, filepath.Join(w.dir, "done")); got != "" {
		t.Errorf("done a day later: %s", got)
	}
}

// What is not taken is told of once, and lies where it is found again.
func TestWhatIsNotTakenIsToldOf(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.lay(t, "post/scan.pdf", nil)
	w.pass(t)
	list := w.waiting(t)
	if len(list) != 1 || list[0].Row.State != "refused" || list[0].Row.Reason != "empty" || list[0].Item.Name() != "scan.pdf" {
		t.Fatalf("%+v", list)
	}
	if got := names(t, filepath.Join(w.dir, "failed")); got != "scan.pdf" {
		t.Errorf("failed: %s", got)
	}
	if _, err := list[0].Read(t.Context()); err == nil {
		t.Error("bytes of what was not taken")
	}
}

// A file that changes between two looks waits until it does not.
func TestAFileThatGrowsWaits(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i := range 4 {
		w.lay(t, "fax/long.txt", []byte(strings.Repeat("page ", i+1)))
		if err := w.watch.Pass(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := len(w.waiting(t)); n > 0 {
			t.Fatalf("taken while it grew, at look %d", i)
		}
	}
	if err := w.watch.Pass(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := len(w.waiting(t)); n != 1 {
		t.Errorf("%d items once it stood still", n)
	}
}

// What was sent back is kept for a while, in case that was wrong, and is gone
// after it.
func TestWhatWasSentBackIsDestroyedLater(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.lay(t, "fax/report.txt", []byte(letter))
	w.pass(t)
	by := principal.CommandLine()
	i := w.waiting(t)[0]
	if err := w.SendBack(ctx, i, by, "not-ours", "Of another hospital"); err != nil {
		t.Fatal(err)
	}
	if err := w.SendBack(ctx, i, by, "not-ours", ""); err == nil {
		t.Error("sent back twice")
	}
	if err := w.Keep(ctx, w.waiting(t)[0], by); err != nil { // it is listed until its sender is told
		t.Fatal(err)
	}
	i = w.waiting(t)[0]
	if i.Row.State != "waiting" {
		t.Fatalf("kept: %s", i.Row.State)
	}
	if err := w.SendBack(ctx, i, by, "not-ours", ""); err != nil {
		t.Fatal(err)
	}
	w.now = w.now.Add(inbox.Kept - time.Hour)
	if err := w.Sweep(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Open(ctx, w.DB.Q(), i.Row.ID); err != nil {
		t.Errorf("before its time: %v", err)
	}
	w.now = w.now.Add(2 * time.Hour)
	if err := w.Sweep(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Open(ctx, w.DB.Q(), i.Row.ID); err == nil {
		t.Error("it is still there")
	}
	doomed, err := w.DB.Q().ListDoomedBlobs(ctx)
	if err != nil || len(doomed) != 1 {
		t.Errorf("doomed: %v, %v", doomed, err)
	}
	// What comes once more after that is new.
	w.lay(t, "fax/report.txt", []byte(letter))
	w.pass(t)
	if list := w.waiting(t); len(list) != 1 || list[0].Row.ID == i.Row.ID {
		t.Errorf("%d items", len(list))
	}
}
