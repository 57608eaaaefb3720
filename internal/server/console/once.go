package console

import (
	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/server/acts"
)

// onceID is the id of what a request makes: the page's own, so that a request whose
// answer was lost makes nothing a second time, or a new one where it brings none.
func onceID(in string) (string, error) {
	if in == "" {
		return casefile.NewID(), nil
	}
	if !casefile.ValidID(in) {
		return "", &acts.FieldError{Field: "once", Err: errs.E(errs.Invalid, "read request", "The request has no id of the service's form. Nothing was changed. Open the page anew.")}
	}
	return in, nil
}

// sameAgain takes a request whose id is there already for the same asked once more,
// where what has the id is of this case and this person.
func (d *doing) sameAgain(caseID, by string) error {
	if caseID != d.file.row.ID || !d.file.who.Is(by) {
		return errs.E(errs.Conflict, "read request", "Something else has this request's id. Nothing was changed. Open the page anew and enter it again.")
	}
	d.repeated = true
	return nil
}
