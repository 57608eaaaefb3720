package server

import (
	"context"
	"errors"
	"net/http/httptest"
	"testing"
	"time"
)

// While the disk has no more free than the reserve, uploads are not taken, which
// is told to who watches; the service is well otherwise.
func TestReserve(t *testing.T) {
	t.Parallel()
	c := &clock{at: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
	dir, master := folder(t, c)
	cfg := config(t, c, dir, master)
	cfg.Reserve = 1000
	s, err := Open(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if n, err := s.reserve.left(); err != nil || n <= 0 {
		t.Errorf("this disk has %d bytes free, %v", n, err)
	}
	for _, x := range []struct {
		free  int64
		err   error
		takes bool // nothing
		most  bool // 500 bytes
	}{{5000, nil, true, true}, {1500, nil, true, true}, {1499, nil, true, false}, {1000, nil, true, false}, {999, nil, false, false}, {0, errors.New("gone"), false, false}} {
		s.reserve.free = func(string) (int64, error) { return x.free, x.err }
		some, err := s.reserve.takes(0)
		more, _ := s.reserve.takes(500)
		if some != x.takes && err == nil || more != x.most && err == nil || (err != nil) != (x.err != nil) {
			t.Errorf("%d free: takes nothing more %t, 500 more %t, %v", x.free, some, more, err)
		}
		w := httptest.NewRecorder()
		s.health(w, httptest.NewRequest("GET", "/readyz", nil))
		if said := w.Header().Get(HeaderNoRoom); w.Code != 204 || (said == "") != x.takes {
			t.Errorf("%d free: health is %d and says %q", x.free, w.Code, said)
		}
		all, err := s.metrics.registry.Gather()
		n := 0
		for _, m := range all {
			if m.GetName() == "oso_disk_free_bytes" || m.GetName() == "oso_uploads_taken" {
				n++
			}
		}
		if err != nil || (n == 2) != (x.err == nil) {
			t.Errorf("%d free: %d metrics, %v", x.free, n, err)
		}
	}
	s.reserve.keep = 0
	if takes, err := s.reserve.takes(1 << 40); err != nil || !takes {
		t.Errorf("without a reserve: %t, %v", takes, err)
	}
}
