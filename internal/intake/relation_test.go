package intake

import (
	"testing"
	"time"

	"oso/internal/casefile"
)

func TestRelation(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]string{
		"Mother": "parent", " father ": "parent", "PARENT": "parent", "the patient’s mother": "parent", "father of the patient": "parent",
		"legal guardian": "guardian", "Wife": "spouse", "daughter": "child", "Health care proxy": "attorney", "self": Self, "the patient": Self,
		"Great-aunt": "Great-aunt", "stepmother": "stepmother", "grandmother": "grandmother", "": "",
	} {
		if got := Relation(words); got != want {
			t.Errorf("%q is %q, not %q", words, got, want)
		}
	}
}

// Whatever words a case has for its representative, that person can sign under
// the same words and under the relation that they stand for, and no other.
func TestRepresentativeSignsInOwnWords(t *testing.T) {
	t.Parallel()
	today := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	for _, in := range append(Relations(), "Mother", "Father", "legal guardian", "Great-aunt", "Health care proxy") {
		doc := TemplateCase()
		doc.Patient.Representative = &casefile.Representative{Name: "Ruth Whitcombe", Relation: in, Authority: "custody"}
		for _, as := range []string{in, Relation(in)} {
			if err := CheckSigner(doc, "Ruth Whitcombe", as, today); err != nil {
				t.Errorf("the case says %q, signing as %q: %v", in, as, err)
			}
		}
		for _, as := range []string{"neighbor", Self} {
			if CheckSigner(doc, "Ruth Whitcombe", as, today) == nil {
				t.Errorf("the case says %q, and signing as %q is let through", in, as)
			}
		}
	}
}
