package opinion

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"oso/internal/deed"
)

// Change is what became of a part of a letter: how many characters more or fewer
// it has, 0 where it is another with as many. Part is as the writing page names it:
// "assessment", "q1", "q1.0".
type Change struct {
	Part string `json:"part"`
	More int    `json:"more"`
}

type partOf struct {
	part   string
	fields any
	runes  int
}

// partsOf are the parts of a letter as they are written, in its order.
func partsOf(c *deed.Content) []partOf {
	out := []partOf{
		{part: "change", fields: c.Change},
		{part: "thanks", fields: []any{c.Thanks, c.Also, c.NotReviewed}},
		{part: "complaint", fields: []any{c.Complaint, c.History}},
		{part: "review", fields: c.Findings},
		{part: "assessment", fields: []any{c.Assessment, c.Diagnosis, c.Plan}},
		{part: "earlier", fields: c.Earlier},
		{part: "reached", fields: c.Reached},
	}
	for i, a := range c.Answers {
		if len(a.Parts) == 0 {
			out = append(out, partOf{part: fmt.Sprintf("q%d", i), fields: a})
		}
		for j, p := range a.Parts {
			out = append(out, partOf{part: fmt.Sprintf("q%d.%d", i, j), fields: p})
		}
	}
	out = append(out,
		partOf{part: "essay", fields: c.Sections},
		partOf{part: "options", fields: c.Options},
		partOf{part: "scenarios", fields: c.Scenarios},
		partOf{part: "recommendation", fields: []any{c.Recommendation, c.Travel, c.TravelFor}},
		partOf{part: "limits", fields: c.Limits},
		partOf{part: "references", fields: c.References},
		partOf{part: "notes", fields: c.Notes},
		partOf{part: "figures", fields: c.Figures},
	)
	for text, place := range c.Places() {
		part := partAt(c, place)
		if i := slices.IndexFunc(out, func(p partOf) bool { return p.part == part }); i >= 0 && isWords(place) {
			out[i].runes += utf8.RuneCountInString(c.Words(*text))
		}
	}
	return out
}

// isWords tells whether a place holds words of its author.
func isWords(place string) bool {
	last := place[strings.LastIndexByte(place, '.')+1:]
	return last != "id" && last != "question" && last != "date"
}

// partAt is the part of a place of the content.
func partAt(c *deed.Content, place string) string {
	way := strings.Split(place, ".")
	switch way[0] {
	case "also_reviewed", "not_reviewed":
		return "thanks"
	case "history":
		return "complaint"
	case "findings":
		return "review"
	case "sections":
		return "essay"
	case "travel_for":
		return "recommendation"
	case "answers":
		if len(way) > 4 && way[2] == "parts" {
			return "q" + way[1] + "." + way[3]
		}
		return "q" + way[1]
	case "figures":
		return "" // counted by what they are
	}
	return way[0]
}

// changesOf are the parts of a letter that are others than they were, in the order
// of the letter.
func changesOf(before, after *deed.Content) []Change {
	was := map[string]partOf{}
	for _, p := range partsOf(before) {
		was[p.part] = p
	}
	out := []Change{}
	for _, p := range partsOf(after) {
		if b := was[p.part]; asText(b.fields) != asText(p.fields) {
			out = append(out, Change{p.part, p.runes - b.runes})
		}
	}
	return out
}

// cut is how many characters are taken out of parts of a letter.
func cut(before, after *deed.Content) int {
	n := 0
	for _, c := range changesOf(before, after) {
		n += max(0, -c.More)
	}
	return n
}

// asText is what fields hold, to be compared; what is empty and what is not there
// are the same.
func asText(fields any) string {
	b, err := json.Marshal(fields)
	if err != nil {
		return ""
	}
	return strings.NewReplacer("null", "[]", `""`, "[]").Replace(string(b))
}
