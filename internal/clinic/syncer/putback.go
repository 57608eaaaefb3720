package syncer

import (
	"context"

	"oso/internal/clinic/casebook"
)

const putBackText = "OSO last spoke with another copy of this vault than the one here: an older copy of its folder was put back, or a copy of it is in use elsewhere. What was entered in the other copy is missing here; what OSO received, OSO still has. If nobody restored a backup, telephone OSO."

// hearPutBack keeps what the service says once before the line can fail.
func (s *Syncer) hearPutBack(ctx context.Context, c *client) error {
	c.mu.Lock()
	heard := c.putBack
	c.mu.Unlock()
	if !heard {
		return nil
	}
	return s.Vault.Update(context.WithoutCancel(ctx), "", func(tx *casebook.Tx) error {
		return s.hear(tx, "put-back", putBackText)
	})
}
