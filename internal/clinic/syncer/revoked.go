package syncer

import (
	"context"
	"errors"

	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/wire"
)

// revokedError is a problem of kind revoked that brings the service's signed
// revocation along, not yet verified.
type revokedError struct {
	error
	signed seal.Signed
}

func (e revokedError) Unwrap() error { return e.error }

// believe takes a workstation or a person as revoked on the service's signature alone.
// Without it the exchange did not work, and is tried again at the next.
func (c *client) believe(ctx context.Context, path string, answer error) error {
	if c.device == "" || !errs.Is(answer, errs.Revoked) {
		return answer
	}
	unsigned := func(err error) error {
		return errs.Wrap(err, errs.Untrusted, "check revocation", "An answer says that OSO takes nothing more from this workstation or this physician, and OSO has not signed it. Everything is kept here, and nothing was changed. Exchange again later; if it stays so, telephone OSO.")
	}
	var with revokedError
	if !errors.As(answer, &with) {
		return unsigned(answer)
	}
	if path == wire.PathHello || path == wire.PathTrust {
		return unsigned(answer) // they are for everybody; and checking it asks for them
	}
	var r deed.Revocation
	if _, err := c.trusted(ctx, with.signed, deed.DomainRevocation, &r); err != nil {
		return unsigned(err)
	}
	if r.Format != deed.FormatRevocation {
		return newer("check revocation")
	}
	if r.Reason == deed.RevokedDevice && r.Subject != c.device {
		return unsigned(errors.New("of another workstation"))
	}
	return answer
}
