package vault

import (
	"context"
	"encoding/base64"
	"errors"
	"strings"
	"time"

	"github.com/zalando/go-keyring"

	"oso/internal/errs"
)

// Keyring keeps the device secret of a vault outside its folder. Two stand
// behind it: the system's, and the one of the tests. An error is a
// KeyringState.
type Keyring interface {
	// Get gives the secret kept for the vault.
	Get(ctx context.Context, vault string) ([]byte, error)
	// Set keeps the secret for the vault, in place of an older one.
	Set(ctx context.Context, vault string, secret []byte) error
	// Delete forgets it; one that is not there is no error.
	Delete(ctx context.Context, vault string) error
}

// KeyringState says why a keyring did not give or take a secret.
type KeyringState string

const (
	KeyringAbsent   KeyringState = "absent"    // there is none
	KeyringClosed   KeyringState = "closed"    // locked: over ssh, or another Windows account
	KeyringSilent   KeyringState = "silent"    // no answer within the deadline
	KeyringNotFound KeyringState = "not-found" // open, and it does not hold this vault's secret
)

func (s KeyringState) Error() string { return "keyring: " + string(s) }

func stateOf(err error) KeyringState {
	var s KeyringState
	if errors.As(err, &s) {
		return s
	}
	return KeyringClosed
}

func keyringErr(s KeyringState) error {
	msg := "This vault needs the system's keyring, which is locked or does not answer. Nothing was changed. Sign in to this computer at its own screen, or use the recovery kit."
	switch s {
	case KeyringAbsent:
		msg = "This vault needs the system's keyring, and there is none here. Nothing was changed. Open it on the computer it was made on, or use the recovery kit."
	case KeyringNotFound:
		msg = "This vault needs a secret from the system's keyring, and this one does not hold it. Nothing was changed. Sign in with the account the vault was made with, or use the recovery kit."
	}
	return errs.Wrap(s, errs.KeyringClosed, "open keyring", msg)
}

const (
	keyringService  = "oso"
	keyringDeadline = 3 * time.Second
)

// SystemKeyring is the operating system's. Each call is given three seconds:
// without a limit it may wait for a prompt that nobody sees.
type SystemKeyring struct{}

func (SystemKeyring) Get(ctx context.Context, vault string) ([]byte, error) {
	s, err := ask(ctx, func() (string, error) { return keyring.Get(keyringService, vault) })
	if err != nil {
		return nil, err
	}
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		return nil, KeyringNotFound
	}
	return b, nil
}

func (SystemKeyring) Set(ctx context.Context, vault string, secret []byte) error {
	_, err := ask(ctx, func() (string, error) {
		return "", keyring.Set(keyringService, vault, base64.StdEncoding.EncodeToString(secret))
	})
	return err
}

func (SystemKeyring) Delete(ctx context.Context, vault string) error {
	_, err := ask(ctx, func() (string, error) { return "", keyring.Delete(keyringService, vault) })
	if stateOf(err) == KeyringNotFound {
		return nil
	}
	return err
}

// ask asks the system's keyring where there is one to ask.
func ask(ctx context.Context, call func() (string, error)) (string, error) {
	if !sessionBus() {
		return "", KeyringAbsent
	}
	return answer(ctx, call)
}

// answer waits for the call until the deadline. A call that never ends keeps
// its goroutine; there is no way to stop it.
func answer(ctx context.Context, call func() (string, error)) (string, error) {
	type result struct {
		s   string
		err error
	}
	done := make(chan result, 1)
	go func() {
		s, err := call()
		done <- result{s, err}
	}()
	t := time.NewTimer(keyringDeadline)
	defer t.Stop()
	select {
	case r := <-done:
		if r.err != nil {
			return "", classify(r.err)
		}
		return r.s, nil
	case <-t.C:
	case <-ctx.Done():
	}
	return "", KeyringSilent
}

// classify reads the state out of go-keyring's untyped errors.
func classify(err error) KeyringState {
	if errors.Is(err, keyring.ErrNotFound) {
		return KeyringNotFound
	}
	if errors.Is(err, keyring.ErrUnsupportedPlatform) {
		return KeyringAbsent
	}
	s := strings.ToLower(err.Error())
	for _, sign := range []string{"serviceunknown", "was not provided by any", "dbus-launch", "no such file", "connection refused", "executable file not found", "dbus_session_bus_address", "failed to execute", "spawn"} {
		if strings.Contains(s, sign) {
			return KeyringAbsent
		}
	}
	return KeyringClosed // locked, prompt dismissed, no logon session (1312)
}
