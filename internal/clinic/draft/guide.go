package draft

import (
	"context"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/intake"
)

// Guide is what OSO says that a case needs and may ask, those lines first that suit
// it.
type Guide struct {
	Materials []Line[intake.Wants]
	Questions []Line[intake.Asks]
}

// Line is one of them. Suits: it is for such cases, or for every one.
type Line[T any] struct {
	Of    T
	Suits bool
}

// Guide reads the newest lists that OSO sent; there are none before.
func (d *Workstation) Guide(ctx context.Context, id casefile.CaseID) (Guide, error) {
	out := Guide{}
	err := d.Vault.View(ctx, id, func(tx *casebook.Tx) error {
		c, err := load(tx)
		if err != nil {
			return err
		}
		g, err := readTable(tx, TableGuide, func() intake.Guide { return intake.Guide{} })
		if err != nil {
			return err
		}
		out.Materials = suited(g.Materials, func(w intake.Wants) bool { return w.Suits(&c.Document) })
		out.Questions = suited(g.Questions, func(q intake.Asks) bool { return q.Suits(&c.Document) })
		return nil
	})
	return out, err
}

func suited[T any](list []T, suits func(T) bool) []Line[T] {
	var first, rest []Line[T]
	for _, x := range list {
		if suits(x) {
			first = append(first, Line[T]{x, true})
		} else {
			rest = append(rest, Line[T]{x, false})
		}
	}
	return append(first, rest...)
}
