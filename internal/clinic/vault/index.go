package vault

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"iter"
	"runtime"
	"slices"
	"sync"

	"oso/internal/seal"
)

// index holds all heads in memory, in their order.
type index struct {
	ids   []SetID
	heads []Head
}

func (x *index) put(id SetID, h Head) {
	x.remove(id)
	i, _ := slices.BinarySearchFunc(x.heads, h, Head.Compare)
	x.ids, x.heads = slices.Insert(x.ids, i, id), slices.Insert(x.heads, i, h)
}

func (x *index) remove(id SetID) {
	if i := slices.Index(x.ids, id); i >= 0 {
		x.ids, x.heads = slices.Delete(x.ids, i, i+1), slices.Delete(x.heads, i, i+1)
	}
}

// Heads gives the heads of all sets in their order, from memory; they are
// shared and must not be changed. Where some are damaged it gives the others
// and an error of kind Damaged.
func (v *Vault) Heads(ctx context.Context) ([]Head, error) {
	if err := ctx.Err(); err != nil {
		return nil, dbErr(err, "list sets")
	}
	if err := v.loadIndex(); err != nil {
		return nil, err
	}
	v.mu.RLock()
	defer v.mu.RUnlock()
	if _, err := v.opened(); err != nil {
		return nil, err
	}
	return slices.Clone(v.index.heads), v.hurt()
}

// hurt tells of damage to the list of sets. Called with mu held.
func (v *Vault) hurt() error {
	for _, d := range v.damage {
		if d.Set != "" || d.Of == OfSets {
			return damaged("sets", errors.New(d.What))
		}
	}
	return nil
}

// sealedHead is a head as it is stored, with the key of its set.
type sealedHead struct {
	id        SetID
	version   int64
	key, head []byte
}

// opened is a set's head; nil where it does not open.
type openedHead struct {
	id   SetID
	head Head
}

// headsAtOnce is how many heads go to a core together.
const headsAtOnce = 64

// loadIndex opens all heads and keeps them until Lock: while the disk gives the
// next ones all cores open those before, and each orders what it has opened.
func (v *Vault) loadIndex() error {
	v.mu.RLock()
	there := v.index != nil
	v.mu.RUnlock()
	if there {
		return nil
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	k, err := v.opened()
	if err != nil || v.index != nil {
		return err
	}
	box := seal.NewBox(&k.vault, purposeSetKey)
	defer box.Wipe()
	work := make(chan []sealedHead, 2*runtime.GOMAXPROCS(0))
	parts := make([][]openedHead, runtime.GOMAXPROCS(0))
	var workers sync.WaitGroup
	for i := range parts {
		workers.Go(func() {
			for b := range work {
				for _, s := range b {
					h, _ := v.openSealedHead(box, s)
					parts[i] = append(parts[i], openedHead{s.id, h})
				}
			}
			slices.SortFunc(parts[i], openedHead.compare)
		})
	}
	err = v.readHeads(work)
	close(work)
	workers.Wait()
	if err != nil {
		return err
	}
	x := &index{}
	for h := range inOrder(parts) {
		if h.head == nil {
			v.damage = append(v.damage, Damage{Set: h.id, Of: OfHead, What: sealedShut})
		} else {
			x.ids, x.heads = append(x.ids, h.id), append(x.heads, h.head)
		}
	}
	v.index = x
	return nil
}

// compare puts what does not open last.
func (h openedHead) compare(o openedHead) int {
	switch {
	case h.head != nil && o.head != nil:
		return h.head.Compare(o.head)
	case h.head != nil:
		return -1
	case o.head != nil:
		return 1
	}
	return cmp.Compare(h.id, o.id)
}

// inOrder goes through parts that are in order each.
func inOrder(parts [][]openedHead) iter.Seq[openedHead] {
	return func(yield func(openedHead) bool) {
		for {
			first := -1
			for i, p := range parts {
				if len(p) > 0 && (first < 0 || p[0].compare(parts[first][0]) < 0) {
					first = i
				}
			}
			if first < 0 || !yield(parts[first][0]) {
				return
			}
			parts[first] = parts[first][1:]
		}
	}
}

// readHeads sends all heads, as they are sealed, to work.
func (v *Vault) readHeads(work chan<- []sealedHead) error {
	rows, err := v.db.Query(`SELECT h.parent, h.version, k.sealed, h.sealed FROM rows h
		LEFT JOIN rows k ON k.kind = 'case-key' AND k.parent = h.parent AND k.id = '' AND k.version = 1
		WHERE h.kind = 'head' AND h.id = ''`)
	if err != nil {
		return dbErr(err, "list sets")
	}
	defer rows.Close()
	var b []sealedHead
	var room []byte // what is sealed is copied once, side by side
	keep := func(raw sql.RawBytes) []byte {
		if len(raw) > cap(room)-len(room) {
			room = make([]byte, 0, max(headsAtOnce<<10, len(raw)))
		}
		room = append(room, raw...)
		return room[len(room)-len(raw) : len(room) : len(room)]
	}
	for rows.Next() {
		if b == nil {
			b = make([]sealedHead, 0, headsAtOnce)
		}
		var s sealedHead
		var key, head sql.RawBytes
		if err := rows.Scan(&s.id, &s.version, &key, &head); err != nil {
			return dbErr(err, "list sets")
		}
		s.key, s.head = keep(key), keep(head)
		if b = append(b, s); len(b) == headsAtOnce {
			work <- b
			b = nil
		}
	}
	work <- b
	return dbErr(rows.Err(), "list sets")
}

func (v *Vault) openSealedHead(box *seal.Box, s sealedHead) (Head, error) {
	b, err := box.Open(nil, s.key, v.id, string(s.id))
	if err != nil {
		return nil, err
	}
	defer clear(b)
	var key seal.Key
	copy(key[:], b)
	rows := seal.NewBox(&key, purposeRow)
	key.Wipe()
	defer rows.Wipe()
	content, err := v.openHead(rows, s.id, s.version, s.head)
	if err != nil {
		return nil, err
	}
	h, err := v.layout.read(s.id, s.version, content)
	if err != nil {
		return nil, err
	}
	return h, nil
}
