package syncer

import (
	"context"
	"strings"

	"oso/internal/clinic/casebook"
	"oso/internal/errs"
)

// tellPrefix begins the ids of rows (KindSetting) that stand between learning
// something that people have to be told and telling it.
const tellPrefix = "tell "

// hear notes a sentence for people, with what it is about.
func (s *Syncer) hear(tx *casebook.Tx, id, text string) error {
	return putOnce(tx, casebook.KindSetting, tellPrefix+id, casebook.Notice{At: s.Now().UTC(), Message: text})
}

// tell gives the sentences that are to be told, once each; they stand at the
// workstation until somebody has read them.
func (s *Syncer) tell(ctx context.Context) (string, error) {
	var texts []string
	err := s.Vault.Update(ctx, "", func(tx *casebook.Tx) error {
		rows, err := casebook.ListBelow[casebook.Notice](tx, casebook.KindSetting, tellPrefix)
		if err != nil && !errs.Is(err, errs.Damaged) {
			return err
		}
		for _, row := range rows {
			id := strings.TrimPrefix(row.ID, tellPrefix)
			texts = append(texts, row.Value.Message)
			if err := putOnce(tx, casebook.KindNotice, id+" "+row.Value.At.Format("2006-01-02T15:04:05Z07:00"), row.Value); err != nil {
				return err
			}
			if err := tx.Delete(casebook.KindSetting, row.ID, row.Version); err != nil {
				return err
			}
		}
		return nil
	})
	return strings.Join(texts, " "), err
}
