package clinicapi_test

import (
	"context"
	"database/sql"
	"testing"

	"oso/internal/deed"
	"oso/internal/intake"
	"oso/internal/server/db"
	"oso/internal/server/guide"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
	"oso/internal/server/rulebook"
	"oso/internal/wire"
)

// TestTextAndGuideComeSigned: a workstation is sent neither before the office decided;
// then each as it stands now, signed by the issuing key for itself alone.
func TestTextAndGuideComeSigned(t *testing.T) {
	t.Parallel()
	s := serve(t)
	ctx := context.Background()
	d := s.enrolled(s.clinic("A"), "Dr. A")
	first := d.feed("?after=0")
	for _, ch := range first.Changes {
		if ch.Kind == wire.ChangeAgreement || ch.Kind == wire.ChangeGuide {
			t.Errorf("%s is sent before anybody decided", ch.Kind)
		}
	}
	text, err := intake.Agreement().Entered()
	if err != nil {
		t.Fatal(err)
	}
	text.Title = "The office's own"
	body, err := rulebook.StoredAgreement(text)
	if err != nil {
		t.Fatal(err)
	}
	by := principal.CommandLine()
	for range 2 { // two versions: what is told is the one that holds
		err = s.db.Tx(ctx, func(tx *sql.Tx) error { return rulebook.FollowAgreement(ctx, tx, body, by, s.now) })
		if err != nil {
			t.Fatal(err)
		}
	}
	questions, err := guide.Questions{Questions: []guide.Question{{Code: "q", Text: "Now or later?", Parts: []string{}}}}.String()
	if err != nil {
		t.Fatal(err)
	}
	err = s.db.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		if err := q.ProposeRegister(ctx, db.ProposeRegisterParams{Name: string(rights.QuestionTexts), Body: questions, SourceSealed: []byte("s"), ProposedBy: "p", ProposedRole: "admin", ProposedAt: 1}); err != nil {
			return err
		}
		if _, err := q.DecideRegister(ctx, db.DecideRegisterParams{Name: string(rights.QuestionTexts), Version: 1, State: "in-force", DecidedBy: "o", DecidedAt: 1}); err != nil {
			return err
		}
		return guide.Tell(ctx, tx, s.now)
	})
	if err != nil {
		t.Fatal(err)
	}
	got := d.feed("?after=" + itoa(first.Cursor))
	if len(got.Changes) != 2 || got.Changes[0].Kind != wire.ChangeAgreement || got.Changes[1].Kind != wire.ChangeGuide {
		t.Fatalf("%+v", got.Changes)
	}
	var sent intake.Text
	if _, err := s.keys.Trust().OpenAt(*got.Changes[0].Table, deed.DomainAgreement, &sent, got.Time); err != nil || sent.Version != "agreement-3" || sent.Title != text.Title {
		t.Errorf("the text: %s, %v", sent.Version, err)
	}
	var g intake.Guide
	if _, err := s.keys.Trust().OpenAt(*got.Changes[1].Table, deed.DomainGuide, &g, got.Time); err != nil || g.Number != 1 || len(g.Questions) != 1 {
		t.Errorf("the guide: %+v, %v", g, err)
	}
	if _, err := s.keys.Trust().OpenAt(*got.Changes[1].Table, deed.DomainAgreement, &g, got.Time); err == nil {
		t.Error("a guide passes for a text")
	}
	// A workstation that comes later gets both with its first changes.
	kinds := map[wire.ChangeKind]int{}
	for _, ch := range s.enrolled(s.clinic("B"), "Dr. B").feed("?after=0").Changes {
		kinds[ch.Kind]++
	}
	if kinds[wire.ChangeAgreement] != 1 || kinds[wire.ChangeGuide] != 1 {
		t.Errorf("a later workstation is sent %v", kinds)
	}
}
