// Package chart is one case as the service holds it, opened: its row and key,
// what the clinic wrote and signed, what it sent, item by item, and the blobs
// that belong to it. Every door reads cases through it.
//
// What stands sealed in the database is sealed and opened here alone: which
// column a value belongs to, and under which row, nobody else says.
//
// It promises that only what is asked for is read and opened: one record costs
// its own row and chunks, whatever else the case holds; that bytes come out
// only if every chunk's seal opens in its place, and whole items only as the
// physician signed them; and that Close wipes the key.
//
// It leaves to others: who may see what (auth), the opinion on the case
// (opinion), and checking a version when it comes in (clinicapi): the rows are
// those of a manifest that was checked once.
package chart
