package clinicapi_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync/atomic"
	"testing"

	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/blob"
	"oso/internal/server/db"
	"oso/internal/server/dbtest"
	"oso/internal/wire"
)

// chunks are the rows of a case.
func (d *desk) chunks(c *sealedCase) []db.Chunk {
	d.s.t.Helper()
	var clinic string
	if err := d.s.db.Reader().QueryRow("SELECT MAX(clinic_id) FROM chunks WHERE case_id = ?1", string(c.id)).Scan(&clinic); err != nil {
		d.s.t.Fatal(err)
	}
	rows, err := d.s.db.Q().ListChunks(context.Background(), db.ListChunksParams{ClinicID: clinic, CaseID: string(c.id)})
	if err != nil {
		d.s.t.Fatal(err)
	}
	return rows
}

// readBack checks that every chunk of the case is where its row says.
func (d *desk) readBack(c *sealedCase) {
	d.s.t.Helper()
	rows := d.chunks(c)
	if len(rows) != len(c.sealed) {
		d.s.t.Errorf("%d chunks have rows, want %d", len(rows), len(c.sealed))
	}
	for _, r := range rows {
		b, err := d.s.blobs.ReadRange(context.Background(), r.BlobKey, r.BlobOffset, r.Size, nil)
		if err != nil || seal.HashChunk(b).String() != r.SHA256 {
			d.s.t.Errorf("a chunk under a receipt does not read back: %v", err)
		}
	}
}

// counted checks that the quota counts what came and no version names, and nothing twice.
func (d *desk) counted(c *sealedCase) {
	d.s.t.Helper()
	var got, want int64
	if err := d.s.db.Reader().QueryRow(`SELECT (SELECT COALESCE(SUM(bytes), 0) FROM uploads WHERE case_id = ?1),
		(SELECT COALESCE(SUM(size), 0) FROM chunks WHERE case_id = ?1 AND NOT named)`, string(c.id)).Scan(&got, &want); err != nil {
		d.s.t.Fatal(err)
	}
	if got != want {
		d.s.t.Errorf("the quota counts %d bytes of %d", got, want)
	}
}

// A row is no proof of its bytes. A process that did not hash them itself
// reads them before a receipt covers them, whether it is the first receipt or
// one that was given before; what is lost is asked for again.
func TestReceiptIsForBytesThatWereLookedAt(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for name, harm := range map[string]func(s *service, r db.Chunk) error{
		"lost": func(s *service, r db.Chunk) error { return s.blobs.Delete(ctx, r.BlobKey) },
		"changed": func(s *service, r db.Chunk) error {
			return s.blobs.Put(ctx, r.BlobKey, make([]byte, r.BlobOffset+r.Size))
		},
		"cut": func(s *service, r db.Chunk) error { return s.blobs.Put(ctx, r.BlobKey, make([]byte, r.BlobOffset+1)) },
	} {
		for _, received := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s received %t", name, received), func(t *testing.T) {
				t.Parallel()
				s := serve(t)
				d := s.enrolled(s.clinic("A"), "Dr. A")
				c := d.newCase(nil)
				if received {
					d.send(c)
				} else {
					d.upload(c)
				}
				if err := harm(s, d.chunks(c)[0]); err != nil {
					t.Fatal(err)
				}
				s.begin()
				d.refused(errs.Incomplete, "POST", c.path(wire.PathVersions), d.versionRequest(c))
				if n := d.upload(c); n != 1 {
					t.Errorf("%d chunks are asked for again, want 1", n)
				}
				d.counted(c)
				d.send(c)
				d.readBack(c)
				d.counted(c)
			})
		}
	}
}

// freeing is a storage that is read for the last time before a receipt when an
// upload is freed.
type freeing struct {
	blob.Store
	reads atomic.Int64
	free  func()
}

func (f *freeing) ReadRange(ctx context.Context, key string, offset, size int64, buf []byte) ([]byte, error) {
	b, err := f.Store.ReadRange(ctx, key, offset, size, buf)
	if f.reads.Add(-1) == 0 {
		f.free()
	}
	return b, err
}

// An upload that is freed between the look at its chunks and the receipt has
// no receipt, and leaves no case: the desk sends it again.
func TestUploadFreedBeforeItsReceipt(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	s := serve(t)
	f := &freeing{Store: s.blobs}
	s.blobs = f
	s.begin()
	clinic := s.clinic("A")
	d := s.enrolled(clinic, "Dr. A")
	before := d.newCase(nil)
	d.upload(before)
	d.must("POST", before.path(wire.PathVersions), d.versionRequest(before), nil)
	reads := -f.reads.Load()
	if reads < 2 {
		t.Fatalf("%d reads come before a receipt", reads)
	}
	c := d.newCase(nil)
	d.upload(c)
	freed := false
	f.free = func() {
		freed = true
		s.tx(func(q *db.Queries) error {
			return errors.Join(
				q.DoomUpload(ctx, db.DoomUploadParams{CreatedAt: 1, CaseID: string(c.id), ClinicID: clinic}),
				q.DropUpload(ctx, db.DropUploadParams{CaseID: string(c.id), ClinicID: clinic}),
				q.EndUpload(ctx, db.EndUploadParams{CaseID: string(c.id), ClinicID: clinic}))
		})
	}
	f.reads.Store(reads)
	d.refused(errs.Incomplete, "POST", c.path(wire.PathVersions), d.versionRequest(c))
	if !freed {
		t.Fatal("the upload was not freed in between")
	}
	if n := d.upload(c); n != len(c.sealed) {
		t.Errorf("%d chunks are asked for again, want %d", n, len(c.sealed))
	}
	d.send(c)
	d.readBack(c)
}

// A pack that is sent again to another process is not taken for stored because
// its rows are there.
func TestPackAgainReplacesWhatIsLost(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	s := serve(t)
	d := s.enrolled(s.clinic("A"), "Dr. A")
	c := d.newCase(nil)
	d.upload(c)
	row := d.chunks(c)[0]
	if err := s.blobs.Delete(ctx, row.BlobKey); err != nil {
		t.Fatal(err)
	}
	s.begin()
	var hash seal.ChunkHash
	for h := range c.sealed {
		if h.String() == row.SHA256 {
			hash = h
		}
	}
	d.must("PUT", at(c.path(wire.PathPack), "{pack}", "1"), d.pack(c, hash), nil)
	d.send(c)
	d.readBack(c)
}

// failingSync fails fsync and fdatasync of the C library, through which SQLite
// writes, while the file exists that OSO_FAIL_SYNC names.
const failingSync = `
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>
static int fails(void) { const char *f = getenv("OSO_FAIL_SYNC"); return f && access(f, F_OK) == 0; }
int fsync(int fd) { if (fails()) { errno = EIO; return -1; } return ((int (*)(int))dlsym(RTLD_NEXT, "fsync"))(fd); }
int fdatasync(int fd) { if (fails()) { errno = EIO; return -1; } return ((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"))(fd); }
`

// TestFailedSyncEndsAcknowledging runs failedSync in a process whose disk
// fails under the database.
func TestFailedSyncEndsAcknowledging(t *testing.T) {
	dbtest.SQLite(t)
	if name := os.Getenv("OSO_FAIL_SYNC"); name != "" {
		failedSync(t, name)
		return
	}
	t.Parallel()
	dir := t.TempDir()
	source, lib := filepath.Join(dir, "sync.c"), filepath.Join(dir, "sync.so")
	if err := os.WriteFile(source, []byte(failingSync), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("gcc", "-shared", "-fPIC", "-o", lib, source, "-ldl").CombinedOutput(); err != nil {
		t.Skipf("left out: a library that fails cannot be made here: %v %s", err, out)
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestFailedSyncEndsAcknowledging$", "-test.v")
	cmd.Env = append(os.Environ(), "LD_PRELOAD="+lib, "OSO_FAIL_SYNC="+filepath.Join(dir, "fail"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// failedSync: while the log cannot be synced a pack comes. It is not
// acknowledged, and nothing after it, though the disk is well again: the
// process has to begin anew. Whatever rows the next one finds, the case comes
// to a receipt, and every byte under it is there.
func failedSync(t *testing.T, fail string) {
	ctx := context.Background()
	s := serve(t)
	d := s.enrolled(s.clinic("A"), "Dr. A")
	c := d.newCase(nil)
	var all []seal.ChunkHash
	for h := range c.sealed {
		all = append(all, h)
	}
	path := at(c.path(wire.PathPack), "{pack}", "1")
	d.must("PUT", path, d.pack(c, all[0]), nil)
	if err := os.WriteFile(fail, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if resp, b := d.do("PUT", path, d.pack(c, all[1:]...)); resp.StatusCode == http.StatusOK {
		t.Fatalf("a pack is acknowledged over a disk that fails: %s", b)
	}
	if err := os.Remove(fail); err != nil {
		t.Fatal(err)
	}
	select {
	case <-s.db.Broken():
	default:
		t.Fatal("the process goes on after a failed sync")
	}
	for range 2 {
		d.refused(errs.Unreachable, "PUT", path, d.pack(c, all[1:]...))
		d.refused(errs.Unreachable, "POST", c.path(wire.PathMissing), wire.MissingRequest{Chunks: all})
		d.refused(errs.Unreachable, "POST", c.path(wire.PathVersions), d.versionRequest(c))
	}

	s.reopen()
	if err := s.db.Settle(ctx); err != nil {
		t.Fatal(err)
	}
	s.begin()
	d.send(c)
	d.readBack(c)
}
