// Package notices holds what the licenses of others' work ask to go with the
// programs: names, versions, copyrights and license texts of everything that
// is inside them (Go modules, the pages' packages, fonts).
//
// The text is generated from the module cache and frontend/node_modules, so it
// promises no more than what those say. Under which license the project itself
// may be used is its owner's to say, and stands elsewhere.
package notices

import _ "embed"

//go:generate go run ./gen -root ../..

// Text is the notices, in plain text. It serves both programs: a package that
// only one of them has is named in the other's as well.
//
//go:embed NOTICES.txt
var Text string
