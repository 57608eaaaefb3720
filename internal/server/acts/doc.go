// Package acts is the one spelling of what people do to a case. Each event of
// the workflow stands here once: its words, and, where somebody does it at the
// console, what it asks for as a Go type of its own. Adding an act is adding a
// declaration and its type.
//
// It promises that a request holds exactly the fields of its act, that what is
// missing is named by the label that a person reads, and that the pages' types,
// words and forms (go generate) and the table in docs/CONSOLE.md are what the
// declarations say.
//
// It leaves to others: who may (rights, the one table), when it is possible and
// what follows (workflow), the reasons to choose from, which are an
// administrator's data (workflow.Config), and how it is carried out (console).
package acts
