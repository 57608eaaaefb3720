// Package principal says who acts or looks: one type for everybody whom a door
// lets in, whether staff, a clinic's desk and who signs at it, or the program.
//
// A person is one, however many sign-ins, desks and roles there are: whether
// two acts are one person's is asked with Person.Is, never by comparing the
// ids of accounts or of entries. Roles are held by a person, each for itself
// and for a time; a door lets in with the roles that may come through it, and
// whoever acts does so under one of them.
//
// It promises that a door that is not there yet bears no role. It leaves to
// others: proving who somebody is (auth, clinicapi), keeping people and roles
// (db), and what a role may see and do (rights).
package principal
