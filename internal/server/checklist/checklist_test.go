package checklist

import (
	"fmt"
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
		many.Checks = append(many.Checks, Check{Code: fmt.Sprint("c", i), Text: strings.Repeat("y", i+1)})
	}
	for name, l := range map[string]List{
		"nothing":                {},
		"more than fit":          many,
		"no code":                {[]Check{{Code: "", Text: "Look"}}},
		"no plain code":          {[]Check{{Code: "A b", Text: "Look"}}},
		"one code twice":         {[]Check{{Code: "a", Text: "Look"}, {Code: "a", Text: "Look again"}}},
		"no words":               {[]Check{{Code: "a", Text: " "}}},
		"too many words":         {[]Check{{Code: "a", Text: strings.Repeat("x", mostText+1)}}},
		"two lines":              {[]Check{{Code: "a", Text: "Look\nhere"}}},
		"no kind of material":    {[]Check{{Code: "a", Text: "Look", Kind: "slides"}}},
		"a word of two letters":  {[]Check{{Code: "a", Text: "Look", Topic: Topic{Words: []string{"of"}}}}},
		"an origin of two lines": {[]Check{{Code: "a", Text: "Look", Origin: "a\nb"}}},
		"the same twice":         {[]Check{{Code: "a", Text: "Look"}, {Code: "b", Text: " look"}}},
	} {
		if err := l.Check(); !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Parse(`{"checks":[]}`); !errs.Is(err, errs.Damaged) {
		t.Errorf("a stored list without a check: %v", err)
	}
}
