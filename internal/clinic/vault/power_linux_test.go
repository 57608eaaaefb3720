package vault

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// event is one thing that SQLite asked of the system, or a step that the
// writer said was acknowledged ('A').
type event struct {
	kind byte // W write, T truncate, S sync, U unlink, A acknowledged
	path string
	off  int64
	data []byte
}

func readEvents(t *testing.T, log string) []event {
	t.Helper()
	b, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	var out []event
	for len(b) > 0 {
		off := int64(binary.LittleEndian.Uint64(b[1:]))
		p, n := int(binary.LittleEndian.Uint32(b[9:])), int(binary.LittleEndian.Uint32(b[13:]))
		out = append(out, event{b[0], string(b[17 : 17+p]), off, b[17+p : 17+p+n]})
		b = b[17+p+n:]
	}
	return out
}

// disk is what lies on a disk at one moment: of each file what a sync has
// made sure of, and what was asked for since.
type disk struct {
	sure    map[string][]byte
	pending map[string][]event
}

func newDisk(t *testing.T, dir string) *disk {
	t.Helper()
	d := &disk{map[string][]byte{}, map[string][]event{}}
	err := filepath.WalkDir(dir, func(p string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		rel, _ := filepath.Rel(dir, p)
		d.sure[rel], err = os.ReadFile(p)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func (d *disk) take(e event) {
	switch e.kind {
	case 'W', 'T':
		d.pending[e.path] = append(d.pending[e.path], e)
	case 'S':
		if d.pending[e.path] == nil {
			return // nothing new, or a folder
		}
		d.sure[e.path] = apply(d.sure[e.path], d.pending[e.path])
		delete(d.pending, e.path)
	case 'U':
		delete(d.sure, e.path)
		delete(d.pending, e.path)
	}
}

func apply(file []byte, events []event) []byte {
	file = bytes.Clone(file)
	for _, e := range events {
		end := int(e.off) + len(e.data)
		if e.kind == 'T' {
			end = int(e.off)
		}
		if end > len(file) {
			file = append(file, make([]byte, end-len(file))...)
		}
		if e.kind == 'T' {
			file = file[:e.off]
		} else {
			copy(file[e.off:], e.data)
		}
	}
	return file
}

// leave writes what a cut could have left: all that was asked for, none of
// what was not synced, or any part of it, torn at a sector.
func (d *disk) leave(t *testing.T, dir, how string, r *rand.Rand) {
	t.Helper()
	files := map[string]bool{}
	for p := range d.sure {
		files[p] = true
	}
	for p := range d.pending {
		files[p] = true
	}
	for p := range files {
		var some []event
		for _, e := range d.pending[p] {
			switch {
			case how == "kept" || how == "mixed" && r.IntN(2) == 0:
				some = append(some, e)
			case how == "mixed" && len(e.data) > 512 && r.IntN(3) == 0:
				e.data = e.data[:512*(1+r.IntN(len(e.data)/512))]
				some = append(some, e)
			}
		}
		file := filepath.Join(dir, p)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, apply(d.sure[p], some), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// record runs the writer over a copy of the vault with the recorder in front
// of the C library, and gives what it did.
func record(t *testing.T, d *desk, id string, steps int, env ...string) []event {
	t.Helper()
	gcc, err := exec.LookPath("gcc")
	if err != nil {
		t.Skip("needs gcc for the recorder")
	}
	lib := filepath.Join(t.TempDir(), "recorder.so")
	if out, err := exec.Command(gcc, "-shared", "-fPIC", "-O1", "-o", lib, "testdata/recorder.c", "-ldl", "-lpthread").CombinedOutput(); err != nil {
		t.Skipf("cannot build the recorder: %v\n%s", err, out)
	}
	work := filepath.Join(t.TempDir(), "work")
	copyDir(t, d.dir, work)
	log := filepath.Join(t.TempDir(), "log")
	if err := os.WriteFile(log, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	c := startChild(t, "writer", append(env, "LD_PRELOAD="+lib, "OSO_RECORD="+log, "OSO_RECORD_DIR="+work,
		"OSO_VAULT_TEST_ROOT="+work, "OSO_VAULT_TEST_CASE="+id, "OSO_VAULT_TEST_FIRST=1", "OSO_VAULT_TEST_LAST="+strconv.Itoa(steps+1))...)
	c.end()
	var out []event
	for _, e := range readEvents(t, log) {
		if !strings.HasSuffix(e.path, "-shm") {
			out = append(out, e)
		}
	}
	return out
}

// TestPowerCut replays what the disk could hold if the power went after each
// event, and wants every acknowledged step whole. It models what goes through
// SQLite; that names of new files last is seen to by syncDir.
func TestPowerCut(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	v := d.open()
	id := mustSet(t, v, label{})
	v.Close()
	events := record(t, d, string(id), 7)
	syncs := 0
	for _, e := range events {
		if e.kind == 'S' {
			syncs++
		}
	}
	if syncs < 14 {
		t.Fatalf("%d events with %d syncs: the recorder sees too little", len(events), syncs)
	}
	t.Logf("%d events, %d syncs", len(events), syncs)
	if err := d.cuts(string(id), events, share(t, 1, 12, 40)); err != nil {
		t.Fatal(err)
	}
}

// TestPowerCutIsNoticed turns SQLite's syncs off and wants the replay to find
// acknowledged steps gone: else it would prove nothing.
func TestPowerCutIsNoticed(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	v := d.open()
	id := mustSet(t, v, label{})
	v.Close()
	var events []event
	for _, e := range record(t, d, string(id), 4) {
		if e.kind != 'S' { // as with synchronous OFF
			events = append(events, e)
		}
	}
	if err := d.cuts(string(id), events, 10); err == nil || !strings.Contains(err.Error(), "was acknowledged") {
		t.Fatal("steps that were never synced are not missed:", err)
	}
}

// cuts looks at the vault after every nth event, in every way that a cut can
// leave it.
func (d *desk) cuts(id string, events []event, every int) error {
	t := d.t
	r := rand.New(rand.NewPCG(3, 4))
	on := newDisk(t, d.dir)
	acked := 0
	for i, e := range events {
		if e.kind == 'A' {
			acked, _ = strconv.Atoi(e.path)
		}
		on.take(e)
		if i%every != 0 && e.kind != 'A' {
			continue
		}
		for _, how := range []string{"kept", "lost", "mixed"} {
			dir := filepath.Join(scratch(t), "data")
			on.leave(t, dir, how, r)
			left := &desk{t: t, dir: dir}
			v, err := left.try(drName, drPass)
			if err == nil {
				err = checkSteps(v, SetID(id), acked)
				v.Close()
			}
			os.RemoveAll(filepath.Dir(dir))
			if err != nil {
				return fmt.Errorf("after event %d of %d, %s: %w", i, len(events), how, err)
			}
		}
	}
	return nil
}
