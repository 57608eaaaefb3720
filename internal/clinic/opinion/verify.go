package opinion

import (
	"context"
	"time"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
)

// Proof is the result of verifying. Where Valid is false, Why is safe to show.
type Proof struct {
	Valid       bool
	Why         error
	Superseded  bool
	CurrentAsOf *time.Time // the last exchange; nil: there was none
	Version     int
	Fingerprint string
	ReleasedAt  time.Time
	Signers     []deed.VerifiedSigner
}

// Verify checks the newest opinion of a case and tells who signed. It is no
// act of access and gives nothing of the content. The physician's passphrase
// is needed until the opinion was opened.
func (d *Workstation) Verify(ctx context.Context, id casefile.CaseID, passphrase string) (Proof, error) {
	o, err := d.Check(ctx, id, passphrase)
	return d.proof(ctx, o.Verified, o.Head.SupersededBy > 0, err)
}

// Check is Verify with what was verified, for a window that shows the signers'
// certificates; the caller shows nothing of the content. The error is why the
// opinion does not verify, or why it could not be tried.
func (d *Workstation) Check(ctx context.Context, id casefile.CaseID, passphrase string) (Opened, error) {
	row, err := d.newest(ctx, id)
	if err != nil {
		return Opened{}, err
	}
	o, err := d.again(ctx, id, row.Value, false)
	if errs.Is(err, errs.VaultLocked) && passphrase != "" {
		err = d.Vault.WithUserKeys(ctx, passphrase, func(_ *seal.SigningKey, opening *seal.OpeningKey) error {
			var err error
			_, o, err = d.unwrap(ctx, id, row.Value, opening)
			return err
		})
	}
	return o, err
}

// VerifyPackage checks an exported package against the root that this vault
// trusts.
func (d *Workstation) VerifyPackage(ctx context.Context, encoded []byte) (Proof, error) {
	server, err := d.Server(ctx)
	if err != nil {
		return Proof{}, err
	}
	p, err := deed.DecodePackage(encoded)
	if err != nil {
		return Proof{Why: err}, nil
	}
	v, err := deed.Verify(server.Trust.Root, p)
	superseded := false
	if err == nil {
		if rows, err := d.rows(ctx, v.Content.Case); err == nil {
			for _, r := range rows { // an addendum supersedes nothing
				superseded = superseded || r.Value.Notice.Version > v.Content.Version && r.Value.Notice.Supersedes >= v.Content.Version
			}
		}
	}
	return d.proof(ctx, v, superseded, err)
}

// proof says what came of verifying; only what is not about the opinion
// itself stays an error.
func (d *Workstation) proof(ctx context.Context, v deed.Verified, superseded bool, err error) (Proof, error) {
	switch errs.KindOf(err) {
	case "":
	case errs.SignatureMismatch, errs.Untrusted, errs.Damaged, errs.Unsupported:
		return Proof{Why: err}, nil
	default:
		return Proof{}, err
	}
	server, err := d.Server(ctx)
	if err != nil {
		return Proof{}, err
	}
	return Proof{
		Valid: true, Superseded: superseded, CurrentAsOf: server.LastExchange, Version: v.Content.Version,
		Fingerprint: v.ContentSHA256, ReleasedAt: v.ReleasedAt, Signers: v.Signers,
	}, nil
}

// sessionKey names an opinion and who opened it: whoever signs in next finds
// nothing of the one before.
type sessionKey struct {
	user    string
	id      casefile.CaseID
	version int
}

func (d *Workstation) remember(id casefile.CaseID, version int, key seal.Key) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.keys == nil {
		d.keys = map[sessionKey]seal.Key{}
	}
	d.keys[sessionKey{d.Vault.User().ID, id, version}] = key
}

func (d *Workstation) remembered(id casefile.CaseID, version int) (seal.Key, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	key, ok := d.keys[sessionKey{d.Vault.User().ID, id, version}]
	return key, ok
}

// Forget drops the keys of this session and what was opened with them; call it
// when the vault is locked, and once more when it is, for what was under way.
func (d *Workstation) Forget() {
	d.Leave("")
	d.mu.Lock()
	defer d.mu.Unlock()
	for k := range d.keys {
		d.keys[k] = seal.Key{}
	}
	clear(d.keys)
}
