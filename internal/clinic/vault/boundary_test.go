package vault

import (
	"bytes"
	"context"
	"io"
	"testing"

	"oso/internal/seal"
)

// A record of exactly so many chunks reads back, whichever way it was written.
func TestWholeChunks(t *testing.T) {
	t.Parallel()
	v := newDesk(t).open()
	ctx := context.Background()
	id, err := v.CreateSet(ctx, NewSet{Head: &label{State: "draft"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []int{0, 1, seal.ChunkSize - 1, seal.ChunkSize, seal.ChunkSize + 1, 2 * seal.ChunkSize} {
		want := bytes.Repeat([]byte{7}, size)
		for name, write := range map[string]func(*Writer) error{
			"Write": func(w *Writer) error { _, err := w.Write(want); return err },
			"ReadFrom": func(w *Writer) error {
				_, err := io.Copy(w, io.LimitReader(bytes.NewReader(want), int64(size)))
				return err
			},
		} {
			b, err := v.NewBatch(ctx, id, BatchOptions{})
			if err != nil {
				t.Fatal(err)
			}
			w, err := b.NewRecord()
			if err == nil {
				err = write(w)
			}
			if err == nil {
				err = w.Close()
			}
			if err == nil {
				err = b.Commit(ctx, nil)
			}
			b.Close()
			var got bytes.Buffer
			if err == nil {
				err = v.Copy(ctx, &got, id, w.Record.ID, nil)
			}
			if err != nil || !bytes.Equal(got.Bytes(), want) {
				t.Errorf("%s of %d bytes: %d bytes back, error %v", name, size, got.Len(), err)
			}
		}
	}
}
