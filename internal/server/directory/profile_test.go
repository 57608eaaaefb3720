package directory

import (
	"slices"
	"strings"
	"testing"
	"time"

	"oso/internal/errs"
)

func entry() Profile {
	return Profile{
		Degrees: "MD, PhD", Position: "Professor of Medicine", Hospital: "Harbor General Hospital", Specialties: []string{"hematology"}, Also: []string{"Tropical medicine"},
		KnownFor: "Rare anemias.", Languages: []string{"en", "nl"}, Capacity: 3,
		Credentials: []Credential{
			{License, "Massachusetts", "MA-1", "2027-03-31"}, {License, "Maine", "", "2028-01-31"},
			{BoardCertification, "Hematology", "", "2030-12-31"}, {Tenure, "Harbor University", "", ""},
		},
	}
}

func TestEntryIsCheckedByPlace(t *testing.T) {
	t.Parallel()
	if err := entry().CheckEntered(); err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("é", 161)
	for name, c := range map[string]struct {
		change func(*Profile)
		says   string
	}{
		"long degrees":          {func(p *Profile) { p.Degrees = long }, "degrees"},
		"two lines":             {func(p *Profile) { p.Hospital = "a\nb" }, "hospital"},
		"semicolon":             {func(p *Profile) { p.Position = "Chief; Surgery" }, "semicolon"},
		"long known for":        {func(p *Profile) { p.KnownFor = strings.Repeat("é", 1001) }, "known for"},
		"specialty twice":       {func(p *Profile) { p.Specialties = []string{"a", "a"} }, "twice"},
		"empty specialty":       {func(p *Profile) { p.Also = []string{" "} }, "empty"},
		"too many specialties":  {func(p *Profile) { p.Also = slices.Repeat([]string{"x"}, 12) }, "specialties"},
		"no language":           {func(p *Profile) { p.Languages = []string{"english"} }, "language"},
		"language of a region":  {func(p *Profile) { p.Languages = []string{"en-US"} }, "language"},
		"language twice":        {func(p *Profile) { p.Languages = []string{"en", "en"} }, "twice"},
		"negative capacity":     {func(p *Profile) { p.Capacity = -1 }, "number"},
		"photo by another name": {func(p *Profile) { p.Photo = "../../x" }, "photograph"},
		"unknown kind":          {func(p *Profile) { p.Credentials[1].Kind = "diploma" }, "Credential 2"},
		"license without end":   {func(p *Profile) { p.Credentials[0].Until = "" }, "Credential 1"},
		"day that is none":      {func(p *Profile) { p.Credentials[2].Until = "2027-02-30" }, "Credential 3"},
		"nothing named":         {func(p *Profile) { p.Credentials[3].Name = " " }, "Credential 4"},
		"too many credentials":  {func(p *Profile) { p.Credentials = slices.Repeat(p.Credentials, 16) }, "credentials"},
	} {
		p := entry()
		c.change(&p)
		if err := p.CheckEntered(); !errs.Is(err, errs.Invalid) || !strings.Contains(errs.Message(err), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestEntryIsOneText: what is kept reads as what was entered, blanks around it
// apart, and a list that nobody filled is a list.
func TestEntryIsOneText(t *testing.T) {
	t.Parallel()
	p := entry()
	p.Degrees, p.Credentials[0].Name = " MD, PhD ", "Massachusetts "
	a, err := p.String()
	b, err2 := entry().String()
	if err != nil || err2 != nil || a != b {
		t.Fatalf("%s\n%s", a, b)
	}
	got, err := Parse(a)
	if err != nil || got.Degrees != "MD, PhD" || len(got.Credentials) != 4 {
		t.Fatalf("%+v, %v", got, err)
	}
	if p.Degrees != " MD, PhD " || p.Credentials[0].Name != "Massachusetts " {
		t.Error("writing an entry changed it")
	}
	empty, err := Profile{}.String()
	if err != nil || strings.Contains(empty, "null") {
		t.Errorf("%s, %v", empty, err)
	}
	for _, body := range []string{"", "[]", a + a, `{"credentials":[{"kind":"x"}]}`} {
		if _, err := Parse(body); !errs.Is(err, errs.Damaged) {
			t.Errorf("%q: %v", body, err)
		}
	}
	// A field of a newer program is no damage.
	if _, err := Parse(`{"degrees":"MD","pronouns":"they"}`); err != nil {
		t.Error(err)
	}
}

// TestStanding: of each kind the longest counts, the first of the three to lapse
// ends them all, and the day on a license is its last.
func TestStanding(t *testing.T) {
	t.Parallel()
	got := entry().Standing()
	want := Standing{true, true, true, time.Date(2028, 2, 1, 0, 0, 0, 0, time.UTC).UnixMilli()} // Maine's
	if got != want {
		t.Errorf("%+v", got)
	}
	for name, c := range map[string]struct {
		kinds []CredentialKind
		want  Standing
	}{
		"nothing":        {nil, Standing{}},
		"other alone":    {[]CredentialKind{OtherCredential}, Standing{}},
		"no license":     {[]CredentialKind{BoardCertification, Tenure}, Standing{Tenured: true, BoardCertified: true, Until: Lapses("2030-12-31")}},
		"tenure alone":   {[]CredentialKind{Tenure}, Standing{Tenured: true, Until: never}},
		"licenses alone": {[]CredentialKind{License}, Standing{Licensed: true, Until: Lapses("2028-01-31")}},
	} {
		p := entry()
		p.Credentials = slices.DeleteFunc(append(p.Credentials, Credential{OtherCredential, "DEA", "", "2020-01-01"}), func(x Credential) bool { return !slices.Contains(c.kinds, x.Kind) })
		if got := p.Standing(); got != c.want {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if Through(Lapses("2028-01-31")) != "2028-01-31" || Through(0) != "" {
		t.Error("the last day does not come back")
	}
}

// TestEndings: what ends is seen coming; what another of the same outlasts is not.
func TestEndings(t *testing.T) {
	t.Parallel()
	p := entry()
	p.Credentials = append(p.Credentials, Credential{License, "massachusetts", "MA-2", "2027-06-30"}, Credential{OtherCredential, "DEA", "", "2027-01-01"})
	say := func(day string) string {
		at, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, e := range p.Endings(at) {
			s := e.Credential.Name + " " + e.Until
			if e.Bars {
				s += " bars"
			}
			out = append(out, s)
		}
		return strings.Join(out, ", ")
	}
	for day, want := range map[string]string{
		"2027-01-01": "", // the last day of one, not over
		"2027-01-02": "DEA 2027-01-01",
		"2027-07-02": "massachusetts 2027-06-30, DEA 2027-01-01", // Maine's goes on
		"2028-02-01": "Maine 2028-01-31 bars, massachusetts 2027-06-30, DEA 2027-01-01",
	} {
		if got := say(day); got != want {
			t.Errorf("%s: %s", day, got)
		}
	}
}
