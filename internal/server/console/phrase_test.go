package console_test

import (
	"strings"
	"testing"

	"oso/internal/server/principal"
)

type phrase struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

type phrases struct {
	Phrases    []phrase `json:"phrases"`
	RowVersion int64    `json:"row_version"`
}

// TestPhrasesAreTheirOwnersAlone: kept over row versions, sealed, and given to
// nobody else, an administrator neither.
func TestPhrasesAreTheirOwnersAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.staff[principal.Specialist]
	mine := phrases{Phrases: []phrase{{"thanks", "Thank you for **trusting** us."}}}
	var got phrases
	if s.want(200, "GET", "/phrases", nil, &got); len(got.Phrases) != 0 || got.RowVersion != 0 {
		t.Fatalf("before anything is kept: %+v", got)
	}
	if s.want(200, "PUT", "/phrases", mine, &got); got.RowVersion != 1 {
		t.Fatalf("kept as version %d", got.RowVersion)
	}
	s.want(409, "PUT", "/phrases", mine, nil) // from a window that knows none
	mine.RowVersion, mine.Phrases[0].Text = 1, "Thank you."
	s.want(200, "PUT", "/phrases", mine, nil)
	s.want(409, "PUT", "/phrases", mine, nil)
	got = phrases{}
	if s.want(200, "GET", "/phrases", nil, &got); got.RowVersion != 2 || len(got.Phrases) != 1 || got.Phrases[0].Text != "Thank you." {
		t.Errorf("read again: %+v", got)
	}
	for role, p := range w.staff {
		if p == s {
			continue
		}
		got = phrases{}
		if p.want(200, "GET", "/phrases", nil, &got); len(got.Phrases) != 0 {
			t.Errorf("%s is given another's phrases", role)
		}
	}
	var sealed []byte
	if err := w.db.Reader().QueryRow("SELECT body_sealed FROM phrases").Scan(&sealed); err != nil || strings.Contains(string(sealed), "Thank") {
		t.Errorf("it stands in the clear: %v", err)
	}
}

func TestPhrasesThatAreNone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.staff[principal.Specialist]
	many := make([]phrase, 501)
	for i := range many {
		many[i] = phrase{"n" + strings.Repeat("a", i%30) + string(rune('a'+i/30)), "x"}
	}
	for name, c := range map[string]struct {
		status int
		list   []phrase
	}{
		"no list":             {422, nil},
		"no name":             {422, []phrase{{"", "x"}}},
		"a name in words":     {422, []phrase{{"two words", "x"}}},
		"a name that goes on": {422, []phrase{{strings.Repeat("a", 41), "x"}}},
		"one name twice":      {422, []phrase{{"a", "x"}, {"A", "y"}}},
		"no text":             {422, []phrase{{"a", " \n"}}},
		"a long text":         {413, []phrase{{"a", strings.Repeat("x", 20_001)}}},
		"too many":            {413, many},
	} {
		if got, b := s.ask("PUT", "/phrases", phrases{Phrases: c.list}); got != c.status {
			t.Errorf("%s: %d %s", name, got, b)
		}
	}
	s.want(200, "PUT", "/phrases", phrases{Phrases: []phrase{{"größe-1", "x"}}}, nil)
}
