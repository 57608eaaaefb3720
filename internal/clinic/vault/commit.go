package vault

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"

	"oso/internal/errs"
)

// commit writes head, sets and root, then makes the act last, then lets
// readers see it.
func (tx *Tx) commit(ctx context.Context) error {
	v := tx.v
	if err := ctx.Err(); err != nil {
		return dbErr(err, "save")
	}
	sets := map[*caseState]map[rowKey]int64{}
	if tx.st != nil {
		after, err := json.Marshal(tx.head)
		if err != nil {
			return errs.Wrap(err, errs.Internal, "save head", "")
		}
		if len(tx.changed[tx.st]) > 0 || !bytes.Equal(after, tx.before) {
			sets[tx.st] = merge(tx.st.set, tx.changed[tx.st])
			if err := tx.saveHead(); err != nil {
				return err
			}
		}
	}
	if len(tx.changed[tx.own]) > 0 {
		sets[tx.own] = merge(tx.own.set, tx.changed[tx.own])
		tx.root.set++
	}
	if len(sets) == 0 && len(tx.marks) == 0 {
		return nil
	}
	digests, err := tx.digested()
	if err != nil {
		return err
	}
	for st, set := range sets {
		if err := tx.store(st, rowKey{kindSet, ""}, st.version+1, encodeSet(set, digests)); err != nil {
			return err
		}
	}
	if len(sets) > 0 {
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
	for st, set := range sets {
		for k, version := range tx.changed[st] {
			delete(st.bad, k)
			if k.kind == KindRecord && version == 0 {
				st.bySHA = nil // a record is gone: to be made anew when asked for
			}
		}
		st.forget(tx.changed[st])
		st.set = set
		if st == tx.own {
			st.digests = digests
		}
		st.version++
	}
	if sets[tx.st] != nil && tx.st != nil {
		tx.st.fresh = false
		tx.st.learn(tx.sums)
		tx.st.head = *tx.head
		v.index.put(*tx.head)
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

// saveHead stores the head at the version that the set will have.
func (tx *Tx) saveHead() error {
	st := tx.st
	tx.head.ID, tx.head.Version = st.id, st.version+1
	tx.head.Updated = tx.v.now().UTC()
	b, err := json.Marshal(tx.head)
	if err != nil {
		return errs.Wrap(err, errs.Internal, "save head", "")
	}
	if err := tx.store(st, rowKey{kindHead, ""}, st.version+1, b); err != nil {
		return err
	}
	if st.fresh {
		tx.root.cases++
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
	sealed, err := tx.storeSealed(&caseState{rows: tx.own.rows}, rowKey{kindRoot, ""}, r.seq, r.encode())
	r.history = chain(r.before, sealed)
	return err
}

func merge(set, changes map[rowKey]int64) map[rowKey]int64 {
	out := maps.Clone(set)
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
