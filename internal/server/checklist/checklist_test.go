package checklist

import (
	"strings"
	"testing"

	"oso/internal/errs"
)

func TestShippedListCanBeTicked(t *testing.T) {
	t.Parallel()
	body, err := Shipped().String()
	if err != nil {
		t.Fatal(err)
	}
	l, err := Parse(body)
	if err != nil || len(l.Checks) != 3 {
		t.Fatalf("%+v, %v", l, err)
	}
}

func TestListThatNobodyCanTickIsRefused(t *testing.T) {
	t.Parallel()
	many := List{}
	for i := range mostChecks + 1 {
		many.Checks = append(many.Checks, Check{"c" + strings.Repeat("x", i), strings.Repeat("y", i+1)})
	}
	for name, l := range map[string]List{
		"nothing":        {},
		"more than fit":  many,
		"no code":        {[]Check{{"", "Look"}}},
		"no plain code":  {[]Check{{"A b", "Look"}}},
		"one code twice": {[]Check{{"a", "Look"}, {"a", "Look again"}}},
		"no words":       {[]Check{{"a", " "}}},
		"too many words": {[]Check{{"a", strings.Repeat("x", mostText+1)}}},
		"two lines":      {[]Check{{"a", "Look\nhere"}}},
		"the same twice": {[]Check{{"a", "Look"}, {"b", " look"}}},
	} {
		if err := l.Check(); !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Parse(`{"checks":[]}`); !errs.Is(err, errs.Damaged) {
		t.Errorf("a stored list without a check: %v", err)
	}
}
