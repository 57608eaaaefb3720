package e2e

import (
	"archive/zip"
	"bufio"
	"bytes"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"oso/internal/intake"
)

// TestKilledImportsGoOn walks an import through kill -9 at random moments: whenever it was killed and however often, the same command goes on,
// and in the end records, report and what the case lacks are those of an import
// that nobody disturbed. OSO_SCHEDULES says how many, OSO_SEED the first.
func TestKilledImportsGoOn(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the program many times")
	}
	t.Parallel()
	dir := killedDisc(t)
	c := playedClinic(t)
	want := c.imported(t, dir, c.importCase(t, dir, nil))
	t.Logf("%d lines undisturbed", len(want))
	for _, seed := range seeds(t, 4) {
		t.Run(ofSeed(seed), func(t *testing.T) {
			got := c.imported(t, dir, c.importCase(t, dir, rand.New(rand.NewPCG(seed, 0))))
			if !slices.Equal(got, want) {
				for _, l := range got {
					if !slices.Contains(want, l) {
						t.Errorf("only where it was killed: %s", l)
					}
				}
				for _, l := range want {
					if !slices.Contains(got, l) {
						t.Errorf("only undisturbed: %s", l)
					}
				}
				t.Errorf("%d lines and %d", len(got), len(want))
			}
		})
	}
}

// killedDisc is a folder with images, an archive of more, letters and a file
// twice.
func killedDisc(t *testing.T) string {
	t.Helper()
	p, dir := intake.TemplateCase().Patient, filepath.Join(t.TempDir(), "MAYVIEW 0412")
	for n := range 600 {
		put(t, filepath.Join(dir, "DICOM", fmt.Sprintf("IM%04d", n)), slice(p, 7, "1", n+1))
	}
	put(t, filepath.Join(dir, "DICOM", "AGAIN"), slice(p, 7, "1", 17))
	packed := map[string][]byte{}
	for n := range 300 {
		packed[fmt.Sprintf("S2/IM%04d", n)] = slice(p, 7, "2", n+1)
	}
	put(t, filepath.Join(dir, "more.zip"), zipped(t, packed))
	for n := range 100 {
		put(t, filepath.Join(dir, "notes", fmt.Sprintf("%03d.txt", n)), fmt.Append(nil, "note ", n))
	}
	return dir
}

// importCase imports into a new case; with a schedule the program is killed
// some times on the way. It gives the case.
func (c *clinic) importCase(t *testing.T, dir string, r *rand.Rand) string {
	t.Helper()
	id := c.enter(func(map[string]any) {})
	if r != nil {
		for range 1 + r.IntN(3) {
			c.killedImport(t, id, dir, r)
		}
	}
	out, code := c.run("import", id, dir)
	if code != 0 {
		t.Fatalf("import: exit %d, %s", code, out)
	}
	return id
}

// killedImport begins the import and kills the program: after so many files, or
// so long after that.
func (c *clinic) killedImport(t *testing.T, id, dir string, r *rand.Rand) {
	t.Helper()
	cmd := c.command("import", id, dir)
	said, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	at, wait := r.IntN(1000), time.Duration(r.IntN(30))*time.Millisecond
	go func() {
		lines := bufio.NewScanner(said)
		lines.Split(func(data []byte, end bool) (int, []byte, error) {
			if i := bytes.IndexByte(data, '\r'); i >= 0 {
				return i + 1, data[:i], nil
			}
			return 0, nil, nil
		})
		for lines.Scan() {
			word, _, _ := strings.Cut(lines.Text(), " ")
			if n, err := strconv.Atoi(word); err == nil && n >= at {
				break
			}
		}
		time.Sleep(wait)
		_ = cmd.Process.Kill()
		_, _ = io.Copy(io.Discard, said)
	}()
	_ = cmd.Wait()
	t.Logf("killed after %d files and %v", at, wait)
}

// zipped is an archive of files, in the order of their names.
func zipped(t *testing.T, files map[string][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write(files[name])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// imported is what the case has in the end, line by line.
func (c *clinic) imported(t *testing.T, dir, id string) []string {
	t.Helper()
	var out []string
	var shown struct {
		Records []struct {
			Path, Type, SHA256 string
			Bytes              int64
		}
		Imports []struct {
			ID                                                             string
			Found, Files, Imported, Kept, Duplicate, Refused, Unread, Left int
			Outstanding                                                    bool
		}
	}
	c.must(&shown, 0, "case", "show", id)
	for _, r := range shown.Records {
		out = append(out, fmt.Sprintf("record %+v", r))
	}
	// A kill after the last commit leaves an import that is done: the command
	// then adds all once more, as duplicates.
	first := shown.Imports[0]
	imported := first.ID
	first.ID = ""
	out = append(out, fmt.Sprintf("import %+v", first))
	for from := 0; from >= 0; {
		var report struct {
			Report []struct {
				Path, Outcome, Reason, Type string
				Bytes                       int64
			}
			Next int
		}
		c.must(&report, 0, "imports", "show", id, imported, "--from", strconv.Itoa(from), "--limit", "400")
		for _, f := range report.Report {
			out = append(out, fmt.Sprintf("file %+v", f))
		}
		from = report.Next
	}
	c.undamaged(t)
	slices.Sort(out)
	return out
}
