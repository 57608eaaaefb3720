package vault

import (
	"bufio"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// TestMeasures prints the measures of docs/VAULT.md, the way they are defined
// there: both sides take turns in one run, nine rounds, the median of the
// ratios with their spread. It asserts nothing about time. OSO_BENCH=1 runs
// it; OSO_BENCH_ROUNDS and OSO_BENCH_DIR change rounds and place.
func TestMeasures(t *testing.T) {
	if os.Getenv("OSO_BENCH") != "1" {
		t.Skip("set OSO_BENCH=1: takes minutes and 5 GB of disk")
	}
	dir := os.Getenv("OSO_BENCH_DIR")
	if dir == "" {
		dir = t.TempDir()
	}
	many := writeSources(t, filepath.Join(dir, "many"), 1000, 500_000)
	one := writeSources(t, filepath.Join(dir, "one"), 1, 1_000_000_000)
	for _, m := range []struct {
		name  string
		files []string
		o     BatchOptions
	}{
		{"1,000 files of 0.5 MB", many, BatchOptions{}},
		{"1,000 files of 0.5 MB, not compressed", many, BatchOptions{NoCompress: true}},
		{"one file of 1 GB", one, BatchOptions{}},
		{"one file of 1 GB, not compressed", one, BatchOptions{NoCompress: true}},
	} {
		t.Run(m.name, func(t *testing.T) {
			b := &measure{t: t, dir: dir, files: m.files, o: m.o}
			b.run(m.name)
		})
	}
}

// writeSources makes files like CT slices: in each line of 512 samples of 16
// bits, nearly half is the same value, as outside of the body; in the rest the
// low byte is noise and the high byte smooth. A short text stands in front.
// TestMeasures prints how much of it packing leaves.
func writeSources(t *testing.T, dir string, n, size int) []string {
	t.Helper()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	files := make([]string, n)
	for i := range files {
		files[i] = filepath.Join(dir, fmt.Sprintf("I%04d", i))
		f, err := os.Create(files[i])
		if err != nil {
			t.Fatal(err)
		}
		w := bufio.NewWriterSize(f, 1<<20)
		fmt.Fprintf(w, "%-1024s", "DICM header of slice "+strconv.Itoa(i))
		buf := make([]byte, 1024)
		for left := size - 1024; left > 0; left -= len(buf) {
			for k := range buf[:480] {
				buf[k] = 0x30 * byte(k%2)
			}
			for k := 480; k < len(buf); k += 8 {
				u := r.Uint64()
				for s := range 4 {
					buf[k+2*s] = byte(u >> (16 * s))
					buf[k+2*s+1] = byte(left>>14) & 15
				}
			}
			w.Write(buf[:min(left, len(buf))])
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		f.Close()
	}
	return files
}

type measure struct {
	t     *testing.T
	dir   string
	files []string
	o     BatchOptions
}

func turns() int {
	if n, err := strconv.Atoi(os.Getenv("OSO_BENCH_ROUNDS")); err == nil {
		return n
	}
	return 9
}

func (m *measure) run(name string) {
	var write, read []float64
	var sealed, copied, opened, hashed time.Duration
	var left int64
	for range turns() {
		c := m.timed(m.copyWithSum)
		v, id, s := m.seal()
		write = append(write, c.Seconds()/s.Seconds())
		left = storedBytes(m.t, v, id)
		h := m.timed(m.sum)
		o := m.timed(func() { m.open(v, id) })
		read = append(read, h.Seconds()/o.Seconds())
		sealed, copied, opened, hashed = sealed+s, copied+c, opened+o, hashed+h
		v.Close()
		os.RemoveAll(filepath.Join(m.dir, "vault"))
	}
	var total int64
	for _, f := range m.files {
		st, err := os.Stat(f)
		if err != nil {
			m.t.Fatal(err)
		}
		total += st.Size()
	}
	rate := func(d time.Duration) float64 { return float64(total) * float64(turns()) / 1e6 / d.Seconds() }
	m.t.Logf("%s, %d%% of the bytes left\n  write: %s of copy with SHA-256 (%.0f against %.0f MB/s)\n  read:  %s of SHA-256 alone (%.0f against %.0f MB/s)",
		name, left*100/total, median(write), rate(sealed), rate(copied), median(read), rate(opened), rate(hashed))
	m.t.Logf("peak memory so far: %d MB", peakRSS(m.t))
}

// storedBytes is how much the records take, sealed.
func storedBytes(t *testing.T, v *Vault, id SetID) (n int64) {
	all, err := v.Records(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range all {
		for _, c := range r.Chunks {
			n += int64(c.Size)
		}
	}
	return n
}

func median(r []float64) string {
	slices.Sort(r)
	return fmt.Sprintf("%.2f (%.2f to %.2f)", r[len(r)/2], r[0], r[len(r)-1])
}

func (m *measure) timed(f func()) time.Duration {
	syscall.Sync() // what the side before left must not be on this one's bill
	start := time.Now()
	f()
	return time.Since(start)
}

// copyWithSum is the baseline: one thread, new files of the same number and
// size in one folder, one sync at the end.
func (m *measure) copyWithSum() {
	out := filepath.Join(m.dir, "copy")
	defer os.RemoveAll(out)
	if err := os.MkdirAll(out, 0o700); err != nil {
		m.t.Fatal(err)
	}
	for i, name := range m.files {
		src, err := os.Open(name)
		if err != nil {
			m.t.Fatal(err)
		}
		dst, err := os.Create(filepath.Join(out, strconv.Itoa(i)))
		if err != nil {
			m.t.Fatal(err)
		}
		if _, err := io.Copy(io.MultiWriter(dst, sha256.New()), src); err != nil {
			m.t.Fatal(err)
		}
		src.Close()
		dst.Close()
	}
	syscall.Sync()
}

func (m *measure) seal() (*Vault, SetID, time.Duration) {
	dir := filepath.Join(m.dir, "vault")
	if _, err := Create(context.Background(), dir, CreateOptions{User: drName, Role: Physician, Passphrase: drPass, Rounds: quick()}); err != nil {
		m.t.Fatal(err)
	}
	v, err := Open(context.Background(), dir, OpenOptions{Layout: sample(), Passphrase: drPass, Rounds: quick()})
	if err != nil {
		m.t.Fatal(err)
	}
	id := mustSet(m.t, v, label{})
	return v, id, m.timed(func() { m.store(v, id) })
}

func (m *measure) store(v *Vault, id SetID) {
	b, err := v.NewBatch(context.Background(), id, m.o)
	if err != nil {
		m.t.Fatal(err)
	}
	defer b.Close()
	for _, name := range m.files {
		f, err := os.Open(name)
		if err != nil {
			m.t.Fatal(err)
		}
		w, err := b.NewRecord()
		if err != nil {
			m.t.Fatal(err)
		}
		if _, err := io.Copy(w, f); err != nil {
			m.t.Fatal(err)
		}
		f.Close()
		if err := w.Close(); err != nil {
			m.t.Fatal(err)
		}
		if _, n := b.Pending(); n >= 64<<20 {
			if err := b.Commit(context.Background(), nil); err != nil {
				m.t.Fatal(err)
			}
		}
	}
	if err := b.Commit(context.Background(), nil); err != nil {
		m.t.Fatal(err)
	}
}

// sum is the baseline of reading: SHA-256 over the same bytes, one thread.
func (m *measure) sum() {
	h := sha256.New()
	buf := make([]byte, 1<<20)
	for _, name := range m.files {
		f, err := os.Open(name)
		if err != nil {
			m.t.Fatal(err)
		}
		for {
			n, err := f.Read(buf)
			h.Write(buf[:n])
			if err != nil {
				break
			}
		}
		f.Close()
	}
}

// open reads all records, on two cores: a record alone opens its next chunks
// beside, and small records are read two at a time.
func (m *measure) open(v *Vault, id SetID) {
	all, err := v.Records(context.Background(), id)
	if err != nil {
		m.t.Fatal(err)
	}
	var wg sync.WaitGroup
	for half := range 2 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := half; i < len(all); i += 2 {
				r, err := v.OpenRecord(context.Background(), id, all[i].ID, nil)
				if err != nil {
					m.t.Error(err)
					return
				}
				if _, err := r.WriteTo(io.Discard); err != nil {
					m.t.Error(err)
				}
				r.Close()
			}
		}()
	}
	wg.Wait()
}

// peakRSS is the process's high-water mark in MB (Linux); the test's own
// buffers are in it.
func peakRSS(t *testing.T) int {
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(b)) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == "VmHWM:" {
			n, _ := strconv.Atoi(f[1])
			return n / 1024
		}
	}
	return 0
}
