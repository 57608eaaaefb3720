package policy

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"oso/internal/casefile"
)

var (
	today    = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	kinds    = []casefile.ServiceKind{casefile.SecondOpinion, casefile.Imaging, casefile.Pathology, casefile.Video, ""}
	addOns   = [][]casefile.AddOn{nil, {casefile.ImagingReview}, {casefile.PathologyReview}, {casefile.ImagingReview, casefile.PathologyReview}}
	complete = []string{AllCountries, "US"}
)

func place(s string) casefile.Place {
	c, r, _ := strings.Cut(s, "-")
	return casefile.Place{Country: c, Region: r}
}

func completeTable() *Table {
	t := Shipped()
	t.CompleteLists = complete
	return t
}

// What R14 names, written out again so that a slip in the shipped table shows.
var listed = map[Kind][]string{
	OpinionsClosed:  {"US-NM", "US-VI"},
	RadiologyClosed: {"US-NH", "US-NC"},
	ReviewsClosed:   {"US-AS", "FM", "MH", "US-NJ", "US-MP", "US-RI", "US-SC", "US-WV"},
	CountryClosed:   {"MM", "CF", "KP", "CD", "SS", "PS", "SY"},
}

func TestShippedTableIsTheSourcesRows(t *testing.T) {
	t.Parallel()
	table := Shipped()
	if err := table.Validate(); err != nil {
		t.Fatal(err)
	}
	if len(table.CompleteLists) != 0 {
		t.Fatalf("lists that ship are not complete, got %v", table.CompleteLists)
	}
	got := map[Kind][]string{}
	for _, r := range table.Rows {
		got[r.Kind] = append(got[r.Kind], strings.TrimSuffix(r.Country+"-"+r.Region, "-"))
	}
	for k, want := range listed {
		if !slices.Equal(got[k], want) {
			t.Errorf("%s: %v, want %v", k, got[k], want)
		}
	}
	if len(got) != len(listed) {
		t.Errorf("kinds %v", got)
	}
	if err := ShippedPrices().Validate(); err != nil {
		t.Fatal(err)
	}
}

// spellings are the ways in which the same place may be written.
func spellings(s string) []casefile.Place {
	p := place(s)
	lower := casefile.Place{Country: strings.ToLower(p.Country), Region: " " + strings.ToLower(p.Region)}
	out := []casefile.Place{p, lower}
	if p.Region != "" {
		out = append(out, casefile.Place{Country: p.Country, Region: p.Country + "-" + p.Region})
		out = append(out, casefile.Place{Country: p.Country, Region: PlaceName(p)})
		if slices.Contains([]string{"AS", "MP", "VI"}, p.Region) {
			out = append(out, casefile.Place{Country: p.Region})
		}
	}
	if p.Country == "FM" || p.Country == "MH" {
		out = append(out, casefile.Place{Country: "US", Region: p.Country})
	}
	return out
}

func TestNothingThatARuleClosesIsAllowed(t *testing.T) {
	t.Parallel()
	specimens := []string{"", "US-MA", "US-NJ", "SY", "DE"}
	n := 0
	for _, table := range []*Table{Shipped(), completeTable()} {
		for kind, places := range listed {
			for _, s := range places {
				for _, home := range spellings(s) {
					for _, k := range kinds {
						for _, a := range addOns {
							for _, sp := range specimens {
								f := Facts{Residence: home, Specimen: place(sp), Kind: k, AddOns: a}
								d := table.Decide(f, today)
								n++
								checkClosed(t, table, kind, f, d)
							}
						}
					}
				}
			}
		}
	}
	if n < 5000 {
		t.Fatalf("only %d combinations", n)
	}
}

func checkClosed(t *testing.T, table *Table, kind Kind, f Facts, d Decision) {
	t.Helper()
	imaging, pathology := f.orders(casefile.ImagingReview), f.orders(casefile.PathologyReview)
	if len(table.CompleteLists) == 0 && d.Outcome == Allowed {
		t.Fatalf("allowed while no list is complete: %+v", f)
	}
	if len(d.RuleIDs) == 0 || d.TableVersion == "" || d.Reason == "" {
		t.Fatalf("an answer without its grounds: %+v", d)
	}
	switch kind {
	case CountryClosed:
		if d.Outcome != Refused {
			t.Fatalf("closed country: %s for %+v", d.Outcome, f)
		}
	case OpinionsClosed:
		if f.Kind == casefile.SecondOpinion && d.Outcome != Refused || d.Outcome == Allowed {
			t.Fatalf("closed to opinions: %s for %+v", d.Outcome, f)
		}
	case RadiologyClosed, ReviewsClosed:
		both := kind == ReviewsClosed
		if f.Kind == casefile.Imaging && d.Outcome != Refused || f.Kind == casefile.Pathology && both && d.Outcome != Refused {
			t.Fatalf("a closed review alone: %s for %+v", d.Outcome, f)
		}
		if (imaging || pathology && both) && d.Outcome == Allowed {
			t.Fatalf("a closed review is allowed: %+v", f)
		}
		if f.Kind == casefile.SecondOpinion && d.Outcome == Refused {
			t.Fatalf("the opinion itself is refused: %+v", f)
		}
		for _, a := range f.AddOns {
			closed := a == casefile.ImagingReview || both
			if closed && !slices.Contains(d.ForbiddenAddOns, a) {
				t.Fatalf("add-on %s is not reported as forbidden: %+v", a, f)
			}
		}
	}
}

func TestDecide(t *testing.T) {
	t.Parallel()
	second := casefile.SecondOpinion
	tests := []struct {
		name     string
		table    *Table
		f        Facts
		outcome  Outcome
		contains string
		missing  []string
	}{
		{"a place that no row names, lists as shipped", Shipped(), Facts{Residence: place("IN"), Kind: second}, Check, "list of rules that covers India is not complete", nil},
		{"a state that no row names, lists as shipped", Shipped(), Facts{Residence: place("US-MA"), Kind: second}, Check, "Massachusetts", nil},
		{"a country, lists complete", completeTable(), Facts{Residence: place("IN"), Kind: second}, Allowed, "India", nil},
		{"a country with a region that no list knows of", completeTable(), Facts{Residence: place("IN-KL"), Kind: second}, Allowed, "India", nil},
		{"a state, lists complete", completeTable(), Facts{Residence: place("US-MA"), Kind: second}, Allowed, "Massachusetts", nil},
		{"the United States without a state", completeTable(), Facts{Residence: place("US"), Kind: second}, Check, "Rules differ within the United States", []string{"residence.region"}},
		{"a state that does not exist", completeTable(), Facts{Residence: place("US-ZZ"), Kind: second}, Check, "not in the lists", nil},
		{"a country that does not exist", completeTable(), Facts{Residence: place("ZZ"), Kind: second}, Check, "not in the lists", nil},
		{"alpha-3 is not a code of the lists", completeTable(), Facts{Residence: place("PRK"), Kind: second}, Check, "not in the lists", nil},
		{"nothing known", completeTable(), Facts{Kind: second}, Check, "The country where the patient lives is not known yet", []string{"residence.country"}},
		{"New Jersey, opinion without reviews, complete", completeTable(), Facts{Residence: place("US-NJ"), Kind: second}, Allowed, "", nil},
		{"pathology from a place not known", completeTable(), Facts{Residence: place("US-MA"), Kind: casefile.Pathology}, Check, "where the tissue was taken", []string{"specimen.country"}},
		{"tissue taken where its review is closed", completeTable(), Facts{Residence: place("US-MA"), Specimen: place("US-RI"), Kind: casefile.Pathology}, Refused, "Tissue slides taken in Rhode Island", nil},
		{"tissue taken where only radiology is closed", completeTable(), Facts{Residence: place("US-MA"), Specimen: place("US-NH"), Kind: casefile.Pathology}, Allowed, "", nil},
		{"tissue taken in a closed country", completeTable(), Facts{Residence: place("DE"), Specimen: place("SY"), Kind: casefile.Pathology}, Refused, "Tissue slides taken in Syria", nil},
		{"opinion on tissue taken in a closed country", completeTable(), Facts{Residence: place("DE"), Specimen: place("SY"), Kind: second}, Check, "Syria", nil},
		{"images are not where tissue was taken", completeTable(), Facts{Residence: place("US-MA"), Specimen: place("US-NH"), Kind: casefile.Imaging}, Allowed, "", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := tt.table.Decide(tt.f, today)
			if d.Outcome != tt.outcome {
				t.Errorf("outcome %s, want %s: %s", d.Outcome, tt.outcome, d.Reason)
			}
			if !strings.Contains(d.Reason, tt.contains) {
				t.Errorf("reason %q lacks %q", d.Reason, tt.contains)
			}
			if !slices.Equal(d.Missing, tt.missing) {
				t.Errorf("missing %v, want %v", d.Missing, tt.missing)
			}
		})
	}
}

func TestTissueFromAClosedPlaceTakesTheReviewAway(t *testing.T) {
	t.Parallel()
	f := Facts{Residence: place("US-MA"), Specimen: place("US-SC"), Kind: casefile.SecondOpinion, AddOns: []casefile.AddOn{casefile.ImagingReview, casefile.PathologyReview}}
	d := completeTable().Decide(f, today)
	if d.Outcome != Check || !slices.Equal(d.ForbiddenAddOns, []casefile.AddOn{casefile.PathologyReview}) {
		t.Fatalf("%+v", d)
	}
	d = completeTable().Decide(f.Without(d.ForbiddenAddOns), today)
	if d.Outcome != Allowed {
		t.Fatalf("without the closed review: %+v", d)
	}
}

func TestTableOutOfForceAllowsNothing(t *testing.T) {
	t.Parallel()
	table := completeTable()
	for _, on := range []time.Time{
		time.Date(2026, 10, 31, 23, 0, 0, 0, time.UTC),
		time.Date(2027, 11, 1, 0, 0, 0, 0, time.UTC),
		time.Date(2040, 1, 1, 0, 0, 0, 0, time.UTC),
	} {
		d := table.Decide(Facts{Residence: place("IN"), Kind: casefile.SecondOpinion}, on)
		if d.Outcome != Check || !strings.Contains(d.Reason, "not those of today") {
			t.Errorf("%s: %+v", on, d)
		}
	}
	d := table.Decide(Facts{Residence: place("SY"), Kind: casefile.SecondOpinion}, time.Date(2040, 1, 1, 0, 0, 0, 0, time.UTC))
	if d.Outcome != Refused {
		t.Errorf("a rule is forgotten because its table is old: %+v", d)
	}
}

func TestRowsHoldOnlyOnTheirDays(t *testing.T) {
	t.Parallel()
	table := completeTable()
	table.Rows = append(table.Rows, Row{ID: "x", Kind: OpinionsClosed, Country: "US", Region: "MA", Source: "made up", From: "2026-12-01", Until: "2026-12-31"})
	f := Facts{Residence: place("US-MA"), Kind: casefile.SecondOpinion}
	for date, want := range map[string]Outcome{"2026-11-30": Allowed, "2026-12-01": Refused, "2026-12-31": Refused, "2027-01-01": Allowed} {
		on, _ := time.Parse(time.DateOnly, date)
		if d := table.Decide(f, on); d.Outcome != want {
			t.Errorf("%s: %s, want %s", date, d.Outcome, want)
		}
	}
}

func TestARuleOfANewerKindKeepsAPlaceFromBeingAllowed(t *testing.T) {
	t.Parallel()
	table := completeTable()
	table.Rows = append(table.Rows, Row{ID: "x", Kind: "second-visit-closed", Country: "IN", Source: "made up", From: "2026-01-01"})
	data, _ := json.Marshal(table)
	back, err := ParseTable(data)
	if err != nil {
		t.Fatal(err)
	}
	if d := back.Decide(Facts{Residence: place("IN"), Kind: casefile.SecondOpinion}, today); d.Outcome != Check {
		t.Fatalf("%+v", d)
	}
	if back.Validate() == nil {
		t.Fatal("an administrator can enter a kind that the program does not know")
	}
}

func TestRefusalNamesTheRuleAndTheWayThatRemains(t *testing.T) {
	t.Parallel()
	d := Shipped().Decide(Facts{Residence: place("US-NM"), Kind: casefile.SecondOpinion}, today)
	want := "People living in New Mexico cannot get a written second opinion from another state. Nothing about the patient was kept. A visit in person remains possible."
	if d.Refusal() != want {
		t.Fatalf("%q", d.Refusal())
	}
}

func TestTablesThatAreNotWellFormed(t *testing.T) {
	t.Parallel()
	for name, data := range map[string]string{
		"no JSON":      `]`,
		"two in one":   `{"version":"a","issued":"2026-01-01","expires":"2027-01-01"} {}`,
		"no version":   `{"issued":"2026-01-01","expires":"2027-01-01"}`,
		"never ends":   `{"version":"a","issued":"2026-01-01"}`,
		"ends first":   `{"version":"a","issued":"2027-01-01","expires":"2026-01-01"}`,
		"same number":  `{"version":"a","issued":"2026-01-01","expires":"2027-01-01","rows":[{"id":"1","kind":"country-closed","country":"SY","from":"2026-01-01"},{"id":"1","kind":"country-closed","country":"MM","from":"2026-01-01"}]}`,
		"no country":   `{"version":"a","issued":"2026-01-01","expires":"2027-01-01","rows":[{"id":"1","kind":"country-closed","from":"2026-01-01"}]}`,
		"no first day": `{"version":"a","issued":"2026-01-01","expires":"2027-01-01","rows":[{"id":"1","kind":"country-closed","country":"SY"}]}`,
	} {
		if _, err := ParseTable([]byte(data)); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestListsOfPlaces(t *testing.T) {
	t.Parallel()
	if n := len(Countries()); n != 249 {
		t.Errorf("%d countries", n)
	}
	seen := map[string]bool{}
	for _, c := range Countries() {
		if len(c.Code) != 2 || c.Name == "" || seen[c.Code] {
			t.Errorf("country %+v", c)
		}
		seen[c.Code] = true
	}
	for country, n := range map[string]int{"US": 57, "CA": 13, "AU": 8, "IN": 0} {
		if len(Regions(country)) != n {
			t.Errorf("%s has %d regions", country, len(Regions(country)))
		}
	}
	for in, want := range map[string]string{"US-NM": "New Mexico", "VI": "the U.S. Virgin Islands", "NL": "the Netherlands", "IN-KL": "KL, India", "ZZ": "ZZ"} {
		if got := PlaceName(place(in)); got != want {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
}
