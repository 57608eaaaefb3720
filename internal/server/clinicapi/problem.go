package clinicapi

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"oso/internal/errs"
	"oso/internal/server/keys"
	"oso/internal/wire"
)

// problem is an error on its way out. Only Problem is written; the cause is
// for the log.
type problem struct {
	wire.Problem
	cause error
}

func (p *problem) Error() string             { return p.Detail }
func (p *problem) Unwrap() error             { return p.cause }
func (p *problem) GetStatus() int            { return p.Status }
func (p *problem) ContentType(string) string { return wire.ProblemType }

// problemOf gives an error its status and its safe text.
func problemOf(err error) *problem {
	var known *problem
	if errors.As(err, &known) {
		return known
	}
	var out keys.RunOutError
	if errors.As(err, &out) {
		// A workstation cannot help it, and loses nothing by waiting.
		err = errs.Wrap(err, errs.Unreachable, "sign", "OSO cannot sign what it would answer at the moment, and its administrator has been told. Everything is kept here. Exchange again in a day, or telephone OSO.")
	}
	kind := errs.KindOf(err)
	status := errs.Status(kind)
	return &problem{wire.Problem{
		Type: "about:blank", Title: title(status), Status: status, Detail: errs.Message(err), Kind: kind,
	}, err}
}

func title(status int) string {
	if t := http.StatusText(status); t != "" {
		return t
	}
	return "Not done"
}

// hide replaces huma's own errors, whose details repeat the value that was
// refused: patient data may stand in it. A body that was cut off is no error of
// the service, as huma would have it.
func hide(ctx huma.Context, _ string, v any) (any, error) {
	m, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	if r, _ := humago.Unwrap(ctx); cutOff(r) {
		return problemOf(cut(io.ErrUnexpectedEOF)), nil
	}
	detail := "The request is not of the form that the service reads. Nothing was changed. Update the program; if it happens again, tell OSO."
	kind := errs.FromStatus(m.Status)
	switch {
	case m.Status == http.StatusRequestEntityTooLarge:
		detail = "This is larger than the service takes in one piece. Nothing was stored."
	case m.Status >= 500:
		detail = errs.Message(nil)
	case m.Status == http.StatusBadRequest:
		kind = errs.Invalid
	}
	return &problem{Problem: wire.Problem{Type: "about:blank", Title: title(m.Status), Status: m.Status, Detail: detail, Kind: kind}}, nil
}

// write answers with the error outside huma.
func write(w http.ResponseWriter, err error) {
	p := problemOf(err)
	w.Header().Set("Content-Type", wire.ProblemType)
	w.WriteHeader(p.Status)
	// The line may be gone: there is nobody left to tell.
	_ = json.NewEncoder(w).Encode(p.Problem)
}
