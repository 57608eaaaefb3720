// Package errs holds the one error type that OSO's packages hand to each other.
//
// It promises that an error can be told apart by Kind, on both sides of the
// wire, and that it carries two texts: a cause for the log and a message that
// is safe to show, says what happened, what is kept and what to do next, and
// never holds patient data, file names, keys or answers. Choosing HTTP status
// codes and exit codes from a Kind is done here too, so that client and server
// use one table. Logging and translation are left to others.
package errs

import (
	"errors"
	"fmt"
)

// Kind says what sort of thing went wrong. Kinds travel on the wire and in
// --json output: add to the end, never rename, never reuse.
type Kind string

const (
	Internal          Kind = "internal"           // a fault of ours; nothing the person did
	Invalid           Kind = "invalid"            // the input is not of the form asked for
	NotFound          Kind = "not-found"          // no such case, record, user, reference
	Refused           Kind = "refused"            // a rule of the service or of the workflow forbids it
	Incomplete        Kind = "incomplete"         // something that the act needs is missing
	Conflict          Kind = "conflict"           // somebody else changed it first, or it exists already
	Forbidden         Kind = "forbidden"          // this role may not do it
	Unauthenticated   Kind = "unauthenticated"    // not signed in, or the token ran out
	WrongPassphrase   Kind = "wrong-passphrase"   // the passphrase opens no slot
	VaultLocked       Kind = "vault-locked"       // the vault is locked, or the act needs the user's own keys again
	VaultInUse        Kind = "vault-in-use"       // another process has this vault open
	KeyringClosed     Kind = "keyring-closed"     // the slot needs the keyring and the keyring does not answer
	Damaged           Kind = "damaged"            // a seal does not open: tampered with, torn, or swapped
	DiskFull          Kind = "disk-full"          // no room; what was acknowledged is kept
	DiskFailed        Kind = "disk-failed"        // the disk did not answer as it should; what was acknowledged is kept
	Unreadable        Kind = "unreadable"         // a file from outside that cannot be read; kept as it is
	TooLarge          Kind = "too-large"          // over a limit that is said in the message
	Unreachable       Kind = "unreachable"        // the server does not answer; work is kept
	Untrusted         Kind = "untrusted"          // the other side is not who it must be
	Revoked           Kind = "revoked"            // device, certificate, account or authorization taken back
	Unsupported       Kind = "unsupported"        // a newer or older format or protocol than this program's
	Usage             Kind = "usage"              // wrong command line
	Canceled          Kind = "cancelled"          // the person stopped it
	WeakPassphrase    Kind = "weak-passphrase"    // too short or on a common list
	NotEnrolled       Kind = "not-enrolled"       // the vault knows no server yet
	TooMany           Kind = "too-many"           // slow down
	SignatureMismatch Kind = "signature-mismatch" // signed bytes do not verify
)

// Error is what OSO's exported functions return where a caller may want to
// tell failures apart. The zero Kind counts as Internal.
type Error struct {
	Kind Kind
	Op   string // what was being done: "open vault"
	Msg  string // safe for people: what happened, what is kept, what to do next
	Err  error  // the cause, for the log; may be nil
}

func (e *Error) Error() string {
	s := e.Op
	if s == "" {
		s = string(e.Kind)
	}
	if e.Err != nil {
		return s + ": " + e.Err.Error()
	}
	if e.Msg != "" {
		return s + ": " + e.Msg
	}
	return s
}

func (e *Error) Unwrap() error { return e.Err }

// E makes an error with a safe message. Wrap adds the cause.
func E(kind Kind, op, msg string) *Error { return &Error{Kind: kind, Op: op, Msg: msg} }

// Wrap gives err a kind and a safe message. An empty kind keeps err's own.
// Wrap(nil, ...) is nil.
func Wrap(err error, kind Kind, op, msg string) error {
	if err == nil {
		return nil
	}
	if kind == "" {
		kind = KindOf(err)
	}
	return &Error{Kind: kind, Op: op, Msg: msg, Err: err}
}

// Op says what was being done and keeps err's kind and message. Op(nil) is nil.
func Op(err error, op string) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", op, err)
}

// KindOf is the kind of the outermost Error in err's chain; Internal if there
// is none, empty for nil.
func KindOf(err error) Kind {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) && e.Kind != "" {
		return e.Kind
	}
	return Internal
}

// Is tells whether err is of the kind.
func Is(err error, kind Kind) bool { return err != nil && KindOf(err) == kind }

// neutral is what people read about a fault that nobody foresaw.
const neutral = "Something went wrong inside the program. What was saved before is kept. Try again; if it happens again, tell OSO the time at which it did."

// Message is the safe text of err: the outermost message in the chain, or one
// neutral sentence. It never shows a cause.
func Message(err error) string {
	for err != nil {
		var e *Error
		if !errors.As(err, &e) {
			break
		}
		if e.Msg != "" {
			return e.Msg
		}
		err = e.Err
	}
	return neutral
}

// kinds is the one table from Kind to HTTP status and to the exit code that
// the command line promises (0 done, 1 refused, 2 usage, 3 passphrase or
// vault, 4 server not reachable).
var kinds = map[Kind]struct{ status, exit int }{
	Internal:          {500, 1},
	Invalid:           {422, 1},
	NotFound:          {404, 1},
	Refused:           {409, 1},
	Incomplete:        {409, 1},
	Conflict:          {409, 1},
	Forbidden:         {403, 1},
	Unauthenticated:   {401, 1},
	WrongPassphrase:   {401, 3},
	VaultLocked:       {423, 3},
	VaultInUse:        {423, 3},
	KeyringClosed:     {423, 3},
	Damaged:           {422, 1},
	DiskFull:          {507, 1},
	DiskFailed:        {500, 1},
	Unreadable:        {422, 1},
	TooLarge:          {413, 1},
	Unreachable:       {503, 4},
	Untrusted:         {421, 4},
	Revoked:           {403, 1},
	Unsupported:       {426, 1},
	Usage:             {400, 2},
	Canceled:          {499, 1},
	WeakPassphrase:    {422, 1},
	NotEnrolled:       {409, 1},
	TooMany:           {429, 4},
	SignatureMismatch: {422, 1},
}

// Status is the HTTP status for a kind; 500 for one this program does not know.
func Status(k Kind) int {
	if v, ok := kinds[k]; ok {
		return v.status
	}
	return 500
}

// Exit is the process exit code for a kind; 1 for one this program does not know.
func Exit(k Kind) int {
	if v, ok := kinds[k]; ok {
		return v.exit
	}
	return 1
}

// FromStatus is the kind to assume when an answer carries a status and no kind.
func FromStatus(status int) Kind {
	switch status {
	case 401:
		return Unauthenticated
	case 403:
		return Forbidden
	case 404:
		return NotFound
	case 409:
		return Conflict
	case 413:
		return TooLarge
	case 422:
		return Invalid
	case 426:
		return Unsupported
	case 429:
		return TooMany
	case 502, 503, 504:
		return Unreachable
	}
	return Internal
}
