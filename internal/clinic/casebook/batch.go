package casebook

import (
	"context"

	"oso/internal/casefile"
	"oso/internal/clinic/vault"
)

// Batch adds records to one case, see vault.Batch.
type Batch struct {
	*vault.Batch
	v    *Vault
	id   casefile.CaseID
	rows []Record // of the commit under way
}

// NewBatch begins adding records to the case. Close it in every case.
func (v *Vault) NewBatch(ctx context.Context, id casefile.CaseID, o vault.BatchOptions) (*Batch, error) {
	b, err := v.Vault.NewBatch(ctx, vault.SetID(id), o)
	if err != nil {
		return nil, err
	}
	return &Batch{Batch: b, v: v, id: id}, nil
}

// For says which import the batch is for.
func (b *Batch) For(imported string) { b.v.imports.Store(b.id, imported) }

// Close ends the batch, see vault.Batch.
func (b *Batch) Close() error {
	b.v.imports.Delete(b.id)
	return b.Batch.Close()
}

// Importing is the import that runs into the case just now; "" while none does.
func (v *Vault) Importing(id casefile.CaseID) string {
	imported, _ := v.imports.Load(id)
	s, _ := imported.(string)
	return s
}

// Queue notes that an import waits for its turn, or does not any more.
func (v *Vault) Queue(imported string, waits bool) {
	if waits {
		v.queued.Store(imported, true)
	} else {
		v.queued.Delete(imported)
	}
}

// Queued tells whether an import waits for its turn.
func (v *Vault) Queued(imported string) bool {
	_, ok := v.queued.Load(imported)
	return ok
}

// Adding tells whether records are being added to the case just now.
func (v *Vault) Adding(id casefile.CaseID) bool { return v.Vault.Adding(vault.SetID(id)) }

// Writer takes the original bytes of one record. After Close its Record has
// id, size and SHA-256; the caller fills in path, type and the rest until
// Commit.
type Writer struct {
	*vault.Writer
	Record Record
}

// NewRecord begins a record. The one before must be finished or discarded.
func (b *Batch) NewRecord() (*Writer, error) {
	under, err := b.Batch.NewRecord()
	if err != nil {
		return nil, err
	}
	w := &Writer{Writer: under}
	w.Record.store(under.Record)
	under.Row = func(s vault.Record) any { return b.row(&w.Record, s) }
	return w, nil
}

// row is what is stored of a record.
func (b *Batch) row(r *Record, s vault.Record) Record {
	r.store(s)
	r.Added = b.v.Now()
	b.rows = append(b.rows, *r)
	return *r
}

// Close ends the record: nothing more is written to it. It is acknowledged
// only by Commit.
func (w *Writer) Close() error {
	err := w.Writer.Close()
	w.Record.store(w.Writer.Record)
	return err
}

// AddSealed adds a record whose chunks were sealed under this case's key
// elsewhere: at another workstation of the clinic. rec is complete; see vault.Batch.
func (b *Batch) AddSealed(rec Record, next func(idx int) ([]byte, error)) error {
	return b.Batch.AddSealed(rec.stored(), func(s vault.Record) any { return b.row(&rec, s) }, next)
}

// Commit acknowledges the finished records: first their chunks are on the
// disk, then their rows, the head and what fn (may be nil) puts, in one
// transaction. If it gives an error, none of them is in the case.
func (b *Batch) Commit(ctx context.Context, fn func(*Tx, []Record) error) error {
	b.rows = nil
	return b.Batch.Commit(ctx, func(tx *vault.Tx, _ []vault.Record) error {
		return b.v.in(func(tx *Tx) error {
			h := tx.Head()
			h.Records += len(b.rows)
			for _, r := range b.rows {
				h.Bytes += r.Bytes
			}
			if fn == nil {
				return nil
			}
			return fn(tx, b.rows)
		})(tx)
	})
}
