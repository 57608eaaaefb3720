package vault

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"maps"

	"oso/internal/casefile"
	"oso/internal/errs"
)

// Row is one stored value. Version is 0 for a row that is not stored yet, and
// grows by one with each Put.
type Row[T any] struct {
	ID      string
	Version int64
	Value   T
}

// Tx reads and writes the rows of one case and of the vault itself. It lives
// as long as the function it was given to.
type Tx struct {
	v       *Vault
	st      *caseState // nil where the act has no case
	own     *caseState // the vault's own rows
	sql     *sql.Tx    // nil in View
	head    *Head
	before  []byte    // the head's JSON when the act began
	root    rootState // as it will be
	changed map[*caseState]map[rowKey]int64
	marks   []casefile.CaseID // notes made, see sweep.go
	after   func()            // runs when the act has lasted, before readers see it
}

// Update runs fn in one transaction: all that it puts, and the head, are
// stored together and on the disk when Update returns nil, or not at all. An
// empty id is an act without a case. Other writers wait; do not call Update,
// CreateCase, Discard or a Batch from fn.
func (v *Vault) Update(ctx context.Context, id casefile.CaseID, fn func(*Tx) error) error {
	v.write.Lock()
	defer v.write.Unlock()
	return v.update(ctx, id, fn)
}

func (v *Vault) update(ctx context.Context, id casefile.CaseID, fn func(*Tx) error) error {
	tx, err := v.begin(ctx, id)
	if err != nil {
		return err
	}
	defer tx.sql.Rollback()
	if err := fn(tx); err != nil {
		return err
	}
	return tx.commit(ctx)
}

// begin is called with write held.
func (v *Vault) begin(ctx context.Context, id casefile.CaseID) (*Tx, error) {
	if err := ctx.Err(); err != nil {
		return nil, dbErr(err, "save")
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
	v.mu.RUnlock()
	tx.changed = map[*caseState]map[rowKey]int64{}
	if tx.sql, err = v.db.Begin(); err != nil {
		return nil, dbErr(err, "save")
	}
	return tx, nil
}

func (v *Vault) reading(id casefile.CaseID) (*Tx, error) {
	own, err := v.state("")
	if err != nil {
		return nil, err
	}
	tx := &Tx{v: v, own: own}
	if id != "" {
		if tx.st, err = v.state(id); err != nil {
			return nil, err
		}
		v.mu.RLock()
		h := tx.st.head
		v.mu.RUnlock()
		tx.head = &h
		tx.before, _ = json.Marshal(h)
	}
	return tx, nil
}

// View runs fn for reading. Each read sees the newest stored value; two reads
// may see two different moments.
func (v *Vault) View(ctx context.Context, id casefile.CaseID, fn func(*Tx) error) error {
	if err := ctx.Err(); err != nil {
		return dbErr(err, "read")
	}
	tx, err := v.reading(id)
	if err != nil {
		return err
	}
	return fn(tx)
}

// Head is the case's head; what Update's fn changes in it is stored with the
// rows. It is nil where the act has no case.
func (tx *Tx) Head() *Head { return tx.head }

// owner is the state whose set lists rows of the kind.
func (tx *Tx) owner(kind Kind) (*caseState, error) {
	switch {
	case codes()[kind] == 0:
		return nil, errs.Wrap(errors.New("unknown kind of row"), errs.Internal, "use row", "")
	case !kind.inCase():
		return tx.own, nil
	case tx.st == nil:
		return nil, errs.Wrap(errors.New("a case's row outside a case"), errs.Internal, "use row", "")
	}
	return tx.st, nil
}

// lookup tells the version that the row must have, 0 where there is none.
// Called with mu held for reading.
func (tx *Tx) lookup(st *caseState, k rowKey) (int64, error) {
	if tx.sql == nil {
		if _, err := tx.v.opened(); err != nil {
			return 0, err
		}
	}
	if version, ok := tx.changed[st][k]; ok {
		return version, nil
	}
	if what, ok := st.bad[k]; ok {
		return st.set[k], damaged(string(k.kind), errors.New(what))
	}
	return st.set[k], nil
}

func (tx *Tx) querier() querier {
	if tx.sql != nil {
		return tx.sql
	}
	return tx.v.db
}

// Get reads one row. The error's kind is NotFound or Damaged.
func Get[T any](tx *Tx, kind Kind, id string) (Row[T], error) {
	r := Row[T]{ID: id}
	st, err := tx.owner(kind)
	if err != nil {
		return r, err
	}
	tx.v.mu.RLock()
	defer tx.v.mu.RUnlock()
	want, err := tx.lookup(st, rowKey{kind, id})
	if err != nil {
		return r, err
	}
	if want == 0 {
		return r, errs.E(errs.NotFound, "read "+string(kind), "This is not in the case. Nothing was changed. Go back to the list and choose again.")
	}
	version, sealed, err := readRow(tx.querier(), kind, string(st.id), id)
	if err != nil {
		return r, err
	}
	return openRow[T](tx.v, st, kind, id, want, version, sealed)
}

func openRow[T any](v *Vault, st *caseState, kind Kind, id string, want, version int64, sealed []byte) (Row[T], error) {
	r := Row[T]{ID: id, Version: version}
	if version != want {
		return r, damaged(string(kind), errors.New("row is not of the version it should be"))
	}
	b, err := st.rows.Open(nil, sealed, v.place(kind, string(st.id), id, version)...)
	if err != nil {
		return r, err
	}
	if err := json.Unmarshal(b, &r.Value); err != nil {
		return r, damaged(string(kind), err)
	}
	return r, nil
}

// List reads all rows of a kind, in the order of their ids. Where some are
// damaged it gives the others and an error of kind Damaged: callers that can
// do with the rest go on.
func List[T any](tx *Tx, kind Kind) ([]Row[T], error) {
	st, err := tx.owner(kind)
	if err != nil {
		return nil, err
	}
	tx.v.mu.RLock()
	defer tx.v.mu.RUnlock()
	rows, err := tx.querier().Query("SELECT id, version, sealed FROM rows WHERE kind = ? AND parent = ? ORDER BY id", kind, string(st.id))
	if err != nil {
		return nil, dbErr(err, "list rows")
	}
	defer rows.Close()
	var out []Row[T]
	var hurt error
	for rows.Next() {
		var id string
		var version int64
		var sealed sql.RawBytes
		if err := rows.Scan(&id, &version, &sealed); err != nil {
			return out, dbErr(err, "list rows")
		}
		want, err := tx.lookup(st, rowKey{kind, id})
		if err == nil && want == 0 {
			continue
		}
		var r Row[T]
		if err == nil {
			r, err = openRow[T](tx.v, st, kind, id, want, version, sealed)
		}
		if errs.Is(err, errs.Damaged) || errs.Is(err, errs.Unsupported) {
			hurt = err
		} else if err != nil {
			return nil, err
		} else {
			out = append(out, r)
		}
	}
	if err := rows.Err(); err != nil {
		return out, dbErr(err, "list rows")
	}
	for k, what := range st.bad {
		if k.kind == kind && hurt == nil {
			if _, mended := tx.changed[st][k]; !mended {
				hurt = damaged(string(kind), errors.New(what))
			}
		}
	}
	return out, hurt
}

// Put stores the value and gives the row's new version. The row's Version
// must be the one that was read, 0 for a new row: else the error's kind is
// Conflict and nothing is changed.
func Put[T any](tx *Tx, kind Kind, row Row[T]) (int64, error) {
	if !kind.open() {
		return 0, errs.Wrap(errors.New("this kind of row is written by the vault alone"), errs.Internal, "save row", "")
	}
	return put(tx, kind, row)
}

func put[T any](tx *Tx, kind Kind, row Row[T]) (int64, error) {
	st, k, err := tx.writing(kind, row.ID, row.Version)
	if err != nil {
		return 0, err
	}
	b, err := json.Marshal(row.Value)
	if err != nil {
		return 0, errs.Wrap(err, errs.Internal, "save row", "")
	}
	if err := tx.store(st, k, row.Version+1, b); err != nil {
		return 0, err
	}
	tx.note(st, k, row.Version+1)
	return row.Version + 1, nil
}

// Delete removes a row. A version of 0 removes whatever is there, also what
// is damaged.
func (tx *Tx) Delete(kind Kind, id string, version int64) error {
	if tx.sql == nil {
		return errs.Wrap(errors.New("write in View"), errs.Internal, "delete row", "")
	}
	st, err := tx.owner(kind)
	if err != nil {
		return err
	}
	k := rowKey{kind, id}
	tx.v.mu.RLock()
	have, err := tx.lookup(st, k)
	tx.v.mu.RUnlock()
	if version != 0 {
		if err != nil {
			return err
		}
		if have != version {
			return conflict()
		}
	}
	if _, err := tx.sql.Exec("DELETE FROM rows WHERE kind = ? AND parent = ? AND id = ?", kind, string(st.id), id); err != nil {
		return dbErr(err, "delete row")
	}
	tx.note(st, k, 0)
	return nil
}

func conflict() error {
	return errs.E(errs.Conflict, "save row", "Somebody changed this in the meantime. Your change is not saved yet, and theirs is kept. Look at the newer text, then save again.")
}

func noCase() error {
	return errs.E(errs.NotFound, "open case", "There is no such case in this vault. Look it up in the list.")
}

// writing checks that the row has the version that the writer saw.
func (tx *Tx) writing(kind Kind, id string, version int64) (*caseState, rowKey, error) {
	k := rowKey{kind, id}
	if tx.sql == nil {
		return nil, k, errs.Wrap(errors.New("write in View"), errs.Internal, "save row", "")
	}
	if id == "" || len(id) > 200 {
		return nil, k, errs.Wrap(errors.New("a row needs an id of 1 to 200 bytes"), errs.Internal, "save row", "")
	}
	st, err := tx.owner(kind)
	if err != nil {
		return nil, k, err
	}
	tx.v.mu.RLock()
	defer tx.v.mu.RUnlock()
	have, err := tx.lookup(st, k)
	if err != nil {
		return nil, k, err
	}
	if have != version {
		return nil, k, conflict()
	}
	return st, k, nil
}

func (tx *Tx) store(st *caseState, k rowKey, version int64, content []byte) error {
	sealed := st.rows.Seal(nil, content, tx.v.place(k.kind, string(st.id), k.id, version)...)
	_, err := tx.sql.Exec(`INSERT INTO rows (kind, parent, id, version, sealed) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (kind, parent, id) DO UPDATE SET version = excluded.version, sealed = excluded.sealed`,
		k.kind, string(st.id), k.id, version, sealed)
	return dbErr(err, "save row")
}

// note remembers the row's new version for the set; 0 means it is gone.
func (tx *Tx) note(st *caseState, k rowKey, version int64) {
	if tx.changed[st] == nil {
		tx.changed[st] = map[rowKey]int64{}
	}
	tx.changed[st][k] = version
}

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
	for st, set := range sets {
		if err := tx.store(st, rowKey{kindSet, ""}, st.version+1, encodeSet(set)); err != nil {
			return err
		}
	}
	if len(sets) > 0 {
		tx.root.seq++
		if err := tx.store(&caseState{rows: tx.own.rows}, rowKey{kindRoot, ""}, tx.root.seq, tx.root.encode()); err != nil {
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
		for k := range tx.changed[st] {
			delete(st.bad, k)
			if k.kind == KindRecord {
				st.bySHA = nil
			}
		}
		st.set = set
		st.version++
	}
	if sets[tx.st] != nil && tx.st != nil {
		tx.st.head = *tx.head
		v.index.put(*tx.head)
	}
	for _, id := range tx.marks {
		v.marked[id] = true
	}
	*v.root = tx.root
	if tx.after != nil {
		tx.after()
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
	if st.version > 0 {
		tx.root.toggle(st.id, st.version)
	} else {
		tx.root.cases++
	}
	tx.root.toggle(st.id, st.version+1)
	return nil
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
