package vault

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/seal"
)

// rootState is the vault's root row: it notices a case that was taken out or
// put back alone.
type rootState struct {
	seq    int64 // also the row's version
	set    int64 // version of the vault's own set
	cases  int64
	digest [sha256.Size]byte // XOR of mark(case, version)
	key    seal.Key
}

// mark is a keyed hash of a case and the version it has reached.
func (r *rootState) mark(id casefile.CaseID, version int64) [sha256.Size]byte {
	m := hmac.New(sha256.New, r.key[:])
	m.Write([]byte(id))
	m.Write(binary.BigEndian.AppendUint64(nil, uint64(version)))
	return [sha256.Size]byte(m.Sum(nil))
}

func (r *rootState) toggle(id casefile.CaseID, version int64) {
	for i, b := range r.mark(id, version) {
		r.digest[i] ^= b
	}
}

func (r *rootState) encode() []byte {
	b := binary.BigEndian.AppendUint64(nil, uint64(r.set))
	b = binary.BigEndian.AppendUint64(b, uint64(r.cases))
	return append(b, r.digest[:]...)
}

// loadRoot reads the root and the vault's own set, and compares both with
// what is there. If one of the two is damaged, cases can be read and nothing
// can be written; if both are, this is not the vault's key. Called with mu
// held.
func (v *Vault) loadRoot() error {
	k := v.keys
	r, rootErr := v.readRoot()
	if rootErr != nil && !errs.Is(rootErr, errs.Damaged) {
		return rootErr
	}
	v.root = r
	st := &caseState{key: k.vault, rows: k.rows}
	setErr := v.readOwnSet(st)
	if setErr != nil && (rootErr != nil || !errs.Is(setErr, errs.Damaged)) {
		return setErr
	}
	switch {
	case rootErr != nil:
		st.hurt = readOnly(rootErr)
		v.damage = append(v.damage, Damage{What: "root: does not open"})
	case setErr != nil:
		st.hurt = readOnly(setErr)
		st.set, st.bad = nil, nil // no row can be relied on
		v.damage = append(v.damage, Damage{What: "set: does not open"})
	case st.version != r.set:
		st.hurt = readOnly(errors.New("put back from an older copy"))
		v.damage = append(v.damage, Damage{What: "set: put back from an older copy"})
	}
	if rootErr == nil {
		if err := v.compareCases(); err != nil {
			return err
		}
	}
	for key, what := range st.bad {
		v.damage = append(v.damage, Damage{What: string(key.kind) + ": " + what})
	}
	for _, own := range []rowKey{{entryUser, k.user.ID}, {entrySlot, k.slot}} {
		if what, ok := st.bad[own]; ok {
			return damaged(string(own.kind), errors.New(what))
		}
	}
	v.cases[""] = st
	return nil
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
	if len(b) != 16+sha256.Size {
		return r, damaged("root", errors.New("not whole"))
	}
	r.seq, r.set, r.cases = version, int64(binary.BigEndian.Uint64(b)), int64(binary.BigEndian.Uint64(b[8:]))
	copy(r.digest[:], b[16:])
	return r, nil
}

func (v *Vault) readOwnSet(st *caseState) error {
	version, sealed, err := readRow(v.db, kindSet, "", "")
	if err != nil {
		return err
	}
	return v.compareSet(st, version, sealed)
}

// compareCases takes the digest over the heads that are there.
func (v *Vault) compareCases() error {
	rows, err := v.db.Query("SELECT parent, version FROM rows WHERE kind = ? AND id = ''", kindHead)
	if err != nil {
		return dbErr(err, "read cases")
	}
	defer rows.Close()
	sum := rootState{key: v.root.key}
	for rows.Next() {
		var id casefile.CaseID
		var version int64
		if err := rows.Scan(&id, &version); err != nil {
			return dbErr(err, "read cases")
		}
		sum.cases++
		sum.toggle(id, version)
	}
	if err := rows.Err(); err != nil {
		return dbErr(err, "read cases")
	}
	if sum.cases != v.root.cases || sum.digest != v.root.digest {
		v.damage = append(v.damage, Damage{What: "cases: one or more were taken out, added or put back from an older copy"})
	}
	return nil
}
