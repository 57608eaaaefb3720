package billing

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"

	"oso/internal/errs"
)

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

// Fake is a gateway that moves no money, for the demonstration and for tests:
// it keeps every answer by its key in a file, refuses tokens that begin with
// "refuse", and charges all others.
type Fake struct {
	path string

	mu       sync.Mutex
	answers  map[string]Receipt
	requests int
}

// NewFake opens the gateway whose answers are kept in the file at path.
func NewFake(path string) (*Fake, error) {
	f := &Fake{path: path, answers: map[string]Receipt{}}
	file, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return f, nil
	}
	if err != nil {
		return nil, errs.Op(err, "open fake gateway")
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var a answer
		if json.Unmarshal(lines.Bytes(), &a) == nil { // a torn last line was never answered
			f.answers[a.Key] = a.Receipt
		}
	}
	return f, nil
}

type answer struct {
	Key     string  `json:"key"`
	Cents   int64   `json:"cents"`
	Receipt Receipt `json:"receipt"`
}

// Charge answers as Gateway says.
func (f *Fake) Charge(ctx context.Context, o Order) (Receipt, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.requests++
	if err := ctx.Err(); err != nil {
		return Receipt{}, errs.Op(err, "charge")
	}
	if o.Key == "" || o.Cents <= 0 || len(o.Currency) != 3 {
		return Receipt{}, fmt.Errorf("charge: order without key, amount or currency")
	}
	if r, ok := f.answers[o.Key]; ok {
		return r, nil
	}
	r := Receipt{Number: fmt.Sprintf("fake-%04d", len(f.answers)+1)}
	if strings.HasPrefix(o.Token, "refuse") {
		r = Receipt{Refused: "card-declined"}
	}
	line, err := json.Marshal(answer{o.Key, o.Cents, r})
	if err != nil {
		return Receipt{}, errs.Op(err, "charge")
	}
	file, err := os.OpenFile(f.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return Receipt{}, errs.Op(err, "charge")
	}
	_, err = file.Write(append(line, '\n'))
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return Receipt{}, errs.Op(err, "charge")
	}
	f.answers[o.Key] = r
	return r, nil
}

// Charged counts the charges made and the requests answered, for tests and for
// the demonstration's page.
func (f *Fake) Charged() (charges, requests int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, r := range f.answers {
		if r.Refused == "" {
			charges++
		}
	}
	return charges, f.requests
}
