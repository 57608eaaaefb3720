// Package clinicapi is the service's door for the clinic's program: the
// contract of package wire over HTTP.
//
// It promises that every request may be repeated, that a clinic sees and asks
// about its own cases alone, that a receipt is given only for what is whole
// and durable, and that no answer and no log line holds what was sent. Only
// the physician's own signature makes a case accessed here.
//
// It leaves to others: what a case's states are and who may move it
// (workflow), opinions and their packages (opinion), TLS and listening (the
// server's wiring).
package clinicapi
