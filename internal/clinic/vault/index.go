package vault

import (
	"context"
	"errors"
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

func newIndex(ids []SetID, heads []Head) *index {
	order := make([]int, len(heads))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return heads[i].Compare(heads[j]) })
	x := &index{make([]SetID, len(heads)), make([]Head, len(heads))}
	for at, i := range order {
		x.ids[at], x.heads[at] = ids[i], heads[i]
	}
	return x
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

type sealedHead struct {
	id        SetID
	version   int64
	key, head []byte
}

// headBatch is a part of the heads on its way: read, then opened. One that does
// not open is nil.
type headBatch struct {
	sealed []sealedHead
	heads  []Head
}

// headsAtOnce is how many heads go to a core together.
const headsAtOnce = 64

// loadIndex opens all heads and keeps them until Lock: while the disk gives the
// next ones all cores open those before.
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
	work := make(chan *headBatch, 2*runtime.GOMAXPROCS(0))
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for b := range work {
				v.openHeads(box, b)
			}
		})
	}
	batches, err := v.readHeads(work)
	close(work)
	workers.Wait()
	if err != nil {
		return err
	}
	var ids []SetID
	var heads []Head
	for _, b := range batches {
		for i, h := range b.heads {
			if h == nil {
				v.damage = append(v.damage, Damage{Set: b.sealed[i].id, Of: OfHead, What: sealedShut})
				continue
			}
			ids, heads = append(ids, b.sealed[i].id), append(heads, h)
		}
	}
	v.index = newIndex(ids, heads)
	return nil
}

// readHeads sends all heads, as they are sealed, to work, and gives the batches
// in their order.
func (v *Vault) readHeads(work chan<- *headBatch) ([]*headBatch, error) {
	rows, err := v.db.Query(`SELECT h.parent, h.version, k.sealed, h.sealed FROM rows h
		LEFT JOIN rows k ON k.kind = 'case-key' AND k.parent = h.parent AND k.id = '' AND k.version = 1
		WHERE h.kind = 'head' AND h.id = ''`)
	if err != nil {
		return nil, dbErr(err, "list sets")
	}
	defer rows.Close()
	var all []*headBatch
	b := &headBatch{}
	send := func() {
		if len(b.sealed) > 0 {
			all = append(all, b)
			work <- b
			b = &headBatch{}
		}
	}
	for rows.Next() {
		var s sealedHead
		if err := rows.Scan(&s.id, &s.version, &s.key, &s.head); err != nil {
			return nil, dbErr(err, "list sets")
		}
		if b.sealed = append(b.sealed, s); len(b.sealed) == headsAtOnce {
			send()
		}
	}
	send()
	return all, dbErr(rows.Err(), "list sets")
}

func (v *Vault) openHeads(box *seal.Box, b *headBatch) {
	b.heads = make([]Head, len(b.sealed))
	for i, s := range b.sealed {
		if h, err := v.openSealedHead(box, s); err == nil {
			b.heads[i] = h
		}
	}
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
