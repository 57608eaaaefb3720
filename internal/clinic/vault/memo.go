package vault

import (
	"slices"
	"strings"
)

// memo is what was derived from a set's rows of some kinds.
type memo struct {
	rows  []Rows
	value any
}

// Rows are those of a kind whose ids begin with the prefix; empty: all of them.
type Rows struct {
	Kind  Kind
	Below string
}

func (r Rows) has(k rowKey) bool { return r.Kind == k.kind && strings.HasPrefix(k.id, r.Below) }

// Memo gives what fn derives from these of the set's rows and from
// nothing else, and remembers it until one of them changes: a set of thousands
// of records is not read anew for each word that somebody types. It is kept in
// memory, beside the set's key, and goes with it: at Lock and when the set is
// destroyed. The value is shared and must not be changed. An act that has
// changed such a row itself gets its own.
func Memo[T any](tx *Tx, name string, rows []Rows, fn func() (T, error)) (T, error) {
	if tx.st == nil || tx.touched(rows) {
		return fn()
	}
	v, st := tx.v, tx.st
	v.mu.RLock()
	known, version := st.memos[name], st.version
	v.mu.RUnlock()
	if known != nil {
		if value, ok := known.value.(T); ok {
			return value, nil
		}
	}
	value, err := fn()
	if err != nil {
		return value, err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if st.version == version { // nobody wrote in the meantime
		if st.memos == nil {
			st.memos = map[string]*memo{}
		}
		st.memos[name] = &memo{rows, value}
	}
	return value, nil
}

// touched tells whether the act has changed one of these rows.
func (tx *Tx) touched(rows []Rows) bool {
	for k := range tx.changed[tx.st] {
		if slices.ContainsFunc(rows, func(r Rows) bool { return r.has(k) }) {
			return true
		}
	}
	return false
}

// forget drops what was derived from rows that changed. Called with mu held.
func (st *setState) forget(changed map[rowKey]int64) {
	for name, m := range st.memos {
		for k := range changed {
			if slices.ContainsFunc(m.rows, func(r Rows) bool { return r.has(k) }) {
				delete(st.memos, name)
				break
			}
		}
	}
}
