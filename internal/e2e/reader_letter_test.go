package e2e

import (
	"os"
	"strings"
	"testing"

	"oso/internal/deed"
)

// A case of images or of slides alone is answered by its reader: no consultant is
// asked, and what the radiologist or the pathologist writes in the browser is the
// letter that the physician opens, signed by the reader and approved by another.
func TestReadersLetterInTheBrowser(t *testing.T) {
	t.Parallel()
	chromium := browser(t)
	for kind, role := range map[string]string{"imaging": "radiologist", "pathology": "pathologist"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			s := serve(t)
			c := newClinic(t)
			id, records := c.beginWith(func(doc map[string]any) {
				doc["service"] = map[string]any{"kind": kind}
				doc["materials"] = append(doc["materials"].([]any), map[string]any{"kind": "pathology", "description": "Scanned biopsy", "channel": "upload"})
			})
			writeSlide(t, records)
			c.takeIn(id, []string{records})
			c.seal(id)
			c.enrol(s)
			c.sync()
			coordinator := s.signIn("coordinator")
			coordinator.intake(id)
			s.offer(coordinator, id, role)
			want := toType()
			want.Assessment = "A solid nodule of 19 mm, and no other."
			answers := []map[string]string{}
			for i, a := range want.Answers {
				name := string(rune('1' + i))
				if len(a.Parts) == 0 {
					answers = append(answers, map[string]string{"name": name, "question": a.Question, "answer": a.Answer})
				}
				for j, p := range a.Parts {
					answers = append(answers, map[string]string{"name": name + string(rune('a'+j)), "question": p.Question, "answer": p.Text})
				}
			}
			walk(t, "reader-letter.mjs", map[string]any{
				"console": s.Console, "accounts": s.Accounts, "chromium": chromium, "pictures": os.Getenv("OSO_PICTURES"), "failures": failures(), "patient": "Eleanor Whitcombe", "role": role,
				"letter": map[string]any{"answers": answers, "assessment": want.Assessment, "recommendation": want.Recommendation},
			})
			c.syncUntil("a letter", func(lineSync) bool { return len(c.opinions()) == 1 })
			c.readBy(s, id, role)
			var shown struct{ Content deed.Content }
			c.must(&shown, 0, "opinion", "show", id)
			signer := shown.Content.Signers[0]
			if shown.Content.Assessment != want.Assessment || len(shown.Content.Signers) != 1 || string(signer.Role) != role {
				t.Errorf("the physician reads %q, signed by %+v", shown.Content.Assessment, shown.Content.Signers)
			}
			if strings.Contains(string(shown.Content.Kind), "second-opinion") {
				t.Errorf("the letter is a %s", shown.Content.Kind)
			}
		})
	}
}
