package opinion

import (
	"testing"

	"oso/internal/casefile"
	"oso/internal/deed"
)

// The letter quotes what another signed under its own names of places: the same
// place has one, another place that is called the same has the next number.
func TestQuotedPlacesHaveTheLettersNames(t *testing.T) {
	t.Parallel()
	place := func(label, record string, frame, page int) deed.Citation {
		return deed.Citation{Label: label, Page: page, Target: casefile.Target{Record: casefile.RecordID(record), Frame: frame}}
	}
	for name, x := range map[string]struct {
		has  []deed.Citation
		says string
		want string
		n    int
	}{
		"nobody cites it":               {nil, "See [CT, image 4].", "See [CT, image 4].", 1},
		"the author cites it too":       {[]deed.Citation{place("CT, image 4", "a", 1, 0)}, "See [CT, image 4].", "See [CT, image 4].", 1},
		"another record":                {[]deed.Citation{place("CT, image 4", "b", 1, 0)}, "See [CT, image 4], [CT, image 4].", "See [CT, image 4 (2)], [CT, image 4 (2)].", 2},
		"another page":                  {[]deed.Citation{place("CT, image 4", "a", 1, 2)}, "See [CT, image 4].", "See [CT, image 4 (2)].", 2},
		"another, and it again":         {[]deed.Citation{place("CT, image 4", "b", 1, 0), place("CT, image 4 (2)", "a", 1, 0)}, "See [CT, image 4].", "See [CT, image 4 (2)].", 2},
		"two others that are called so": {[]deed.Citation{place("CT, image 4", "b", 1, 0), place("CT, image 4 (2)", "c", 1, 0)}, "See [CT, image 4].", "See [CT, image 4 (3)].", 3},
	} {
		c := deed.Content{Citations: x.has}
		for range 2 { // it is quoted at each save
			if got := quoted(&c, x.says, []deed.Citation{place("CT, image 4", "a", 1, 0)}); got != x.want || len(c.Citations) != x.n {
				t.Errorf("%s: %q, %d places", name, got, len(c.Citations))
			}
		}
		last := c.Marks(x.want)[1]
		if at := c.Citations[last.Numbers[0]-1]; at.Target.Record != "a" || at.Page != 0 {
			t.Errorf("%s: leads to %+v", name, at)
		}
	}
}

// A part keeps its words: what the lead calls another record by leads nowhere then.
func TestAPartLeadsToNoOtherRecord(t *testing.T) {
	t.Parallel()
	lead := []deed.Citation{{Label: "CT, image 4", Target: casefile.Target{Record: "b"}}, {Label: "Letter.pdf", Target: casefile.Target{Record: "c"}}}
	c := deed.Content{Citations: lead}
	cites(&c, []deed.Citation{{Label: "CT, image 4", Target: casefile.Target{Record: "a"}}, {Label: "Letter.pdf", Target: casefile.Target{Record: "c"}}, {Label: "MR", Target: casefile.Target{Record: "d"}}})
	if got := c.Marks("[CT, image 4] [MR]"); len(c.Citations) != 2 || got[0].Kind != deed.MarkText || got[1].Kind != deed.MarkRecord || len(lead) != 2 || lead[0].Target.Record != "b" {
		t.Errorf("%+v %+v", got, c.Citations)
	}
}
