package draft

import (
	"context"

	"oso/internal/clinic/casebook"
)

// Sender is who writes for the case to others, a line each: the physician whose
// case it is, where that is clear, and the clinic as the service knows it.
func (d *Workstation) Sender(ctx context.Context, c *Case) []string {
	var out []string
	name := c.Head.Physician
	if name == "" {
		name = d.Vault.User().Signature()
	}
	if name != "" {
		out = append(out, name)
	}
	var clinic string
	err := d.Vault.View(ctx, c.Head.ID, func(tx *casebook.Tx) error {
		s, err := d.server(tx)
		clinic = s.ClinicName
		return err
	})
	if err == nil && clinic != "" {
		out = append(out, clinic)
	}
	return out
}
