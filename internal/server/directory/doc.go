// Package directory is what the service says of its specialists and readers
// (R65): position, hospital, specialties by a coded list, what they are known
// for, languages, a photograph, and their credentials with the day through which
// each holds. It also knows who is away and who stands in.
//
// It promises that an entry is whole and bounded before it is kept; that a
// photograph holds nothing but its picture; and that what the rest of the
// service reads of a person (titles, specialties, tenure, license, board
// certification, training, the date) follows from the entry in force alone, in
// the transaction that puts it in force.
//
// It leaves to others: who may change an entry and who confirms it (register,
// rights), and whom credentials bar from a case (workflow.Credentials).
package directory
