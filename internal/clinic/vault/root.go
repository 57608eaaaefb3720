package vault

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"

	"oso/internal/errs"
	"oso/internal/seal"
)

// rootState is the vault's root row: it notices a set that was taken out or
// put back alone.
type rootState struct {
	seq    int64 // also the row's version
	own    int64 // version of the list of the vault's own rows
	sets   int64
	digest [sha256.Size]byte // XOR of token(set, version)
	key    seal.Key

	before  digest // H of the sequence before; stands in the row
	history digest // H of seq, see history.go
}

// token is a keyed hash of a set and the version it has reached.
func (r *rootState) token(id SetID, version int64) [sha256.Size]byte {
	m := hmac.New(sha256.New, r.key[:])
	m.Write([]byte(id))
	m.Write(binary.BigEndian.AppendUint64(nil, uint64(version)))
	return [sha256.Size]byte(m.Sum(nil))
}

func (r *rootState) toggle(id SetID, version int64) {
	for i, b := range r.token(id, version) {
		r.digest[i] ^= b
	}
}

func (r *rootState) encode() []byte {
	b := binary.BigEndian.AppendUint64(nil, uint64(r.own))
	b = binary.BigEndian.AppendUint64(b, uint64(r.sets))
	b = append(b, r.digest[:]...)
	return append(b, r.before[:]...)
}

// loadRoot reads the root and the list of the vault's own rows and compares both with what
// is there. A user or a slot that is not of its version opens nothing: an older
// passphrase would. Called with mu held.
func (v *Vault) loadRoot() error {
	root, own, found, err := v.readOwn()
	if err != nil {
		return err
	}
	v.damage = append(v.damage, found...)
	for _, k := range []rowKey{{entryUser, v.keys.user.ID}, {entrySlot, v.keys.slot}} {
		if what, ok := own.bad[k]; ok && what != changedBytes {
			return damaged(string(k.kind), errors.New(what))
		}
	}
	v.root, v.sets[""] = root, own
	return nil
}

// readOwn gives the root, the vault's own rows, and what is not as they say. If
// one of the two does not open, sets can be read and nothing can be written;
// if both do not, this is not the vault's key.
func (v *Vault) readOwn() (r *rootState, st *setState, found []Damage, err error) {
	k := v.keys
	say := func(of, what string) { found = append(found, Damage{Of: of, What: what}) }
	r, rootErr := v.readRoot()
	if rootErr != nil && !errs.Is(rootErr, errs.Damaged) {
		return nil, nil, nil, rootErr
	}
	st = &setState{key: k.vault, rows: k.rows}
	setErr := v.readContents(st)
	if setErr != nil && (rootErr != nil || !errs.Is(setErr, errs.Damaged)) {
		return nil, nil, nil, setErr
	}
	switch {
	case rootErr != nil:
		st.hurt = readOnly(rootErr)
		say(OfRoot, sealedShut)
	case setErr != nil:
		st.hurt = readOnly(setErr)
		st.listed, st.records, st.digests, st.bad = nil, nil, nil, nil // no row can be relied on
		say(OfList, sealedShut)
	case st.version != r.own:
		st.hurt = readOnly(errors.New("put back from an older copy"))
		say(OfList, "put back from an older copy")
	}
	if rootErr == nil {
		whole, err := v.compareSets(r)
		if err != nil {
			return nil, nil, nil, err
		}
		if !whole {
			say(OfSets, "one or more were taken out, added or put back from an older copy")
		}
	}
	for k, what := range st.bad {
		if k.kind.inTable() {
			say(v.people(st, k, what))
		} else {
			say(string(k.kind), what)
		}
	}
	return r, st, found, nil
}

// readOnly is why a vault whose root or set is damaged takes nothing new.
func readOnly(err error) error {
	return errs.Wrap(err, errs.Damaged, "save", "The vault's own list of what it holds was damaged or changed. Nothing new is saved, so that nothing can be lost unseen; what opens can be read. Restore the vault from its backup.")
}

// readRoot gives an empty root with the error where it does not open.
func (v *Vault) readRoot() (*rootState, error) {
	r := &rootState{key: v.keys.vault.Derive(labelRoot)}
	version, sealed, err := readRow(v.db, kindRoot, "", "")
	if err != nil {
		return r, err
	}
	b, err := v.keys.rows.Open(nil, sealed, v.place(kindRoot, "", "", version)...)
	if err != nil {
		return r, err
	}
	if len(b) != 16+2*sha256.Size {
		return r, damaged("root", errors.New("not whole"))
	}
	r.seq, r.own, r.sets = version, int64(binary.BigEndian.Uint64(b)), int64(binary.BigEndian.Uint64(b[8:]))
	copy(r.digest[:], b[16:])
	copy(r.before[:], b[16+sha256.Size:])
	r.history = chain(r.before, sealed)
	return r, nil
}

func (v *Vault) readContents(st *setState) error {
	version, sealed, err := readRow(v.db, kindSet, "", "")
	if err != nil {
		return err
	}
	return v.compareSet(st, version, sealed)
}

// compareSets takes the digest over the heads that are there, and tells
// whether it is the root's.
func (v *Vault) compareSets(r *rootState) (bool, error) {
	rows, err := v.db.Query("SELECT parent, version FROM rows WHERE kind = ? AND id = ''", kindHead)
	if err != nil {
		return false, dbErr(err, "read sets")
	}
	defer rows.Close()
	sum := rootState{key: r.key}
	for rows.Next() {
		var id SetID
		var version int64
		if err := rows.Scan(&id, &version); err != nil {
			return false, dbErr(err, "read sets")
		}
		sum.sets++
		sum.toggle(id, version)
	}
	return sum.sets == r.sets && sum.digest == r.digest, dbErr(rows.Err(), "read sets")
}
