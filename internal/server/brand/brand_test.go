package brand

import (
	"slices"
	"strings"
	"testing"

	"oso/internal/errs"
)

func whole() Brand {
	return Brand{
		Name: "Online Second Opinions", National: "617 555 0142", International: "+1 617 555 0142", Email: "office@oso.example", Hours: "Mon to Fri, 8:30 to 17:00 US Eastern",
		LegalName: "Harbor Physicians’ Organization", Address: []string{"1 Harbor Street", "Boston, MA 02114"},
	}
}

func TestBrandIsCheckedByPlace(t *testing.T) {
	t.Parallel()
	if err := whole().Check(); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(*Brand)
		says   string
	}{
		"no name":              {func(b *Brand) { b.Name = " " }, "name is missing"},
		"no number":            {func(b *Brand) { b.National = "" }, "national telephone number is missing"},
		"none from abroad":     {func(b *Brand) { b.International = "" }, "international telephone number is missing"},
		"not to call abroad":   {func(b *Brand) { b.International = "617 555 0142" }, "plus"},
		"letters in a number":  {func(b *Brand) { b.National = "1-800-SECOND" }, "none that can be called"},
		"plus in the middle":   {func(b *Brand) { b.National = "617+5550142" }, "none that can be called"},
		"too short":            {func(b *Brand) { b.National = "911" }, "none that can be called"},
		"no address":           {func(b *Brand) { b.Email = "office" }, "e-mail"},
		"a name beside it":     {func(b *Brand) { b.Email = "Office <office@oso.example>" }, "e-mail"},
		"a second header":      {func(b *Brand) { b.Name = "OSO\nBcc: all@example.org" }, "more than one line"},
		"no hours":             {func(b *Brand) { b.Hours = "" }, "office hours"},
		"long":                 {func(b *Brand) { b.LegalName = strings.Repeat("é", 121) }, "legal name"},
		"many lines":           {func(b *Brand) { b.Address = make([]string, 7) }, "address"},
		"a line with an end":   {func(b *Brand) { b.Address = []string{"a\nb"} }, "address"},
		"a line that is long":  {func(b *Brand) { b.Address = []string{strings.Repeat("x", 121)} }, "address"},
		"hours over two lines": {func(b *Brand) { b.Hours = "Mon\nFri" }, "office hours"},
	} {
		b := whole()
		c.change(&b)
		if err := b.Check(); !errs.Is(err, errs.Invalid) || !strings.Contains(errs.Message(err), c.says) {
			t.Errorf("%s: %v", name, errs.Message(err))
		}
	}
}

func TestBrandIsOneText(t *testing.T) {
	t.Parallel()
	b := whole()
	b.Name, b.Address = b.Name+" ", []string{"1 Harbor Street", " ", "Boston, MA 02114 "}
	a, err := b.String()
	same, err2 := whole().String()
	if err != nil || err2 != nil || a != same {
		t.Fatalf("%s\n%s", a, same)
	}
	got, err := Parse(a)
	if err != nil || !slices.Equal(got.Address, whole().Address) || got.Service().Hours != b.Hours {
		t.Errorf("%+v, %v", got, err)
	}
	for _, body := range []string{"", "{}", a + a} {
		if _, err := Parse(body); !errs.Is(err, errs.Damaged) {
			t.Errorf("%q: %v", body, err)
		}
	}
}
