package opinion

import (
	"bytes"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/deed"
	"oso/internal/seal"
)

// held is the one opinion that is being read: a page asks for each of its
// pictures, and opening and verifying the package takes most of a second where it
// is large. It is of exactly these bytes, under this root, of this user.
type held struct {
	session sessionKey
	sha256  string // of the sealed package, which is hashed each time
	key     seal.Key
	root    seal.VerifyKey

	pkg      deed.Package
	verified deed.Verified
}

func (h *held) is(o *held) bool {
	return h != nil && h.session == o.session && h.sha256 == o.sha256 && h.key == o.key && bytes.Equal(h.root, o.root)
}

// verified opens and verifies the package whose bytes are those of the notice.
// With hold it is held from then on, and not verified once more where it is the one
// that is held; without, it is verified in any case and nothing is kept.
func (d *Workstation) verified(id casefile.CaseID, o casebook.Opinion, key seal.Key, root seal.VerifyKey, hold bool) (deed.Package, deed.Verified, error) {
	want := &held{session: sessionKey{d.Vault.User().ID, id, o.Notice.Version}, sha256: o.Notice.SHA256, key: key, root: root}
	if hold {
		d.mu.Lock()
		if have := d.held; have.is(want) {
			defer d.mu.Unlock()
			return have.pkg, have.verified, nil
		}
		d.mu.Unlock()
	}
	d.Leave("") // another one, another state of it, or one that is to be proved anew
	var err error
	if want.pkg, err = deed.OpenPackage(&key, o.Sealed, id, o.Notice.Version); err != nil {
		return deed.Package{}, deed.Verified{}, err
	}
	if want.verified, err = deed.Verify(root, want.pkg); err != nil {
		return deed.Package{}, deed.Verified{}, err
	}
	if !hold {
		return want.pkg, want.verified, nil
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.Vault.Locked() { // Forget comes after a lock, too: what is held here is let go of by it
		d.held = want
	}
	return want.pkg, want.verified, nil
}

// Leave lets go of what is held of the case's opinion, or of any where id is
// empty: nobody reads it any more.
func (d *Workstation) Leave(id casefile.CaseID) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.held != nil && (id == "" || d.held.session.id == id) {
		d.held.key = seal.Key{}
		d.held = nil
	}
}
