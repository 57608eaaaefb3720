package draft

import (
	"context"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/errs"
	"oso/internal/seal"
)

// maxWords is how much is kept of one place, in bytes.
const maxWords = 64 << 10

// words is what a person typed for an act that is not done yet: an amendment's
// sentence, the reason of a decision. It is sealed with the case, and is no part
// of what is signed or sent.
type words struct {
	Text string `json:"text"`
}

// wordsID names a place of a page, as the user who has the vault open has it
// before them, without saying it: a row's id stands in the clear. What one user
// typed is no other's to see or to sign.
func (d *Workstation) wordsID(place string) string {
	return "words-" + seal.SHA256([]byte(d.Vault.User().ID + "\x00" + place))[:32]
}

// KeepWords keeps what was typed at a place of a page, over a lock and a crash;
// an empty text forgets it.
func (d *Workstation) KeepWords(ctx context.Context, id casefile.CaseID, place, text string) error {
	const op = "keep words"
	if len(text) > maxWords {
		return errs.E(errs.TooLarge, op, "The text is longer than is kept here. What was kept before is as it was. Shorten it.")
	}
	return d.Vault.Update(ctx, id, func(tx *casebook.Tx) error {
		row, err := casebook.Get[words](tx, casebook.KindDraft, d.wordsID(place))
		switch {
		case errs.Is(err, errs.NotFound):
			row = casebook.Row[words]{ID: d.wordsID(place)}
			if text == "" {
				return nil
			}
		case err != nil:
			return err
		case row.Value.Text == text:
			return nil
		}
		if text == "" {
			return tx.Delete(casebook.KindDraft, row.ID, row.Version)
		}
		row.Value.Text = text
		_, err = casebook.Put(tx, casebook.KindDraft, row)
		return err
	})
}

// Words is what was kept of a place; empty where nothing was.
func (d *Workstation) Words(ctx context.Context, id casefile.CaseID, place string) (string, error) {
	var text string
	err := d.Vault.View(ctx, id, func(tx *casebook.Tx) error {
		row, err := casebook.Get[words](tx, casebook.KindDraft, d.wordsID(place))
		if errs.Is(err, errs.NotFound) {
			return nil
		}
		text = row.Value.Text
		return err
	})
	return text, err
}
