package e2e

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// A desk whose disk has no room for one byte reads all that it has: reading wants no
// room. What writes says that the disk is full, and goes once there is room.
func TestReadingOnAFullDisk(t *testing.T) {
	t.Parallel()
	disk := t.TempDir()
	if err := syscall.Mount("oso-test", disk, "tmpfs", 0, "size=32m"); err != nil {
		t.Skip("cannot mount a small file system here")
	}
	t.Cleanup(func() { syscall.Unmount(disk, syscall.MNT_DETACH) })
	c := &clinic{t: t, bin: build(t).oso, home: t.TempDir(), data: filepath.Join(disk, "data")}
	c.created()
	id, records := c.begin()
	c.must(nil, 0, "import", id, records)
	reads := [][]string{{"case", "list"}, {"case", "show", id}, {"case", "check", id}, {"records", "discrepancies", id}, {"imports", "list", id}, {"vault", "verify"}}
	answers := map[string]string{}
	ask := func() {
		for _, args := range reads {
			out, code := c.run(args...)
			if name := args[0] + " " + args[1]; answers[name] == "" {
				answers[name] = string(out)
			} else if string(out) != answers[name] {
				t.Errorf("%s on a full disk: exit %d, %s", name, code, out)
			}
		}
	}
	ask()

	filler := filepath.Join(disk, "filler")
	f, err := os.Create(filler)
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []int{64 << 10, 1} {
		for err = nil; err == nil; {
			_, err = f.Write(make([]byte, size))
		}
		if !errors.Is(err, syscall.ENOSPC) {
			t.Fatal(err)
		}
	}
	f.Close()
	ask()
	c.must(nil, 0, "export", id, filepath.Join(c.home, "records of the case"))
	c.must(nil, 0, "vault", "backup", filepath.Join(c.home, "backup"))
	sign := []string{"agreement", "sign", id, "--signer", "Eleanor Whitcombe", "--relation", "self"}
	c.fails("disk-full", 1, sign...)
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	c.must(nil, 0, sign...)
}
