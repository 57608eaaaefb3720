package syncer

import (
	"slices"
	"strings"
	"testing"

	"oso/internal/clinic/casebook"
	"oso/internal/errs"
	"oso/internal/wire"
)

// What the physician asks further and what became of the case go as messages: their
// words say the same, and nothing is kept of what cannot be asked or told.
func TestAsksAndOutcome(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	d.received()
	if err := d.Vault.AskFurther(ctx, d.id, 1, []string{"Now?"}, day); !errs.Is(err, errs.Refused) {
		t.Errorf("before an opinion was opened: %v", err)
	}
	asked := day
	d.update(d.id, func(tx *casebook.Tx) error {
		h := tx.Head()
		h.Opened, h.OutcomeAsked = []int{1}, &asked
		return nil
	})
	many := slices.Repeat([]string{"Why?"}, wire.MaxFurther+1)
	for name, bad := range map[string]struct {
		questions []string
		kind      errs.Kind
	}{"none": {[]string{" ", ""}, errs.Incomplete}, "too many": {many, errs.TooLarge}, "too long": {[]string{strings.Repeat("é", wire.MaxText)}, errs.TooLarge}} {
		if err := d.Vault.AskFurther(ctx, d.id, 1, bad.questions, day); !errs.Is(err, bad.kind) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := d.Vault.TellOutcome(ctx, d.id, wire.Outcome{Diagnosis: "cured", Treatment: "changed"}, day); !errs.Is(err, errs.Incomplete) {
		t.Errorf("a code that is none: %v", err)
	}
	if m := d.letters(); len(m) != 0 {
		t.Fatalf("kept: %+v", m)
	}
	if err := d.Vault.AskFurther(ctx, d.id, 1, []string{" Now or later? ", "", "And if she waits?"}, day); err != nil {
		t.Fatal(err)
	}
	if err := d.Vault.TellOutcome(ctx, d.id, wire.Outcome{Diagnosis: "confirmed", Treatment: "as-planned", Words: " She is well. "}, day); err != nil {
		t.Fatal(err)
	}
	m := d.letters()
	if len(m) != 2 || m[0].Text != "1. Now or later?\n2. And if she waits?" || !slices.Equal(m[0].Further, []string{"Now or later?", "And if she waits?"}) || m[0].Version != 1 || !m[0].Waits {
		t.Fatalf("asked: %+v", m)
	}
	if m[1].Outcome == nil || !strings.Contains(m[1].Text, "The treatment went on as it was planned.") || !strings.HasSuffix(m[1].Text, "\n\nShe is well.") {
		t.Errorf("told: %+v", m[1])
	}
	got := d.service.takesMessages(done)
	if d.mustExchange(); len(*got) != 2 {
		t.Errorf("%d messages were sent", len(*got))
	}
	d.view(d.id, func(tx *casebook.Tx) error {
		if tx.Head().OutcomeAsked != nil {
			t.Error("the list asks for what was told")
		}
		return nil
	})
}
