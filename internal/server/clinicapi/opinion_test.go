package clinicapi_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"net/http"
	"slices"
	"testing"
	"time"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/db"
	"oso/internal/wire"
)

// release puts a sealed package under a case as the approval leaves it.
func (s *service) release(c *sealedCase, opinion string, pack []byte, certificates ...string) {
	s.t.Helper()
	ctx, now := context.Background(), s.clock().UnixMilli()
	specialist := casefile.NewID()
	name, err := s.rec.PutBlob(ctx, pack)
	if err != nil {
		s.t.Fatal(err)
	}
	if err := s.db.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		if err := q.InsertOpinion(ctx, db.InsertOpinionParams{ID: opinion, CaseID: string(c.id), Version: 1, Kind: "opinion", AuthorID: specialist, DraftSealed: []byte{}, UpdatedAt: now}); err != nil {
			return err
		}
		for _, id := range certificates {
			if err := q.PutOpinionKey(ctx, db.PutOpinionKeyParams{OpinionID: opinion, CertificateID: id, PersonID: "", Wrapped: []byte("wrapped"), CreatedAt: now}); err != nil {
				return err
			}
		}
		if _, err := tx.ExecContext(ctx, `UPDATE opinions SET state = 'released', content_sha256 = ?, package_blob = ?, package_size = ?, package_sha256 = ?,
			author_signature = X'01', approver_signature = X'01', signed_at = ?, approved_at = ?, released_at = ? WHERE id = ?`,
			seal.SHA256([]byte("content")), name, len(pack), seal.SHA256(pack), now, now, now, opinion); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE cases SET state = 'released', participation = 'linked', version = 1, unread = TRUE WHERE id = ?`, string(c.id)); err != nil {
			return err
		}
		row, err := q.GetCase(ctx, string(c.id))
		if err != nil {
			return err
		}
		return q.InsertFeed(ctx, db.InsertFeedParams{ClinicID: row.ClinicID, CaseID: row.ID, Kind: "opinion", RefID: opinion, CreatedAt: now})
	}); err != nil {
		s.t.Fatal(err)
	}
}

func (d *desk) access(c *sealedCase, pack []byte, domain seal.Domain) wire.AccessRequest {
	d.s.t.Helper()
	signed, err := seal.SignJSON(d.user, domain, deed.AccessStatement{Case: c.id, Version: 1, PackageSHA256: seal.SHA256(pack), OpenedAt: d.s.clock().Add(-time.Hour)})
	if err != nil {
		d.s.t.Fatal(err)
	}
	return wire.AccessRequest{Access: deed.Endorsement{Signed: signed, Certificate: d.enrol.UserCert}}
}

func TestOpinionComesAndIsOpened(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	s := serve(t)
	clinic := s.clinic("A")
	d := s.enrolled(clinic, "Dr. A")
	colleague := s.enrolled(clinic, "Dr. B")
	secret, _ := s.code(clinic, "Assistant", "staff")
	staff := s.newDesk(secret)
	staff.must("POST", wire.PathEnrol, staff.enrolRequest(), &staff.enrol)
	staff.signIn()

	c := d.newCase(nil)
	receipt := d.send(c)
	opinion, pack := casefile.NewID(), bytes.Repeat([]byte("sealed package"), 100)
	d.refused(errs.NotFound, "GET", c.path(wire.PathOpinion), nil)
	d.refused(errs.NotFound, "POST", c.path(wire.PathAccess), d.access(c, pack, deed.DomainAccess))
	cert, err := s.keys.Trust().Check(d.enrol.UserCert, s.clock())
	if err != nil {
		t.Fatal(err)
	}
	s.release(c, opinion, pack, cert.Serial)

	changes := d.feed("")
	n := changes.Changes[len(changes.Changes)-1].Opinion
	if n == nil || n.Version != 1 || n.SHA256 != seal.SHA256(pack) || n.Size != int64(len(pack)) || n.Reference != receipt.Reference ||
		len(n.Keys) != 1 || n.Keys[0].Opening != seal.KeyID(d.opening.Public()) || string(n.Keys[0].Wrapped) != "wrapped" {
		t.Fatalf("notice %+v", n)
	}

	resp, b := d.do("GET", c.path(wire.PathOpinion), nil)
	if resp.StatusCode != 200 || !bytes.Equal(b, pack) || resp.Header.Get("ETag") != `"`+seal.SHA256(pack)+`"` {
		t.Errorf("package: %d, %d bytes", resp.StatusCode, len(b))
	}
	resp, b = d.do("GET", c.path(wire.PathOpinion), nil, "Range", "bytes=100-199", "If-Range", resp.Header.Get("ETag"))
	if resp.StatusCode != http.StatusPartialContent || !bytes.Equal(b, pack[100:200]) {
		t.Errorf("a range: %d, %d bytes", resp.StatusCode, len(b))
	}
	if o, err := s.db.Q().GetOpinion(ctx, opinion); err != nil || o.DeliveredAt == 0 || o.AccessedAt != 0 {
		t.Errorf("handing over: delivered %d, accessed %d, %v", o.DeliveredAt, o.AccessedAt, err)
	}

	// Nobody but the physician of the case brings about the access.
	path := c.path(wire.PathAccess)
	staff.refused(errs.Forbidden, "POST", path, staff.access(c, pack, deed.DomainAccess))
	d.refused(errs.Forbidden, "POST", path, colleague.access(c, pack, deed.DomainAccess))
	d.refused(errs.SignatureMismatch, "POST", path, d.access(c, []byte("another"), deed.DomainAccess))
	d.refused(errs.SignatureMismatch, "POST", path, d.access(c, pack, deed.DomainAck))
	forged := d.access(c, pack, deed.DomainAccess)
	forged.Access.Signature = colleague.access(c, pack, deed.DomainAccess).Access.Signature
	d.refused(errs.SignatureMismatch, "POST", path, forged)
	if row, err := s.db.Q().GetCase(ctx, string(c.id)); err != nil || row.State != "released" {
		t.Fatalf("the case stands at %s, %v", row.State, err)
	}

	// The act may come through another desk's outbox of the clinic, and twice.
	act := d.access(c, pack, deed.DomainAccess)
	staff.must("POST", path, act, nil)
	d.must("POST", path, act, nil)
	row, err := s.db.Q().GetCase(ctx, string(c.id))
	if err != nil || row.State == "released" || row.Unread {
		t.Errorf("after the access the case stands at %s, %v", row.State, err)
	}
	acts, err := s.db.Q().ListAccesses(ctx, string(c.id))
	if err != nil || len(acts) != 1 || acts[0].DeviceTime != s.clock().Add(-time.Hour).UnixMilli() || acts[0].CreatedAt != s.clock().UnixMilli() {
		t.Errorf("accesses %+v, %v", acts, err)
	}
}

// The status names the acts that the service has or needs no more: the desk
// keeps an act until it does.
func TestStatusNamesTheActs(t *testing.T) {
	t.Parallel()
	s := serve(t)
	d := s.enrolled(s.clinic("A"), "Dr. A")
	c := d.newCase(nil)
	d.send(c)
	pack := []byte("sealed package")
	s.release(c, casefile.NewID(), pack)
	exec := func(query string, args ...any) {
		t.Helper()
		if err := s.db.Tx(context.Background(), func(tx *sql.Tx) error {
			_, err := tx.Exec(query, args...)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	corrected := func(version int) {
		t.Helper()
		exec(`INSERT INTO opinions (id, case_id, version, kind, state, author_id, draft_sealed, released_at, updated_at)
			VALUES (?, ?, ?, 'correction', 'released', 'x', X'', 1, 1)`, casefile.NewID(), string(c.id), version)
		exec(`UPDATE cases SET version = ?, correction = 'pending' WHERE id = ?`, version, string(c.id))
	}
	for i, x := range []struct {
		happens              func()
		opened, acknowledged []int
	}{
		{func() {}, nil, nil},
		{func() { d.must("POST", c.path(wire.PathAccess), d.access(c, pack, deed.DomainAccess), nil) }, []int{1}, nil},
		{func() { corrected(2) }, []int{1}, nil},
		{func() { exec(`UPDATE cases SET correction = 'acknowledged' WHERE id = ?`, string(c.id)) }, []int{1}, []int{2}},
		{func() { corrected(3) }, []int{1}, []int{2}},
		{func() {
			exec(`UPDATE opinions SET acknowledged_at = 1 WHERE case_id = ? AND version = 3`, string(c.id))
		}, []int{1}, []int{2, 3}},
	} {
		x.happens()
		if st := d.lastStatus(c); !slices.Equal(st.Opened, x.opened) || !slices.Equal(st.Acknowledged, x.acknowledged) {
			t.Errorf("step %d: opened %v, acknowledged %v", i+1, st.Opened, st.Acknowledged)
		}
	}
}

// lastStatus is how the case stands by the newest of the feed.
func (d *desk) lastStatus(c *sealedCase) (st wire.Status) {
	d.s.t.Helper()
	got := d.feed("")
	for _, ch := range got.Changes {
		if ch.Kind != wire.ChangeStatus {
			continue
		}
		b, err := seal.NewBox(&c.key, wire.PurposeChange).Open(nil, ch.Sealed, string(c.id), "status", itoa(ch.Seq))
		if err != nil {
			d.s.t.Fatal(err)
		}
		st = wire.Status{}
		if err := json.Unmarshal(b, &st); err != nil {
			d.s.t.Fatal(err)
		}
	}
	return st
}

func TestRevocationHoldsTheOpinionBack(t *testing.T) {
	t.Parallel()
	s := serve(t)
	d := s.enrolled(s.clinic("A"), "Dr. A")
	c := d.newCase(nil)
	d.send(c)
	pack := []byte("sealed package")
	s.release(c, casefile.NewID(), pack)
	if err := s.db.Tx(context.Background(), func(tx *sql.Tx) error {
		_, err := tx.Exec(`UPDATE cases SET agreement = 'revoked' WHERE id = ?`, string(c.id))
		return err
	}); err != nil {
		t.Fatal(err)
	}
	d.refused(errs.Refused, "GET", c.path(wire.PathOpinion), nil)
	if st := d.lastStatus(c); len(st.Withheld) != 1 || st.Withheld[0] != 1 {
		t.Errorf("the status does not say so: %+v", st)
	}
}

// A version that is known to be wrong does not go out without the one that
// corrects it, which the patient took back before any desk had it (S8).
func TestSupersededOpinionStaysWhereItsSuccessorDoes(t *testing.T) {
	t.Parallel()
	s := serve(t)
	d := s.enrolled(s.clinic("A"), "Dr. A")
	c := d.newCase(nil)
	d.send(c)
	pack := []byte("sealed package")
	s.release(c, casefile.NewID(), pack)
	if resp, _ := d.do("GET", c.path(wire.PathOpinion), nil); resp.StatusCode != 200 {
		t.Fatalf("before: %d", resp.StatusCode)
	}
	if err := s.db.Tx(context.Background(), func(tx *sql.Tx) error {
		for _, q := range []string{
			`INSERT INTO opinions (id, case_id, version, kind, state, author_id, draft_sealed, package_blob, released_at, updated_at)
				VALUES ('2', ?, 2, 'correction', 'released', 'x', X'', 'b', 1, 1)`,
			`UPDATE opinions SET superseded_at = 1 WHERE case_id = ? AND version = 1`,
			`UPDATE cases SET version = 2, correction = 'pending', agreement = 'revoked' WHERE id = ?`,
		} {
			if _, err := tx.Exec(q, string(c.id)); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	d.refused(errs.Refused, "GET", c.path(wire.PathOpinion), nil)
	if st := d.lastStatus(c); !slices.Equal(st.Withheld, []int{1, 2}) {
		t.Errorf("withheld: %v", st.Withheld)
	}
	// Opening what the desk has is recorded all the same.
	d.must("POST", c.path(wire.PathAccess), d.access(c, pack, deed.DomainAccess), nil)
}
