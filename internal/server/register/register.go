// Package register keeps what the service's own people decide as data, whole and
// by version: the office's holidays first; tables, templates and checklists can
// follow (docs/adr/0131).
//
// It promises that a version is put in force by somebody else than who proposed
// it, both of whom may keep the register; that who proposes has seen what is in
// force; that what a version brings about is in the same transaction as its
// beginning; that no version is ever written over; and that every step is in the
// audit, with the fingerprint of the text.
//
// It leaves to others: what a body means (each register's own package), and
// what follows from it (Kind.Follow, given by the door).
package register

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/server/db"
	"oso/internal/server/keys"
	"oso/internal/server/principal"
	"oso/internal/server/rights"
)

// States of a version.
const (
	Proposed = "proposed"
	InForce  = "in-force"
	Past     = "past"
	Refused  = "refused"
)

const mostSource = 500 // characters

// Kind is one register.
type Kind struct {
	Name rights.Register
	// Of is whom it is about, an id, where there is a register of each; empty: there
	// is one.
	Of string
	// Follow brings about what a body changes elsewhere, before it is in force.
	Follow func(ctx context.Context, tx *sql.Tx, body string, by principal.Actor, now time.Time) error
}

// Shelf is a register as it stands: what is in force and what is proposed, if
// anything, and all newer versions, the newest first.
type Shelf struct {
	InForce, Proposed *db.RegisterVersion
	Versions          []db.RegisterVersion
}

// name is the register's in the rows.
func (k Kind) name() string {
	if k.Of == "" {
		return string(k.Name)
	}
	return string(k.Name) + "/" + k.Of
}

// Read gives a register to whoever may keep it, or whom it is about.
func (k Kind) Read(ctx context.Context, q *db.Queries, who principal.Principal) (Shelf, error) {
	const op = "read register"
	var s Shelf
	if _, err := k.keeper(who, op); err != nil {
		return s, err
	}
	list, err := q.ListRegister(ctx, k.name())
	if err != nil {
		return s, db.Err(err, op)
	}
	s.Versions = list
	for i := range list {
		switch list[i].State {
		case InForce:
			s.InForce = &list[i]
		case Proposed:
			s.Proposed = &list[i]
		}
	}
	if s.InForce != nil || len(list) == 0 {
		return s, nil
	}
	// Many were refused since.
	row, err := q.GetRegister(ctx, k.name())
	if errors.Is(err, sql.ErrNoRows) {
		return s, nil
	}
	s.InForce = &row
	return s, db.Err(err, op)
}

// Propose keeps a body, well formed as the caller has checked, until somebody
// else looks at it. over is the version in force that the person saw, 0 for none.
func (k Kind) Propose(ctx context.Context, tx *sql.Tx, ring *keys.Ring, who principal.Principal, over int64, body, source string, now time.Time) error {
	const op = "propose version"
	by, err := k.keeper(who, op)
	if err != nil {
		return err
	}
	source = strings.TrimSpace(source)
	switch {
	case source == "":
		return errs.E(errs.Invalid, op, "It is not said where this comes from. Nothing was changed. Name the source, a decree or a decision and its date.")
	case utf8.RuneCountInString(source) > mostSource:
		return errs.E(errs.Invalid, op, fmt.Sprintf("The source is longer than %d characters. Nothing was changed. Shorten it.", mostSource))
	}
	q := db.New(tx)
	s, err := k.Read(ctx, q, who)
	if err != nil {
		return err
	}
	switch {
	case s.Proposed != nil:
		return errs.E(errs.Conflict, op, "A change is proposed already and waits for somebody to confirm it. Nothing was changed. Have it confirmed or taken back first.")
	case over != s.force():
		return errs.E(errs.Conflict, op, "Somebody else changed this in the meantime. Nothing was changed; look at it again before you go on.")
	case s.InForce != nil && s.InForce.Body == body:
		return errs.E(errs.Invalid, op, "This is what is in force. Nothing was changed.")
	}
	if err := q.ProposeRegister(ctx, db.ProposeRegisterParams{
		Name: k.name(), Body: body, SourceSealed: sealSource(ring, k.name(), source), ProposedBy: who.ID, ProposedRole: string(by.Role), ProposedAt: now.UnixMilli(),
	}); err != nil {
		return db.Err(err, op)
	}
	return k.audit(ctx, tx, Proposed, body, by, now)
}

func (s Shelf) force() int64 {
	if s.InForce == nil {
		return 0
	}
	return s.InForce.Version
}

// Confirm puts a proposed version in force: another person than who proposed it,
// one of the two an administrator.
func (k Kind) Confirm(ctx context.Context, tx *sql.Tx, who principal.Principal, version int64, now time.Time) error {
	const op = "confirm version"
	row, by, err := k.proposed(ctx, tx, who, version, op)
	if err != nil {
		return err
	}
	switch {
	case who.Is(k.Of):
		return errs.E(errs.Forbidden, op, "This is about yourself. Nothing was changed. Ask somebody else to look at it and confirm it.")
	case who.Is(row.ProposedBy):
		return errs.E(errs.Forbidden, op, "You proposed this yourself. Nothing was changed. Ask somebody else to look at it and confirm it.")
	case !rights.Pair(principal.Role(row.ProposedRole), by.Role):
		return errs.E(errs.Forbidden, op, "One of the two who change this has to be an administrator. Nothing was changed. Ask an administrator to confirm it.")
	}
	return k.begin(ctx, tx, row, by, now)
}

// Confirms tells whether somebody may confirm what is proposed.
func (k Kind) Confirms(who principal.Principal, proposed *db.RegisterVersion) bool {
	role, ok := rights.Keeps(who, k.Name)
	return ok && proposed != nil && !who.Is(k.Of) && !who.Is(proposed.ProposedBy) && rights.Pair(principal.Role(proposed.ProposedRole), role)
}

// Set puts a body in force by the service's own command line, where whoever has
// the machine acts alone, and the source is a program's; what waited to be confirmed was written over something
// else, and is refused.
func (k Kind) Set(ctx context.Context, tx *sql.Tx, body, source string, now time.Time) error {
	const op = "set version"
	by, q := principal.CommandLine(), db.New(tx)
	list, err := q.ListRegister(ctx, k.name())
	if err != nil {
		return db.Err(err, op)
	}
	for _, row := range list {
		switch {
		case row.State == InForce && row.Body == body:
			return nil
		case row.State == Proposed:
			if err := k.decide(ctx, tx, row, Refused, by, now); err != nil {
				return err
			}
		}
	}
	if err := q.ProposeRegister(ctx, db.ProposeRegisterParams{
		Name: k.name(), Body: body, Source: source, SourceSealed: []byte{}, ProposedBy: by.Subject(), ProposedRole: string(by.Role), ProposedAt: now.UnixMilli(),
	}); err != nil {
		return db.Err(err, op)
	}
	row, err := q.GetRegisterProposed(ctx, k.name())
	if err != nil {
		return db.Err(err, op)
	}
	return k.begin(ctx, tx, row, by, now)
}

func (k Kind) begin(ctx context.Context, tx *sql.Tx, row db.RegisterVersion, by principal.Actor, now time.Time) error {
	if k.Follow != nil {
		if err := k.Follow(ctx, tx, row.Body, by, now); err != nil {
			return err
		}
	}
	if err := db.New(tx).EndRegister(ctx, db.EndRegisterParams{Name: row.Name, EndedAt: now.UnixMilli()}); err != nil {
		return db.Err(err, "put version in force")
	}
	return k.decide(ctx, tx, row, InForce, by, now)
}

// Refuse ends a proposal: taken back by who made it, or refused by another.
func (k Kind) Refuse(ctx context.Context, tx *sql.Tx, who principal.Principal, version int64, now time.Time) error {
	row, by, err := k.proposed(ctx, tx, who, version, "refuse version")
	if err != nil {
		return err
	}
	return k.decide(ctx, tx, row, Refused, by, now)
}

func (k Kind) proposed(ctx context.Context, tx *sql.Tx, who principal.Principal, version int64, op string) (row db.RegisterVersion, by principal.Actor, err error) {
	if by, err = k.keeper(who, op); err != nil {
		return row, by, err
	}
	row, err = db.New(tx).GetRegisterVersion(ctx, db.GetRegisterVersionParams{Name: k.name(), Version: version})
	if err != nil {
		return row, by, db.Err(err, op)
	}
	if row.State != Proposed {
		return row, by, errs.E(errs.Conflict, op, "This is no proposal any more. Nothing was changed; look at it again before you go on.")
	}
	return row, by, nil
}

func (k Kind) decide(ctx context.Context, tx *sql.Tx, row db.RegisterVersion, state string, by principal.Actor, now time.Time) error {
	n, err := db.New(tx).DecideRegister(ctx, db.DecideRegisterParams{
		Name: row.Name, Version: row.Version, State: state, DecidedBy: by.Subject(), DecidedAt: now.UnixMilli(),
	})
	if err != nil {
		return db.Err(err, "decide version")
	}
	if n != 1 {
		return errs.E(errs.Conflict, "decide version", "This is no proposal any more. Nothing was changed; look at it again before you go on.")
	}
	return k.audit(ctx, tx, state, row.Body, by, now)
}

func (k Kind) audit(ctx context.Context, tx *sql.Tx, what, body string, by principal.Actor, now time.Time) error {
	row := db.Entry(db.SystemChain, string(k.Name)+":"+what, by, now)
	row.ObjectSHA256 = seal.SHA256([]byte(body))
	_, err := db.AppendAudit(ctx, tx, row)
	return err
}

func (k Kind) keeper(who principal.Principal, op string) (principal.Actor, error) {
	role, ok := rights.Keeps(who, k.Name)
	if !ok && who.Is(k.Of) {
		role, ok = rights.KeepsOwn(who, k.Name)
	}
	if !ok {
		return principal.Actor{}, errs.E(errs.Forbidden, op, "Your role does not keep this. Nothing was changed. Ask a coordinator or an administrator.")
	}
	return who.As(role), nil
}
