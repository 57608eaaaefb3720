// Package rulebook is where the service may be given and what it costs, as an
// administrator keeps it: the location rules and the prices, each a register by
// version (R10, R12 to R14).
//
// It promises one answer for every door that asks at a moment: the version in
// force, else the table that the program carries; that what is put in force goes
// to every clinic with its next exchange, signed; and that an estimate which a
// payer was told stays as it was.
//
// It leaves to others: what a rule means for a case (policy), who may change it
// (register, rights), and what an open case would answer by it (the console).
package rulebook
