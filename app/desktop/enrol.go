package desktop

import (
	"oso/internal/clinic/syncer"
	"oso/internal/errs"
	"oso/internal/seal"
)

// Enrol binds the vault to OSO.
type Enrol struct{ a *App }

// noAct is for a passphrase that is only to be checked.
func noAct(*seal.SigningKey, *seal.OpeningKey) error { return nil }

// Look reads a code; nobody is asked.
func (e *Enrol) Look(url, code string) (EnrolOffer, error) {
	o, err := syncer.Look(url, code)
	if err != nil {
		return EnrolOffer{}, err
	}
	offer := EnrolOffer{Server: host(o.Server), Expires: stamp(o.Expires), Demo: o.Demonstration, Fingerprint: seal.Groups(o.Fingerprint), Physician: o.Person, Clinic: o.Clinic, Role: string(o.Role)}
	if v, err := e.a.open(); err == nil {
		if err := e.a.syncer(v).Mine(code, ""); err != nil {
			offer.NotYou = errs.Message(err)
		}
	}
	return offer, nil
}

// Accept redeems the code for the user. as is the name that the code says, where
// the user confirmed to be that person; empty: the sign-in name tells.
func (e *Enrol) Accept(url, code, passphrase, as string) (State, error) {
	v, err := e.a.open()
	if err != nil {
		return State{}, err
	}
	if _, err := e.a.syncer(v).Enrol(e.a.ctx, url, code, passphrase, as); err != nil {
		return State{}, err
	}
	st := e.a.state()
	e.a.cfg.Shell.Emit("session", st)
	e.a.exchange.begin(e.a)
	return st, nil
}
