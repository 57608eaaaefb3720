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

func newIndex(heads []Head) *index {
	slices.SortFunc(heads, newest)
	x := &index{heads, make([]string, len(heads))}
	for i, h := range heads {
		x.texts[i] = searchText(h)
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

// loadIndex opens all heads, on all cores, and keeps them until Lock.
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
	all, err := v.sealedHeads()
	if err != nil {
		return err
	}
	box := seal.NewBox(&k.vault, purposeCaseKey)
	defer box.Wipe()
	heads := v.openHeads(all, box)
	for i, h := range heads {
		if h.ID == "" {
			v.damage = append(v.damage, Damage{Case: all[i].id, What: "head: does not open"})
		}
	}
	v.index = newIndex(slices.DeleteFunc(heads, func(h Head) bool { return h.ID == "" }))
	return nil
}

func (v *Vault) sealedHeads() ([]sealedHead, error) {
	var all []sealedHead
	rows, err := v.db.Query(`SELECT h.parent, h.version, k.sealed, h.sealed FROM rows h
		LEFT JOIN rows k ON k.kind = 'case-key' AND k.parent = h.parent AND k.id = '' AND k.version = 1
		WHERE h.kind = 'head' AND h.id = ''`)
	if err != nil {
		return nil, dbErr(err, "list cases")
	}
	defer rows.Close()
	for rows.Next() {
		var s sealedHead
		if err := rows.Scan(&s.id, &s.version, &s.key, &s.head); err != nil {
			return nil, dbErr(err, "list cases")
		}
		all = append(all, s)
	}
	return all, dbErr(rows.Err(), "list cases")
}

// openHeads gives the heads in the order of all; one that does not open has
// no id.
func (v *Vault) openHeads(all []sealedHead, box *seal.Box) []Head {
	heads := make([]Head, len(all))
	workers := runtime.GOMAXPROCS(0)
	var wg sync.WaitGroup
	for w := range workers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := w; i < len(all); i += workers {
				if h, err := v.openSealedHead(box, all[i]); err == nil {
					heads[i] = h
				}
			}
		}()
	}
	wg.Wait()
	return heads
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
