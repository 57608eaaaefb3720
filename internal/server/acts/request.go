package acts

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"oso/internal/errs"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

// FieldError is an error about one field of a request. Field is its place in
// the request's JSON: "note", "items[0].code".
type FieldError struct {
	Field string
	Err   error
}

func (e *FieldError) Error() string { return e.Err.Error() }
func (e *FieldError) Unwrap() error { return e.Err }

// New is an empty request of the act, a pointer to its type, to be decoded
// into.
func (a Act) New() any { return reflect.New(a.Request).Interface() }

// Check tells what is missing or wrong in a request that was decoded: one
// sentence, with the label that the person reads. known tells whether a code is
// among the reasons configured for the event.
func (a Act) Check(request any, role principal.Role, known func(workflow.Event, string) bool) error {
	return a.check(reflect.ValueOf(request).Elem(), a.Fields(), "", role, known)
}

func (a Act) check(v reflect.Value, fields []Field, at string, role principal.Role, known func(workflow.Event, string) bool) error {
	const op = "check request"
	for _, f := range fields {
		value, place := v.FieldByIndex(f.index), at+f.Name
		wrong := func(kind errs.Kind, says string) error {
			return &FieldError{place, errs.E(kind, op, says+" Nothing was changed.")}
		}
		if f.Kind == KindList {
			if value.Len() == 0 && f.RequiredOf(role) {
				return wrong(errs.Incomplete, "“"+f.Label+"” is missing. "+f.Need)
			}
			for i := range value.Len() {
				if err := a.check(value.Index(i), f.Fields, fmt.Sprintf("%s[%d].", place, i), role, known); err != nil {
					return err
				}
			}
			continue
		}
		if value.IsZero() || value.Kind() == reflect.String && strings.TrimSpace(value.String()) == "" {
			if f.RequiredOf(role) {
				return wrong(errs.Incomplete, "“"+f.Label+"” is missing. "+f.Need)
			}
			continue
		}
		if value.Kind() != reflect.String {
			continue
		}
		s := value.String()
		switch {
		case f.Max > 0 && utf8.RuneCountInString(s) > f.Max:
			return wrong(errs.TooLarge, fmt.Sprintf("“%s” is longer than %d characters. Shorten it.", f.Label, f.Max))
		case f.Choices != nil && !slices.ContainsFunc(f.Choices, func(c Choice) bool { return c.Value == s }),
			f.Kind == KindReason && !known(a.Event, s):
			return wrong(errs.Invalid, "“"+f.Label+"” is not one of those to choose from. "+f.Need)
		}
	}
	return nil
}

// Common is what every act may bring: how the case was seen, a reason and the
// words for the audit.
type Common struct {
	Seq    int64
	Reason string
	Note   string
}

// Common reads it out of a request.
func (a Act) Common(request any) Common {
	var c Common
	v := reflect.ValueOf(request).Elem()
	for _, f := range a.Fields() {
		switch value := v.FieldByIndex(f.index).Interface().(type) {
		case Seq:
			c.Seq = int64(value)
		case Reason:
			c.Reason = string(value)
		case Note:
			c.Note = string(value)
		}
	}
	return c
}

// Proof is what opens the signing key, of an act that signs.
func (a Act) Proof(request any) Proof {
	var p Proof
	v := reflect.ValueOf(request).Elem()
	for _, f := range a.Fields() {
		switch value := v.FieldByIndex(f.index).Interface().(type) {
		case Password:
			p.Password = value
		case Code:
			p.Code = value
		}
	}
	return p
}
