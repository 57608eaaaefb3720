package workflow

import (
	"flag"
	"os"
	"oso/internal/server/principal"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite docs/WORKFLOW.md")

func TestDocumentIsUpToDate(t *testing.T) {
	t.Parallel()
	const path = "../../../docs/WORKFLOW.md"
	want := Markdown()
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("docs/WORKFLOW.md is not what the table says: go generate ./internal/server/workflow")
	}
	for _, s := range States() {
		if !strings.Contains(want, id(s)) {
			t.Errorf("%s is not in the picture", s)
		}
	}
}

// TestTableIsSound holds what the rows promise each other.
func TestTableIsSound(t *testing.T) {
	t.Parallel()
	reasons := Defaults(nil).Reasons
	for _, r := range Table() {
		at := string(r.Event)
		if len(r.From) == 0 || len(r.Roles) == 0 || r.To == "" || r.Evidence == "" {
			t.Errorf("%s: a column is empty", at)
		}
		if r.To != Same && r.To != Back && !slices.Contains(States(), State(r.To)) {
			t.Errorf("%s: leads to %q, which is no state", at, r.To)
		}
		if (len(reasons[r.Event]) > 0) != r.Reason {
			t.Errorf("%s: reason wanted is %t, codes are %v", at, r.Reason, reasons[r.Event])
		}
		for _, g := range r.Guards {
			if g.Name == "" || g.Kind == "" || !strings.HasSuffix(g.Says, ".") || g.OK == nil {
				t.Errorf("%s: guard %q is not whole", at, g.Name)
			}
		}
		if r.Erases != (State(r.To) == NotEligible) {
			t.Errorf("%s: erases is %t", at, r.Erases)
		}
		for _, e := range r.Then {
			if !slices.ContainsFunc(Table(), func(n Rule) bool { return n.Event == e && slices.Contains(n.Roles, principal.System) }) {
				t.Errorf("%s: then %s, which the program may not do", at, e)
			}
		}
		if r.Money == OrderCharge && r.Event != Complete {
			t.Errorf("%s: orders a charge", at)
		}
	}
	for e := range reasons {
		if !slices.ContainsFunc(Table(), func(r Rule) bool { return r.Event == e }) {
			t.Errorf("reasons for %s, which is no event", e)
		}
	}
}
