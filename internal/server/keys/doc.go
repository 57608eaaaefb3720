// Package keys holds the service's own keys: the master key under which the
// database's secrets are wrapped, the root's public half, the issuing key and
// the receiving keys.
//
// It promises that a wrapped key opens only for its purpose and place and
// only under its master key, that what was sent to an older receiving key
// still opens, and that the root's private half is nowhere in it outside a
// demonstration. Where the wrapped keys are stored is the database's; who may
// have something signed is left to the callers. It reads no clock.
package keys
