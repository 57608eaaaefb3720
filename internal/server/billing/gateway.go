package billing

import "context"

// Order asks a gateway for money. It names no patient and no service: the
// statement shows the reference number.
type Order struct {
	Key       string // idempotency key: one key, one charge
	Cents     int64
	Currency  string // ISO 4217
	Token     string // of the card, from the gateway's own form
	Reference string // ten digits
}

// Receipt is what a gateway answers.
type Receipt struct {
	Number  string // the gateway's; empty when refused
	Refused string // the gateway's code when it refused; empty when charged
}

// Gateway charges cards. An implementation answers an order with a key that it
// has answered before as it did then, and charges nothing. An error means that
// nobody knows whether it was charged: ask again under the same key.
type Gateway interface {
	Charge(ctx context.Context, o Order) (Receipt, error)
}
