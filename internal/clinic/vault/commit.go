package vault

import (
	"bytes"
	"context"
	"encoding/json"

	"oso/internal/errs"
)

// commit writes head, lists and root, then makes the act last, then lets
// readers see it.
func (tx *Tx) commit(ctx context.Context) error {
	v := tx.v
	if err := ctx.Err(); err != nil {
		return dbErr(err, "save")
	}
	written := map[*setState]bool{}
	if tx.st != nil {
		other, err := tx.headChanged()
		if err != nil {
			return err
		}
		if other || len(tx.changed[tx.st]) > 0 {
			written[tx.st] = true
			if err := tx.saveHead(); err != nil {
				return err
			}
		}
	}
	if len(tx.changed[tx.own]) > 0 {
		written[tx.own] = true
		tx.root.own++
	}
	if len(written) == 0 && !tx.dropped && len(tx.marks) == 0 {
		return nil
	}
	digests, err := tx.digested()
	if err != nil {
		return err
	}
	for st := range written {
		if err := tx.saveList(st, digests); err != nil {
			return err
		}
	}
	if len(written) > 0 || tx.dropped {
		if err := tx.saveRoot(); err != nil {
			return err
		}
	}

	v.mu.Lock()
	defer v.mu.Unlock()
	if _, err := v.opened(); err != nil {
		return err
	}
	if err := tx.sql.Commit(); err != nil {
		return dbErr(unknownOutcome{err}, "save")
	}
	for st := range written {
		others, records := parted(tx.changed[st])
		merge(st.listed, others)
		merge(st.records, records)
		for k := range tx.changed[st] {
			delete(st.bad, k)
		}
		st.forget(tx.changed[st])
		if st == tx.own {
			st.digests = digests
		}
		st.version++
	}
	if tx.st != nil && written[tx.st] {
		tx.st.fresh = false
		tx.st.head = tx.saved
		if v.index != nil {
			h, _ := v.layout.read(tx.st.id, tx.st.version, tx.saved) // a copy: the act's own may still be changed
			v.index.put(tx.st.id, h)
		}
	}
	for _, id := range tx.marks {
		v.marked[id] = true
	}
	*v.root = tx.root
	for _, fn := range tx.after {
		fn()
	}
	return nil
}

// headChanged tells whether the act changed what the head says.
func (tx *Tx) headChanged() (bool, error) {
	if tx.head == nil {
		return false, nil // not even looked at
	}
	after, err := json.Marshal(tx.head)
	if err != nil {
		return false, errs.Wrap(err, errs.Internal, "save head", "")
	}
	return !bytes.Equal(after, tx.before), nil
}

// saveList stores which rows the set will have, and which records, where that
// is another list.
func (tx *Tx) saveList(st *setState, digests map[rowKey]digest) error {
	others, records := parted(tx.changed[st])
	if len(records) > 0 {
		part := rowKey{kindSet, recordsPart}
		if err := tx.store(st, part, st.version+1, tx.v.layout.encode(st.records, records, nil)); err != nil {
			return err
		}
		others[part] = st.version + 1
		tx.note(st, part, st.version+1)
	}
	return tx.store(st, rowKey{kindSet, ""}, st.version+1, tx.v.layout.encode(st.listed, others, digests))
}

// saveHead stores the head at the version that the set will have.
func (tx *Tx) saveHead() error {
	st, h := tx.st, tx.Head()
	h.Saving(tx.v.now().UTC())
	var err error
	if tx.saved, err = json.Marshal(h); err != nil {
		return errs.Wrap(err, errs.Internal, "save head", "")
	}
	if err := tx.store(st, rowKey{kindHead, ""}, st.version+1, tx.saved); err != nil {
		return err
	}
	if st.fresh {
		tx.root.sets++
	} else {
		tx.root.toggle(st.id, st.version)
	}
	tx.root.toggle(st.id, st.version+1)
	return nil
}

// saveRoot stores the root at the next sequence and takes the history on.
func (tx *Tx) saveRoot() error {
	r := &tx.root
	r.seq, r.before = r.seq+1, r.history
	sealed, err := tx.storeSealed(&setState{rows: tx.own.rows}, rowKey{kindRoot, ""}, r.seq, r.encode())
	r.history = chain(r.before, sealed)
	return err
}
