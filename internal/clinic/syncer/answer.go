package syncer

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"oso/internal/errs"
	"oso/internal/wire"
)

// otherVersion says whose turn it is to be updated, where the service says what
// it speaks.
func otherVersion(service *wire.Protocols) string {
	switch {
	case service != nil && service.Max < wire.ProtocolMin:
		return "This program is newer than OSO's server. Everything is kept here. Exchange again in a day, or telephone OSO."
	case service != nil && service.Min > wire.Protocol:
		return "OSO has moved on to a newer version than this program's. Everything is kept here. Update this program, then exchange again."
	}
	return "This program and OSO's speak different versions. Everything is kept here. Update this program, then exchange again."
}

// problem reads the service's refusal. An answer that is not ours comes from
// something in between, and says nothing about what was asked.
func problem(resp *http.Response, b []byte) error {
	var p wire.Problem
	if strings.HasPrefix(resp.Header.Get("Content-Type"), wire.ProblemType) && json.Unmarshal(b, &p) == nil && p.Kind != "" {
		switch p.Kind {
		case errs.Internal, // the service's own fault: work is kept, try again
			errs.Canceled: // a line too slow for what was sent; only the person here stops something
			p.Kind = errs.Unreachable
		}
		if p.Kind == errs.Unsupported {
			p.Detail = otherVersion(p.Service)
		}
		err := errs.E(p.Kind, "ask OSO", p.Detail)
		if p.Refusal != nil {
			return refusalError{err, *p.Refusal}
		}
		if p.Revocation != nil {
			return revokedError{err, *p.Revocation}
		}
		return err
	}
	kind := errs.Unreachable
	if resp.StatusCode == http.StatusTooManyRequests {
		kind = errs.TooMany
	}
	return errs.E(kind, "ask OSO: status "+strconv.Itoa(resp.StatusCode), unreachable)
}
