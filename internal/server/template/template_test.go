package template

import (
	"slices"
	"strings"
	"testing"

	"oso/internal/errs"
)

func TestShippedTextsAreInOrder(t *testing.T) {
	t.Parallel()
	if err := Shipped().Check(); err != nil {
		t.Error(err)
	}
	body, err := Shipped().String()
	if err != nil {
		t.Fatal(err)
	}
	if back, err := Parse(body); err != nil || !slices.Equal(back.Texts, Shipped().Texts) {
		t.Errorf("%+v, %v", back, err)
	}
}

func TestFill(t *testing.T) {
	t.Parallel()
	x := Text{"x", "Dear {physician}, {missing} of {patient} {patient}. {nothing} {}"}
	got := x.Fill(map[string]string{Patient: "Ana {missing}", Physician: "Dr. B"})
	if got != "Dear Dr. B, {missing} of Ana {missing} Ana {missing}. {nothing} {}" {
		t.Error(got)
	}
	if left := Left(got); !slices.Equal(left, []string{Missing}) {
		t.Errorf("left: %v", left)
	}
	if left := Left("No place {here}."); left != nil {
		t.Errorf("left: %v", left)
	}
}

func TestWhatIsNoTextIsNamed(t *testing.T) {
	t.Parallel()
	many := List{}
	for i := range mostTexts + 1 {
		many.Texts = append(many.Texts, Text{strings.Repeat("n", i+1), "w"})
	}
	for name, l := range map[string]List{
		"no name":        {[]Text{{" ", "w"}}},
		"two lines":      {[]Text{{"a\nb", "w"}}},
		"long name":      {[]Text{{strings.Repeat("é", mostName+1), "w"}}},
		"same name":      {[]Text{{"A", "w"}, {"a", "w"}}},
		"no words":       {[]Text{{"a", "\n"}}},
		"long words":     {[]Text{{"a", strings.Repeat("é", mostWords+1)}}},
		"no such place":  {[]Text{{"a", "Dear {doctor},"}}},
		"too many texts": many,
	} {
		if err := l.Check(); !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := (List{[]Text{{strings.Repeat("é", mostName), strings.Repeat("é", mostWords)}}}).Check(); err != nil {
		t.Error(err)
	}
	if _, err := Parse(`{"texts":[],"surprise":1}`); !errs.Is(err, errs.Damaged) {
		t.Errorf("%v", err)
	}
}
