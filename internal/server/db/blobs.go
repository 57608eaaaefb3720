package db

import (
	"context"
	"slices"
)

// BlobKeys names every blob that has to be there: a column that names one belongs
// here. It reads a database of an older schema, too, which is backed up before it
// is brought to this one.
func (d *DB) BlobKeys(ctx context.Context) ([]string, error) {
	const op = "list blobs"
	keys, err := d.Q().ListBlobKeys(ctx)
	if err != nil {
		return nil, Err(err, op)
	}
	tables, err := d.tables(ctx)
	if err != nil {
		return nil, Err(err, op)
	}
	if !slices.Contains(tables, "pictures") {
		return keys, nil
	}
	pictures, err := d.Q().ListPictureBlobs(ctx)
	return append(keys, pictures...), Err(err, op)
}
