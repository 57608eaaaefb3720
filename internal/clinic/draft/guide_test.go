package draft

import (
	"context"
	"testing"

	"oso/internal/clinic/casebook"
	"oso/internal/deed"
	"oso/internal/intake"
	"oso/internal/seal"
)

// TestGuideOffersWhatSuitsFirst: nothing before OSO sent any; then what suits the case
// as it stands now, before the rest.
func TestGuideOffersWhatSuitsFirst(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := context.Background()
	id := w.ready() // adenocarcinoma of the lung
	if g, err := w.Guide(ctx, id); err != nil || len(g.Materials)+len(g.Questions) != 0 {
		t.Fatalf("%+v, %v", g, err)
	}
	signed, err := seal.SignJSON(seal.NewSigningKey(), deed.DomainGuide, intake.Guide{Number: 1,
		Materials: []intake.Wants{
			{Code: "a", Text: "Mammogram", Topic: intake.Topic{Words: []string{"C50"}}},
			{Code: "b", Text: "Medical record"},
			{Code: "c", Text: "PET-CT", Topic: intake.Topic{Words: []string{"C34"}}},
		},
		Questions: []intake.Asks{{Code: "q", Text: "Is surgery needed?", Topic: intake.Topic{Words: []string{"knee"}}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	err = w.Vault.Update(ctx, "", func(tx *casebook.Tx) error {
		_, err := casebook.Put(tx, casebook.KindTable, casebook.Row[seal.Signed]{ID: TableGuide, Value: signed})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	g, err := w.Guide(ctx, id)
	if err != nil || len(g.Materials) != 3 || len(g.Questions) != 1 || g.Questions[0].Suits {
		t.Fatalf("%+v, %v", g, err)
	}
	for i, want := range []struct {
		code  string
		suits bool
	}{{"b", true}, {"c", true}, {"a", false}} {
		if m := g.Materials[i]; m.Of.Code != want.code || m.Suits != want.suits {
			t.Errorf("place %d: %s, suits %v", i, m.Of.Code, m.Suits)
		}
	}
}
