package syncer

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/vault"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/wire"
)

// Sending. How many connections and how large the packs are follows from the
// round trip (measured: docs/BENCH.md): near by, few and large; far away, many.
const (
	maxConnections = 32
	packFar        = 1 << 20
	packNear       = 4 << 20
)

func plan(roundTrip time.Duration) (connections, pack int) {
	switch {
	case roundTrip < 5*time.Millisecond:
		return 4, packNear
	case roundTrip < 40*time.Millisecond:
		return 12, 2 << 20
	}
	return maxConnections, packFar
}

// outbound is one sealed version on its way: nothing in it opens data, so
// sending goes on while the vault is locked.
type outbound struct {
	id       casefile.CaseID
	version  int
	sha256   string // of the manifest
	envelope seal.Envelope
	signer   seal.Certificate
	bytes    *vault.Ciphertext
	chunks   []chunk
	total    int64
}

type chunk struct {
	record casefile.RecordID
	index  int
	ref    seal.ChunkRef
	item   seal.ItemKind
}

// sendCases sends every sealed version that has no receipt, oldest first. One
// that cannot go now does not hold up the others; a line that fails does.
func (s *Syncer) sendCases(ctx context.Context, c *client, r *Report, touched map[casefile.CaseID]bool) error {
	heads, err := s.Vault.Heads(ctx)
	if err != nil && !errs.Is(err, errs.Damaged) {
		return err
	}
	for i := len(heads) - 1; i >= 0; i-- {
		id := heads[i].ID
		out, err := s.outbound(ctx, id)
		for err == nil && out != nil {
			touched[id] = true
			if err = s.sendVersion(ctx, c, out, r); err == nil {
				out, err = s.outbound(ctx, id)
			}
		}
		switch errs.KindOf(err) {
		case "":
		case errs.Unreachable, errs.Untrusted, errs.Cancelled, errs.TooMany, errs.Unsupported, errs.VaultLocked:
			return err
		case errs.Revoked:
			return err
		default:
			r.Waiting = append(r.Waiting, Waiting{id, errs.KindOf(err), errs.Message(err)})
		}
	}
	return nil
}

// outbound prepares the case's oldest version without a receipt; nil if there
// is none.
func (s *Syncer) outbound(ctx context.Context, id casefile.CaseID) (*outbound, error) {
	var sealed []vault.Row[vault.SealedVersion]
	var server vault.Server
	got := map[string]bool{}
	err := s.Vault.View(ctx, id, func(tx *vault.Tx) error {
		var err error
		if sealed, err = vault.List[vault.SealedVersion](tx, vault.KindSealed); err != nil {
			return err
		}
		receipts, err := vault.List[vault.ReceiptRow](tx, vault.KindReceipt)
		for _, r := range receipts {
			got[r.ID] = true
		}
		if err != nil {
			return err
		}
		server, err = vault.ReadServer(tx)
		return err
	})
	if err != nil {
		return nil, err
	}
	var next *vault.SealedVersion
	for i := range sealed {
		if v := &sealed[i].Value; !got[sealed[i].ID] && (next == nil || v.Version < next.Version) {
			next = v
		}
	}
	if next == nil {
		return nil, nil
	}
	return s.pack(ctx, id, next, server)
}

func (s *Syncer) pack(ctx context.Context, id casefile.CaseID, v *vault.SealedVersion, server vault.Server) (*outbound, error) {
	var m seal.Manifest
	if err := seal.ReadBody(v.Manifest, &m); err != nil {
		return nil, err
	}
	signer, err := s.signer(m.Signer.Key)
	if err != nil {
		return nil, err
	}
	var receiving seal.CertBody
	if err := seal.ReadBody(server.Receiving[0].Signed, &receiving); err != nil {
		return nil, err
	}
	key, err := s.Vault.CaseKey(id)
	if err != nil {
		return nil, err
	}
	defer key.Wipe()
	out := &outbound{id: id, version: v.Version, sha256: v.SHA256, signer: signer}
	if out.envelope, err = seal.SealEnvelope(&key, receiving.OpeningKey, id, v.Version, v.Manifest); err != nil {
		return nil, err
	}
	if out.bytes, err = s.Vault.Ciphertext(id); err != nil {
		return nil, err
	}
	// Text first, images after: items stand in that order in the manifest.
	for _, it := range m.Items {
		for i, ref := range it.Chunks {
			out.chunks = append(out.chunks, chunk{it.Record, i, ref, it.Kind})
			out.total += int64(ref.Size)
		}
	}
	return out, nil
}

// signer is the certificate of the physician who sealed.
func (s *Syncer) signer(key seal.VerifyKey) (seal.Certificate, error) {
	users, err := s.Vault.Users()
	if err != nil && !errs.Is(err, errs.Damaged) {
		return seal.Certificate{}, err
	}
	for _, u := range users {
		if string(u.Signing) == string(key) && u.Certificate != nil {
			return *u.Certificate, nil
		}
	}
	return seal.Certificate{}, errs.E(errs.NotEnrolled, "send case", "OSO has not confirmed the physician who sealed this case. The case is sealed and safe here. It is sent once that physician is enrolled.")
}

// sendVersion brings one version over: which chunks are missing, the packs,
// then the envelope. A chunk that vanished in between begins it once more.
func (s *Syncer) sendVersion(ctx context.Context, c *client, out *outbound, r *Report) error {
	if err := s.mark(ctx, out, casefile.Sending, 0); err != nil {
		return err
	}
	for round := 1; ; round++ {
		missing, trip, err := c.missing(ctx, out)
		if err != nil {
			return err
		}
		if err := s.sendPacks(ctx, c, out, missing, trip, r); err != nil {
			return err
		}
		var answer wire.ReceiptAnswer
		err = c.call(ctx, http.MethodPost, casePath(wire.PathVersions, out.id, 0), wire.VersionRequest{Version: out.version, Envelope: out.envelope, Signer: out.signer}, &answer)
		if err == nil {
			return s.received(ctx, out, answer.Receipt)
		}
		if !errs.Is(err, errs.Incomplete) || round == 3 {
			return err
		}
	}
}

func casePath(path string, id casefile.CaseID, version int) string {
	return strings.NewReplacer("{case}", string(id), "{version}", strconv.Itoa(version)).Replace(path)
}

// missing asks which chunks the service lacks, and measures the round trip.
func (c *client) missing(ctx context.Context, out *outbound) (map[seal.ChunkHash]bool, time.Duration, error) {
	missing := map[seal.ChunkHash]bool{}
	trip := time.Hour
	for at := 0; at < len(out.chunks); at += wire.MaxMissing {
		part := out.chunks[at:min(at+wire.MaxMissing, len(out.chunks))]
		req := wire.MissingRequest{Chunks: make([]seal.ChunkHash, len(part))}
		for i, ch := range part {
			req.Chunks[i] = ch.ref.Hash
		}
		var a wire.MissingAnswer
		begun := time.Now() // for the plan alone; nothing is decided by it
		if err := c.call(ctx, http.MethodPost, casePath(wire.PathMissing, out.id, 0), req, &a); err != nil {
			return nil, 0, err
		}
		trip = min(trip, time.Since(begun))
		for _, h := range a.Missing {
			missing[h] = true
		}
	}
	return missing, trip, nil
}

// sendPacks sends what is missing over several connections. The first error
// stops all; what arrived stays there.
func (s *Syncer) sendPacks(ctx context.Context, c *client, out *outbound, missing map[seal.ChunkHash]bool, trip time.Duration, r *Report) error {
	connections, size := plan(trip)
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)

	packs := make(chan []chunk)
	go func() {
		defer close(packs)
		var p []chunk
		n := 0
		flush := func() bool {
			if len(p) == 0 {
				return true
			}
			select {
			case packs <- p:
				p, n = nil, 0
				return true
			case <-ctx.Done():
				return false
			}
		}
		for _, ch := range out.chunks {
			if !missing[ch.ref.Hash] {
				continue
			}
			delete(missing, ch.ref.Hash) // the same bytes twice are sent once
			if n > 0 && n+ch.ref.Size+wire.PackHeader > size && !flush() {
				return
			}
			p = append(p, ch)
			n += ch.ref.Size + wire.PackHeader
		}
		flush()
	}()

	m := &meter{s: s, out: out, sent: out.total - bytesOf(out.chunks, missing)}
	var wg sync.WaitGroup
	for range connections {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for p := range packs {
				if err := s.sendPack(ctx, c, out, p, m); err != nil {
					stop(err)
					return
				}
			}
		}()
	}
	wg.Wait()
	r.Sent.Bytes += m.bytes
	r.Sent.Records += len(m.records)
	if err := context.Cause(ctx); err != nil && ctx.Err() != nil {
		return lineErrorKeep(err)
	}
	return nil
}

// lineErrorKeep gives a cancelled context its message and leaves others alone.
func lineErrorKeep(err error) error {
	if errs.KindOf(err) != errs.Internal {
		return err
	}
	return errs.Wrap(err, errs.Cancelled, "send case", "The exchange was stopped. What was sent is kept by OSO; the rest is kept here.")
}

func bytesOf(chunks []chunk, missing map[seal.ChunkHash]bool) int64 {
	var n int64
	for _, c := range chunks {
		if missing[c.ref.Hash] {
			n += int64(c.ref.Size)
		}
	}
	return n
}

func (s *Syncer) sendPack(ctx context.Context, c *client, out *outbound, p []chunk, m *meter) error {
	body := make([]byte, 0, packNear)
	for _, ch := range p {
		b, err := out.bytes.Chunk(ch.record, ch.index, ch.ref)
		if err != nil {
			return err
		}
		body = wire.AppendPack(body, ch.ref.Hash, b)
	}
	path := strings.Replace(casePath(wire.PathPack, out.id, 0), "{pack}", casefile.NewID(), 1)
	var a wire.PackAnswer
	if err := c.call(ctx, http.MethodPut, path, body, &a); err != nil {
		return err
	}
	m.add(p)
	return nil
}

// meter counts what arrived and tells it.
type meter struct {
	s   *Syncer
	out *outbound

	mu      sync.Mutex
	sent    int64 // of the version, what was there before included
	bytes   int64 // in this exchange
	records map[casefile.RecordID]bool
}

func (m *meter) add(p []chunk) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.records == nil {
		m.records = map[casefile.RecordID]bool{}
	}
	for _, ch := range p {
		m.sent += int64(ch.ref.Size)
		m.bytes += int64(ch.ref.Size)
		if ch.item == seal.ItemRecord {
			m.records[ch.record] = true
		}
	}
	if m.s.Progress != nil {
		m.s.Progress(Progress{m.out.id, m.sent, m.out.total})
	}
}

// mark moves the desk's state on, where nobody has amended the case since.
func (s *Syncer) mark(ctx context.Context, out *outbound, state casefile.State, sent int64) error {
	return s.Vault.Update(ctx, out.id, func(tx *vault.Tx) error {
		h := tx.Head()
		if h.State == casefile.Sealed || h.State == casefile.Sending {
			h.State, h.SentBytes, h.TotalBytes = state, sent, out.total
		}
		return nil
	})
}

// received checks and stores the receipt; only then the version counts as sent.
func (s *Syncer) received(ctx context.Context, out *outbound, signed seal.Signed) error {
	server, err := s.server(ctx)
	if err != nil {
		return err
	}
	var r seal.Receipt
	if err := server.Trust.Open(signed, seal.DomainReceipt, &r); err != nil {
		return err
	}
	if r.Case != out.id || r.Version != out.version || r.ManifestSHA256 != out.sha256 || r.Clinic != server.Clinic || len(r.Reference) != 10 {
		return errs.E(errs.Untrusted, "check receipt", "OSO's receipt is for something else than what was sent. The case is sealed and safe here. Telephone OSO.")
	}
	return s.Vault.Update(ctx, out.id, func(tx *vault.Tx) error {
		row := vault.Row[vault.ReceiptRow]{ID: vault.VersionID(out.version), Value: vault.ReceiptRow{Signed: signed, Receipt: r}}
		if _, err := vault.Put(tx, vault.KindReceipt, row); err != nil {
			return err
		}
		h := tx.Head()
		h.Reference = r.Reference
		if h.State == casefile.Sending || h.State == casefile.Sealed {
			now := s.Now().UTC()
			h.State, h.SentBytes, h.TotalBytes, h.WaitingSince = casefile.Received, out.total, out.total, &now
		}
		e := vault.Event{At: s.Now().UTC(), Code: "received"}
		_, err := vault.Put(tx, vault.KindEvent, vault.Row[vault.Event]{ID: vault.EventID(e.At, casefile.NewID()[:8]), Value: e})
		return err
	})
}

// sendActs sends the physician's signed acts. One that the service refuses
// for good is taken out of the way and told in the case's history by the
// status that follows; a line that fails keeps it.
func (s *Syncer) sendActs(ctx context.Context, c *client) error {
	var rows []vault.Row[vault.Outgoing]
	err := s.Vault.View(ctx, "", func(tx *vault.Tx) error {
		var err error
		rows, err = vault.List[vault.Outgoing](tx, vault.KindOutbox)
		return err
	})
	if err != nil && !errs.Is(err, errs.Damaged) {
		return err
	}
	for _, row := range rows {
		err := c.call(ctx, http.MethodPost, row.Value.Path, row.Value.Body, nil)
		switch errs.KindOf(err) {
		case "", errs.Conflict, errs.Refused:
		default:
			return err
		}
		err = s.Vault.Update(ctx, "", func(tx *vault.Tx) error { return tx.Delete(vault.KindOutbox, row.ID, row.Version) })
		if err != nil {
			return err
		}
	}
	return nil
}
