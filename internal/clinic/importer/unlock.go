package importer

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"oso/internal/container"
)

// Ask is what a person is asked who may know the password of an archive.
type Ask struct {
	Path  string // patient data
	Wrong bool   // what was given before did not open it
	Birth bool   // the case's birth date may be tried; false once it was, or where there is none
	Tried bool   // it was tried and did not open it
}

// Answer is what the person says. The zero value leaves the archive locked.
type Answer struct {
	Password string
	Birth    bool // try the case's birth date, in the spellings that are usual for passwords
}

const (
	codeLocked    = "password-protected"
	codeBirthDate = "opened-by-birth-date"

	lockedMessage    = "An archive is locked by a password, so its files were not taken. Ask for the password, and add the archive again; what is here already is not taken twice."
	birthDateMessage = "An archive was locked by a password, and the birth date of this case opened it. It was tried because a person chose so here."
)

// unlock opens a container that wants a password: with one that opened another
// of this import, else with what a person says, as often as he says something.
// What was said is not stored, and forgotten behind a lock. Without a password
// that is right it gives back what there is: the container as far as it can be
// listed, or the error.
func (j *job) unlock(ctx context.Context, it *item, open func(password string) (*container.Container, error), bare *container.Container, was error) (*container.Container, error) {
	for _, p := range j.passwords {
		if c := unlocked(open, p); c != nil {
			return c, nil
		}
	}
	// A person may take long: what was read until now is not left waiting.
	if j.Unlock != nil && j.batch != nil && ctx.Err() == nil {
		keep := func() error { return j.commit(context.WithoutCancel(ctx), false) }
		var err error
		if len(j.again) > 0 { // whoever takes those up again waits for the vault
			err = keep()
		} else {
			err = j.whileOpen(ctx, keep)
		}
		if err != nil {
			return nil, unkept{err}
		}
	}
	ask := Ask{Path: it.path, Birth: len(birthSpellings(j.birth())) > 0}
	for j.Unlock != nil && ctx.Err() == nil {
		answer := j.Unlock(ctx, ask)
		if answer == (Answer{}) {
			break
		}
		tries := []string{answer.Password}
		if answer.Birth {
			tries = birthSpellings(j.birth())
			ask.Birth, ask.Tried = false, true
		}
		for _, p := range tries {
			if p == "" || ctx.Err() != nil {
				continue
			}
			c := unlocked(open, p)
			if c == nil {
				continue
			}
			if !slices.Contains(j.passwords, p) {
				j.passwords = append(j.passwords, p)
			}
			if answer.Birth {
				j.report.warn(codeBirthDate, "", birthDateMessage, it.path)
			}
			return c, nil
		}
		ask.Wrong = !answer.Birth
	}
	if ctx.Err() == nil {
		j.report.warn(codeLocked, "", lockedMessage, it.path)
	}
	return bare, was
}

// unkept is the vault's error over what was read before an archive asked for its
// password: it ends the import, and nothing is wrong with the archive.
type unkept struct{ error }

func (u unkept) Unwrap() error { return u.error }

// unlocked opens with a password, if it is the right one.
func unlocked(open func(string) (*container.Container, error), password string) *container.Container {
	c, err := open(password)
	if err != nil {
		return nil
	}
	if c.Verify() != nil {
		c.Close()
		return nil
	}
	return c
}

// wantsPassword tells whether a container, or the error of opening it, does.
func wantsPassword(c *container.Container, err error) bool {
	if err != nil {
		return errors.Is(err, container.ErrLocked)
	}
	return slices.ContainsFunc(c.Entries, func(e container.Entry) bool { return e.Locked && e.Fault == nil })
}

// birth is the case's birth date as it stands; empty where nobody knows it.
func (j *job) birth() string {
	if j.book == nil {
		return ""
	}
	return j.book.patient.BirthDate
}

// birthSpellings are the ways in which a birth date is used for a password,
// those first that are met most.
func birthSpellings(date string) []string {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return nil
	}
	var out []string
	for _, layout := range []string{
		"20060102", "02012006", "01022006", "060102", "020106", "010206",
		"02.01.2006", "2.1.2006", "02/01/2006", "2/1/2006", "01/02/2006", "1/2/2006", "2006-01-02", "2006/01/02", "2006.01.02", "02-01-2006", "01-02-2006",
		"02.01.06", "2.1.06", "02/01/06", "01/02/06", "2Jan2006", "02Jan2006", "02-Jan-2006", "2006",
	} {
		for _, s := range []string{t.Format(layout), strings.ToUpper(t.Format(layout)), strings.ToLower(t.Format(layout))} {
			if !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
	}
	return out
}
