package syncer

import (
	"context"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/wire"
)

// outbound is one sealed version on its way: nothing in it opens data, so
// sending goes on while the vault is locked.
type outbound struct {
	id       casefile.CaseID
	version  int
	sha256   string // of the manifest
	envelope deed.Envelope
	signer   deed.Certificate
	bytes    *casebook.Ciphertext
	chunks   []chunk
	total    int64
}

type chunk struct {
	record casefile.RecordID
	index  int
	ref    seal.ChunkRef
	item   deed.ItemKind
}

// next is the case's next version to send: the lowest above after and above
// every version that has a receipt of this epoch; nil if there is none.
func (s *Syncer) next(ctx context.Context, id casefile.CaseID, after int) (next *casebook.SealedVersion, server casebook.Server, err error) {
	err = s.Vault.View(ctx, id, func(tx *casebook.Tx) error {
		sealed, err := casebook.List[casebook.SealedVersion](tx, casebook.KindSealed)
		if err != nil || len(sealed) == 0 {
			return err
		}
		receipts, err := casebook.List[casebook.ReceiptRow](tx, casebook.KindReceipt)
		if err != nil {
			return err
		}
		at, err := readCursor(tx)
		if err != nil {
			return err
		}
		for _, r := range receipts {
			// A receipt of before a restore is for what the service may not have. A
			// case that it has erased is not brought back by that.
			if e := at.Value.Epoch; e == "" || r.Value.Receipt.Epoch == e || tx.Head().ServerState == string(wire.Erased) {
				after = max(after, r.Value.Receipt.Version)
			}
		}
		for i := range sealed {
			if v := &sealed[i].Value; v.Version > after && (next == nil || v.Version < next.Version) {
				next = v
			}
		}
		server, err = casebook.ReadServer(tx)
		return err
	})
	return next, server, err
}

// pack prepares a version to be sent. Kind NotEnrolled: whoever sealed it has no
// certificate of the service's that is good now.
func (s *Syncer) pack(ctx context.Context, id casefile.CaseID, v *casebook.SealedVersion, server casebook.Server) (*outbound, error) {
	var m deed.Manifest
	if err := seal.ReadBody(v.Manifest, &m); err != nil {
		return nil, err
	}
	signer, err := s.signer(server.Trust, &m)
	if errs.Is(err, errs.NotEnrolled) {
		// Nobody here has that key in force any more; the service took the version
		// with this certificate before, and decides by its own register.
		if before, e := s.handedOver(ctx, id, v.Version); e == nil && before != nil {
			signer, err = *before, nil
		}
	}
	if err != nil {
		return nil, err
	}
	if len(server.Receiving) == 0 {
		return nil, errs.E(errs.Incomplete, "send case", "OSO has no key to receive cases with that is valid at this computer's date. The case is sealed and safe here. Check the date; if it is right, exchange again in a day, or telephone OSO.")
	}
	var receiving deed.CertBody
	if err := seal.ReadBody(server.Receiving[0].Signed, &receiving); err != nil {
		return nil, err
	}
	key, err := s.Vault.CaseKey(id)
	if err != nil {
		return nil, err
	}
	defer key.Wipe()
	out := &outbound{id: id, version: v.Version, sha256: v.SHA256, signer: signer}
	if out.envelope, err = deed.SealEnvelope(&key, receiving.OpeningKey, id, v.Version, v.Manifest); err != nil {
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

// handedOver is the certificate that a version was handed over with in an epoch
// before this one; nil where it was not.
func (s *Syncer) handedOver(ctx context.Context, id casefile.CaseID, version int) (signer *deed.Certificate, err error) {
	err = s.Vault.View(ctx, id, func(tx *casebook.Tx) error {
		row, err := casebook.Get[casebook.ReceiptRow](tx, casebook.KindReceipt, casebook.VersionID(version))
		signer = row.Value.Signer
		return err
	})
	return signer, err
}

// signer is the certificate of the physician who sealed; the error says what
// has to be done where there is none.
func (s *Syncer) signer(trust deed.Trust, m *deed.Manifest) (deed.Certificate, error) {
	none := func(why string) error { return errs.E(errs.NotEnrolled, "send case", why) }
	users, err := s.Vault.Users()
	if err != nil && !errs.Is(err, errs.Damaged) {
		return deed.Certificate{}, err
	}
	for _, u := range users {
		if string(u.Signing) != string(m.Signer.Key) {
			continue
		}
		if u.Certificate == nil {
			return deed.Certificate{}, none("OSO has not confirmed the physician who sealed this case. The case is sealed and safe here. It is sent once that physician is enrolled.")
		}
		if _, err := trust.Accept(*u.Certificate, m.SealedAt, s.Now()); err != nil {
			return deed.Certificate{}, none("OSO's confirmation of the physician who sealed this case is not valid today. The case is sealed and safe here. Check the computer's date; if it is right, enroll that physician again with a new code from your OSO coordinator.")
		}
		return *u.Certificate, nil
	}
	return deed.Certificate{}, none("This case was sealed with a key that is no longer in this vault, and OSO would not accept it so. The case is kept here as it is. Amend it, and have a physician whom OSO has confirmed seal it again: that version is sent.")
}
