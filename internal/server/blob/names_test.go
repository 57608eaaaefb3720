package blob

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"

	"oso/internal/errs"
)

// gate is a disk whose syncs of one folder can be held or fail.
type gate struct {
	osDisk
	path string

	mu     sync.Mutex
	fails  bool
	held   chan struct{} // closed: no longer; nil: never
	begun  chan struct{}
	synced bool
}

func (g *gate) syncDir(path string) error {
	if path != g.path {
		return g.osDisk.syncDir(path)
	}
	if g.held != nil {
		g.begun <- struct{}{}
		<-g.held
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.fails {
		return syscall.EIO
	}
	g.synced = true
	return g.osDisk.syncDir(path)
}

func (g *gate) isSynced() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.synced
}

// No Put returns nil before the name of its folder is on the disk, although
// the folder is there to be seen.
func TestFolderThatIsSeenIsNotYetOnTheDisk(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for name, begin := range map[string]func(*testing.T, *gate, *Folder){
		"left by a process that was killed": func(t *testing.T, g *gate, _ *Folder) {
			if err := os.MkdirAll(filepath.Join(g.path, "aa"), 0o700); err != nil {
				t.Fatal(err)
			}
		},
		"made by a Put whose sync failed": func(t *testing.T, g *gate, s *Folder) {
			g.fails = true
			if err := s.Put(ctx, "packs/aa-1", nil); err == nil {
				t.Fatal("a Put passed over a failed sync of its folder's name")
			}
			g.fails = false
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			root := filepath.Join(t.TempDir(), "blobs")
			g := &gate{path: filepath.Join(root, "packs")}
			s, err := open(root, g)
			if err != nil {
				t.Fatal(err)
			}
			begin(t, g, s)
			if _, err := os.Stat(filepath.Join(g.path, "aa")); err != nil {
				t.Fatal(err)
			}
			if err := s.Put(ctx, "packs/aa-2", nil); err != nil || !g.isSynced() {
				t.Errorf("Put returned %v; the folder's name is on the disk: %t", err, g.isSynced())
			}
		})
	}
}

// Puts that come together into a new folder wait for the one that made it.
func TestPutsIntoANewFolderWaitForItsName(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	root := filepath.Join(t.TempDir(), "blobs")
	g := &gate{path: filepath.Join(root, "packs"), held: make(chan struct{}), begun: make(chan struct{}, 9)}
	s, err := open(root, g)
	if err != nil {
		t.Fatal(err)
	}
	type ended struct {
		err    error
		synced bool
	}
	puts := make(chan ended, 4)
	put := func(key string) {
		err := s.Put(ctx, key, []byte(key))
		puts <- ended{err, g.isSynced()}
	}
	go put("packs/aa-1")
	<-g.begun // it has made the folder and waits for the disk
	for _, key := range []string{"packs/aa-2", "packs/aa-3", "packs/aa-4"} {
		go put(key)
	}
	close(g.held)
	for range cap(puts) {
		if p := <-puts; p.err != nil || !p.synced {
			t.Errorf("a Put returned %v; the folder's name is on the disk: %t", p.err, p.synced)
		}
	}
}

// What cannot be made durable is no damage: nobody is sent to a backup for it.
func TestFailedWriteIsNoDamage(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	root := t.TempDir()
	g := &gate{path: filepath.Join(root, "packs", "aa")}
	s := &Folder{root: root, disk: g, folders: map[string]*name{}}
	if err := s.Put(ctx, "packs/aa-1", []byte("one")); err != nil {
		t.Fatal(err)
	}
	g.fails = true
	for what, err := range map[string]error{
		"put":    s.Put(ctx, "packs/aa-2", []byte("two")),
		"delete": s.Delete(ctx, "packs/aa-1"),
	} {
		if err == nil || errs.Is(err, errs.Damaged) {
			t.Errorf("%s: %v", what, err)
		}
	}
}
