// Package auth knows the service's own people: their accounts, how they prove
// who they are, their sessions and signing keys, and which roles are given to
// and taken from anybody.
//
// It promises that a password is kept only as a slow hash and a second factor
// only sealed under the master key; that a one-time code is good for one act,
// whatever the act; that guessing slows down and then stops; that a signing key
// is unwrapped with its owner's password and a fresh code for one request and
// wiped after it; that a key is certified for a role only by whoever gives the
// role; and that leaving ends everything, and a role that is taken only itself; and that a
// password that is reset takes sessions, key and certificates of before with it,
// and nothing that was signed.
//
// It leaves to others: what the acts mean and when they are possible
// (workflow), who may see and do what (rights), HTTP and its answers (the
// doors), how clinics' physicians prove themselves with keys of their own
// (clinicapi).
package auth
