package blob

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"oso/internal/errs"
	"oso/internal/server/blobtest"
)

// What a Store promises, of each kind.
func TestStores(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	kinds := map[string]func(t *testing.T) (open func() (Store, error)){
		"folder": func(t *testing.T) func() (Store, error) {
			dir := filepath.Join(t.TempDir(), "blobs")
			return func() (Store, error) { return open(dir, osDisk{}) }
		},
		"folder beside": func(t *testing.T) func() (Store, error) {
			dir := filepath.Join(t.TempDir(), "blobs")
			return func() (Store, error) { return Dial(ctx, "file:"+dir, os.Getenv) }
		},
		"bucket": func(t *testing.T) func() (Store, error) {
			at := blobtest.Address(t)
			return func() (Store, error) { return Dial(ctx, at, os.Getenv) }
		},
	}
	for kind, make := range kinds {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			open := make(t)
			s, err := open()
			if err != nil {
				t.Fatal(err)
			}
			suite(t, s, func() Store {
				again, err := open()
				if err != nil {
					t.Fatal(err)
				}
				return again
			})
		})
	}
}

func suite(t *testing.T, s Store, reopened func() Store) {
	ctx := context.Background()
	keys := func(s Store) string {
		t.Helper()
		var list []string
		if err := s.Keys(ctx, func(k string, n int64) error { list = append(list, fmt.Sprintf("%s:%d", k, n)); return nil }); err != nil {
			t.Fatal(err)
		}
		slices.Sort(list)
		return strings.Join(list, " ")
	}
	if got := keys(s); got != "" {
		t.Errorf("a new store has %s", got)
	}
	want := bytes.Repeat([]byte("0123456789"), 1000)
	if err := s.Put(ctx, "packs/abcdef", want); err != nil {
		t.Fatal(err)
	}
	if err := s.Put(ctx, "packs/nothing", nil); err != nil {
		t.Fatal(err)
	}
	s = reopened() // as after a restart
	if got, err := s.Get(ctx, "packs/abcdef"); err != nil || !bytes.Equal(got, want) {
		t.Errorf("got %d bytes, %v", len(got), err)
	}
	if got, err := s.Get(ctx, "packs/nothing"); err != nil || len(got) != 0 {
		t.Errorf("an empty blob has %d bytes, %v", len(got), err)
	}
	if got := keys(s); got != "packs/abcdef:10000 packs/nothing:0" {
		t.Errorf("keys are %s", got)
	}

	for _, r := range []struct {
		offset, size int64
		want         string
		kind         errs.Kind
	}{
		{15, 10, "5678901234", ""}, {0, 0, "", ""}, {10_000, 0, "", ""}, {9_999, 1, "9", ""}, {0, 3, "012", ""},
		{9_999, 2, "", errs.Damaged}, {10_000, 1, "", errs.Damaged}, {10_001, 0, "", errs.Damaged}, {1, 1 << 62, "", errs.Damaged}, {1 << 62, 1 << 62, "", errs.Damaged},
		{-1, 1, "", errs.Invalid}, {0, -1, "", errs.Invalid},
	} {
		got, err := s.ReadRange(ctx, "packs/abcdef", r.offset, r.size, []byte("kept "))
		if r.kind != "" {
			if !errs.Is(err, r.kind) || r.kind == errs.Damaged && !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("%d bytes from %d: %v, want kind %s", r.size, r.offset, err, r.kind)
			}
		} else if err != nil || string(got) != "kept "+r.want {
			t.Errorf("%d bytes from %d are %q, %v", r.size, r.offset, got, err)
		}
	}

	if err := s.Put(ctx, "packs/abcdef", []byte("in place of it")); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Get(ctx, "packs/abcdef"); err != nil || string(got) != "in place of it" {
		t.Errorf("after another Put: %q, %v", got, err)
	}

	stop := errors.New("stop")
	calls := 0
	if err := s.Keys(ctx, func(string, int64) error { calls++; return stop }); !errors.Is(err, stop) || calls != 1 {
		t.Errorf("Keys went on for %d calls: %v", calls, err)
	}
	for range 2 {
		if err := s.Delete(ctx, "packs/abcdef"); err != nil {
			t.Errorf("delete: %v", err)
		}
	}
	if _, err := s.Get(ctx, "packs/abcdef"); !errs.Is(err, errs.NotFound) {
		t.Errorf("what was deleted: %v", err)
	}
	if _, err := s.ReadRange(ctx, "packs/abcdef", 0, 1, nil); !errs.Is(err, errs.NotFound) {
		t.Errorf("a part of what was deleted: %v", err)
	}
	for _, key := range []string{"", "ab", "../abc", "packs/../../abc", "/abc", "abc/", "a//abc", "Packs/abc", "tmp/abc", "packs/abc.txt", "packs/a\x00bc", strings.Repeat("a", 201)} {
		_, get := s.Get(ctx, key)
		_, part := s.ReadRange(ctx, key, 0, 1, nil)
		for act, err := range map[string]error{"Put": s.Put(ctx, key, nil), "Get": get, "ReadRange": part, "Delete": s.Delete(ctx, key)} {
			if !errs.Is(err, errs.Invalid) {
				t.Errorf("%s of key %q: %v", act, key, err)
			}
		}
	}
	ended, cancel := context.WithCancel(ctx)
	cancel()
	if err := s.Put(ended, "packs/late", []byte("x")); !errs.Is(err, errs.Canceled) {
		t.Errorf("a Put that was stopped: %v", err)
	}

	// Many at once, more than one page of a list.
	const many = 1100
	var wg sync.WaitGroup
	turn := make(chan struct{}, 16)
	for i := range many {
		wg.Go(func() {
			turn <- struct{}{}
			defer func() { <-turn }()
			if err := s.Put(ctx, fmt.Sprintf("many/%04d", i), []byte{byte(i)}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := strings.Count(keys(s), "many/"); n != many {
		t.Errorf("%d of %d keys are listed", n, many)
	}
}
