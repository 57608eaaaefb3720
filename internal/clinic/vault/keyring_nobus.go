//go:build !unix || darwin

package vault

// sessionBus is true: this system's keyring needs no bus.
func sessionBus() bool { return true }
