package desktop

import (
	"oso/internal/clinic/syncer"
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
	return EnrolOffer{Server: host(o.Server), Expires: stamp(o.Expires), Demo: o.Demonstration, Fingerprint: groups(o.Fingerprint)}, nil
}

// Accept redeems the code for the user.
func (e *Enrol) Accept(url, code, passphrase string) (State, error) {
	v, err := e.a.open()
	if err != nil {
		return State{}, err
	}
	if _, err := e.a.syncer(v).Enrol(e.a.ctx, url, code, passphrase); err != nil {
		return State{}, err
	}
	st := e.a.state()
	e.a.cfg.Shell.Emit("session", st)
	e.a.exchange.begin(e.a)
	return st, nil
}
