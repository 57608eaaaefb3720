package clinicapi_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"testing"

	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/db"
	"oso/internal/wire"
)

// mark is a point of a history that was written by one letter.
func mark(sequence int64, by byte) wire.Mark {
	return wire.Mark{Sequence: sequence, History: bytes.Repeat([]byte{by}, 32)}
}

func (d *desk) tokenRequest(k *seal.SigningKey, signed, said []wire.Mark) wire.TokenRequest {
	d.s.t.Helper()
	var c wire.Challenge
	d.must("POST", wire.PathChallenge, wire.ChallengeRequest{Device: d.enrol.Device}, &c)
	return wire.TokenRequest{Device: d.enrol.Device, Nonce: c.Nonce, Signature: k.Sign(deed.DomainToken, wire.TokenBytes(c.Nonce, signed)), Marks: said}
}

// tells signs in with marks, the present one last, and gives whether the service
// says that another copy spoke.
func (d *desk) tells(marks ...wire.Mark) bool {
	d.s.t.Helper()
	var t wire.Token
	d.must("POST", wire.PathToken, d.tokenRequest(d.device, marks, marks), &t)
	d.token = t.Token
	return t.PutBack
}

func markQuery(k *seal.SigningKey, domain seal.Domain, signed, said wire.Mark) string {
	b64 := base64.RawURLEncoding.EncodeToString
	return "?after=0&sequence=" + itoa(said.Sequence) + "&history=" + b64(said.History) + "&signature=" + b64(k.Sign(domain, wire.MarkBytes(signed)))
}

// A number is not believed in place of a history: a copy that went on by itself
// is another desk, however much was written in it, and both ends are told.
func TestAnotherCopyIsTold(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		copy []wire.Mark // what the copy says, after the desk has said 5 and 9
		told bool
	}{
		"the desk itself":              {[]wire.Mark{mark(9, 'a'), mark(12, 'a')}, false},
		"nothing was written":          {[]wire.Mark{mark(9, 'a')}, false},
		"an older folder":              {[]wire.Mark{mark(5, 'a')}, true},
		"an older one that went on":    {[]wire.Mark{mark(5, 'a'), mark(400, 'b')}, true},
		"as many writes, not the same": {[]wire.Mark{mark(5, 'a'), mark(9, 'b')}, true},
		"another vault":                {[]wire.Mark{mark(9, 'c')}, true},
		"one that says nothing":        {nil, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t)
			d := s.enrolled(s.clinic("A"), "Dr. A")
			if d.tells(mark(5, 'a')) || d.tells(mark(5, 'a'), mark(9, 'a')) {
				t.Fatal("the desk itself is accused")
			}
			if got := d.tells(x.copy...); got != x.told {
				t.Errorf("told %t, want %t", got, x.told)
			}
			if n := len(s.audited("vault-put-back")); (n == 1) != x.told {
				t.Errorf("%d rows of the audit", n)
			}
			if len(x.copy) == 0 {
				return
			}
			if d.tells(x.copy...) {
				t.Error("said twice")
			}
			if x.told && !d.tells(mark(9, 'a'), mark(14, 'a')) {
				t.Error("the desk that was there before is not told")
			}
		})
	}
}

func (s *service) audited(event string) (out []string) {
	s.t.Helper()
	rows, err := s.db.Q().ListAudit(context.Background(), db.SystemChain)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, r := range rows {
		if r.Event == event {
			out = append(out, r.DeviceID)
		}
	}
	return out
}

// Only the desk itself says where its vault stands: who holds a token or reads
// the line can neither move the mark on nor back. What is held stands, signed,
// in the page.
func TestMarkIsSignedByTheDesk(t *testing.T) {
	t.Parallel()
	s := serve(t)
	d, other := s.enrolled(s.clinic("A"), "Dr. A"), s.enrolled(s.clinic("B"), "Dr. B")
	ten, far := []wire.Mark{mark(10, 'a')}, []wire.Mark{mark(1<<40, 'a')}
	for name, r := range map[string]wire.TokenRequest{
		"another":             d.tokenRequest(d.device, ten, far),
		"left out":            d.tokenRequest(d.device, ten, nil),
		"another workstation": d.tokenRequest(other.device, ten, ten),
		"below nothing":       d.tokenRequest(d.device, []wire.Mark{mark(-1, 'a')}, []wire.Mark{mark(-1, 'a')}),
		"a short one":         d.tokenRequest(d.device, []wire.Mark{{Sequence: 3, History: []byte("x")}}, []wire.Mark{{Sequence: 3, History: []byte("x")}}),
	} {
		t.Log(name)
		d.refused(errs.Unauthenticated, "POST", wire.PathToken, r)
	}
	if d.feed("").Mark != nil {
		t.Error("a mark is held that nobody told")
	}
	if d.tells(ten...) {
		t.Error("the first counts as put back")
	}
	for name, query := range map[string]string{
		"another number":      markQuery(d.device, deed.DomainSequence, ten[0], far[0]),
		"another history":     markQuery(d.device, deed.DomainSequence, mark(11, 'a'), mark(11, 'b')),
		"another workstation": markQuery(other.device, deed.DomainSequence, far[0], far[0]),
		"another purpose":     markQuery(d.device, deed.DomainToken, far[0], far[0]),
		"no signature":        "?after=0&sequence=" + itoa(1<<40),
		"below nothing":       markQuery(d.device, deed.DomainSequence, mark(-1, 'a'), mark(-1, 'a')),
	} {
		t.Log(name)
		d.refused(errs.SignatureMismatch, "GET", wire.PathChanges+query, nil)
	}
	holds := func(p feed, want wire.Mark) {
		t.Helper()
		if p.Mark == nil || p.Mark.Sequence != want.Sequence || !bytes.Equal(p.Mark.History, want.History) {
			t.Errorf("held is %+v, want %d", p.Mark, want.Sequence)
		}
	}
	holds(d.feed(""), ten[0])
	holds(d.feed(markQuery(d.device, deed.DomainSequence, mark(30, 'a'), mark(30, 'a'))), mark(30, 'a'))
	holds(d.feed(markQuery(d.device, deed.DomainSequence, mark(20, 'a'), mark(20, 'a'))), mark(30, 'a')) // played again
	if !d.tells(mark(29, 'a')) {
		t.Error("an older state than at the end of an exchange is not noticed")
	}
}

// A restored database knows older marks than the desks remember, and accuses
// nobody by them.
func TestRestoreForgetsMarks(t *testing.T) {
	t.Parallel()
	s := serve(t)
	d := s.enrolled(s.clinic("A"), "Dr. A")
	d.tells(mark(5, 'a'))
	s.restored()
	if d.tells(mark(9, 'a'), mark(12, 'a')) {
		t.Error("the desk is accused by a mark of before the restore")
	}
	if !d.tells(mark(5, 'a'), mark(7, 'b')) {
		t.Error("another copy is not told after it")
	}
}

// Another key takes a desk's place with proof of both; the one of before is good
// for nothing any more.
func TestDeviceKeyIsReplaced(t *testing.T) {
	t.Parallel()
	s := serve(t)
	d := s.enrolled(s.clinic("A"), "Dr. A")
	next, old := seal.NewSigningKey(), d.device
	request := func(by, of *seal.SigningKey, device string) wire.RenewRequest {
		proof, err := seal.Canonical(wire.RenewProof{Device: device, Next: of.Public()})
		if err != nil {
			t.Fatal(err)
		}
		return wire.RenewRequest{Next: of.Public(), DeviceProof: by.Sign(deed.DomainRenew, proof), NextProof: of.Sign(deed.DomainRenew, proof)}
	}
	spoilt := request(old, next, d.enrol.Device)
	spoilt.NextProof = spoilt.DeviceProof
	for name, r := range map[string]wire.RenewRequest{
		"without the old key": request(next, next, d.enrol.Device), "without the new": spoilt,
		"for another workstation": request(old, next, d.s.clinic("B")), "the same key": request(old, old, d.enrol.Device),
	} {
		t.Log(name)
		d.refused(errs.Invalid, "POST", wire.PathRenew, r)
	}
	var a wire.RenewAnswer
	d.must("POST", wire.PathRenew, request(old, next, d.enrol.Device), &a)
	if len(a.Certificates) != 2 {
		t.Errorf("%d certificates", len(a.Certificates))
	}
	d.refused(errs.Unauthenticated, "GET", wire.PathChanges, nil) // its tokens have ended
	d.refused(errs.Unauthenticated, "POST", wire.PathToken, d.tokenRequest(old, nil, nil))
	d.device = next
	d.signIn()
	d.feed("")
	thief := s.newDesk(s.again(d.enrol.Clinic, d.renewed()[deed.RolePhysician].Subject))
	thief.device = old
	thief.refused(errs.Unauthenticated, "POST", wire.PathEnrol, thief.enrolRequest())
}
