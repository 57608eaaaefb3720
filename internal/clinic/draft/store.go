package draft

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/vault"
	"oso/internal/deed"
	"oso/internal/errs"
)

// largestScan bounds a signed paper, in bytes.
const largestScan = 64 << 20

// storing runs fn with the case's batch, which nobody else has meanwhile.
func (d *Workstation) storing(ctx context.Context, id casefile.CaseID, fn func(*casebook.Batch) error) error {
	b, err := d.Vault.NewBatch(ctx, id, vault.BatchOptions{})
	if err != nil {
		return err
	}
	err = fn(b)
	if cerr := b.Close(); err == nil {
		err = cerr
	}
	return err
}

// addText adds a text to the batch as a record of its kind.
func addText(b *casebook.Batch, kind deed.ItemKind, mediaType string, text []byte) error {
	return add(b, kind, mediaType, bytes.NewReader(text))
}

// addScan adds a signed paper, as far as it can be read and is not too large.
func addScan(b *casebook.Batch, r io.Reader) error {
	read := &counted{r: r}
	whole := bufio.NewReader(read)
	head, _ := whole.Peek(512) // what it lacks or cannot read shows below
	err := add(b, deed.ItemScan, http.DetectContentType(head), whole)
	switch {
	case read.n > largestScan:
		return errs.E(errs.TooLarge, "store scan", "A scan may have 64 MB. Nothing was kept of it. Scan with fewer colors or a lower resolution.")
	case read.err != nil:
		return errs.Wrap(read.err, errs.Unreadable, "read scan", "The file could not be read to its end. Nothing was kept of it. Try again, or scan once more.")
	}
	return err
}

func add(b *casebook.Batch, kind deed.ItemKind, mediaType string, r io.Reader) error {
	w, err := b.NewRecord()
	if err != nil {
		return err
	}
	if _, err := w.ReadFrom(r); err != nil {
		w.Discard()
		return err
	}
	w.Record.Kind, w.Record.MediaType = kind, mediaType
	return w.Close()
}

// counted tells how much was read and whether reading failed, so that a
// broken file is told from a full disk. It ends after one byte too many.
type counted struct {
	r   io.Reader
	n   int64
	err error
}

func (c *counted) Read(p []byte) (int, error) {
	if c.n > largestScan {
		return 0, io.EOF
	}
	n, err := c.r.Read(p)
	c.n += int64(n)
	if err != nil && err != io.EOF {
		c.err = err
	}
	return n, err
}
