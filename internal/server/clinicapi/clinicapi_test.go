package clinicapi_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/chart"
	"oso/internal/server/db"
	"oso/internal/wire"
)

func TestCaseToReceipt(t *testing.T) {
	t.Parallel()
	s := serve(t)
	clinic := s.clinic("Harbor Street Clinic")
	d := s.enrolled(clinic, "Dr. Amara Okonkwo-Reyes")
	c := d.newCase(nil)

	if n := d.upload(c); n != len(c.sealed) {
		t.Fatalf("%d chunks were missing, want %d", n, len(c.sealed))
	}
	if n := d.upload(c); n != 0 {
		t.Errorf("%d chunks are missing after all were sent", n)
	}
	first := d.send(c)
	if first.Case != c.id || first.Version != 1 || first.ManifestSHA256 != seal.SHA256(c.signed.Body) || first.Chunks != len(c.sealed) {
		t.Errorf("the receipt is about something else: %+v", first)
	}
	if len(first.Reference) != 10 || first.Reference[0] == '0' {
		t.Errorf("reference %q", first.Reference)
	}
	// Everything again, sealed to the service anew: the same receipt.
	s.later(time.Minute)
	if again := d.send(c); again != first {
		t.Errorf("repeated: %+v, want %+v", again, first)
	}

	row, err := s.db.Q().GetCase(context.Background(), string(c.id))
	if err != nil {
		t.Fatal(err)
	}
	if row.State != "intake-review" || row.Reference != string(first.Reference) || row.ClinicID != clinic {
		t.Errorf("the case stands at %s", row.State)
	}
	// What was sent reads back to the original bytes.
	key, err := s.keys.UnwrapCaseKey(c.id, row.KeyWrapped)
	if err != nil || key != c.key {
		t.Fatalf("the case key: %v", err)
	}
	for _, it := range c.m.Items {
		var b bytes.Buffer
		if err := s.rec.Copy(context.Background(), &b, chart.Source{Clinic: clinic, ID: c.id, Key: &key}, it); err != nil || int64(b.Len()) != it.Bytes {
			t.Errorf("%s reads back %d bytes, %v", it.Kind, b.Len(), err)
		}
	}
}

func TestChangesTellTheClinicAlone(t *testing.T) {
	t.Parallel()
	s := serve(t)
	d := s.enrolled(s.clinic("A"), "Dr. A")
	other := s.enrolled(s.clinic("B"), "Dr. B")
	c := d.newCase(nil)
	receipt := d.send(c)

	got := d.feed("?after=0")
	kinds := map[wire.ChangeKind]int{}
	for _, ch := range got.Changes {
		kinds[ch.Kind]++
		switch ch.Kind {
		case wire.ChangeStatus:
			b, err := seal.NewBox(&c.key, wire.PurposeChange).Open(nil, ch.Sealed, string(c.id), "status", itoa(ch.Seq))
			if err != nil {
				t.Fatal(err)
			}
			var st wire.Status
			if err := json.Unmarshal(b, &st); err != nil || st.State != "intake-review" || st.Reference != receipt.Reference || st.Waiting != "oso" {
				t.Errorf("status %+v, %v", st, err)
			}
		case wire.ChangePolicy, wire.ChangePrices:
			domain := map[wire.ChangeKind]seal.Domain{wire.ChangePolicy: deed.DomainPolicy, wire.ChangePrices: deed.DomainPrices}[ch.Kind]
			var table struct{ Version string }
			if _, err := s.keys.Trust().OpenAt(*ch.Table, domain, &table, got.Time); err != nil || table.Version == "" {
				t.Errorf("%s: %v", ch.Kind, err)
			}
		}
	}
	if kinds[wire.ChangeStatus] != 1 || kinds[wire.ChangePolicy] != 1 || kinds[wire.ChangePrices] != 1 || got.More {
		t.Errorf("changes %v", kinds)
	}
	rest := d.feed("?after=" + itoa(got.Cursor))
	if len(rest.Changes) != 0 || rest.Cursor != got.Cursor {
		t.Errorf("after the cursor: %+v", rest)
	}
	page := d.feed("?after=0&limit=1")
	if !page.More || page.Cursor != 1 {
		t.Errorf("the first page: more %v, cursor %d", page.More, page.Cursor)
	}

	theirs := other.feed("?after=0")
	for _, ch := range theirs.Changes {
		if ch.Case != "" {
			t.Errorf("another clinic is told about case %s", ch.Case)
		}
	}
	var h []seal.ChunkHash
	for x := range c.sealed {
		h = append(h, x)
	}
	other.refused(errs.NotFound, "POST", c.path(wire.PathMissing), wire.MissingRequest{Chunks: h})
	other.refused(errs.NotFound, "PUT", at(c.path(wire.PathPack), "{pack}", "1"), d.pack(c, h[0]))
	other.refused(errs.NotFound, "POST", c.path(wire.PathVersions), other.versionRequest(c))
	other.refused(errs.NotFound, "GET", c.path(wire.PathOpinion), nil)
	// A hash that one clinic sent says nothing to another that asks in a case of its own.
	var miss wire.MissingAnswer
	other.must("POST", at(wire.PathMissing, "{case}", casefile.NewID()), wire.MissingRequest{Chunks: h}, &miss)
	if len(miss.Missing) != len(h) {
		t.Errorf("another clinic learns of %d chunks", len(h)-len(miss.Missing))
	}
}

func TestVersionRefuses(t *testing.T) {
	t.Parallel()
	s := serve(t)
	clinic := s.clinic("A")
	d := s.enrolled(clinic, "Dr. A")
	colleague := s.enrolled(clinic, "Dr. B")

	t.Run("a missing chunk, then whole", func(t *testing.T) {
		c := d.newCase(nil)
		var some []seal.ChunkHash
		for h := range c.sealed {
			some = append(some, h)
		}
		d.must("PUT", at(c.path(wire.PathPack), "{pack}", "1"), d.pack(c, some[1:]...), nil)
		d.refused(errs.Incomplete, "POST", c.path(wire.PathVersions), d.versionRequest(c))
		if n := d.upload(c); n != 1 {
			t.Errorf("%d chunks missing, want 1", n)
		}
		d.send(c)
	})
	t.Run("another physician's certificate", func(t *testing.T) {
		c := d.newCase(nil)
		d.upload(c)
		r := d.versionRequest(c)
		r.Signer = colleague.enrol.UserCert
		d.refused(errs.SignatureMismatch, "POST", c.path(wire.PathVersions), r)
	})
	t.Run("a certificate of somebody else's service", func(t *testing.T) {
		c := d.newCase(nil)
		d.upload(c)
		body, err := s.keys.Trust().Check(d.enrol.UserCert, s.clock())
		if err != nil {
			t.Fatal(err)
		}
		forged, err := deed.Issue(seal.NewSigningKey(), body)
		if err != nil {
			t.Fatal(err)
		}
		r := d.versionRequest(c)
		r.Signer = forged
		d.refused(errs.Untrusted, "POST", c.path(wire.PathVersions), r)
	})
	t.Run("a device's certificate", func(t *testing.T) {
		c := d.newCase(nil)
		r := d.versionRequest(c)
		r.Signer = d.enrol.DeviceCert
		d.refused(errs.Forbidden, "POST", c.path(wire.PathVersions), r)
	})
	t.Run("sealed to a key that is not the service's", func(t *testing.T) {
		c := d.newCase(nil)
		d.upload(c)
		r := d.versionRequest(c)
		var err error
		if r.Envelope, err = deed.SealEnvelope(&c.key, seal.NewOpeningKey().Public(), c.id, 1, c.signed); err != nil {
			t.Fatal(err)
		}
		d.refused(errs.Untrusted, "POST", c.path(wire.PathVersions), r)
	})
	t.Run("one envelope under another case", func(t *testing.T) {
		c := d.newCase(nil)
		d.refused(errs.Damaged, "POST", at(wire.PathVersions, "{case}", casefile.NewID()), d.versionRequest(c))
	})
	t.Run("without an agreement", func(t *testing.T) {
		c := d.newCase(nil)
		c.m.Items = append(c.m.Items[:1:1], c.m.Items[2:]...)
		d.seal(c)
		d.upload(c)
		d.refused(errs.Incomplete, "POST", c.path(wire.PathVersions), d.versionRequest(c))
	})
	t.Run("a record cut by a chunk", func(t *testing.T) {
		c := d.newCase(nil)
		last := &c.m.Items[len(c.m.Items)-1]
		last.Chunks = last.Chunks[:len(last.Chunks)-1]
		d.seal(c)
		d.upload(c)
		d.refused(errs.Invalid, "POST", c.path(wire.PathVersions), d.versionRequest(c))
	})
	t.Run("another content under the same number", func(t *testing.T) {
		c := d.newCase(nil)
		d.send(c)
		c.m.Amendment = "changed"
		d.seal(c)
		d.refused(errs.Conflict, "POST", c.path(wire.PathVersions), d.versionRequest(c))
	})
}

func TestAmendment(t *testing.T) {
	t.Parallel()
	s := serve(t)
	d := s.enrolled(s.clinic("A"), "Dr. A")
	c := d.newCase(nil)
	first := d.send(c)
	old := c.signed
	record := c.m.Items[2].Record
	c.m.Version, c.m.Previous, c.m.Amendment = 2, seal.SHA256(c.signed.Body), "a newer study"
	c.m.Items = c.m.Items[:2]
	c.add(casefile.RecordID(casefile.NewID()), deed.ItemRecord, "application/pdf", []byte("newer"))
	d.seal(c)
	second := d.send(c)
	if second.Version != 2 || second.Reference != first.Reference {
		t.Errorf("second receipt %+v", second)
	}
	list, err := s.db.Q().ListRecords(context.Background(), string(c.id))
	if err != nil || len(list) != 1 || list[0].ID == string(record) {
		t.Errorf("records %v, %v", list, err)
	}
	// The older version still has its receipt; nothing lower comes in anew.
	newer := c.signed
	c.m.Version, c.signed = 1, old
	var again wire.ReceiptAnswer
	d.must("POST", c.path(wire.PathVersions), d.versionRequest(c), &again)
	c.m.Amendment = "other"
	d.seal(c)
	d.refused(errs.Conflict, "POST", c.path(wire.PathVersions), d.versionRequest(c))
	// A version that does not build on the one that is here.
	c.m.Version, c.m.Previous, c.signed = 3, seal.SHA256(old.Body), newer
	d.seal(c)
	d.refused(errs.Conflict, "POST", c.path(wire.PathVersions), d.versionRequest(c))
}

// More records than go into one statement are each there, in their order; what an
// amendment leaves out is gone, what it holds again is back.
func TestManyRecords(t *testing.T) {
	t.Parallel()
	s := serve(t)
	d := s.enrolled(s.clinic("A"), "Dr. A")
	c := d.newCase(nil)
	for i := range 250 {
		c.add(casefile.RecordID(casefile.NewID()), deed.ItemRecord, "text/plain", []byte(strconv.Itoa(i)))
	}
	d.seal(c)
	var all []seal.ChunkHash
	for h := range c.sealed {
		all = append(all, h)
	}
	d.must("PUT", at(wire.PathPack, "{case}", string(c.id), "{pack}", casefile.NewID()), d.pack(c, all...), nil)
	same := func(when string) {
		t.Helper()
		d.send(c)
		rows, err := s.db.Q().ListRecords(t.Context(), string(c.id))
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		for _, it := range c.m.Items {
			if it.Kind != deed.ItemDocument && it.Kind != deed.ItemAgreement {
				want = append(want, string(it.Record))
			}
		}
		if !slices.EqualFunc(rows, want, func(r db.Record, id string) bool { return r.ID == id }) {
			t.Errorf("%s: %d records, not the %d of the version in their order", when, len(rows), len(want))
		}
	}
	same("at first")
	whole := c.m.Items
	c.m.Items = whole[:len(whole)-120]
	d.amend(c, func(*casefile.Document) {}, true)
	same("some left out")
	c.m.Items = append(c.m.Items, whole[len(whole)-120:]...)
	d.amend(c, func(*casefile.Document) {}, true)
	same("brought again")
}

// What an amendment says otherwise than the version before is told to the
// workflow, and nothing else: a check that was made stands over the rest.
func TestAmendmentSaysWhatIsNew(t *testing.T) {
	t.Parallel()
	partner := casefile.NewID()
	for _, x := range []struct {
		name   string
		change func(*casefile.Document)
		again  bool // the agreement is signed again
		want   func(*db.Case)
	}{
		{"nothing of it", func(doc *casefile.Document) { doc.Plan = "Surgery." }, false, func(*db.Case) {}},
		{"the agreement", func(*casefile.Document) {}, true, func(c *db.Case) { c.Agreement = "attested" }},
		{"the place", func(doc *casefile.Document) { doc.Residence = casefile.Place{Country: "FR"} }, false, func(c *db.Case) { c.Location = "check" }},
		{"the copy", func(doc *casefile.Document) { no := false; doc.CourtesyCopy = &no }, false, func(c *db.Case) { c.CourtesyCopy = false }},
		{"the payer", func(doc *casefile.Document) {
			doc.Payer = casefile.Payer{Kind: casefile.PayerPartner, Partner: "Acme Benefits", Member: "M-1"}
		}, false, func(c *db.Case) { c.Billing, c.PayerKind, c.PartnerID = "none", "partner", partner }},
		{"a review", func(doc *casefile.Document) { doc.Service.AddOns = []casefile.AddOn{casefile.ImagingReview} }, false, func(c *db.Case) { c.Billing = "none" }},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			s := serve(t)
			d := s.enrolled(s.clinic("A"), "Dr. A")
			c := d.newCase(func(doc *casefile.Document) {
				doc.Payer, doc.Service.AddOns, doc.Residence = casefile.Payer{Kind: casefile.PayerPatient}, nil, casefile.Place{Country: "DE"}
			})
			d.send(c)
			if err := s.db.Tx(context.Background(), func(tx *sql.Tx) error {
				_, err := tx.Exec(`UPDATE cases SET agreement = 'checked', location = 'decided', billing = 'accepted', state = 'intake-review' WHERE id = ?`, string(c.id))
				if err != nil {
					return err
				}
				_, err = tx.Exec(`INSERT INTO partners (id, name, active, created_at) VALUES (?, 'Acme Benefits', TRUE, 1)`, partner)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			before, err := s.db.Q().GetCase(context.Background(), string(c.id))
			if err != nil {
				t.Fatal(err)
			}
			d.amend(c, x.change, x.again)
			d.send(c)
			after, err := s.db.Q().GetCase(context.Background(), string(c.id))
			if err != nil {
				t.Fatal(err)
			}
			type settled struct {
				agreement, location, billing, payer, partner string
				copies                                       bool
			}
			of := func(c db.Case) settled {
				return settled{c.Agreement, c.Location, c.Billing, c.PayerKind, c.PartnerID, c.CourtesyCopy}
			}
			x.want(&before)
			if of(after) != of(before) {
				t.Errorf("%+v, want %+v", of(after), of(before))
			}
		})
	}
}

// A desk may have lost the key that signed the first version: the second holds
// the whole case, and begins it.
func TestLaterVersionBeginsACase(t *testing.T) {
	t.Parallel()
	s := serve(t)
	d := s.enrolled(s.clinic("A"), "Dr. A")
	c := d.newCase(nil)
	first := c.signed
	c.m.Version, c.m.Previous, c.m.Amendment = 2, seal.SHA256(first.Body), "Sealed again."
	d.seal(c)
	if r := d.send(c); r.Version != 2 || len(r.Reference) != 10 {
		t.Errorf("receipt %+v", r)
	}
	if st := d.lastStatus(c); st.State != "intake-review" {
		t.Errorf("the case stands at %s", st.State)
	}
	// The first does not come after it.
	c.m.Version, c.m.Previous, c.m.Amendment, c.signed = 1, "", "", first
	d.refused(errs.Conflict, "POST", c.path(wire.PathVersions), d.versionRequest(c))
}

func TestRefusedPlaceLeavesNothing(t *testing.T) {
	t.Parallel()
	s := serve(t)
	d := s.enrolled(s.clinic("A"), "Dr. A")
	c := d.newCase(func(doc *casefile.Document) { doc.Residence = casefile.Place{Country: "US", Region: "NM"} })
	d.upload(c)
	p := d.refused(errs.Refused, "POST", c.path(wire.PathVersions), d.versionRequest(c))
	d.believes(p, c)
	if !strings.Contains(p.Detail, "New Mexico") || !strings.Contains(p.Detail, "Nothing about the patient was kept") {
		t.Errorf("the refusal says %q", p.Detail)
	}
	ctx := context.Background()
	row, err := s.db.Q().GetCase(ctx, string(c.id))
	if err != nil || row.State != "not-eligible" || len(row.KeyWrapped)+len(row.DocumentSealed)+len(row.SummarySealed)+len(row.ContactSealed) != 0 {
		t.Errorf("the case is kept: %s, %v", row.State, err)
	}
	if n, err := s.db.Q().ListChunks(ctx, db.ListChunksParams{ClinicID: row.ClinicID, CaseID: row.ID}); err != nil || len(n) != 0 {
		t.Errorf("%d chunks are kept, %v", len(n), err)
	}
	doomed, err := s.db.Q().ListDoomedBlobs(ctx)
	if err != nil || len(doomed) != len(c.sealed) {
		t.Errorf("%d blobs are to be deleted, want %d, %v", len(doomed), len(c.sealed), err)
	}
	// Nothing of it is taken again.
	d.refused(errs.Refused, "POST", c.path(wire.PathMissing), wire.MissingRequest{})
	// The first answer may have been lost: it is signed again, for what was handed over.
	d.believes(d.refused(errs.Refused, "POST", c.path(wire.PathVersions), d.versionRequest(c)), c)
	d.seal(c)
	d.believes(d.refused(errs.Refused, "POST", c.path(wire.PathVersions), d.versionRequest(c)), c)
	// Only to the clinic whose case it is.
	other := s.enrolled(s.clinic("B"), "Dr. B")
	if p := other.refused(errs.NotFound, "POST", c.path(wire.PathVersions), d.versionRequest(c)); p.Refusal != nil {
		t.Error("another clinic is given a refusal")
	}
}

// A refusal makes the desk destroy its copy: it is not signed, the first time
// or later, as long as what was sent may lie in the database's log.
func TestRefusalIsSignedOverAnEmptiedLog(t *testing.T) {
	t.Parallel()
	s := serve(t)
	d := s.enrolled(s.clinic("A"), "Dr. A")
	c := d.newCase(func(doc *casefile.Document) { doc.Residence = casefile.Place{Country: "US", Region: "NM"} })
	d.upload(c)
	reader, err := s.db.Reader().BeginTx(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Rollback()
	var n int
	if err := reader.QueryRow("SELECT COUNT(*) FROM chunks").Scan(&n); err != nil || n == 0 {
		t.Fatalf("%d chunks, %v", n, err)
	}
	for range 2 {
		if p := d.refused(errs.TooMany, "POST", c.path(wire.PathVersions), d.versionRequest(c)); p.Refusal != nil {
			t.Fatal("a refusal was signed while the log held what was sent")
		}
	}
	reader.Rollback()
	d.believes(d.refused(errs.Refused, "POST", c.path(wire.PathVersions), d.versionRequest(c)), c)
}

// believes checks that a refusal is signed, and for exactly this version.
func (d *desk) believes(p wire.Problem, c *sealedCase) {
	d.s.t.Helper()
	if p.Refusal == nil {
		d.s.t.Fatal("the refusal is not signed")
	}
	var r deed.Refusal
	if _, err := d.s.keys.Trust().Open(*p.Refusal, deed.DomainRefusal, &r); err != nil {
		d.s.t.Fatalf("the refusal's signature: %v", err)
	}
	want := deed.Refusal{Format: deed.FormatRefusal, Case: c.id, Version: c.m.Version, ManifestSHA256: seal.SHA256(c.signed.Body), Clinic: d.enrol.Clinic, Reason: deed.RefusedLocation, RefusedAt: r.RefusedAt, Epoch: r.Epoch}
	if r != want || r.Epoch == "" {
		d.s.t.Errorf("the refusal says %+v, want %+v", r, want)
	}
}

func TestEnrolment(t *testing.T) {
	t.Parallel()
	s := serve(t)
	clinic := s.clinic("A")
	secret, person := s.code(clinic, "Dr. A", "physician")
	d := s.newDesk(secret)
	d.must("POST", wire.PathEnrol, d.enrolRequest(), &d.enrol)
	body, err := s.keys.Trust().Check(d.enrol.UserCert, s.clock())
	if err != nil || body.Role != deed.RolePhysician || body.Subject != person || body.Clinic != clinic || !bytes.Equal(body.OpeningKey, d.opening.Public()) {
		t.Errorf("certificate %+v, %v", body, err)
	}
	var again wire.EnrolAnswer
	d.must("POST", wire.PathEnrol, d.enrolRequest(), &again)
	if again.Device != d.enrol.Device || !bytes.Equal(again.UserCert.Body, d.enrol.UserCert.Body) {
		t.Error("the same request gives another answer")
	}
	thief := s.newDesk(secret)
	thief.refused(errs.Refused, "POST", wire.PathEnrol, thief.enrolRequest())

	// A second physician at the same desk keeps the device.
	secret2, _ := s.code(clinic, "Dr. B", "physician")
	second := &desk{s: s, secret: secret2, device: d.device, user: seal.NewSigningKey(), opening: seal.NewOpeningKey()}
	second.must("POST", wire.PathEnrol, second.enrolRequest(), &second.enrol)
	if second.enrol.Device != d.enrol.Device {
		t.Error("the second physician enrolled another device")
	}
	// The desk of one clinic is not another's.
	secret3, _ := s.code(s.clinic("B"), "Dr. C", "physician")
	third := &desk{s: s, secret: secret3, device: d.device, user: seal.NewSigningKey(), opening: seal.NewOpeningKey()}
	third.refused(errs.Conflict, "POST", wire.PathEnrol, third.enrolRequest())

	late, _ := s.code(clinic, "Dr. D", "physician")
	s.later(2 * time.Hour)
	l := s.newDesk(late)
	l.refused(errs.Refused, "POST", wire.PathEnrol, l.enrolRequest())
	unproved := l.enrolRequest()
	unproved.SigningKey = seal.NewSigningKey().Public()
	l.refused(errs.Invalid, "POST", wire.PathEnrol, unproved)
}

func TestTokens(t *testing.T) {
	t.Parallel()
	s := serve(t)
	d := s.enrolled(s.clinic("A"), "Dr. A")
	var c wire.Challenge
	d.must("POST", wire.PathChallenge, wire.ChallengeRequest{Device: d.enrol.Device}, &c)
	req := wire.TokenRequest{Device: d.enrol.Device, Nonce: c.Nonce, Signature: d.device.Sign(deed.DomainToken, wire.TokenBytes(c.Nonce, nil))}
	d.must("POST", wire.PathToken, req, nil)
	d.refused(errs.Conflict, "POST", wire.PathToken, req) // a nonce is used once

	d.must("POST", wire.PathChallenge, wire.ChallengeRequest{Device: d.enrol.Device}, &c)
	wrong := wire.TokenRequest{Device: d.enrol.Device, Nonce: c.Nonce, Signature: d.user.Sign(deed.DomainToken, wire.TokenBytes(c.Nonce, nil))}
	d.refused(errs.Unauthenticated, "POST", wire.PathToken, wrong)
	s.later(2 * time.Minute)
	d.refused(errs.Unauthenticated, "POST", wire.PathToken, wrong) // a stranger is not told that
	d.refused(errs.Conflict, "POST", wire.PathToken, wire.TokenRequest{Device: d.enrol.Device, Nonce: c.Nonce, Signature: d.device.Sign(deed.DomainToken, wire.TokenBytes(c.Nonce, nil))})
	d.refused(errs.Unauthenticated, "POST", wire.PathChallenge, wire.ChallengeRequest{Device: casefile.NewID()})

	d.must("GET", wire.PathChanges, nil, nil)
	s.later(time.Hour)
	d.refused(errs.Unauthenticated, "GET", wire.PathChanges, nil)
	d.token = ""
	d.refused(errs.Unauthenticated, "GET", wire.PathChanges, nil)
}

func TestRevokedDevice(t *testing.T) {
	t.Parallel()
	s := serve(t)
	d := s.enrolled(s.clinic("A"), "Dr. A")
	c := d.newCase(nil)
	s.tx(func(q *db.Queries) error {
		_, err := q.RevokeDevice(context.Background(), db.RevokeDeviceParams{ID: d.enrol.Device, RevokedAt: s.clock().UnixMilli(), RevokedBy: "test", RevokedNoteSealed: []byte{}})
		return err
	})
	d.refused(errs.Revoked, "POST", c.path(wire.PathMissing), wire.MissingRequest{})
	d.refused(errs.Revoked, "PUT", at(c.path(wire.PathPack), "{pack}", "1"), d.pack(c, c.m.Items[0].Chunks[0].Hash))
	d.refused(errs.Revoked, "POST", wire.PathChallenge, wire.ChallengeRequest{Device: d.enrol.Device})
}

func TestPacks(t *testing.T) {
	t.Parallel()
	s := serve(t)
	clinic := s.clinic("A")
	d := s.enrolled(clinic, "Dr. A")
	c := d.newCase(nil)
	var all []seal.ChunkHash
	for h := range c.sealed {
		all = append(all, h)
	}
	path := at(c.path(wire.PathPack), "{pack}", "1")
	whole := d.pack(c, all...)

	flipped := bytes.Clone(whole)
	flipped[len(flipped)-1] ^= 1
	d.refused(errs.Invalid, "PUT", path, flipped)
	d.refused(errs.Invalid, "PUT", path, []byte{})
	d.refused(errs.Invalid, "PUT", path, whole[:len(whole)-1])
	d.refused(errs.TooLarge, "PUT", path, make([]byte, wire.MaxPack+1))
	if rows, err := s.db.Q().ListChunks(context.Background(), db.ListChunksParams{ClinicID: clinic, CaseID: string(c.id)}); err != nil || len(rows) != 0 {
		t.Fatalf("%d chunks of refused packs are kept, %v", len(rows), err)
	}

	// Many connections with the same and overlapping packs at once.
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() {
			h := all[i%len(all):]
			if resp, b := d.do("PUT", path, d.pack(c, h...)); resp.StatusCode != http.StatusOK {
				t.Errorf("pack %d: %d %s", i, resp.StatusCode, b)
			}
		})
	}
	wg.Wait()
	rows, err := s.db.Q().ListChunks(context.Background(), db.ListChunksParams{ClinicID: clinic, CaseID: string(c.id)})
	if err != nil || len(rows) != len(all) {
		t.Fatalf("%d chunks, want %d, %v", len(rows), len(all), err)
	}
	named := map[string]bool{}
	for _, r := range rows {
		named[r.BlobKey] = true
		b, err := s.blobs.ReadRange(context.Background(), r.BlobKey, r.BlobOffset, r.Size, nil)
		if err != nil || seal.HashChunk(b).String() != r.SHA256 {
			t.Errorf("a chunk reads back wrong: %v", err)
		}
	}
	if err := s.blobs.Keys(context.Background(), func(key string, _ int64) error {
		if !named[key] {
			t.Error("a blob is left that no row names")
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// A line that is cut anywhere in a pack leaves nothing, and sending goes on.
func TestCutPackLeavesNothing(t *testing.T) {
	t.Parallel()
	s := serve(t)
	clinic := s.clinic("A")
	d := s.enrolled(clinic, "Dr. A")
	c := d.newCase(nil)
	var all []seal.ChunkHash
	for h := range c.sealed {
		all = append(all, h)
	}
	whole := d.pack(c, all...)
	for _, at := range []int{0, 1, wire.PackHeader, wire.PackHeader + 1, len(whole) / 2, len(whole) - 1} {
		conn, err := tls.Dial("tcp", s.http.Listener.Addr().String(), &tls.Config{InsecureSkipVerify: true})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(conn, "PUT %s HTTP/1.1\r\nHost: oso\r\n%s: 1\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n\r\n",
			strings.Replace(c.path(wire.PathPack), "{pack}", "1", 1), wire.HeaderProtocol, d.token, len(whole))
		if _, err := conn.Write(whole[:at]); err != nil {
			t.Fatal(err)
		}
		conn.Close()
	}
	// The same pack at last, whole, while the cut ones may still be read.
	d.must("PUT", strings.Replace(c.path(wire.PathPack), "{pack}", "1", 1), whole, nil)
	s.http.CloseClientConnections()
	s.http.Close()
	rows, err := s.db.Q().ListChunks(context.Background(), db.ListChunksParams{ClinicID: clinic, CaseID: string(c.id)})
	if err != nil || len(rows) != len(all) {
		t.Errorf("%d chunks, want %d, %v", len(rows), len(all), err)
	}
	blobs := 0
	if err := s.blobs.Keys(context.Background(), func(string, int64) error { blobs++; return nil }); err != nil || blobs != 1 {
		t.Errorf("%d blobs, want the one whole pack, %v", blobs, err)
	}
}

// A request whose body ends before its time is no fault of the service: whatever
// route it was for, it is answered so, where somebody still listens, and nobody
// is called to look at the log.
func TestCutBodyIsNoFault(t *testing.T) {
	t.Parallel()
	s := serve(t)
	d := s.enrolled(s.clinic("A"), "Dr. A")
	c := d.newCase(nil)
	for _, at := range []struct{ method, path string }{
		{"PUT", strings.Replace(c.path(wire.PathPack), "{pack}", "1", 1)},
		{"POST", c.path(wire.PathMissing)},
		{"POST", c.path(wire.PathVersions)},
		{"POST", wire.PathEnrol},
		{"POST", wire.PathToken},
	} {
		for _, listens := range []bool{true, false} {
			conn, err := tls.Dial("tcp", s.http.Listener.Addr().String(), &tls.Config{InsecureSkipVerify: true})
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(conn, "%s %s HTTP/1.1\r\nHost: oso\r\n%s: 1\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: 4000\r\n\r\n{\"chunks\":",
				at.method, at.path, wire.HeaderProtocol, d.token)
			if !listens {
				conn.Close()
				continue
			}
			if err := conn.CloseWrite(); err != nil {
				t.Fatal(err)
			}
			resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
			if err != nil {
				t.Fatalf("%s: %v", at.path, err)
			}
			var p wire.Problem
			if err := json.NewDecoder(resp.Body).Decode(&p); err != nil || p.Kind != errs.Canceled || p.Detail == "" || resp.StatusCode != errs.Status(errs.Canceled) || p.Status != resp.StatusCode {
				t.Errorf("%s: %d, %+v, %v", at.path, resp.StatusCode, p, err)
			}
			conn.Close()
		}
	}
	s.http.Close() // waits for those that nobody listens to
	for _, line := range strings.Split(s.log.String(), "\n") {
		if strings.Contains(line, "level=WARN") || strings.Contains(line, "level=ERROR") {
			t.Errorf("the log calls somebody: %s", line)
		}
	}
}

func TestProtocol(t *testing.T) {
	t.Parallel()
	s := serve(t)
	d := s.newDesk(deed.NewSecret())
	for _, v := range []string{"2", "0", "", "x"} {
		d.refused(errs.Unsupported, "GET", wire.PathTrust, nil, wire.HeaderProtocol, v)
		if resp, b := d.do("GET", wire.PathHello, nil, wire.HeaderProtocol, v); resp.StatusCode != 200 {
			t.Errorf("hello to version %q: %d %s", v, resp.StatusCode, b)
		}
	}
	var hello wire.Hello
	d.must("GET", wire.PathHello, nil, &hello)
	if hello.ProtocolMin != 1 || hello.ProtocolMax != 1 || hello.Service.Name != "OSO" {
		t.Errorf("hello %+v", hello)
	}
	d.refused(errs.NotFound, "GET", "/v1/nothing", nil)
	d.refused(errs.NotFound, "DELETE", wire.PathTrust, nil)
}

// Nothing that was sent comes back or is logged, however the request is wrong.
func TestNothingIsEchoed(t *testing.T) {
	t.Parallel()
	s := serve(t)
	d := s.enrolled(s.clinic("A"), "Dr. A")
	const secret = "Wilhelmina Quartermaine"
	for name, body := range map[string]string{
		"no JSON":         secret,
		"a wrong type":    `{"device":["` + secret + `"]}`,
		"a wrong base64":  `{"device":"` + secret + `","nonce":"` + secret + `"}`,
		"an unknown name": `{"device":"` + secret + `","` + secret + `":1}`,
		"a wrong time":    `{"challenge":{"at":"` + secret + `"}}`,
	} {
		for _, path := range []string{wire.PathEnrol, wire.PathChallenge, wire.PathToken, at(wire.PathMissing, "{case}", casefile.NewID()), at(wire.PathVersions, "{case}", casefile.NewID())} {
			resp, b := d.do("POST", path, []byte(body))
			if resp.StatusCode/100 == 2 && !strings.HasSuffix(path, "/missing") || resp.StatusCode >= 500 {
				t.Errorf("%s at %s: %d", name, path, resp.StatusCode)
			}
			if bytes.Contains(b, []byte("Quartermaine")) {
				t.Errorf("%s: the answer repeats what was sent: %s", name, b)
			}
		}
	}
	d.refused(errs.Invalid, "POST", at(wire.PathMissing, "{case}", "Quartermaine"), wire.MissingRequest{})
	if strings.Contains(s.log.String(), "Quartermaine") || !strings.Contains(s.log.String(), "route=") {
		t.Error("the log repeats what was sent, or says nothing")
	}
}

// On disk nothing of the patient stands in the clear.
func TestNothingInTheClearAtRest(t *testing.T) {
	t.Parallel()
	s := serve(t)
	d := s.enrolled(s.clinic("A"), "Dr. A")
	var name string
	c := d.newCase(func(doc *casefile.Document) {
		doc.Patient.Name.Family = "Quartermaine"
		name = doc.Patient.Name.Plain()
	})
	d.send(c)
	ctx, path := context.Background(), filepath.Join(t.TempDir(), "copy.db")
	copied, err := db.Open(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(copied.Migrate(ctx), db.Copy(ctx, s.db, copied), copied.Close()); err != nil {
		t.Fatal(err)
	}
	b := readFile(t, path)
	if bytes.Contains(b, []byte("Quartermaine")) || bytes.Contains(b, []byte(name)) {
		t.Error("the patient's name stands in the database")
	}
	if !bytes.Contains(b, []byte("intake-review")) {
		t.Error("the copy is not a copy of the database")
	}
}
