// Package till is a payment gateway that moves no money, for the
// demonstration and for tests.
//
// It promises what billing.Gateway asks for: one key, one charge, and the same
// answer again after a restart. It takes no part in the real service:
// internal/arch keeps every package of that from importing it.
package till

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"

	"oso/internal/errs"
	"oso/internal/server/billing"
)

// Till keeps every answer by its key in a file, refuses tokens that begin with
// "refuse", and charges all others.
type Till struct {
	path string

	mu       sync.Mutex
	answers  map[string]billing.Receipt
	requests int
}

// Open opens the till whose answers are kept in the file at path.
func Open(path string) (*Till, error) {
	t := &Till{path: path, answers: map[string]billing.Receipt{}}
	file, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return t, nil
	}
	if err != nil {
		return nil, errs.Op(err, "open till")
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var a answer
		if json.Unmarshal(lines.Bytes(), &a) == nil { // a torn last line was never answered
			t.answers[a.Key] = a.Receipt
		}
	}
	return t, nil
}

type answer struct {
	Key     string          `json:"key"`
	Cents   int64           `json:"cents"`
	Receipt billing.Receipt `json:"receipt"`
}

// Charge answers as billing.Gateway says.
func (t *Till) Charge(ctx context.Context, o billing.Order) (billing.Receipt, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.requests++
	if err := ctx.Err(); err != nil {
		return billing.Receipt{}, errs.Op(err, "charge")
	}
	if o.Key == "" || o.Cents <= 0 || len(o.Currency) != 3 {
		return billing.Receipt{}, fmt.Errorf("charge: order without key, amount or currency")
	}
	if r, ok := t.answers[o.Key]; ok {
		return r, nil
	}
	r := billing.Receipt{Number: fmt.Sprintf("fake-%04d", len(t.answers)+1)}
	if strings.HasPrefix(o.Token, "refuse") {
		r = billing.Receipt{Refused: "card-declined"}
	}
	line, err := json.Marshal(answer{o.Key, o.Cents, r})
	if err != nil {
		return billing.Receipt{}, errs.Op(err, "charge")
	}
	file, err := os.OpenFile(t.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return billing.Receipt{}, errs.Op(err, "charge")
	}
	// A line of its own, also after one that a crash cut short.
	_, err = file.Write(slices.Concat([]byte("\n"), line, []byte("\n")))
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return billing.Receipt{}, errs.Op(err, "charge")
	}
	t.answers[o.Key] = r
	return r, nil
}

// Charged counts the charges made and the requests answered, for tests.
func (t *Till) Charged() (charges, requests int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, r := range t.answers {
		if r.Refused == "" {
			charges++
		}
	}
	return charges, t.requests
}
