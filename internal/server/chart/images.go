package chart

import (
	"context"

	"oso/internal/deed"
	"oso/internal/dicom"
	"oso/internal/errs"
	"oso/internal/images"
	"oso/internal/server/db"
)

// Images are the case's records that are DICOM, with what lists of images say.
func (c *Case) Images(ctx context.Context, q *db.Queries) ([]images.Instance, error) {
	items, err := c.Items(ctx, q)
	if err != nil {
		return nil, err
	}
	all := []images.Instance{}
	for _, it := range items {
		if it.Kind != deed.ItemRecord || it.DICOM == nil {
			continue
		}
		x := images.Instance{Record: it.Record, Bytes: it.Bytes, Ref: *it.DICOM, Kept: it.Kept}
		if x.Image, err = c.look(ctx, it); err != nil {
			return nil, err
		}
		all = append(all, x)
	}
	return all, nil
}

// Image is what is known of an item's image. Kind NotFound: none is in it.
func (c *Case) Image(ctx context.Context, it deed.Item) (*dicom.Image, error) {
	m, err := c.look(ctx, it)
	if err == nil && m == nil {
		err = images.None()
	}
	return m, err
}

// look reads an item's header; nil where no image is in it.
func (c *Case) look(ctx context.Context, it deed.Item) (*dicom.Image, error) {
	if it.DICOM == nil {
		return nil, nil
	}
	r, err := c.Read(ctx, it)
	if err != nil {
		return nil, err
	}
	m, err := images.Look(ctx, r, it.Bytes)
	if errs.Is(err, errs.Unreadable) {
		return nil, nil
	}
	return m, err
}
