package e2e

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/sample"
)

// seeds are those of the schedules that a test draws: as many as usually, or as
// OSO_SCHEDULES says, from a first one on that is drawn, or that OSO_SEED says. A
// failure names its own in its test's name (ofSeed).
func seeds(t *testing.T, usually int) []uint64 {
	t.Helper()
	number, first := usually, rand.Uint64()>>1
	if s := os.Getenv("OSO_SCHEDULES"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatal(err)
		}
		number = n
	}
	if s := os.Getenv("OSO_SEED"); s != "" {
		n, err := strconv.ParseUint(s, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		first = n
	}
	t.Logf("%d schedules from OSO_SEED=%d on", number, first)
	all := make([]uint64, number)
	for i := range all {
		all[i] = first + uint64(i)
	}
	return all
}

// ofSeed is what the test of one schedule is called.
func ofSeed(seed uint64) string { return fmt.Sprintf("OSO_SEED=%d", seed) }

// many writes files that no two are alike and that do not shrink.
func many(t *testing.T, dir string, files, size int) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for i := range files {
		b := make([]byte, 0, size+sha256.Size)
		for n := uint64(0); len(b) < size; n++ {
			var seed [16]byte
			binary.BigEndian.PutUint64(seed[:], uint64(i))
			binary.BigEndian.PutUint64(seed[8:], n)
			h := sha256.Sum256(seed[:])
			b = append(b, h[:]...)
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("file-%04d.bin", i)), b[:size], 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// bytesBelow is how much lies on the disk below a folder.
func bytesBelow(dir string) int64 {
	var n int64
	filepath.WalkDir(dir, func(_ string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			if i, err := e.Info(); err == nil {
				n += i.Size()
			}
		}
		return nil
	})
	return n
}

// during runs a command, and do once so much has come below the folder; it
// tells whether the command was still running then.
func (c *clinic) during(dir string, more int64, do func(kill func()), args ...string) (alive bool, exit int) {
	c.t.Helper()
	before := bytesBelow(dir)
	cmd := c.command(args...)
	if err := cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		cmd.Wait()
		close(ended)
	}()
	for bytesBelow(dir) < before+more {
		select {
		case <-ended:
			return false, cmd.ProcessState.ExitCode()
		case <-time.After(2 * time.Millisecond):
		}
	}
	do(func() { cmd.Process.Kill() })
	<-ended
	return true, cmd.ProcessState.ExitCode()
}

// undamaged checks all that the vault holds.
func (c *clinic) undamaged(t *testing.T) {
	t.Helper()
	var v struct{ Damaged []any }
	if c.must(&v, 0, "vault", "verify"); len(v.Damaged) != 0 {
		t.Errorf("damaged: %v", v.Damaged)
	}
}

// put writes a file, and the folders above it.
func put(t *testing.T, path string, b []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// slice is an image of one of somebody's series in a study of their own, the study's number.
func slice(who casefile.Patient, study uint64, series string, n int) []byte {
	return sample.DICOM(sample.Image{
		Patient: who, StudyUID: sample.UID(study, "study"), SeriesUID: sample.UID(study, "series"+series), SOPInstanceUID: sample.UID(study, fmt.Sprint("image ", series, " ", n)),
		StudyDate: "20241109", StudyText: "CT chest", SeriesText: "axial " + series, Modality: "CT", SeriesNumber: 1, Instance: n,
	})
}
