// Package billing takes a case's one charge to its end: to the payment
// gateway, or onto the partner's invoice (R42, R44, R55).
//
// It promises that a charge is made at most once, whatever happens: the
// workflow puts it down as intent at completion, the gateway is asked under an
// idempotency key that is the same after every crash, and the result is
// written in one transaction with what the workflow makes of it
// (Config.Settle). A refusal is a result, not an error.
//
// What is charged is the workflow's to say; prices are policy's. The only
// gateway so far is the demonstration's (internal/demo/till).
package billing
