package inbox

import (
	"context"

	"oso/internal/errs"
	"oso/internal/server/db"
)

// CameAlong are the items that came in one go with one: a mail's other parts, those
// that were here before with them. Close each.
func (b *Box) CameAlong(ctx context.Context, q *db.Queries, i *Item) ([]*Item, error) {
	var rows []db.InboxItem
	if i.Row.Together != "" {
		var err error
		if rows, err = q.ListTogether(ctx, db.ListTogetherParams{Together: i.Row.Together, ID: i.Row.ID, Most: most}); err != nil {
			return nil, db.Err(err, "list together")
		}
	}
	for _, id := range i.Along {
		row, err := q.GetInboxItem(ctx, id)
		if err = db.Err(err, "list together"); errs.Is(err, errs.NotFound) {
			continue
		} else if err != nil {
			return nil, err
		}
		if s := State(row.State); s != Destroyed && s != Parted {
			rows = append(rows, row)
		}
	}
	return b.each(rows)
}

// FiledBefore is the item of the same bytes that was filed on a case before; nil:
// there is none. Close it.
func (b *Box) FiledBefore(ctx context.Context, q *db.Queries, i *Item) (*Item, error) {
	row, err := q.FindFiledMark(ctx, i.Row.Mark)
	if err = db.Err(err, "find item"); errs.Is(err, errs.NotFound) || err == nil && row.ID == i.Row.ID {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	return b.open(row)
}
