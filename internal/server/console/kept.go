package console

import (
	"net/http"
	"strconv"

	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/server/opinion"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
)

// keptView are the states of a version's draft that this person may go back to,
// newest first.
type keptView struct {
	Version int64        `json:"version"`
	States  []keptState  `json:"states"`
	Now     []keptChange `json:"now"` // what is another in the draft than in the newest of them
}

type keptChange = opinion.Change

// keptState is one of them. Changes are what is another in it than in the one
// before; none in the first, nor where this person may not see that one.
type keptState struct {
	ID      string        `json:"id"` // in the address of its words
	SavedAt instant       `json:"saved_at"`
	Author  personRef     `json:"author"`
	Cause   opinion.Cause `json:"cause" ts:"'begun' | 'writing' | 'cut' | 'taken' | 'signed' | 'returned' | 'restored' | 'merged' | 'replaced'"`
	Changes []keptChange  `json:"changes"`
	// Unreadable: what is stored of it does not open, and it can not be gone back to.
	Unreadable bool `json:"unreadable"`
}

type keptContent struct {
	keptState
	Content deed.Content `json:"content"`
}

// mayKeep tells whether somebody may see a state of a draft: its author the own
// ones and what an earlier author left, with what was signed and sent back; who
// reads drafts once they are signed, these alone.
func mayKeep(f *file, k opinion.Kept) bool {
	switch k.Cause {
	case opinion.CauseSigned, opinion.CauseReturned:
		return f.May(rights.WriteDraft) || f.Sees(rights.Draft)
	case opinion.CauseTaken:
		return f.May(rights.WriteDraft)
	}
	return f.May(rights.WriteDraft) && f.who.Is(k.Author)
}

func (k *Console) kept(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	ctx, q := r.Context(), k.DB.Q()
	return k.version(r, q, who, func(f *file, c *opinion.Working, d *opinion.Draft) error {
		all, now, err := c.Kept(ctx, q, d)
		if err != nil {
			return err
		}
		names := k.names(ctx, q)
		v := keptView{Version: d.Row.Version, States: []keptState{}, Now: now}
		for i := len(all) - 1; i >= 0; i-- {
			if !mayKeep(f, all[i]) {
				continue
			}
			if i > 0 && !mayKeep(f, all[i-1]) {
				all[i].Changes = nil // since a state that is not this person's to know of
			}
			v.States = append(v.States, keptOf(all[i], names.ref(all[i].Author)))
		}
		return answer(w, v)
	})
}

func keptOf(s opinion.Kept, author personRef) keptState {
	return keptState{ID: strconv.FormatInt(s.SavedAt, 10), SavedAt: instant(s.SavedAt), Author: author, Cause: s.Cause, Changes: append([]keptChange{}, s.Changes...), Unreadable: s.Unreadable}
}

func (k *Console) keptAt(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	ctx, q := r.Context(), k.DB.Q()
	none := errs.E(errs.NotFound, "find version of a draft", "This state of the draft is not kept, or not yours to see. Load the list again.")
	saved, err := strconv.ParseInt(r.PathValue("state"), 10, 64)
	if err != nil {
		return none
	}
	return k.version(r, q, who, func(f *file, c *opinion.Working, d *opinion.Draft) error {
		s, content, err := c.KeptAt(ctx, q, d.Row.Version, saved)
		if errs.Is(err, errs.NotFound) || (err == nil || errs.Is(err, errs.Damaged)) && !mayKeep(f, s) {
			return none
		}
		if err != nil {
			return err
		}
		return answer(w, keptContent{keptOf(s, k.names(ctx, q).ref(s.Author)), *content})
	})
}
