package syncer

import (
	"context"
	"time"

	"oso/internal/clinic/vault"
	"oso/internal/errs"
)

// putBackID is the row (KindSetting) that stands between hearing that an older
// copy of the vault's folder was put back, and telling it: the time.
const putBackID = "put-back"

const putBackText = "OSO has seen a newer state of this vault than the one here: an older copy of its folder was put back. What was entered since is missing here; what OSO received, OSO still has. If nobody restored a backup, telephone OSO."

func (s *Syncer) hearPutBack(ctx context.Context, c *client) error {
	c.mu.Lock()
	heard := c.putBack
	c.mu.Unlock()
	if !heard {
		return nil
	}
	return s.Vault.Update(context.WithoutCancel(ctx), "", func(tx *vault.Tx) error {
		return putOnce(tx, vault.KindSetting, putBackID, s.Now().UTC())
	})
}

// tellPutBack gives the notice where there is one to tell, once; it stands at
// the desk until somebody has read it.
func (s *Syncer) tellPutBack(ctx context.Context) (string, error) {
	var text string
	err := s.Vault.Update(ctx, "", func(tx *vault.Tx) error {
		row, err := vault.Get[time.Time](tx, vault.KindSetting, putBackID)
		if errs.Is(err, errs.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		text = putBackText
		if err := putOnce(tx, vault.KindNotice, putBackID+" "+row.Value.Format(time.RFC3339), vault.Notice{At: row.Value, Message: text}); err != nil {
			return err
		}
		return tx.Delete(vault.KindSetting, putBackID, row.Version)
	})
	return text, err
}
