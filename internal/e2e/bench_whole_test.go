package e2e

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/intake"
	"oso/internal/sample"
)

// TestBenchMemory takes one image of 1 GB, and a letter for whose text a child
// is started, through the two programs as people run them, and takes the peak
// of what a program and its children hold at one time.
func TestBenchMemory(t *testing.T) {
	dir := benchPlace(t)
	c := newClinic(t)
	s := serve(t)
	c.enrol(s)
	id, records := c.begin()
	src := filepath.Join(dir, "large")
	writeLarge(t, src)
	if err := os.WriteFile(filepath.Join(src, "letter.pdf"), sample.PDF("A letter."), 0o600); err != nil {
		t.Fatal(err)
	}
	peak := func(args ...string) float64 {
		cmd := c.command(args...)
		var out, said bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &said
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		high := watch(cmd.Process.Pid)
		if err := cmd.Wait(); err != nil {
			t.Fatalf("oso %s: %v: %s %s", args[0], err, tail(out.String()), tail(said.String()))
		}
		return high()
	}
	c.must(nil, 0, "import", id, records)
	of := func(high float64) string { return fmt.Sprintf("%.0f MB", high) }
	const setting, reach = "one image of 1 GB, a letter", "under 250 MB"
	figure(t, "peak memory, import", setting+"; program and children", of(peak("import", id, src)), "the file's 1,000 MB", reach)
	c.seal(id)
	service := watch(s.cmd.Process.Pid)
	figure(t, "peak memory, sync", setting+"; program and children", of(peak("sync")), "the file's 1,000 MB", reach)
	figure(t, "peak memory, the service", "takes that sync", of(service()), "the file's 1,000 MB", reach)
	figure(t, "peak memory, export", setting+"; program and children", of(peak("export", id, filepath.Join(dir, "out"))), "the file's 1,000 MB", reach)
}

// writeLarge writes one image of 16,000 by 31,250 pixels of two bytes.
func writeLarge(t *testing.T, dir string) {
	t.Helper()
	b := sample.DICOM(sample.Image{
		Patient: intake.TemplateCase().Patient, StudyUID: "1.2.4", SeriesUID: "1.2.4.1", SOPInstanceUID: "1.2.4.1.1",
		StudyDate: "20261109", Modality: "CT", Instance: 1, Rows: 2, Columns: 2, Pixels: make([]uint16, 4),
	})
	const rows, columns = 16_000, 31_250
	set := func(head string, value []byte) int {
		i := bytes.Index(b, []byte(head))
		if i < 0 {
			t.Fatalf("the made-up image has no element %q", head)
		}
		return i + len(head) + copy(b[i+len(head):], value)
	}
	set("\x28\x00\x10\x00US\x02\x00", binary.LittleEndian.AppendUint16(nil, rows))
	set("\x28\x00\x11\x00US\x02\x00", binary.LittleEndian.AppendUint16(nil, columns))
	end := set("\xe0\x7f\x10\x00OW\x00\x00", binary.LittleEndian.AppendUint32(nil, 2*rows*columns))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(filepath.Join(dir, "LARGE"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	f.Write(b[:end])
	row := make([]byte, 2*columns)
	for y := range rows {
		for i := range row {
			row[i] = byte(i*y>>7) ^ byte(i*2654435761>>13)
		}
		if _, err := f.Write(row); err != nil {
			t.Fatal(err)
		}
	}
}

// watch adds up the resident memory of a process and its children until it is
// asked, and gives the highest sum in MB (Linux).
func watch(pid int) func() float64 {
	stop, high := make(chan struct{}), make(chan float64)
	go func() {
		var top int64
		for {
			top = max(top, resident(pid))
			select {
			case <-stop:
				high <- float64(top) / 1e6
				return
			case <-time.After(50 * time.Millisecond):
			}
		}
	}()
	return func() float64 { close(stop); return <-high }
}

// resident is in bytes; nothing of a process that has ended.
func resident(pid int) int64 {
	proc := filepath.Join("/proc", strconv.Itoa(pid))
	b, _ := os.ReadFile(filepath.Join(proc, "statm"))
	var sum int64
	if f := strings.Fields(string(b)); len(f) > 1 {
		pages, _ := strconv.ParseInt(f[1], 10, 64)
		sum = pages * int64(os.Getpagesize())
	}
	lists, _ := filepath.Glob(filepath.Join(proc, "task", "*", "children"))
	for _, list := range lists {
		b, _ := os.ReadFile(list)
		for _, child := range strings.Fields(string(b)) {
			if n, err := strconv.Atoi(child); err == nil {
				sum += resident(n)
			}
		}
	}
	return sum
}

// TestBenchList times the program from its start to its last line with 10,000
// cases in the vault, the passphrase's 600,000 rounds included, and the
// program that finds one case.
func TestBenchList(t *testing.T) {
	benchPlace(t)
	home := t.TempDir()
	if dir, err := os.MkdirTemp("/dev/shm", "oso-list"); err == nil { // 10,000 acknowledged cases: not the disk's turn
		t.Cleanup(func() { os.RemoveAll(dir) })
		home = dir
	}
	c := &clinic{t: t, bin: build(t).oso, home: home, data: filepath.Join(home, "data")}
	d := benchDesk(t, c.data)
	for i := range 10_000 {
		h := casebook.Head{
			Name: "Maria Elena Vasquez Ortega " + strconv.Itoa(i), BirthDate: "1961-07-14", Sex: casefile.Female, State: casefile.Draft,
			Topic: "Ductal carcinoma in situ, margin positive after lumpectomy", Physician: "Dr. Vega",
		}
		if _, err := d.Vault.CreateCase(context.Background(), casebook.NewCase{Head: h}, nil); err != nil {
			t.Fatal(err)
		}
	}
	d.Vault.Close()
	var list, version []float64
	for range benchRounds() {
		version = append(version, took(t, c.command("version")))
		list = append(list, took(t, c.command("case", "list")))
	}
	figure(t, "oso case list --json", "10,000 cases, from start to end, passphrase included", spread(list)+" s", "oso version: "+spread(version)+" s", "said only")
}

func took(t *testing.T, cmd *exec.Cmd) float64 {
	t.Helper()
	began := time.Now()
	if out, code := run(t, cmd); code != 0 {
		t.Fatalf("%s: exit %d: %s", cmd.Args[1], code, tail(string(out)))
	}
	return time.Since(began).Seconds()
}
