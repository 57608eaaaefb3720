package identity

import (
	"testing"

	"oso/internal/casefile"
	"oso/internal/dicom"
)

func TestCompareIdentity(t *testing.T) {
	t.Parallel()
	name := func(family, given, middle string) casefile.Name {
		return casefile.Name{Family: family, Given: given, Middle: middle}
	}
	const birth = "1965-09-14"
	type who struct {
		name casefile.Name
		born string
		sex  casefile.Sex
		id   string
	}
	for title, c := range map[string]struct {
		want, got who
		answer    answer
	}{
		"equal":                        {who{name("Tan", "Wei Ling", ""), birth, "female", ""}, who{name("TAN", "WEI LING", ""), birth, "female", ""}, same},
		"born on another day":          {who{name("Tan", "Wei Ling", ""), birth, "female", "MV 220-417"}, who{name("TAN", "WEI LING", ""), "1965-09-04", "female", "MV220417"}, different},
		"order swapped":                {who{name("Tan", "Wei Ling", ""), "", "", ""}, who{name("Wei Ling", "Tan", ""), "", "", ""}, same},
		"all in the family name":       {who{name("Tan", "Wei Ling", ""), birth, "", ""}, who{name("TAN WEI LING", "", ""), birth, "", ""}, same},
		"run together":                 {who{name("Tan", "Wei Ling", ""), birth, "", ""}, who{name("Tan", "Weiling", ""), birth, "", ""}, same},
		"run together, undated":        {who{name("Tan", "Wei Ling", ""), "", "", ""}, who{name("Tan", "Weiling", ""), "", "", ""}, same},
		"umlaut written out":           {who{name("Müller", "Jörg", ""), birth, "", ""}, who{name("MUELLER", "JOERG", ""), birth, "", ""}, same},
		"umlaut dropped":               {who{name("Müller", "Jörg", ""), "", "", ""}, who{name("MULLER", "JORG", ""), "", "", ""}, same},
		"diacritics":                   {who{name("Łukasiewicz", "Zoë", ""), "", "", ""}, who{name("Lukasiewicz", "Zoe", ""), "", "", ""}, same},
		"apostrophe and hyphen":        {who{name("O'Brien", "Anne-Marie", ""), birth, "", ""}, who{name("OBRIEN", "ANNE MARIE", ""), birth, "", ""}, same},
		"title in the name":            {who{name("Smith", "John", ""), birth, "", ""}, who{name("SMITH", "DR JOHN MR", ""), birth, "", ""}, same},
		"middle name only there":       {who{name("Smith", "John", ""), "", "", ""}, who{name("Smith", "John", "Paul"), "", "", ""}, same},
		"middle name only here":        {who{name("Smith", "John", "Paul"), "", "", ""}, who{name("Smith", "John", ""), "", "", ""}, same},
		"middle initial":               {who{name("Smith", "John", "Paul"), "", "", ""}, who{name("Smith", "John", "P"), "", "", ""}, same},
		"other middle name, undated":   {who{name("Smith", "John", "Paul"), "", "", ""}, who{name("Smith", "John", "Henry"), "", "", ""}, different},
		"initial, born the same day":   {who{name("Smith", "John", ""), birth, "", ""}, who{name("Smith", "J", ""), birth, "", ""}, same},
		"second surname, same day":     {who{name("García", "Ana", ""), birth, "", ""}, who{name("Garcia Lopez", "Ana", ""), birth, "", ""}, same},
		"twin":                         {who{name("Smith", "John", ""), birth, "male", ""}, who{name("Smith", "James", ""), birth, "male", ""}, different},
		"married, born the same day":   {who{name("Smith", "Anna", ""), birth, "female", ""}, who{name("Jones", "Anna", ""), birth, "female", ""}, different},
		"family name alone":            {who{name("Smith", "John", ""), birth, "", ""}, who{name("Smith", "", ""), birth, "", ""}, different},
		"other sex":                    {who{name("Smith", "Kim", ""), birth, "female", ""}, who{name("Smith", "Kim", ""), birth, "male", ""}, different},
		"sex unknown":                  {who{name("Smith", "Kim", ""), birth, "female", ""}, who{name("Smith", "Kim", ""), birth, "unknown", ""}, same},
		"removed":                      {who{name("Smith", "Kim", ""), birth, "", ""}, who{name("REMOVED", "", ""), "", "", ""}, different},
		"nobody":                       {who{name("Smith", "Kim", ""), birth, "", ""}, who{casefile.Name{}, "", "", ""}, unknown},
		"number alone":                 {who{name("Smith", "Kim", ""), birth, "", "MV 220-417"}, who{casefile.Name{}, "", "", "mv220417"}, same},
		"other hospital's number":      {who{name("Smith", "Kim", ""), birth, "", "MV 220-417"}, who{name("Smith", "Kim", ""), birth, "", "77"}, same},
		"other number alone":           {who{name("Smith", "Kim", ""), birth, "", "MV 220-417"}, who{casefile.Name{}, "", "", "77"}, unknown},
		"native form against Latin":    {who{casefile.Name{Family: "Yamada", Given: "Taro"}, birth, "", ""}, who{casefile.Name{Family: "山田", Given: "太郎"}, birth, "", ""}, same},
		"native form, undated":         {who{casefile.Name{Family: "Yamada", Given: "Taro"}, "", "", ""}, who{casefile.Name{Family: "山田", Given: "太郎"}, "", "", ""}, unknown},
		"native form in either place":  {who{casefile.Name{Ideographic: "山田太郎"}, "", "", ""}, who{casefile.Name{Family: "Yamada", Given: "Taro", Ideographic: "山田 太郎"}, "", "", ""}, same},
		"native form as family, given": {who{casefile.Name{Family: "Yamada", Given: "Taro", Ideographic: "山田太郎"}, "", "", ""}, who{casefile.Name{Family: "山田", Given: "太郎"}, "", "", ""}, same},
		"Cyrillic":                     {who{name("Иванов", "Пётр", ""), "", "", ""}, who{name("ИВАНОВ", "ПЕТР", ""), "", "", ""}, same},
		"Cyrillic, another":            {who{name("Иванов", "Пётр", ""), "", "", ""}, who{name("Иванов", "Олег", ""), "", "", ""}, different},
	} {
		t.Run(title, func(t *testing.T) {
			t.Parallel()
			want := casefile.Patient{Name: c.want.name, BirthDate: c.want.born, Sex: c.want.sex}
			if c.want.id != "" {
				want.Identifiers = []casefile.Identifier{{Value: c.want.id}}
			}
			got, lines := compareIdentity(want, dicom.Patient{Name: c.got.name, BirthDate: c.got.born, Sex: c.got.sex, ID: c.got.id})
			if got != c.answer {
				t.Errorf("answer %d, want %d: %+v", got, c.answer, lines)
			}
		})
	}
}

// Records that say the same are one person, in whatever order and case.
func TestPersonKey(t *testing.T) {
	t.Parallel()
	a := dicom.Patient{Name: casefile.Name{Family: "Müller", Given: "Anna"}, BirthDate: "1972-04-09", Sex: casefile.Female, ID: "1"}
	b := dicom.Patient{Name: casefile.Name{Family: "ANNA", Given: "MUELLER"}, BirthDate: "1972-04-09", Sex: casefile.Female, ID: "2"}
	if personKey(a) != personKey(b) {
		t.Errorf("%q and %q", personKey(a), personKey(b))
	}
	b.BirthDate = "1972-04-10"
	if personKey(a) == personKey(b) || personKey(dicom.Patient{}) != "" {
		t.Error("different people with one key")
	}
}
