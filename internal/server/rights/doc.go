// Package rights is the one table of who may see and do what with a case: by
// role, and by what relates the person to the case under that role. Every door asks it, the
// property tests walk it, and docs/WORKFLOW.md prints it.
//
// It promises that what the table does not name is refused; that a revoked
// authorization ends disclosure at once, to whomever; and that a part that is
// over shows nothing more but the letter to who signed it.
//
// It leaves to others: when an act is possible (workflow), who somebody is
// (auth), and how a view looks (the doors).
package rights
