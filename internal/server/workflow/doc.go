// Package workflow is the pipeline of a case on the server: one table of every
// state, event and duty (requirements R30-R43, R53-R58), a pure Next that
// decides, and Apply that writes what was decided.
//
// It promises that a state changes only here; that a (state, event) pair the
// table does not name is refused and changes nothing; that state, audit row
// and outbox rows are written in one transaction or not at all; and the
// thirteen properties that workflow_test walks at random.
//
// It leaves to others: checking signatures and certificates (the doors hand in
// the answer as a fact, see Command), opening or sealing anything, location
// rules (policy decides, the door hands in the decision), sending mail
// (notify), charging (billing) and running jobs (jobs). docs/WORKFLOW.md is
// generated from the table by
//
//	go generate ./internal/server/workflow
package workflow

//go:generate go run ./gen -root ../../..
