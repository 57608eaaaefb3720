package importer

import (
	"context"
	"errors"

	"oso/internal/container"
)

// openContainer opens a file that is a container. What it needs to be read at
// any offset is held until the file of the file system that it lies in is done.
func (j *job) openContainer(ctx context.Context, it *item, b *body, media string) (*container.Container, error) {
	in, err := j.seekable(it.budget, b)
	if err != nil {
		return nil, err
	}
	open := func(password string) (c *container.Container, err error) {
		err = j.timed(it.budget, func() (err error) {
			c, err = container.Open(ctx, media, in, in.size, container.Options{Entries: j.Limits.Entries, Name: it.path, Password: password})
			return err
		})
		return c, err
	}
	c, err := open("")
	if wantsPassword(c, err) {
		c, err = j.unlock(ctx, it, open, c, err)
	}
	if errors.As(err, new(unkept)) {
		return nil, err
	}
	if err != nil {
		return nil, in.broken(err)
	}
	j.held = append(j.held, c.Close)
	return c, nil
}

// stream gives what one compressed file holds: a TAR's files, or the one file.
func (j *job) stream(ctx context.Context, it *item, b *body, c *container.Container, k kind) ([]item, kind, error) {
	e := &c.Entries[0]
	in, err := j.openEntry(it.budget, e, b, true)
	if err != nil {
		return nil, k, err
	}
	j.held = append(j.held, in.close)
	head := make([]byte, min(in.size, headBytes))
	if _, err := in.ReadAt(head, 0); err != nil && in.size > 0 {
		return nil, k, err
	}
	if tarHead(head) {
		inner := *it
		was := k.media
		items, k, err := j.entries(ctx, &inner, in, container.TAR)
		if items == nil { // it is kept as the compressed file that it is
			k.media = was
		}
		return items, k, err
	}
	files := j.within(it, b, c)
	for i := range files {
		files[i].size = in.size
		files[i].open = func() (*body, error) { return in.again(), nil }
	}
	return files, k, nil
}

// again is the body once more, for somebody who will close it.
func (b *body) again() *body {
	out := *b
	out.close = func() error { return nil }
	return &out
}

// release gives back what containers held, but for the first so many.
func (j *job) release(below int) {
	for len(j.held) > below {
		last := len(j.held) - 1
		_ = j.held[last]()
		j.held = j.held[:last]
	}
}
