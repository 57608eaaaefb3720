package desktop

import (
	"encoding/json"
	"os"
	"slices"
	"testing"

	"oso/internal/intake"
)

// The pages say every relation that the agreement knows, in the same order,
// and the two beside them: the patient, and the case's own words.
func TestPagesSayTheRelations(t *testing.T) {
	t.Parallel()
	for _, page := range []string{"desktop", "console"} {
		b, err := os.ReadFile("../../frontend/" + page + "/en.json")
		if err != nil {
			t.Fatal(err)
		}
		var words struct {
			Relation map[string]string `json:"relation"`
		}
		if err := json.Unmarshal(b, &words); err != nil {
			t.Fatal(err)
		}
		want := append([]string{intake.Self, "other"}, intake.Relations()...)
		for _, r := range want {
			if words.Relation[r] == "" {
				t.Errorf("%s has no word for %q", page, r)
			}
		}
		for r := range words.Relation {
			if !slices.Contains(want, r) {
				t.Errorf("%s has a word for %q, which nobody knows", page, r)
			}
		}
	}
}
