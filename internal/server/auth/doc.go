// Package auth knows the service's own people: their accounts, how they prove
// who they are, their sessions, their signing keys, and, in one table, who may
// do what to which case.
//
// It promises that a password is kept only as a slow hash and a second factor
// only sealed under the master key; that a one-time code is good for one act,
// whatever the act; that guessing slows down and then stops; that a signing key
// is unwrapped with its owner's password and a fresh code for one request and
// wiped after it; and that a (role, relation, act) which the table does not
// name is refused.
//
// It leaves to others: what the acts mean and when they are possible
// (workflow), HTTP and its answers (the doors), the accounts of clinics'
// physicians, who prove themselves with keys of their own (clinicapi).
package auth
