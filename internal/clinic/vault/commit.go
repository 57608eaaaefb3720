package vault

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"

	"oso/internal/errs"
)

// commit writes head, lists and root, then makes the act last, then lets
// readers see it.
func (tx *Tx) commit(ctx context.Context) error {
	v := tx.v
	if err := ctx.Err(); err != nil {
		return dbErr(err, "save")
	}
	lists := map[*setState]map[rowKey]int64{}
	if tx.st != nil {
		other, err := tx.headChanged()
		if err != nil {
			return err
		}
		if other || len(tx.changed[tx.st]) > 0 {
			lists[tx.st] = merge(tx.st.listed, tx.changed[tx.st])
			if err := tx.saveHead(); err != nil {
				return err
			}
		}
	}
	if len(tx.changed[tx.own]) > 0 {
		lists[tx.own] = merge(tx.own.listed, tx.changed[tx.own])
		tx.root.own++
	}
	if len(lists) == 0 && !tx.dropped && len(tx.marks) == 0 {
		return nil
	}
	digests, err := tx.digested()
	if err != nil {
		return err
	}
	for st, list := range lists {
		if err := tx.store(st, rowKey{kindSet, ""}, st.version+1, v.layout.encode(list, digests)); err != nil {
			return err
		}
	}
	if len(lists) > 0 || tx.dropped {
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
		return dbErr(err, "save")
	}
	for st, list := range lists {
		for k, version := range tx.changed[st] {
			delete(st.bad, k)
			if k.kind == KindRecord && version == 0 {
				st.bySHA = nil // a record is gone: to be made anew when asked for
			}
		}
		st.forget(tx.changed[st])
		st.listed = list
		if st == tx.own {
			st.digests = digests
		}
		st.version++
	}
	if lists[tx.st] != nil && tx.st != nil {
		tx.st.fresh = false
		tx.st.learn(tx.sums)
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

func merge(list, changes map[rowKey]int64) map[rowKey]int64 {
	out := maps.Clone(list)
	if out == nil {
		out = map[rowKey]int64{}
	}
	for k, version := range changes {
		if version == 0 {
			delete(out, k)
		} else {
			out[k] = version
		}
	}
	return out
}
