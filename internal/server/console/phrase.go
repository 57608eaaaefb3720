package console

import (
	"context"
	"database/sql"
	"encoding/json"
	"net/http"
	"regexp"
	"strings"

	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/principal"
)

// phrasesView is what a person says often, each under the short name by which it
// is put into a letter. It is the person's alone: nobody else is given it, under
// whatever role, and no address names another's.
type phrasesView struct {
	Phrases    []phraseView `json:"phrases"`
	RowVersion int64        `json:"row_version"` // 0: nothing is kept yet
}

type phraseView struct {
	Name string `json:"name"`
	Text string `json:"text"` // in the form of internal/prose
}

const (
	purposePhrases = "oso/server/phrases/v1" // at (person)
	mostPhrases    = 500
	mostPhraseText = 20_000  // bytes of one
	mostAllPhrases = 500_000 // bytes of all
)

// phraseName is what can be typed after a slash without a space.
var phraseName = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{M}\p{N}._-]{0,39}$`)

func (k *Console) phrases(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	_, v, err := k.phrasesOf(r.Context(), k.DB.Q(), who.Person)
	if err != nil {
		return err
	}
	return answer(w, v)
}

// phrasesOf are a person's phrases, and the id under which they are kept: where
// they were begun, whichever of the person's entries that was.
func (k *Console) phrasesOf(ctx context.Context, q *db.Queries, who principal.Person) (string, phrasesView, error) {
	const op = "read phrases"
	v := phrasesView{Phrases: []phraseView{}}
	for _, id := range append([]string{who.ID}, who.Entries...) {
		row, err := q.GetPhrases(ctx, id)
		if err := db.Err(err, op); errs.Is(err, errs.NotFound) {
			continue
		} else if err != nil {
			return "", v, err
		}
		b, err := k.Keys.Open(purposePhrases, row.BodySealed, id)
		if err == nil {
			err = json.Unmarshal(b, &v.Phrases)
		}
		if err != nil {
			return "", v, errs.Wrap(err, errs.Damaged, op, "Your phrases cannot be opened. Nothing was changed. Tell an administrator.")
		}
		v.RowVersion = row.RowVersion
		return id, v, nil
	}
	return who.ID, v, nil
}

// keepPhrases keeps the list whole, over the row version that was read.
func (k *Console) keepPhrases(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	const op = "save phrases"
	ctx := r.Context()
	var in phrasesView
	if err := read(r, &in); err != nil {
		return err
	}
	if err := checkPhrases(in.Phrases); err != nil {
		return errs.Op(err, op)
	}
	b, err := json.Marshal(in.Phrases)
	if err != nil {
		return errs.Op(err, op)
	}
	err = k.DB.Tx(ctx, func(tx *sql.Tx) error {
		q := db.New(tx)
		id, _, err := k.phrasesOf(ctx, q, who.Person)
		if err != nil {
			return err
		}
		var n int64
		sealed := k.Keys.Seal(purposePhrases, b, id)
		if in.RowVersion == 0 {
			n, err = q.InsertPhrases(ctx, db.InsertPhrasesParams{PersonID: id, BodySealed: sealed})
		} else {
			n, err = q.SavePhrases(ctx, db.SavePhrasesParams{PersonID: id, BodySealed: sealed, RowVersion: in.RowVersion})
		}
		if err == nil && n != 1 {
			return errs.E(errs.Conflict, op, "Your phrases were changed in another window in the meantime. Nothing was overwritten: look at them again, and make the change once more.")
		}
		return db.Err(err, op)
	})
	if err != nil {
		return err
	}
	in.RowVersion++
	return answer(w, in)
}

func checkPhrases(all []phraseView) error {
	const op = "check phrases"
	if all == nil {
		return misformed("the list of phrases is missing")
	}
	if len(all) > mostPhrases {
		return errs.E(errs.TooLarge, op, "More than 500 phrases are not kept. Remove some that you use no more.")
	}
	known, size := map[string]bool{}, 0
	for _, p := range all {
		name := strings.ToLower(p.Name)
		switch {
		case !phraseName.MatchString(p.Name):
			return errs.E(errs.Invalid, op, "A phrase has a short name of letters and digits, without spaces. Nothing was saved.")
		case known[name]:
			return errs.E(errs.Invalid, op, "Two phrases have the same name. Give one of them another. Nothing was saved.")
		case strings.TrimSpace(p.Text) == "":
			return errs.E(errs.Invalid, op, "A phrase has no text. Write it, or remove it. Nothing was saved.")
		case len(p.Text) > mostPhraseText:
			return errs.E(errs.TooLarge, op, "One phrase is longer than 20,000 signs. Keep it in parts. Nothing was saved.")
		}
		known[name] = true
		size += len(p.Name) + len(p.Text)
	}
	if size > mostAllPhrases {
		return errs.E(errs.TooLarge, op, "Your phrases are longer together than what is kept. Remove some that you use no more.")
	}
	return nil
}
