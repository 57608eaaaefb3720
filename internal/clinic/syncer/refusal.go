package syncer

import (
	"context"
	"errors"

	"oso/internal/clinic/casebook"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
)

// refusalError is a problem that brings the service's signed refusal along,
// not yet verified.
type refusalError struct {
	error
	signed seal.Signed
}

func (e refusalError) Unwrap() error { return e.error }

// refused shreds a case that the service never received and whose place its
// rules close (R12): nothing about the patient is kept there or here. It does
// so on the service's signature alone, over exactly this version: what else is
// on the line may say what it likes. A case that was received before stays.
func (s *Syncer) refused(ctx context.Context, c *client, out *outbound, answer error) error {
	before := false
	err := s.Vault.View(ctx, out.id, func(tx *casebook.Tx) error {
		rows, err := casebook.List[casebook.ReceiptRow](tx, casebook.KindReceipt)
		before = len(rows) > 0 || tx.Head().Reference != ""
		return err
	})
	if err != nil {
		return err
	}
	if before {
		return answer
	}
	if err := s.checkRefusal(ctx, c, out, answer); err != nil {
		return errs.Wrap(err, errs.Refused, "check refusal", "An answer says that OSO refuses this case, and OSO has not signed it. The case is sealed and kept here, and nothing was destroyed. Telephone OSO.")
	}
	if err := s.Vault.Discard(ctx, out.id, casebook.Tombstone{By: s.Vault.User().ID, Reason: "refused by the service's location rules"}); err != nil {
		return err
	}
	return answer
}

// checkRefusal verifies the refusal that came with an answer; the error says
// why it is not believed.
func (s *Syncer) checkRefusal(ctx context.Context, c *client, out *outbound, answer error) error {
	var with refusalError
	if !errors.As(answer, &with) {
		return errors.New("not signed")
	}
	var r deed.Refusal
	server, err := c.trusted(ctx, with.signed, deed.DomainRefusal, &r)
	if err != nil {
		return err
	}
	at, err := s.cursor(ctx)
	if err != nil {
		return err
	}
	if r.Format != deed.FormatRefusal || r.Reason != deed.RefusedLocation {
		return errors.New("of a form or for a reason that is not known here")
	}
	if at.Epoch != "" && r.Epoch != at.Epoch {
		return errors.New("of another epoch") // the next page tells which is the service's now
	}
	if r.Case != out.id || r.Version != out.version || r.ManifestSHA256 != out.sha256 || r.Clinic != server.Clinic {
		return errors.New("of something else")
	}
	return nil
}
