// Package console is the door of the service's own people: JSON under
// /console/api, the pages under /console/.
//
// It promises that every act is one event of the workflow, asked for by
// somebody whom auth's table allows it, in one transaction with what is written
// beside it; that nobody sees more of a case than that table says; and that no
// address, header or log line names a patient. Problems are RFC 9457 with our
// Kind.
//
// It leaves to others: what an act is called and asks for (acts), what an event needs and does (workflow), the opinion
// itself (opinion), accounts and sessions (auth).
package console

//go:generate go run ./gen -root ../../..
