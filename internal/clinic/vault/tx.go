package vault

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"oso/internal/errs"
)

// Row is one stored value. Version is 0 for a row that is not stored yet, and
// grows with each Update that puts it.
type Row[T any] struct {
	ID      string
	Version int64
	Value   T
}

// Tx reads and writes the rows of one set and of the vault itself. It lives
// as long as the function it was given to.
type Tx struct {
	v       *Vault
	st      *setState // nil where the act has no set
	own     *setState // the vault's own rows
	sql     *sql.Tx   // nil in View
	head    Head      // nil until somebody asks for it
	before  []byte    // the head's JSON as this program writes it, when it was asked for
	saved   []byte    // its JSON as it was stored
	root    rootState // as it will be
	dropped bool      // a set is gone: the root changes, whatever else does
	changed map[*setState]map[rowKey]int64
	marks   []SetID    // notes made, see sweep.go
	gone    []RecordID // deleted: their chunks go once the act has lasted
	after   []func()   // run when the act has lasted, before readers see it
}

func (tx *Tx) onCommit(fn func()) { tx.after = append(tx.after, fn) }

// Update runs fn in one transaction: all that it puts, and the head, are
// stored together and on the disk when Update returns nil, or not at all. An
// empty id is an act without a set. Other writers wait; do not call Update,
// CreateSet, Discard or a Batch from fn.
func (v *Vault) Update(ctx context.Context, id SetID, fn func(*Tx) error) error {
	v.write.Lock()
	defer v.write.Unlock()
	return v.update(ctx, id, fn)
}

func (v *Vault) update(ctx context.Context, id SetID, fn func(*Tx) error) error {
	tx, err := v.begin(ctx, id)
	if err != nil {
		return err
	}
	defer tx.sql.Rollback()
	if err := fn(tx); err != nil {
		return err
	}
	if err := tx.commit(ctx); err != nil {
		return err
	}
	if len(tx.gone) > 0 {
		v.removeChunks(tx.st, tx.gone)
	}
	return nil
}

// begin is called with write held.
func (v *Vault) begin(ctx context.Context, id SetID) (*Tx, error) {
	if err := ctx.Err(); err != nil {
		return nil, dbErr(err, "save")
	}
	if !v.Writable() {
		return nil, v.writes.refuse("save")
	}
	tx, err := v.reading(id)
	if err != nil {
		return nil, err
	}
	v.mu.RLock()
	if _, err := v.opened(); err != nil {
		v.mu.RUnlock()
		return nil, err
	}
	tx.root = *v.root
	hurt := tx.own.hurt
	if hurt == nil && tx.st != nil {
		hurt = tx.st.hurt
	}
	v.mu.RUnlock()
	if hurt != nil {
		return nil, hurt
	}
	tx.changed = map[*setState]map[rowKey]int64{}
	if tx.sql, err = v.db.Begin(); err != nil {
		return nil, dbErr(err, "save")
	}
	return tx, nil
}

func (v *Vault) reading(id SetID) (*Tx, error) {
	own, err := v.state("")
	if err != nil {
		return nil, err
	}
	tx := &Tx{v: v, own: own}
	if id != "" {
		tx.st, err = v.state(id)
	}
	return tx, err
}

// View runs fn for reading. Each read sees the newest stored value; two reads
// may see two different moments.
func (v *Vault) View(ctx context.Context, id SetID, fn func(*Tx) error) error {
	if err := ctx.Err(); err != nil {
		return dbErr(err, "read")
	}
	tx, err := v.reading(id)
	if err != nil {
		return err
	}
	return fn(tx)
}

// Head is the set's head; what Update's fn changes in it is stored with the
// rows. It is nil where the act has no set, and has nothing but its place where
// View meets a damaged one.
func (tx *Tx) Head() Head {
	if tx.st == nil || tx.head != nil {
		return tx.head
	}
	tx.v.mu.RLock()
	content, version := tx.st.head, tx.st.version
	tx.v.mu.RUnlock()
	tx.head, _ = tx.v.layout.read(tx.st.id, version, content) // told by whoever opened it
	if tx.sql != nil {
		tx.before, _ = json.Marshal(tx.head)
	}
	return tx.head
}

// owner is the state whose set lists rows of the kind. A View asks anew each
// time: the removal of a user, who gives the vault another key, may have come in
// between. Called with mu held for reading.
func (tx *Tx) owner(kind Kind) (*setState, error) {
	switch {
	case tx.v.layout.codes[kind] == 0:
		return nil, errs.Wrap(errors.New("unknown kind of row"), errs.Internal, "use row", "")
	case !tx.v.layout.inSet(kind) && tx.sql == nil:
		if _, err := tx.v.opened(); err != nil {
			return nil, err
		}
		return tx.v.sets[""], nil
	case !tx.v.layout.inSet(kind):
		return tx.own, nil
	case tx.st == nil:
		return nil, errs.Wrap(errors.New("a set's row outside a set"), errs.Internal, "use row", "")
	}
	return tx.st, nil
}

// lookup tells the version that the row must have, 0 where there is none.
// Called with mu held for reading.
func (tx *Tx) lookup(st *setState, k rowKey) (int64, error) {
	if tx.sql == nil {
		if _, err := tx.v.opened(); err != nil {
			return 0, err
		}
	}
	if version, ok := tx.changed[st][k]; ok {
		return version, nil
	}
	if st.listed == nil && st.hurt != nil {
		return 0, st.hurt
	}
	if what, ok := st.bad[k]; ok {
		return st.lists(k.kind)[k], damaged(string(k.kind), errors.New(what))
	}
	return st.lists(k.kind)[k], nil
}

func (tx *Tx) querier() querier {
	if tx.sql != nil {
		return tx.sql
	}
	return tx.v.db
}
