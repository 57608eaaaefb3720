package vault

import (
	"cmp"
	"context"
	"errors"
	"runtime"
	"slices"
	"strings"
	"sync"

	"oso/internal/casefile"
	"oso/internal/seal"
)

// index holds all heads in memory, newest change first, and the text beside
// each that Search looks at. A nil index was not asked for yet.
type index struct {
	heads []Head
	texts []string
}

// newest orders heads for lists.
func newest(a, b Head) int {
	return cmp.Or(b.Updated.Compare(a.Updated), cmp.Compare(a.ID, b.ID))
}

func newIndex(heads []Head, texts []string) *index {
	order := make([]int, len(heads)) // a head is large to move
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return newest(heads[i], heads[j]) })
	x := &index{make([]Head, len(heads)), make([]string, len(heads))}
	for at, i := range order {
		x.heads[at], x.texts[at] = heads[i], texts[i]
	}
	return x
}

func searchText(h Head) string {
	return strings.ToLower(strings.Join([]string{h.Name, h.Native, h.BirthDate, h.Topic, h.Physician, string(h.Reference), h.Reference.String()}, "\n"))
}

func (x *index) put(h Head) {
	if x == nil {
		return
	}
	x.remove(h.ID)
	i, _ := slices.BinarySearchFunc(x.heads, h, newest)
	x.heads = slices.Insert(x.heads, i, h)
	x.texts = slices.Insert(x.texts, i, searchText(h))
}

func (x *index) remove(id casefile.CaseID) {
	if x == nil {
		return
	}
	for i := range x.heads {
		if x.heads[i].ID == id {
			x.heads, x.texts = slices.Delete(x.heads, i, i+1), slices.Delete(x.texts, i, i+1)
			return
		}
	}
}

// Heads gives the heads of all cases, newest change first. Where some are
// damaged it gives the others and an error of kind Damaged.
func (v *Vault) Heads(ctx context.Context) ([]Head, error) { return v.Search(ctx, "") }

// Search finds heads by words in name, native name, birth date, topic,
// physician or reference, in memory only, newest change first. All words must
// be met; an empty query meets all. Damage is told as by Heads.
func (v *Vault) Search(ctx context.Context, query string) ([]Head, error) {
	if err := ctx.Err(); err != nil {
		return nil, dbErr(err, "list cases")
	}
	if err := v.loadIndex(); err != nil {
		return nil, err
	}
	words := strings.Fields(strings.ToLower(query))
	v.mu.RLock()
	defer v.mu.RUnlock()
	if _, err := v.opened(); err != nil {
		return nil, err
	}
	if len(words) == 0 {
		return slices.Clone(v.index.heads), v.hurt()
	}
	var out []Head
	for i, text := range v.index.texts {
		if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) }) {
			out = append(out, v.index.heads[i])
		}
	}
	return out, v.hurt()
}

// hurt tells of damage to the list of cases. Called with mu held.
func (v *Vault) hurt() error {
	for _, d := range v.damage {
		if d.Case != "" || strings.HasPrefix(d.What, "cases:") {
			return damaged("cases", errors.New(d.What))
		}
	}
	return nil
}

type sealedHead struct {
	id        casefile.CaseID
	version   int64
	key, head []byte
}

// headBatch is a part of the heads on its way: read, then opened. A head that
// does not open has no id.
type headBatch struct {
	sealed []sealedHead
	heads  []Head
	texts  []string
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
	box := seal.NewBox(&k.vault, purposeCaseKey)
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
	var heads []Head
	var texts []string
	for _, b := range batches {
		for i, h := range b.heads {
			if h.ID == "" {
				v.damage = append(v.damage, Damage{Case: b.sealed[i].id, What: "head: does not open"})
				continue
			}
			heads, texts = append(heads, h), append(texts, b.texts[i])
		}
	}
	v.index = newIndex(heads, texts)
	return nil
}

// readHeads sends all heads, as they are sealed, to work, and gives the batches
// in their order.
func (v *Vault) readHeads(work chan<- *headBatch) ([]*headBatch, error) {
	rows, err := v.db.Query(`SELECT h.parent, h.version, k.sealed, h.sealed FROM rows h
		LEFT JOIN rows k ON k.kind = 'case-key' AND k.parent = h.parent AND k.id = '' AND k.version = 1
		WHERE h.kind = 'head' AND h.id = ''`)
	if err != nil {
		return nil, dbErr(err, "list cases")
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
			return nil, dbErr(err, "list cases")
		}
		if b.sealed = append(b.sealed, s); len(b.sealed) == headsAtOnce {
			send()
		}
	}
	send()
	return all, dbErr(rows.Err(), "list cases")
}

func (v *Vault) openHeads(box *seal.Box, b *headBatch) {
	b.heads, b.texts = make([]Head, len(b.sealed)), make([]string, len(b.sealed))
	for i, s := range b.sealed {
		if h, err := v.openSealedHead(box, s); err == nil {
			b.heads[i], b.texts[i] = h, searchText(h)
		}
	}
}

func (v *Vault) openSealedHead(box *seal.Box, s sealedHead) (Head, error) {
	b, err := box.Open(nil, s.key, v.id, string(s.id))
	if err != nil {
		return Head{}, err
	}
	defer clear(b)
	var key seal.Key
	copy(key[:], b)
	rows := seal.NewBox(&key, purposeRow)
	key.Wipe()
	defer rows.Wipe()
	return v.openHead(rows, s.id, s.version, s.head)
}
