package console_test

import (
	"bytes"
	"database/sql"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/api"

	"oso/internal/server/db"
	"oso/internal/server/principal"
)

func (p *person) letter(id string) draft {
	p.w.t.Helper()
	var l draft
	p.want(200, "GET", "/cases/"+id+"/opinion", nil, &l)
	return l
}

// TestRemarksStayWithTheDraft: what the approver said of a draft, and the words
// that were never released, are for author and approver alone.
func TestRemarksStayWithTheDraft(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, s, d := w.writing()
	sign := func(row int64) {
		s.act(id, "sign-draft", map[string]any{"version": 1, "row_version": row, "password": password, "code": s.code()})
	}
	sign(d.RowVersion)
	a, c := w.staff[principal.Approver], w.staff[principal.Coordinator]
	a.act(id, "take-up", nil)
	a.act(id, "return-draft", map[string]any{"version": 1, "reason": "unclear", "comments": []map[string]string{{"part": "assessment", "text": "Say when."}}})
	back := s.letter(id)
	if len(back.Comments) != 1 || back.Previous == nil || len(back.Questions) != 2 {
		t.Fatalf("the author, after the return: %d remarks, the words before %v, %d questions", len(back.Comments), back.Previous != nil, len(back.Questions))
	}
	sign(back.RowVersion)
	a.act(id, "take-up", nil)
	if l := a.letter(id); len(l.Comments) != 1 || l.Previous == nil || len(l.Questions) != 2 {
		t.Fatalf("the approver: %d remarks, the words before %v, %d questions", len(l.Comments), l.Previous != nil, len(l.Questions))
	}
	a.act(id, "approve", map[string]any{"version": 1, "password": password, "code": a.code()})
	l := c.letter(id)
	if len(l.Comments) > 0 || l.Previous != nil {
		t.Errorf("the coordinator reads %d remarks, the words before %v", len(l.Comments), l.Previous != nil)
	}
	if len(l.Questions) != 2 || l.Questions[1].Text != "What are the risks?" || len(l.Questions[1].Parts) != 2 {
		t.Errorf("the coordinator reads the questions %+v", l.Questions)
	}
}

// Where nobody says on which paper, a letter is shown on what is in the printers of
// the clinic's country; whoever wants another gets it (S20).
func TestLetterIsOnTheClinicsPaper(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]struct {
		paper string
		wide  float64 // points
	}{"14 Harbor Street\nPortland, ME 04101": {"letter", 612}, "Keizersgracht 1\nAmsterdam\nNetherlands": {"a4", 595}} {
		w := newWorld(t)
		if err := w.db.Tx(t.Context(), func(tx *sql.Tx) error {
			return db.New(tx).SetClinicAddress(t.Context(), db.SetClinicAddressParams{ID: w.clinic, Address: address})
		}); err != nil {
			t.Fatal(err)
		}
		id, s, _ := w.writing()
		var shown struct{ Paper string }
		s.want(200, "GET", "/cases/"+id+"/opinion", nil, &shown)
		if shown.Paper != want.paper {
			t.Errorf("%q: %q is usual", address, shown.Paper)
		}
		for asked, wide := range map[string]float64{"": want.wide, "?paper=a4": 595, "?paper=letter": 612} {
			status, pdf := s.ask("GET", "/cases/"+id+"/opinion/letter.pdf"+asked, nil)
			pages, err := api.PageDims(bytes.NewReader([]byte(pdf)), nil)
			if status != 200 || err != nil || len(pages) == 0 || pages[0].Width < wide-1 || pages[0].Width > wide+1 {
				t.Errorf("%q, %q: %d, %v, %v", address, asked, status, pages, err)
			}
		}
	}
}
