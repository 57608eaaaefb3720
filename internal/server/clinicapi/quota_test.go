package clinicapi_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"strings"
	"testing"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
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
		"cases of a workstation": {func(int64) clinicapi.Quota { return clinicapi.Quota{Cases: 1} }, errs.TooMany, 0},
		"bytes of a workstation": {func(n int64) clinicapi.Quota { return clinicapi.Quota{Desk: n} }, errs.DiskFull, 0},
		"bytes of a clinic":      {func(n int64) clinicapi.Quota { return clinicapi.Quota{Clinic: n} }, errs.DiskFull, 1},
		"bytes over all":         {func(n int64) clinicapi.Quota { return clinicapi.Quota{All: n} }, errs.DiskFull, 2},
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

// What is sent to a case that was received, and that no version names, goes on
// to count after the case is handed over again, and in the end is refused; what
// a later version names counts no more.
func TestWhatNoVersionNamesCounts(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	s := serve(t)
	d := s.enrolled(s.clinic("A"), "Dr. A")
	c := d.newCase(nil)
	d.send(c)
	spare := make([]byte, 3000)
	rand.Read(spare)
	stray := func(n byte) (pack []byte) {
		b := bytes.Clone(spare)
		b[0] = n
		return append(wire.AppendPackHeader(nil, seal.HashChunk(b), len(b)), b...)
	}
	path := func() string { return at(wire.PathPack, "{case}", string(c.id), "{pack}", casefile.NewID()) }
	left := func() (n int64) {
		t.Helper()
		list, err := s.db.Q().ListUploads(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, u := range list {
			n += u.Bytes
		}
		return n
	}
	for n := range byte(3) {
		d.must("PUT", path(), stray(n), nil)
		d.must("POST", c.path(wire.PathVersions), d.versionRequest(c), nil) // the same again
		if got := left(); got != int64(n+1)*3000 {
			t.Errorf("after %d: %d bytes count", n+1, got)
		}
	}
	// A version that names one of them.
	d.amend(c, func(doc *casefile.Document) { doc.Plan = "Another plan." }, false)
	b := bytes.Clone(spare)
	b[0] = 1
	c.sealed[seal.HashChunk(b)] = b
	c.m.Items = append(c.m.Items, deed.Item{Record: casefile.RecordID(casefile.NewID()), Kind: deed.ItemRecord, MediaType: "application/dicom", Bytes: 2000, SHA256: seal.SHA256(b), Chunks: []seal.ChunkRef{{Hash: seal.HashChunk(b), Size: len(b)}}})
	d.seal(c)
	d.upload(c)
	d.must("POST", at(wire.PathVersions, "{case}", string(c.id)), d.versionRequest(c), nil)
	if got := left(); got != 2*3000 {
		t.Errorf("after a version that names one: %d bytes count", got)
	}
	s.quota = clinicapi.Quota{Desk: 8000}
	s.begin()
	d.refused(errs.TooLarge, "PUT", path(), stray(9))
}

// Of a pack that brings what is here already only the rest is stored.
func TestWhatIsHereIsNotStoredAgain(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	s := serve(t)
	d := s.enrolled(s.clinic("A"), "Dr. A")
	c := d.newCase(nil)
	var hashes []seal.ChunkHash
	var bytes int64
	for h, b := range c.sealed {
		hashes = append(hashes, h)
		bytes += int64(len(b))
	}
	// Each pack brings all of those before once more, and the last one twice.
	for n := range hashes {
		p := d.pack(c, append(hashes[:n+1:n+1], hashes[n])...)
		d.must("PUT", at(wire.PathPack, "{case}", string(c.id), "{pack}", casefile.NewID()), p, nil)
	}
	var stored int64
	if err := s.blobs.Keys(ctx, func(key string, size int64) error {
		if strings.HasPrefix(key, "packs/") {
			stored += size
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	heads := int64(len(hashes) * len(wire.AppendPackHeader(nil, hashes[0], 1)))
	if stored > bytes+heads {
		t.Errorf("%d bytes are stored of %d", stored, bytes)
	}
	if list, err := s.db.Q().ListUploads(ctx); err != nil || len(list) != 1 || list[0].Bytes != bytes {
		t.Errorf("uploads %+v of %d bytes, %v", list, bytes, err)
	}
	d.send(c) // and it can all be read
}

// On a disk that is nearly full no part of a case is stored, before its body is
// read; what was sent before is received, and news go on.
func TestReserveOfTheDisk(t *testing.T) {
	t.Parallel()
	s := serve(t)
	d := s.enrolled(s.clinic("A"), "Dr. A")
	whole, c := d.newCase(nil), d.newCase(nil)
	d.upload(whole)
	var asked int64
	s.takes = func(n int64) (bool, error) { asked = n; return false, nil }
	s.begin()
	for h := range c.sealed {
		p := d.refused(errs.DiskFull, "PUT", at(wire.PathPack, "{case}", string(c.id), "{pack}", casefile.NewID()), d.pack(c, h))
		if !strings.Contains(p.Detail, "Exchange again in an hour") {
			t.Errorf("told %q", p.Detail)
		}
		if asked < int64(len(c.sealed[h])) {
			t.Errorf("room was asked for %d bytes of %d", asked, len(c.sealed[h]))
		}
	}
	d.send(whole)
	d.feed("")
}
