// Package opinion reads the opinions that came back: it opens, verifies and
// acknowledges them at the clinic's workstation, offline.
//
// It promises that nothing of an opinion is given out that did not verify
// against the service's root; that the first opening is the physician's own,
// signed act, stored before anything is shown (R41); that staff read only
// after it, and only where the physician delegates; and that a superseded
// version is not given out once its successor is here. Fetching is syncer's,
// showing the window's.
package opinion

import (
	"context"
	"slices"
	"strconv"
	"sync"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/wire"
)

// Workstation reads the opinions of one open vault.
type Workstation struct {
	Vault *casebook.Vault
	Now   func() time.Time

	mu   sync.Mutex
	keys map[sessionKey]seal.Key // opened in this session
	held *held                   // verified, for as long as it is read
}

// Head is what may be said about an opinion that is not opened.
type Head struct {
	Case         casefile.CaseID
	Version      int
	Supersedes   int
	SupersededBy int // 0: it is the newest
	Released     time.Time
	Accessed     *time.Time
	By           string
	Acknowledged *time.Time
	Delegated    bool // staff may read it now
}

// Opened is an opinion that verified, to be shown.
type Opened struct {
	Head     Head
	Verified deed.Verified
	Package  deed.Package

	// CaseVersion is the sealed version of the case that was reviewed; 0 where
	// this workstation has none such. Newest is the newest that OSO has received.
	CaseVersion, Newest int

	// Here are the records that the opinion shows or cites, that this
	// workstation has and that no decision keeps out of the case.
	Here map[casefile.RecordID]bool
	// Read are those of them that are no images: reports and documents.
	Read map[casefile.RecordID]bool
}

// List gives the heads of all opinions of a case, or of all cases where id is
// empty; of each case the oldest first. Where some are damaged it gives the
// others and an error of kind Damaged.
func (d *Workstation) List(ctx context.Context, id casefile.CaseID) ([]Head, error) {
	ids := []casefile.CaseID{id}
	if id == "" {
		ids = nil
		heads, err := d.Vault.Heads(ctx)
		if err != nil && !errs.Is(err, errs.Damaged) {
			return nil, err
		}
		for _, h := range heads {
			if h.Opinion != casebook.OpinionNone {
				ids = append(ids, h.ID)
			}
		}
	}
	out := []Head{}
	var hurt error
	for _, id := range ids {
		rows, err := d.rows(ctx, id)
		if errs.Is(err, errs.Damaged) {
			hurt = err
		} else if err != nil {
			return nil, err
		}
		for _, r := range rows {
			out = append(out, head(id, r.Value))
		}
	}
	return out, hurt
}

func head(id casefile.CaseID, o casebook.Opinion) Head {
	return Head{
		Case: id, Version: o.Notice.Version, Supersedes: o.Notice.Supersedes, SupersededBy: o.SupersededBy,
		Released: o.Notice.Released, Accessed: o.Accessed, By: o.By, Acknowledged: o.Acknowledged, Delegated: len(o.Key) > 0,
	}
}

// rows are the opinions of a case, the lowest version first.
func (d *Workstation) rows(ctx context.Context, id casefile.CaseID) ([]casebook.Row[casebook.Opinion], error) {
	var rows []casebook.Row[casebook.Opinion]
	err := d.Vault.View(ctx, id, func(tx *casebook.Tx) error {
		var err error
		rows, err = casebook.List[casebook.Opinion](tx, casebook.KindOpinion)
		return err
	})
	slices.SortFunc(rows, func(a, b casebook.Row[casebook.Opinion]) int { // ids are numbers, listed as text
		return a.Value.Notice.Version - b.Value.Notice.Version
	})
	return rows, err
}

// newest is the version that is shown first.
func (d *Workstation) newest(ctx context.Context, id casefile.CaseID) (casebook.Row[casebook.Opinion], error) {
	return d.standing(ctx, id, 0)
}

// standing is a version that may be shown; 0: the newest. An older one stands where
// addenda alone came after it: what was superseded is not shown again (property 12).
func (d *Workstation) standing(ctx context.Context, id casefile.CaseID, version int) (casebook.Row[casebook.Opinion], error) {
	rows, err := d.rows(ctx, id)
	if err != nil {
		return casebook.Row[casebook.Opinion]{}, err
	}
	if len(rows) == 0 {
		return casebook.Row[casebook.Opinion]{}, errs.E(errs.NotFound, "open opinion", "No opinion has arrived for this case yet. Nothing was changed. Exchange with OSO to look for it.")
	}
	if version == 0 {
		return rows[len(rows)-1], nil
	}
	at := slices.IndexFunc(rows, func(r casebook.Row[casebook.Opinion]) bool { return r.Value.Notice.Version == version })
	if at < 0 {
		return casebook.Row[casebook.Opinion]{}, errs.E(errs.NotFound, "open opinion", "This version of the opinion is not here. Nothing was changed. Exchange with OSO to look for it.")
	}
	superseded := func(r casebook.Row[casebook.Opinion]) bool { return r.Value.Notice.Supersedes >= version }
	if rows[at].Value.SupersededBy > 0 || slices.ContainsFunc(rows[at+1:], superseded) {
		return casebook.Row[casebook.Opinion]{}, errs.E(errs.Refused, "open opinion", "A later version corrects this one, so that it is not shown any more. Nothing was changed. Open the newest.")
	}
	return rows[at], nil
}

// Open gives the newest opinion, verified. The physician's first opening is
// the act of access: it is signed with the physician's own key and stored for
// the service before anything is given out. With delegate the opinion's key
// is then kept for the clinic's staff, too. An empty passphrase serves once
// the key is there. Kinds: VaultLocked (the passphrase is needed), Forbidden
// (staff before access, a physician it is not addressed to),
// SignatureMismatch, Untrusted.
func (d *Workstation) Open(ctx context.Context, id casefile.CaseID, passphrase string, delegate bool) (Opened, error) {
	return d.OpenVersion(ctx, id, 0, passphrase, delegate)
}

// OpenVersion is the same of a version that stands beside the newest, which adds to
// it; 0: the newest. Kinds besides: NotFound, Refused where it was superseded.
func (d *Workstation) OpenVersion(ctx context.Context, id casefile.CaseID, version int, passphrase string, delegate bool) (Opened, error) {
	row, err := d.standing(ctx, id, version)
	if err != nil {
		return Opened{}, err
	}
	delegate = delegate && len(row.Value.Key) == 0
	o, err := d.again(ctx, id, row.Value, false)
	if err == nil && (!delegate || passphrase == "") || err != nil && !errs.Is(err, errs.VaultLocked) {
		return o, err
	}
	if passphrase == "" {
		return Opened{}, errs.E(errs.VaultLocked, "open opinion", "An opinion opens with the physician's own passphrase. Nothing was opened. Type it to read the opinion.")
	}
	var out Opened
	err = d.Vault.WithUserKeys(ctx, passphrase, func(signing *seal.SigningKey, opening *seal.OpeningKey) error {
		key, o, err := d.unwrap(ctx, id, row.Value, opening)
		if err != nil {
			return err
		}
		if row, err = d.access(ctx, id, row, signing, key, delegate); err != nil {
			return err
		}
		o.Head = head(id, row.Value)
		d.remember(id, row.Value.Notice.Version, key)
		out = o
		return nil
	})
	if err == nil && d.Vault.Locked() { // locked in this moment: Forget may have come before
		d.Forget()
		return Opened{}, errs.E(errs.VaultLocked, "open opinion", "The vault was locked in this moment. The opening is recorded where it was the first. Unlock it to read the opinion.")
	}
	return out, err
}

// Again gives the newest opinion once more with a key that is there: this
// session's, or the one handed on to staff. What verified is not verified once
// more as long as it is read and the same: see Leave. It is no act of access. The error's kind is VaultLocked where the passphrase is needed.
func (d *Workstation) Again(ctx context.Context, id casefile.CaseID) (Opened, error) {
	return d.AgainVersion(ctx, id, 0)
}

// AgainVersion is the same of a version that stands; 0: the newest.
func (d *Workstation) AgainVersion(ctx context.Context, id casefile.CaseID, version int) (Opened, error) {
	row, err := d.standing(ctx, id, version)
	if err != nil {
		d.Leave(id)
		return Opened{}, err
	}
	return d.again(ctx, id, row.Value, true)
}

// Ready tells whether Again has a key for that version.
func (d *Workstation) Ready(id casefile.CaseID, h Head) bool {
	_, ok := d.remembered(id, h.Version)
	return ok || (h.Accessed != nil && h.Delegated)
}

func (d *Workstation) again(ctx context.Context, id casefile.CaseID, o casebook.Opinion, hold bool) (Opened, error) {
	key, ok := d.remembered(id, o.Notice.Version)
	if !ok && o.Accessed != nil && len(o.Key) > 0 {
		var err error
		if key, err = seal.KeyFrom(o.Key); err != nil {
			return Opened{}, err
		}
		ok = true
	}
	if ok {
		return d.show(ctx, id, o, key, hold)
	}
	d.Leave(id)
	if d.Vault.User().Role != casebook.Physician {
		if o.Accessed == nil {
			return Opened{}, errs.E(errs.Forbidden, "open opinion", "The physician reads an opinion first. It is kept here, sealed. Ask the physician to open it.")
		}
		return Opened{}, errs.E(errs.Forbidden, "open opinion", "The physician has not handed this opinion on to staff. It is kept here, sealed. Ask the physician.")
	}
	return Opened{}, errs.E(errs.VaultLocked, "open opinion", "An opinion opens with the physician's own passphrase. Nothing was opened. Type it to read the opinion.")
}

// unwrap finds the opinion's key for this physician.
func (d *Workstation) unwrap(ctx context.Context, id casefile.CaseID, o casebook.Opinion, opening *seal.OpeningKey) (seal.Key, Opened, error) {
	k, ok := addressed(o, opening)
	if !ok {
		return seal.Key{}, Opened{}, notAddressed("open opinion")
	}
	raw, err := opening.Unwrap(deed.WrapOpinion, k.Wrapped, string(id), strconv.Itoa(o.Notice.Version))
	if err != nil {
		return seal.Key{}, Opened{}, err
	}
	key, err := seal.KeyFrom(raw)
	if err != nil {
		return seal.Key{}, Opened{}, err
	}
	opened, err := d.show(ctx, id, o, key, false)
	return key, opened, err
}

// addressed finds the opinion's key for the holder of the opening key.
func addressed(o casebook.Opinion, opening *seal.OpeningKey) (wire.OpinionKey, bool) {
	own := seal.KeyID(opening.Public())
	for _, k := range o.Notice.Keys {
		if k.Opening == own {
			return k, true
		}
	}
	return wire.OpinionKey{}, false
}

func notAddressed(op string) error {
	return errs.E(errs.Forbidden, op, "This opinion is addressed to another physician of the clinic. It is kept here, sealed. Ask that physician to open it.")
}

// show opens and verifies; nothing that does not verify gets out of here.
func (d *Workstation) show(ctx context.Context, id casefile.CaseID, o casebook.Opinion, key seal.Key, hold bool) (Opened, error) {
	server, err := d.Server(ctx)
	if err != nil {
		return Opened{}, err
	}
	if seal.SHA256(o.Sealed) != o.Notice.SHA256 {
		d.Leave(id)
		return Opened{}, errs.E(errs.Damaged, "open opinion", "The opinion stored here is not what arrived. It is not shown. Ask OSO by telephone for it again.")
	}
	p, v, err := d.verified(id, o, key, server.Trust.Root, hold)
	if err != nil {
		return Opened{}, err
	}
	c := v.Content
	if c.Case != id || c.Version != o.Notice.Version || c.Supersedes != o.Notice.Supersedes || c.Reference != o.Notice.Reference {
		d.Leave(id)
		return Opened{}, errs.E(errs.SignatureMismatch, "open opinion", "This opinion belongs to another case. It is not shown. Telephone OSO now.")
	}
	out := Opened{Head: head(id, o), Verified: v, Package: p, Here: map[casefile.RecordID]bool{}, Read: map[casefile.RecordID]bool{}}
	err = d.Vault.View(ctx, id, func(tx *casebook.Tx) error {
		sealed, err := casebook.List[casebook.SealedVersion](tx, casebook.KindSealed)
		if err != nil {
			return err
		}
		for _, s := range sealed {
			if s.Value.SHA256 == v.ManifestSHA256 {
				out.CaseVersion = s.Value.Version
			}
		}
		receipts, err := casebook.List[casebook.ReceiptRow](tx, casebook.KindReceipt)
		for _, r := range receipts {
			out.Newest = max(out.Newest, r.Value.Receipt.Version)
		}
		if err != nil {
			return err
		}
		decisions, err := casebook.List[deed.Decision](tx, casebook.KindDecision)
		if err != nil && !errs.Is(err, errs.Damaged) {
			return err
		}
		leftOut := casebook.LeftOut(decisions)
		for _, r := range named(&v.Content) {
			if leftOut[r] {
				continue
			}
			if rec, err := casebook.Get[casebook.Record](tx, casebook.KindRecord, string(r)); err == nil {
				out.Here[r], out.Read[r] = true, !rec.Value.Image()
			} else if !errs.Is(err, errs.NotFound) && !errs.Is(err, errs.Damaged) {
				return err
			}
		}
		return nil
	})
	return out, err
}

// named are the records that an opinion shows or cites.
func named(c *deed.Content) []casefile.RecordID {
	var out []casefile.RecordID
	for i := range c.Figures {
		out = append(out, c.Figures[i].Image.Record)
	}
	for i := range c.Citations {
		out = append(out, c.Citations[i].Target.Record)
	}
	return out
}

// Server is what enrollment brought; the error's kind is NotEnrolled before,
// and for a user who has not redeemed a code of their own. What verifies does
// so under that user's root, whatever the vault's row says.
func (d *Workstation) Server(ctx context.Context) (casebook.Server, error) {
	s, err := d.Vault.Server(ctx)
	if err == nil {
		err = s.Rooted()
	}
	return s, err
}
