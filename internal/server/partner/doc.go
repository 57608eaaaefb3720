// Package partner is what the service has agreed with the organizations that send
// it their members (R44, R45, R55): a contract's days, who pays, whom to speak
// with, how members are numbered, what the partner is told, under whose name.
//
// It promises one list by version, put in force by two people; that a partner once
// entered is never taken away, since cases and invoices name it; and that the rows
// which the workflow, mails and invoices ask follow a version in the same
// transaction.
//
// It leaves to others: prices of a contract (rulebook), whose accounts are of a
// partner (auth), what a partner's own people see of a case (rights).
package partner
