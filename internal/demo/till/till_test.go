package till

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"oso/internal/server/billing"
)

// A crash cuts the last line short; what is charged after it is still known
// after the next restart.
func TestAnswersAfterATornLineAreKept(t *testing.T) {
	t.Parallel()
	ctx, path := context.Background(), filepath.Join(t.TempDir(), "till")
	order := func(key string) billing.Order {
		return billing.Order{Key: key, Cents: 100, Currency: "USD", Token: "card"}
	}
	if err := os.WriteFile(path, []byte(`{"key":"torn","cents":1`), 0o600); err != nil {
		t.Fatal(err)
	}
	first, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	var numbers []string
	for _, key := range []string{"a", "b"} {
		r, err := first.Charge(ctx, order(key))
		if err != nil || r.Number == "" {
			t.Fatalf("%+v, %v", r, err)
		}
		numbers = append(numbers, r.Number)
	}
	again, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	for i, key := range []string{"a", "b"} {
		if r, err := again.Charge(ctx, order(key)); err != nil || r.Number != numbers[i] {
			t.Errorf("%s was charged as %s and is answered %s, %v", key, numbers[i], r.Number, err)
		}
	}
	if n, _ := again.Charged(); n != 2 {
		t.Errorf("%d charges, want 2", n)
	}
}
