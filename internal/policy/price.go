package policy

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/errs"
)

// Item is something with a price: a kind of service, an add-on, the emergent
// priority, or a fee that the price list names for a case that ends early.
type Item string

const (
	ItemEmergent      Item = "emergent"
	ItemWithdrawalFee Item = "withdrawal-fee" // a case that ends withdrawn or cannot-answer
)

// Items are all that a price list can price, in the order in which they are shown.
func Items() []Item {
	return []Item{
		ItemOf(casefile.SecondOpinion), ItemOf(casefile.Imaging), ItemOf(casefile.Pathology), ItemOf(casefile.Video),
		ItemOf(casefile.ImagingReview), ItemOf(casefile.PathologyReview), ItemEmergent, ItemWithdrawalFee,
	}
}

// ItemOf gives the item of a service kind or an add-on.
func ItemOf[T casefile.ServiceKind | casefile.AddOn](v T) Item { return Item(v) }

// Money is an amount in the smallest unit of an ISO 4217 currency with two
// decimals.
type Money struct {
	Cents    int64  `json:"cents"`
	Currency string `json:"currency"`
}

// String is the amount as people read it: "950 USD", "1,137.50 USD".
func (m Money) String() string {
	sign, c := "", m.Cents
	if c < 0 {
		sign, c = "-", -c
	}
	whole := fmt.Sprint(c / 100)
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if c%100 != 0 {
		whole += fmt.Sprintf(".%02d", c%100)
	}
	return strings.TrimSpace(sign + whole + " " + m.Currency)
}

// PriceTable holds the prices, in the form in which it is stored and sent.
type PriceTable struct {
	Version string     `json:"version"`
	Issued  string     `json:"issued"`
	Expires string     `json:"expires"`
	Rows    []PriceRow `json:"rows"`
}

// PriceRow is the price of one item from a day until a day, both included; an
// empty Until is open. With a Partner it is that partner's contract price and
// goes before the general one (R10, R44).
type PriceRow struct {
	ID       string `json:"id"`
	Item     Item   `json:"item"`
	Partner  string `json:"partner"`
	Cents    int64  `json:"cents"`
	Currency string `json:"currency"`
	Source   string `json:"source"`
	From     string `json:"from"`
	Until    string `json:"until"`
}

// ParsePrices reads a price table as it is stored and sent; errs.Invalid if it
// is not well formed.
func ParsePrices(data []byte) (*PriceTable, error) {
	var t PriceTable
	if err := parse(data, &t); err != nil {
		return nil, errs.Wrap(err, errs.Invalid, "read price table", "The price table is not in the form this program reads. The table in use stays.")
	}
	if err := t.Validate(); err != nil {
		return nil, err
	}
	return &t, nil
}

// Validate checks dates, amounts and that no two rows give the same item, for
// the same partner, two prices on one day. The error is errs.Invalid.
func (t *PriceTable) Validate() error {
	bad := func(format string, a ...any) error {
		return errs.E(errs.Invalid, "check price table", fmt.Sprintf(format, a...)+" The table in use stays.")
	}
	if t.Version == "" || !validDay(t.Issued) || !validDay(t.Expires) || t.Expires <= t.Issued {
		return bad("The price table needs a version, a day of issue and a later day on which it runs out.")
	}
	for i, r := range t.Rows {
		n := i + 1
		switch {
		case r.ID == "" || r.Item == "":
			return bad("Price %d has no number or names nothing.", n)
		case r.Cents < 0 || len(r.Currency) != 3 || strings.ToUpper(r.Currency) != r.Currency:
			return bad("Price %d needs an amount of nothing or more and a currency of three letters.", n)
		case !validDay(r.From) || r.Until != "" && (!validDay(r.Until) || r.Until < r.From):
			return bad("Price %d needs the day from which it holds and, if it ends, a later last day.", n)
		}
		for j, o := range t.Rows[:i] {
			if o.ID == r.ID {
				return bad("Prices %d and %d have the same number.", j+1, n)
			}
			if o.Item == r.Item && o.Partner == r.Partner && overlap(o, r) {
				return bad("Prices %d and %d are for the same item on the same days. End one before the other begins.", j+1, n)
			}
		}
	}
	return nil
}

func overlap(a, b PriceRow) bool {
	return (a.Until == "" || b.From <= a.Until) && (b.Until == "" || a.From <= b.Until)
}

// Quote is what a case costs, line by line, with the rows behind it.
type Quote struct {
	Lines []Line `json:"lines"`
	Total Money  `json:"total"`
	// Missing are items ordered that have no price on that day. Total leaves
	// them out, so it is an amount to show and to freeze only if Complete.
	Missing      []Item `json:"missing"`
	Current      bool   `json:"current"` // the table is in force on that day
	TableVersion string `json:"table_version"`
	On           string `json:"on"`
}

// Line is one item of a quote.
type Line struct {
	Item    Item   `json:"item"`
	PriceID string `json:"price_id"`
	Price   Money  `json:"price"`
}

// Complete tells whether each item has a price and the table is in force.
func (q Quote) Complete() bool { return q.Current && len(q.Missing) == 0 && len(q.Lines) > 0 }

// Price finds the price of an item on a day: the partner's, else the general
// one. False if there is none.
func (t *PriceTable) Price(item Item, partner string, on time.Time) (PriceRow, bool) {
	var found PriceRow
	ok := false
	for _, r := range t.Rows {
		if r.Item != item || !(dated{r.From, r.Until}).covers(day(on)) {
			continue
		}
		if partner != "" && r.Partner == partner {
			return r, true
		}
		if r.Partner == "" {
			found, ok = r, true
		}
	}
	return found, ok
}

// Quote adds up the service, its add-ons and the emergent priority on a day.
// Take forbidden add-ons away first (Facts.Without). A quote has one currency,
// that of its first line; an item priced in another counts as missing.
func (t *PriceTable) Quote(f Facts, on time.Time) Quote {
	items := []Item{}
	if f.Kind != "" {
		items = append(items, ItemOf(f.Kind))
	}
	for _, a := range f.AddOns {
		if it := ItemOf(a); !slices.Contains(items, it) {
			items = append(items, it)
		}
	}
	if f.Emergent {
		items = append(items, ItemEmergent)
	}
	q := Quote{
		Lines: []Line{}, Missing: []Item{}, TableVersion: t.Version, On: day(on),
		Current: t.Issued <= day(on) && day(on) < t.Expires,
	}
	for _, it := range items {
		r, ok := t.Price(it, f.Partner, on)
		if !ok || q.Total.Currency != "" && r.Currency != q.Total.Currency {
			q.Missing = append(q.Missing, it)
			continue
		}
		q.Total.Currency = r.Currency
		q.Total.Cents += r.Cents
		q.Lines = append(q.Lines, Line{Item: it, PriceID: r.ID, Price: Money{r.Cents, r.Currency}})
	}
	return q
}
