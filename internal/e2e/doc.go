// Package e2e tries the two programs whole: as processes that speak to each
// other over loopback, and as the real window with a driver at its buttons.
//
// It holds tests only, and what they share. Tests that need a tool this machine
// lacks say which and are skipped; nothing here is imported by a program.
package e2e
