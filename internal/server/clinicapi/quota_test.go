package clinicapi_test

import (
	"context"
	"strings"
	"testing"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/server/clinicapi"
	"oso/internal/wire"
)

// What is not whole yet is bounded: in cases and bytes of a desk, in bytes of
// its clinic and over all. A case that is whole counts no more.
func TestUnfinishedCasesAreBounded(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for name, x := range map[string]struct {
		quota func(bytes int64) clinicapi.Quota
		kind  errs.Kind
		whose int // 0: the same desk, 1: another desk of the clinic, 2: another clinic's
	}{
		"cases of a desk":   {func(int64) clinicapi.Quota { return clinicapi.Quota{Cases: 1} }, errs.TooMany, 0},
		"bytes of a desk":   {func(n int64) clinicapi.Quota { return clinicapi.Quota{Desk: n} }, errs.DiskFull, 0},
		"bytes of a clinic": {func(n int64) clinicapi.Quota { return clinicapi.Quota{Clinic: n} }, errs.DiskFull, 1},
		"bytes over all":    {func(n int64) clinicapi.Quota { return clinicapi.Quota{All: n} }, errs.DiskFull, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t)
			clinic := s.clinic("A")
			first := s.enrolled(clinic, "Dr. A")
			second := first
			switch x.whose {
			case 1:
				second = s.enrolled(clinic, "Dr. B")
			case 2:
				second = s.enrolled(s.clinic("B"), "Dr. B")
			}
			c := first.newCase(nil)
			first.upload(c)
			var bytes int64
			for _, b := range c.sealed {
				bytes += int64(len(b))
			}
			s.quota = x.quota(bytes + bytes/2) // not enough for two
			s.begin()
			other := second.newCase(nil)
			var refused bool
			for h := range other.sealed {
				resp, _ := second.do("PUT", at(wire.PathPack, "{case}", string(other.id), "{pack}", casefile.NewID()), second.pack(other, h))
				if resp.StatusCode != 200 {
					second.refused(x.kind, "PUT", at(wire.PathPack, "{case}", string(other.id), "{pack}", casefile.NewID()), second.pack(other, h))
					refused = true
				}
			}
			if !refused {
				t.Error("another case was begun without bound")
			}
			first.send(c)
			second.send(other)
			if left, err := s.db.Q().ListUploads(ctx); err != nil || len(left) != 0 {
				t.Errorf("%d cases count as unfinished, %v", len(left), err)
			}
		})
	}
}

// What comes again of a version that was received, after a restore whose backup
// lacks its parts, takes no room of what is on its way once it is whole.
func TestWhatIsSentAgainAfterARestoreTakesNoRoom(t *testing.T) {
	t.Parallel()
	for name, again := range map[string]bool{"of before the restore": true, "of the same epoch": false} {
		s := serve(t)
		d := s.enrolled(s.clinic("A"), "Dr. A")
		c := d.newCase(nil)
		d.send(c)
		s.exec("DELETE FROM chunks WHERE case_id = ?", string(c.id))
		if again {
			s.restored()
		}
		d.send(c)
		if left, err := s.db.Q().ListUploads(context.Background()); err != nil || len(left) != 0 {
			t.Errorf("%s: %d cases count as unfinished, %v", name, len(left), err)
		}
	}
}

// One case that is larger than all that is kept on its way is told as that, with
// what can be done.
func TestCaseLargerThanTheQuota(t *testing.T) {
	t.Parallel()
	s := serve(t)
	d := s.enrolled(s.clinic("A"), "Dr. A")
	s.quota = clinicapi.Quota{Desk: 1}
	s.begin()
	c := d.newCase(nil)
	for h := range c.sealed {
		p := d.refused(errs.TooLarge, "PUT", at(wire.PathPack, "{case}", string(c.id), "{pack}", casefile.NewID()), d.pack(c, h))
		if !strings.Contains(p.Detail, "Ask your OSO coordinator to make room") {
			t.Errorf("told %q", p.Detail)
		}
	}
}
